"""Goldens of pooling over time: last, max, mean, attention.

Run: python make_pooling.py         made with torch 2.13.0+cpu, numpy 2.4.6, Python 3.11; see goldens.py
Writes pooling.json.

`ys` is [B, T, F], right-padded by `lengths` (what lies beyond a length is not zero here, so that reading it shows). Each
of `pooled` is [B, F]: `last1` takes the last valid step, `last2` that of the first half of the numbers and step 0 of the
second half; `attention` is Σ a·y with a = softmax(query·tanh(weight·y + bias)) over the valid steps, `weights` is a.
`gradients` are those of Σ upstream ⊙ pooled. The arithmetic is float64.
"""

import torch

from goldens import gradient, leaf, normal, write

CASES = [("full", (3, 5, 4), [5, 5, 5], 3), ("ragged", (4, 6, 4), [6, 4, 1, 3], 5), ("one-step", (2, 1, 2), [1, 1], 2)]


def last1(ys, lengths):
    return torch.stack([row[n - 1] for row, n in zip(ys, lengths)])


def last2(ys, lengths):
    half = ys.shape[2] // 2
    return torch.stack([torch.cat([row[n - 1, :half], row[0, half:]]) for row, n in zip(ys, lengths)])


def max_(ys, lengths):
    return torch.stack([row[:n].max(dim=0).values for row, n in zip(ys, lengths)])


def mean(ys, lengths):
    return torch.stack([row[:n].mean(dim=0) for row, n in zip(ys, lengths)])


def make(name, shape, lengths, size):
    ys, upstream = normal(*shape), normal(shape[0], shape[2])
    case = {"name": name, "ys": ys, "lengths": torch.tensor(lengths), "upstream": upstream, "pooled": {}, "gradients": {}}
    for key, pool in {"last1": last1, "last2": last2, "max": max_, "mean": mean}.items():
        given = leaf(ys)
        pooled = pool(given, lengths)
        (pooled * upstream).sum().backward()
        case["pooled"][key] = pooled
        case["gradients"][key] = {"ys": gradient(given)}
    inputs = {
        "ys": leaf(ys),
        "weight": leaf(normal(size, shape[2])),
        "bias": leaf(normal(size)),
        "query": leaf(normal(size)),
    }
    scores = torch.tanh(inputs["ys"] @ inputs["weight"].T + inputs["bias"]) @ inputs["query"]
    valid = torch.arange(shape[1])[None, :] < torch.tensor(lengths)[:, None]
    weights = torch.softmax(scores.masked_fill(~valid, -torch.inf), dim=1)
    pooled = (weights[:, :, None] * inputs["ys"]).sum(dim=1)
    (pooled * upstream).sum().backward()
    case["attention"] = {key: inputs[key] for key in ("weight", "bias", "query")}
    case["weights"] = weights
    case["pooled"]["attention"] = pooled
    case["gradients"]["attention"] = {key: gradient(value) for key, value in inputs.items()}
    return case


if __name__ == "__main__":
    torch.manual_seed(2016)
    torch.set_num_threads(1)
    write("pooling", __file__, [make(*case) for case in CASES])
