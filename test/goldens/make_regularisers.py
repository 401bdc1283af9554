"""Goldens of what regularises recurrent layers, from PyTorch's nn.RNN and nn.LSTM with the masks that Elman draws.

Run: python make_regularisers.py          made with torch 2.13.0+cpu, numpy 2.4.6, Python 3.11; see goldens.py
Writes regularisers.json.

A case holds its kind, the cell, the seed of the source of random numbers, the rate, x [B, T, I], the parameters under
PyTorch's names, the fixed weights wy [B, T, H] and, made by PyTorch, ys [B, T, H] and the gradients of the loss
sum(ys * wy) for x and every parameter.
  weight-drop: a mask [G * H, H] times weight_hh, which the layer then computes with (Merity 2018).
  locked: masks [B, I] and [B, H], the same at all steps, on what goes in and what comes out.
  variational: a mask [B, H] on the h that each step of nn.RNNCell or nn.LSTMCell reads (Gal and Ghahramani 2016).
  zoneout: masks [B, H] anew at each step for h, and for c of the LSTM: where chosen, the old value stays (Krueger 2017).
The generator and the hash of src/util/random.ts are written here a second time, so that the masks are known too.
"""

import torch
from torch import nn
from torch.func import functional_call

from goldens import gradient, leaf, normal, write

BATCH, STEPS, INPUT, HIDDEN = 3, 4, 3, 5
NAMES = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")


WORD = 0xFFFFFFFF
SEED, RATE = 7, 0.4


def finalise(x):
    x = ((x ^ (x >> 16)) * 0x21F0AAAD) & WORD
    x = ((x ^ (x >> 15)) * 0x735A2D97) & WORD
    return x ^ (x >> 15)


def rotated(x, by):
    return ((x << by) | (x >> (32 - by))) & WORD


class Random:
    """xoshiro128** as in src/util/random.ts, for seeds below 2^32."""

    def __init__(self, seed):
        key = finalise(seed)
        self.a, self.b, self.c, self.d = (finalise(key ^ k) for k in (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344))

    def bits(self):
        result = (rotated((self.b * 5) & WORD, 7) * 9) & WORD
        t = (self.b << 9) & WORD
        self.c ^= self.a
        self.d ^= self.b
        self.b ^= self.c
        self.a ^= self.d
        self.c ^= t
        self.d = rotated(self.d, 11)
        return result


def uniform(seed, *shape):
    """In [0, 1), a function of the seed and of the place."""
    count = torch.Size(shape).numel()
    values = [finalise(finalise((i + 0x9E3779B9) & WORD) ^ seed) / 2**32 for i in range(count)]
    return torch.tensor(values, dtype=torch.float64).reshape(shape)


def dropped(seed, *shape):
    """0 with probability RATE, else 1 / (1 - RATE)."""
    return (uniform(seed, *shape) < 1 - RATE).to(torch.float64) / (1 - RATE)


def stepped(cell, weights, x, change, zone=None):
    """A loop over one step; `change` acts on the h that is read, `zone` on each part's old and new value."""
    module = (nn.LSTMCell if cell == "lstm" else nn.RNNCell)(INPUT, HIDDEN, dtype=torch.float64)
    state = [torch.zeros(BATCH, HIDDEN, dtype=torch.float64) for _ in range(2 if cell == "lstm" else 1)]
    ys = []
    for t in range(STEPS):
        read = [change(state[0]), *state[1:]]
        new = functional_call(module, weights, (x[:, t], tuple(read) if cell == "lstm" else read[0]))
        new = list(new) if cell == "lstm" else [new]
        state = new if zone is None else [zone(old, now) for old, now in zip(state, new)]
        ys.append(state[0])
    return torch.stack(ys, dim=1)


def whole(cell, weights, x):
    module = (nn.LSTM if cell == "lstm" else nn.RNN)(INPUT, HIDDEN, batch_first=True, dtype=torch.float64)
    ys, _ = functional_call(module, {f"{name}_l0": value for name, value in weights.items()}, (x,))
    return ys


def case(kind, cell):
    gates = 4 if cell == "lstm" else 1
    x = leaf(normal(BATCH, STEPS, INPUT))
    shapes = ((gates * HIDDEN, INPUT), (gates * HIDDEN, HIDDEN), (gates * HIDDEN,), (gates * HIDDEN,))
    parameters = {name: leaf(normal(*shape, scale=0.5)) for name, shape in zip(NAMES, shapes)}
    wy = normal(BATCH, STEPS, HIDDEN)
    rng = Random(SEED)
    if kind == "weight-drop":
        weight = parameters["weight_hh"]
        ys = whole(cell, {**parameters, "weight_hh": weight * dropped(rng.bits(), *weight.shape)}, x)
    elif kind == "locked":
        before, after = dropped(rng.bits(), BATCH, INPUT), dropped(rng.bits(), BATCH, HIDDEN)
        ys = whole(cell, parameters, x * before[:, None]) * after[:, None]
    elif kind == "variational":
        mask = dropped(rng.bits(), BATCH, HIDDEN)
        ys = stepped(cell, parameters, x, lambda h: h * mask)
    else:
        noise = Random(rng.bits())

        def zone(old, now):
            kept = (uniform(noise.bits(), BATCH, HIDDEN) < RATE).to(torch.float64)
            return kept * old + (1 - kept) * now

        ys = stepped(cell, parameters, x, lambda h: h, zone)
    (ys * wy).sum().backward()
    return {
        "name": f"{kind} {cell}", "kind": kind, "cell": cell, "seed": SEED, "rate": RATE,
        "x": x, "parameters": parameters, "wy": wy,
        "ys": ys, "gradients": {"x": gradient(x), **{name: gradient(p) for name, p in parameters.items()}},
    }


if __name__ == "__main__":
    torch.set_num_threads(1)
    torch.manual_seed(20)
    kinds = ("weight-drop", "locked", "variational", "zoneout")
    write("regularisers", __file__, [case(kind, cell) for kind in kinds for cell in ("elman", "lstm")])
