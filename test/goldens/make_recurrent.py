"""Goldens of the recurrent layers, from PyTorch's nn.RNN (tanh, relu), nn.LSTM and nn.GRU.

Run: python make_recurrent.py          made with torch 2.13.0+cpu, numpy 2.4.6, Python 3.11; see goldens.py
Writes recurrent-elman.json, recurrent-elman-relu.json, recurrent-lstm.json, recurrent-gru.json.

A case holds x [B, T, I], lengths [B] or null, h0 and c0 [layers * directions, B, H] or null (zero state), the
parameters under PyTorch's names, and, with D directions, the outputs ys [B, T, D * H] (zero beyond a row's length),
h_n and c_n [layers * directions, B, H]; then the fixed weights wy, wh, wc and the gradients of the loss
    sum(ys * wy) + sum(h_n * wh) + sum(c_n * wc)          (the last term for the LSTM only)
with respect to x, h0, c0 and every parameter. wy is not zero beyond the lengths: what stands there must not count.
"""

from itertools import product

import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from goldens import gradient, leaf, normal, rounded, write

CELLS = {
    "elman": lambda *sizes, **options: nn.RNN(*sizes, nonlinearity="tanh", **options),
    "elman-relu": lambda *sizes, **options: nn.RNN(*sizes, nonlinearity="relu", **options),
    "lstm": nn.LSTM,
    "gru": nn.GRU,
}

# (name, layers, directions, batch, time, input, hidden, lengths, is a state given)
GRID = [
    (f"{layers}-layer-{directions}-way-{'ragged' if ragged else 'full'}-{'given' if given else 'zero'}",
     layers, directions, 3, 5, 4, 6, [5, 3, 1] if ragged else None, given)
    for layers, directions, ragged, given in product((1, 2), (1, 2), (False, True), (False, True))
]
EXTRA = [
    ("unsorted-odd", 2, 2, 5, 7, 3, 9, [4, 7, 1, 6, 3], True),
    ("nobody-full", 1, 2, 3, 6, 2, 5, [2, 4, 3], True),  # the padding is longer than the longest row
    ("single", 1, 1, 1, 1, 1, 1, None, True),
]


def run(cell, module, x, lengths, h0, c0):
    """(ys, h_n, c_n or None) of PyTorch, with packed sequences where lengths are given."""
    state = None if h0 is None else (h0, c0) if cell == "lstm" else h0
    if lengths is None:
        ys, last = module(x, state)
    else:
        packed = pack_padded_sequence(x, torch.tensor(lengths), batch_first=True, enforce_sorted=False)
        ys, last = module(packed, state)
        ys, _ = pad_packed_sequence(ys, batch_first=True, total_length=x.shape[1])
    return (ys, *last) if cell == "lstm" else (ys, last, None)


def evaluate(cell, module, x, lengths, h0, c0, wy, wh, wc):
    """Outputs and gradients, in the arithmetic of `x`."""
    module.zero_grad(set_to_none=True)
    x, h0, c0 = (None if value is None else leaf(value) for value in (x, h0, c0))
    ys, h_n, c_n = run(cell, module, x, lengths, h0, c0)
    loss = (ys * wy).sum() + (h_n * wh).sum()
    if c_n is not None:
        loss = loss + (c_n * wc).sum()
    loss.backward()
    return {
        "ys": ys.detach(), "h_n": h_n.detach(), "c_n": None if c_n is None else c_n.detach(),
        "gradients": {
            "x": gradient(x),
            "h0": None if h0 is None else gradient(h0),
            "c0": None if c0 is None else gradient(c0),
            "parameters": {name: gradient(p).clone() for name, p in module.named_parameters()},
        },
    }


def leaves(value):
    """All tensors in nested dicts, in order."""
    if isinstance(value, dict):
        return [tensor for entry in value.values() for tensor in leaves(entry)]
    return [] if value is None else [value]


def make_case(cell, name, layers, directions, batch, time, inputs, hidden, lengths, given):
    options = {"num_layers": layers, "bidirectional": directions == 2, "batch_first": True}
    module = CELLS[cell](inputs, hidden, **options).double()
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.copy_(normal(*parameter.shape, scale=0.4))
    x = normal(batch, time, inputs)
    state = (layers * directions, batch, hidden)
    h0 = normal(*state, scale=0.5) if given else None
    c0 = normal(*state, scale=0.5) if given and cell == "lstm" else None
    wy, wh = normal(batch, time, directions * hidden), normal(*state)
    wc = normal(*state) if cell == "lstm" else None
    exact = evaluate(cell, module, x, lengths, h0, c0, wy, wh, wc)

    # The same in float32: no case may stand on an edge (a relu at its kink) where rounding alone decides.
    single = [None if value is None else value.float() for value in (x, h0, c0, wy, wh, wc)]
    copy = CELLS[cell](inputs, hidden, **options)
    copy.load_state_dict(module.state_dict())
    rough = evaluate(cell, copy, single[0], lengths, *single[1:])
    for wanted, came in zip(leaves(exact), leaves(rough), strict=True):
        assert torch.allclose(wanted, came.double(), rtol=1e-4, atol=1e-4), (cell, name)

    return {
        "name": name, "cell": cell, "layers": layers, "directions": directions,
        "batch": batch, "time": time, "input": inputs, "hidden": hidden, "lengths": lengths,
        "parameters": {key: rounded(p) for key, p in module.named_parameters()},
        "x": x, "h0": h0, "c0": c0, "wy": wy, "wh": wh, "wc": wc, **exact,
    }


if __name__ == "__main__":
    for seed, cell in enumerate(CELLS, start=1990):
        torch.manual_seed(seed)
        write(f"recurrent-{cell}", __file__, [make_case(cell, *case) for case in GRID + EXTRA])
