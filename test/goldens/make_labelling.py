"""Goldens of a network that labels sequences: scores, loss, gradients, and what each step contributed.

Run: python make_labelling.py         made with torch 2.13.0+cpu, numpy 2.4.6, Python 3.11; see goldens.py
Writes labelling.json.

An embedding [V, E], a bidirectional GRU, pooling over time, a linear layer. `ids` is [B, T], −1 beyond `lengths`;
parameters carry the names of Elman's files. `loss` is `CrossEntropyLoss(weight=classWeights, label_smoothing)`,
`gradients` are its own; `contributions` are Σ_f x·∂score/∂x of each row's best class. The arithmetic is float64.
"""

import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from goldens import gradient, leaf, normal, write

V, E, H, C, A = 7, 3, 2, 3, 4
IDS = torch.tensor([[1, 4, 2, 6, 3], [5, 0, 5, -1, -1], [2, 3, -1, -1, -1], [6, -1, -1, -1, -1]])
LENGTHS = [5, 3, 2, 1]
TARGETS = torch.tensor([2, 0, 1, 2])


def pooled(kind, ys, weights):
    valid = torch.arange(ys.shape[1])[None, :, None] < torch.tensor(LENGTHS)[:, None, None]
    if kind == "max":
        return ys.masked_fill(~valid, -torch.inf).amax(dim=1)
    if kind == "mean":
        return (ys * valid).sum(dim=1) / torch.tensor(LENGTHS)[:, None]
    if kind == "last":
        return torch.stack([torch.cat([row[n - 1, :H], row[0, H:]]) for row, n in zip(ys, LENGTHS)])
    judged = torch.tanh(ys @ weights["pooling.project.weight"].T + weights["pooling.project.bias"])
    scores = (judged @ weights["pooling.query"]).masked_fill(~valid[:, :, 0], -torch.inf)
    return (torch.softmax(scores, dim=1)[:, :, None] * ys).sum(dim=1)


def make(kind, class_weights, smoothing):
    gru = nn.GRU(E, H, batch_first=True, bidirectional=True, dtype=torch.float64)
    weights = {"front.embedding.weight": leaf(normal(V, E))}
    for name, parameter in gru.named_parameters():
        parameter.data = normal(*parameter.shape)
        weights[f"rnn.{name}"] = parameter
    if kind == "attention":
        weights["pooling.project.weight"] = leaf(normal(A, 2 * H))
        weights["pooling.project.bias"] = leaf(normal(A))
        weights["pooling.query"] = leaf(normal(A))
    weights["head.weight"] = leaf(normal(C, 2 * H))
    weights["head.bias"] = leaf(normal(C))

    def scores(xs):
        packed = pack_padded_sequence(xs, torch.tensor(LENGTHS), batch_first=True)
        ys, _ = pad_packed_sequence(gru(packed)[0], batch_first=True)
        return pooled(kind, ys, weights) @ weights["head.weight"].T + weights["head.bias"]

    found = scores(weights["front.embedding.weight"][IDS.clamp(min=0)])
    weight = None if class_weights is None else torch.tensor(class_weights, dtype=torch.float64)
    loss = nn.CrossEntropyLoss(weight=weight, label_smoothing=smoothing)(found, TARGETS)
    loss.backward()
    gradients = {name: gradient(parameter).clone() for name, parameter in weights.items()}
    xs = leaf(weights["front.embedding.weight"][IDS.clamp(min=0)])
    best = scores(xs).amax(dim=1).sum()
    best.backward()
    return {
        "name": f"{kind}{'' if class_weights is None else ', weighted'}{', smoothed' if smoothing else ''}",
        "pooling": kind,
        "hidden": H,
        "classWeights": class_weights,
        "labelSmoothing": smoothing,
        "parameters": weights,
        "ids": IDS,
        "lengths": torch.tensor(LENGTHS),
        "targets": TARGETS,
        "scores": found,
        "loss": loss.item(),
        "gradients": gradients,
        "contributions": (xs * gradient(xs)).sum(dim=2),
    }


if __name__ == "__main__":
    torch.manual_seed(2013)
    torch.set_num_threads(1)
    cases = [make(kind, None, 0.0) for kind in ("last", "max", "mean", "attention")]
    write("labelling", __file__, [*cases, make("max", [0.5, 2.0, 1.0], 0.0), make("max", [0.5, 2.0, 1.0], 0.1)])
