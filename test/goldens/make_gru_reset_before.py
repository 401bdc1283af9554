"""Goldens of the GRU that resets before the product (Cho et al. 2014; Keras reset_after=False; ONNX's default).

Run: python make_gru_reset_before.py   made with torch 2.13.0+cpu, numpy 2.4.6, Python 3.11; see goldens.py
Writes recurrent-gru-reset-before.json, in the format of make_recurrent.py.

PyTorch has no such cell, so its equations stand here, in float64 with autograd. Our layout: gates r, z, n;
weight_ih [3H, I], weight_hh [3H, H], two biases [3H].
    r  = sigmoid(W_ir x + b_ir + U_r h + b_hr)
    z  = sigmoid(W_iz x + b_iz + U_z h + b_hz)
    n  = tanh(W_in x + b_in + U_n (r * h) + b_hn)
    h' = (1 - z) * n + z * h
"""

import torch
from torch import nn

from goldens import gradient, leaf, normal, write

# (name, batch, time, input, hidden, lengths, is a state given)
CASES = [
    ("full-zero", 3, 5, 4, 6, None, False),
    ("full-given", 3, 5, 4, 6, None, True),
    ("ragged-zero", 3, 5, 4, 6, [5, 3, 1], False),
    ("ragged-given", 3, 5, 4, 6, [5, 3, 1], True),
    ("unsorted-odd", 5, 7, 3, 9, [4, 7, 1, 6, 3], True),
]


def layer(x, lengths, h, parameters):
    """x [B, T, I], h [B, H] -> ys [B, T, H] (zero beyond the lengths), the state at each row's last valid step [B, H]."""
    weight_ih, weight_hh, bias_ih, bias_hh = (
        parameters[name] for name in ("weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0"))
    u_r, u_z, u_n = weight_hh.chunk(3)
    b_hr, b_hz, b_hn = bias_hh.chunk(3)
    ys = []
    for t in range(x.shape[1]):
        i_r, i_z, i_n = (x[:, t] @ weight_ih.T + bias_ih).chunk(3, dim=1)
        r = torch.sigmoid(i_r + h @ u_r.T + b_hr)
        z = torch.sigmoid(i_z + h @ u_z.T + b_hz)
        n = torch.tanh(i_n + (r * h) @ u_n.T + b_hn)
        valid = torch.tensor([[t < length] for length in lengths])
        new = (1 - z) * n + z * h
        ys.append(torch.where(valid, new, torch.zeros_like(new)))
        h = torch.where(valid, new, h)
    return torch.stack(ys, dim=1), h


def check_against_pytorch():
    """Where U_n is diagonal and b_hn zero, U_n (r * h) = r * (U_n h + b_hn): both GRUs are the same function."""
    module = nn.GRU(4, 6, batch_first=True).double()
    with torch.no_grad():
        module.weight_hh_l0[12:] = torch.diag(normal(6))
        module.bias_hh_l0[12:] = 0
    x, h0 = normal(3, 5, 4), normal(3, 6)
    wanted, _ = module(x, h0[None])
    came, _ = layer(x, [5, 5, 5], h0, dict(module.named_parameters()))
    assert torch.allclose(wanted, came, rtol=0, atol=1e-14)


def make_case(name, batch, time, inputs, hidden, lengths, given):
    shapes = {"weight_ih_l0": (3 * hidden, inputs), "weight_hh_l0": (3 * hidden, hidden),
              "bias_ih_l0": (3 * hidden,), "bias_hh_l0": (3 * hidden,)}
    parameters = {key: leaf(normal(*shape, scale=0.4)) for key, shape in shapes.items()}
    x = leaf(normal(batch, time, inputs))
    h0 = leaf(normal(1, batch, hidden, scale=0.5)) if given else None
    wy, wh = normal(batch, time, hidden), normal(1, batch, hidden)
    start = torch.zeros(batch, hidden, dtype=torch.float64) if h0 is None else h0[0]
    ys, last = layer(x, lengths or [time] * batch, start, parameters)
    h_n = last[None]
    ((ys * wy).sum() + (h_n * wh).sum()).backward()
    return {
        "name": name, "cell": "gru-reset-before", "layers": 1, "directions": 1,
        "batch": batch, "time": time, "input": inputs, "hidden": hidden, "lengths": lengths,
        "parameters": parameters, "x": x, "h0": h0, "c0": None, "wy": wy, "wh": wh, "wc": None,
        "ys": ys, "h_n": h_n, "c_n": None,
        "gradients": {"x": gradient(x), "h0": None if h0 is None else gradient(h0), "c0": None,
                      "parameters": {key: gradient(p) for key, p in parameters.items()}},
    }


if __name__ == "__main__":
    torch.manual_seed(2014)
    check_against_pytorch()
    write("recurrent-gru-reset-before", __file__, [make_case(*case) for case in CASES])
