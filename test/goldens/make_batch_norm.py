"""Goldens of batch normalisation: two batches in training, then an answer by what was kept.

Run: python make_batch_norm.py      made with torch 2.13.0+cpu, numpy 2.4.6, Python 3.11; see goldens.py
Writes batch-norm.json.

The channels are the last axis here and in the file; PyTorch gets rows [N, C]. `batches` are normalised one after another
in training; of each there is the output `y`, and the gradients of the loss Σ y·w. `running_mean` and `running_var` are
what is kept after both, `answer` is the output for the first batch by them.
"""

import torch
from torch import nn

from goldens import gradient, leaf, normal, rounded, write

# name, shape of a batch, momentum
CASES = [("images", (3, 4, 5, 6), 0.1), ("rows", (7, 3), 0.25), ("two-rows", (2, 4), 0.1), ("one-channel", (5, 1), 0.5)]


def make(name, shape, momentum):
    size = shape[-1]
    norm = nn.BatchNorm1d(size, momentum=momentum, dtype=torch.float64)
    parameters = {"weight": normal(size), "bias": normal(size), "running_mean": normal(size), "running_var": rounded(torch.rand(size, dtype=torch.float64) + 0.5)}
    with torch.no_grad():
        for key, value in parameters.items():
            getattr(norm, key).copy_(value)
    batches = []
    for _ in range(2):
        x, w = rounded(normal(*shape) * 2 + 1), normal(*shape)
        given = leaf(x)
        norm.zero_grad()
        y = norm(given.reshape(-1, size)).reshape(shape)
        (y * w).sum().backward()
        batches.append({"x": x, "w": w, "y": y, "gradients": {"x": gradient(given), "weight": norm.weight.grad.clone(), "bias": norm.bias.grad.clone()}})
    norm.eval()
    answer = norm(batches[0]["x"].reshape(-1, size)).reshape(shape)
    return {"name": name, "momentum": momentum, "parameters": parameters, "batches": batches,
            "running_mean": norm.running_mean, "running_var": norm.running_var, "answer": answer}


if __name__ == "__main__":
    torch.manual_seed(2015)
    write("batch-norm", __file__, [make(*case) for case in CASES])
