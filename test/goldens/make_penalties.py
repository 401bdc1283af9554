"""Goldens of activation and temporal activation regularisation (Merity, McCann and Socher 2017).

Run: python make_penalties.py         made with torch 2.13.0+cpu, numpy 2.4.6, Python 3.11; see goldens.py
Writes penalties.json.

`ys` is [B, T, F], right-padded by `lengths` (null: every row is full; what lies beyond a length is not zero here, so
that reading it shows). `activation` is the mean of squares over valid steps, `temporal` that of the differences between
a valid step and the one before it; `gradients` are theirs. The arithmetic is float64.
"""

import torch

from goldens import gradient, leaf, normal, write

CASES = [("full", (3, 5, 4), None), ("ragged", (4, 6, 3), [6, 4, 1, 0]), ("one-feature", (1, 7, 1), None)]


def make(name, shape, lengths):
    ys = normal(*shape)
    counts = torch.tensor(lengths if lengths is not None else [shape[1]] * shape[0])
    valid = torch.arange(shape[1])[None, :] < counts[:, None]
    case = {"name": name, "ys": ys, "lengths": None if lengths is None else counts, "gradients": {}}
    for key, penalty in {
        "activation": lambda h: h[valid].pow(2).mean(),
        "temporal": lambda h: (h[:, 1:] - h[:, :-1])[valid[:, 1:]].pow(2).mean(),
    }.items():
        h = leaf(ys)
        value = penalty(h)
        value.backward()
        case[key] = value.item()
        case["gradients"][key] = gradient(h)
    return case


if __name__ == "__main__":
    torch.manual_seed(2017)
    torch.set_num_threads(1)
    write("penalties", __file__, [make(*case) for case in CASES])
