"""Goldens of the cells that are written over ops: Jordan's, LSTMs with peepholes, a projection, layer normalisation or
coupled gates, JANET and the independently recurrent network.

Run: python make_cells.py              made with torch 2.13.0+cpu, numpy 2.4.6, Python 3.11; see goldens.py
Writes cell-NAME.json for each name of CELLS.

The LSTM with a projection is PyTorch's own. The others stand here as equations, in float64 with autograd, and each is
held to a module of PyTorch where the two are the same function. Gates i, f, g, o lie behind one another, without those
that a cell lacks.

A case holds x [B, T, I], lengths [B] or null, the first state by name or null (zeros), the parameters, the cell's own
`options`, the outputs ys [B, T, O] (zero beyond a row's length), the state at each row's last valid step, and the fixed
weights wy and ws; then the gradients of the loss sum(ys * wy) + sum over the state of sum(last * ws) with respect to x,
the first state and every parameter.
"""

import torch
from torch import nn
from torch.nn import functional as F
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from goldens import gradient, leaf, normal, write

sigmoid, tanh, relu = torch.sigmoid, torch.tanh, torch.relu
ACTIVATIONS = {"tanh": tanh, "relu": relu, "sigmoid": sigmoid, "identity": lambda x: x}


def affine(x, weight, bias):
    return x @ weight.T if bias is None else x @ weight.T + bias


def parts(p, x, h, count):
    return (affine(x, p["weight_ih"], p.get("bias_ih")) + affine(h, p["weight_hh"], p.get("bias_hh"))).chunk(count, 1)


def jordan(p, x, state, activation="tanh", outputActivation="tanh", decay=0, outputSize=None):
    (a,) = parts(p, x, state["s"], 1)
    y = ACTIVATIONS[outputActivation](affine(ACTIVATIONS[activation](a), p["weight_ho"], p.get("bias_ho")))
    return y, {"s": decay * state["s"] + y}


def peephole(p, x, state):
    i, f, g, o = parts(p, x, state["h"], 4)
    c = state["c"]
    i, f = sigmoid(i + p["weight_ci"] * c), sigmoid(f + p["weight_cf"] * c)
    c = f * c + i * tanh(g)
    h = sigmoid(o + p["weight_co"] * c) * tanh(c)
    return h, {"h": h, "c": c}


def layer_norm(p, x, state):
    def norm(value, which):
        return F.layer_norm(value, value.shape[-1:], p[f"gain_{which}"], p.get(f"bias_{which}"))

    a = norm(x @ p["weight_ih"].T, "ih") + norm(state["h"] @ p["weight_hh"].T, "hh")
    i, f, g, o = a.chunk(4, 1)
    c = sigmoid(f) * state["c"] + sigmoid(i) * tanh(g)
    h = sigmoid(o) * tanh(norm(c, "c"))
    return h, {"h": h, "c": c}


def coupled(p, x, state):
    f, g, o = parts(p, x, state["h"], 3)
    f = sigmoid(f)
    c = f * state["c"] + (1 - f) * tanh(g)
    h = sigmoid(o) * tanh(c)
    return h, {"h": h, "c": c}


def janet(p, x, state, beta=1):
    s, a = parts(p, x, state["h"], 2)
    h = sigmoid(s) * state["h"] + (1 - sigmoid(s - beta)) * tanh(a)
    return h, {"h": h}


def ind_rnn(p, x, state):
    h = relu(affine(x, p["weight_ih"], p.get("bias_ih")) + p["weight_hh"] * state["h"])
    return h, {"h": h}


def scan(step, p, x, lengths, state, **options):
    """Steps over x [B, T, I]: ys [B, T, O], and the state at each row's last valid step."""
    ys = []
    for t in range(x.shape[1]):
        y, new = step(p, x[:, t], state, **options)
        valid = torch.tensor([[t < length] for length in lengths])
        ys.append(torch.where(valid, y, torch.zeros_like(y)))
        state = {key: torch.where(valid, new[key], state[key]) for key in state}
    return torch.stack(ys, dim=1), state


def projection(p, x, lengths, state, projectionSize):
    """PyTorch's nn.LSTM with a projection, over packed rows."""
    inputs, hidden = x.shape[2], p["weight_hr"].shape[1]
    module = nn.LSTM(inputs, hidden, batch_first=True, bias="bias_ih" in p, proj_size=projectionSize).to(x.dtype)
    packed = pack_padded_sequence(x, torch.tensor(lengths), batch_first=True, enforce_sorted=False)
    given = tuple(state[key][None] for key in "hc")
    ys, (h, c) = torch.func.functional_call(module, {f"{key}_l0": value for key, value in p.items()}, (packed, given))
    ys, _ = pad_packed_sequence(ys, batch_first=True, total_length=x.shape[1])
    return ys, {"h": h[0], "c": c[0]}


def gates(count, inputs, hidden, recurrent=None):
    return {"weight_ih": (count * hidden, inputs), "weight_hh": (count * hidden, recurrent or hidden),
            "bias_ih": (count * hidden,), "bias_hh": (count * hidden,)}


# name: (run(p, x, lengths, state, **options), shapes of the parameters, sizes of the state), given I, H and the options
CELLS = {
    "jordan": (
        lambda *args, **options: scan(jordan, *args, **options),
        lambda i, h, outputSize=None, **_: {**gates(1, i, h, outputSize), "weight_ho": (outputSize or h, h),
                                            "bias_ho": (outputSize or h,)},
        lambda h, outputSize=None, **_: {"s": outputSize or h}),
    "lstm-peephole": (
        lambda *args: scan(peephole, *args),
        lambda i, h: {**gates(4, i, h), "weight_ci": (h,), "weight_cf": (h,), "weight_co": (h,)},
        lambda h: {"h": h, "c": h}),
    "lstm-projection": (
        projection,
        lambda i, h, projectionSize: {**gates(4, i, h, projectionSize), "weight_hr": (projectionSize, h)},
        lambda h, projectionSize: {"h": projectionSize, "c": h}),
    "lstm-layer-norm": (
        lambda *args: scan(layer_norm, *args),
        lambda i, h: {**gates(4, i, h), "gain_ih": (4 * h,), "gain_hh": (4 * h,), "gain_c": (h,), "bias_c": (h,)},
        lambda h: {"h": h, "c": h}),
    "lstm-coupled": (lambda *args: scan(coupled, *args), lambda i, h: gates(3, i, h), lambda h: {"h": h, "c": h}),
    "janet": (lambda *args: scan(janet, *args), lambda i, h: gates(2, i, h), lambda h: {"h": h}),
    "ind-rnn": (
        lambda *args: scan(ind_rnn, *args),
        lambda i, h: {"weight_ih": (h, i), "weight_hh": (h,), "bias_ih": (h,)},
        lambda h: {"h": h}),
}

# (name, batch, time, input, hidden, lengths, is a state given, are there biases)
GRID = [
    ("full-zero", 3, 4, 3, 5, None, False, True),
    ("ragged-given", 3, 4, 3, 5, [4, 2, 1], True, True),
    ("unsorted", 4, 6, 2, 6, [4, 6, 1, 3], True, True),
    ("no-bias", 2, 3, 3, 4, [3, 2], True, False),
]
OPTIONS = {
    "jordan": [{}, {"outputSize": 3, "decay": 0.5}, {"activation": "relu", "outputActivation": "identity", "decay": 0.25},
               {"outputActivation": "sigmoid"}],
    "lstm-projection": [{"projectionSize": 2}, {"projectionSize": 3}],
}


def evaluate(cell, p, x, lengths, state, wy, ws, options):
    """Outputs and gradients, in the arithmetic of `x`."""
    run, _, _ = CELLS[cell]
    p, state = ({key: leaf(value) for key, value in values.items()} for values in (p, state))
    x = leaf(x)
    ys, last = run(p, x, lengths or [x.shape[1]] * x.shape[0], state, **options)
    ((ys * wy).sum() + sum((last[key] * ws[key]).sum() for key in ws)).backward()
    return {"ys": ys.detach(), "last": {key: value.detach() for key, value in last.items()},
            "gradients": {"x": gradient(x), "state": {key: gradient(value) for key, value in state.items()},
                          "parameters": {key: gradient(value) for key, value in p.items()}}}


def leaves(value):
    """All tensors in nested dicts, in order."""
    return [tensor for entry in value.values() for tensor in leaves(entry)] if isinstance(value, dict) else [value]


def make_case(cell, options, name, batch, time, inputs, hidden, lengths, given, bias):
    _, shapes, sizes = CELLS[cell]
    p = {key: normal(*shape, scale=0.5) for key, shape in shapes(inputs, hidden, **options).items()
         if bias or not key.startswith("bias")}
    x = normal(batch, time, inputs)
    state = {key: normal(batch, size, scale=0.5) * (1 if given else 0)
             for key, size in sizes(hidden, **options).items()}
    ws = {key: normal(*value.shape) for key, value in state.items()}
    size = sizes(hidden, **options)
    wy = normal(batch, time, size.get("s") or size["h"])
    exact = evaluate(cell, p, x, lengths, state, wy, ws, options)

    # The same in float32: no case may stand on an edge (a relu at its kink) where rounding alone decides.
    def single(values):
        return {key: value.float() for key, value in values.items()}
    rough = evaluate(cell, single(p), x.float(), lengths, single(state), wy.float(), single(ws), options)
    for wanted, came in zip(leaves(exact), leaves(rough), strict=True):
        assert torch.allclose(wanted, came.double(), rtol=1e-4, atol=1e-4), (cell, name)

    if not given:
        exact["gradients"]["state"] = None
    label = "-".join([name, *(f"{key}-{value}" for key, value in options.items())])
    return {"name": label, "cell": cell, "options": options, "bias": bias, "batch": batch, "time": time, "input": inputs,
            "hidden": hidden, "lengths": lengths, "parameters": p, "x": x, "state": state if given else None,
            "wy": wy, "ws": ws, **exact}


def check_against_pytorch():
    """Each set of equations, where it is the function of one of PyTorch's modules."""
    inputs, hidden, x = 3, 5, normal(2, 4, 3)
    h, c = normal(2, 5), normal(2, 5)

    def check(module, given, step, p, state, **options):
        wanted, last = module(x, given)
        came, end = scan(step, p, x, [4, 4], state, **options)
        assert torch.allclose(wanted, came, rtol=0, atol=1e-13), step.__name__
        last = last if isinstance(last, tuple) else (last,)
        for a, b in zip(last, end.values(), strict=True):
            assert torch.allclose(a[0], b, rtol=0, atol=1e-13), step.__name__

    def own(module):
        return {key.removesuffix("_l0"): value for key, value in module.named_parameters()}

    with torch.no_grad():
        lstm = nn.LSTM(inputs, hidden, batch_first=True).double()
        none = torch.zeros(hidden, dtype=torch.float64)
        check(lstm, (h[None], c[None]), peephole, {**own(lstm), **dict.fromkeys(("weight_ci", "weight_cf", "weight_co"), none)},
              {"h": h, "c": c})

        # sigmoid(-a) = 1 - sigmoid(a): the input gate of an LSTM with the forget gate's weights turned about.
        for parameter in lstm.parameters():
            parameter[:hidden] = -parameter[hidden:2 * hidden]
        check(lstm, (h[None], c[None]), coupled, {key: value[hidden:] for key, value in own(lstm).items()},
              {"h": h, "c": c})

        # A GRU whose reset gate is open: JANET without its beta.
        gru = nn.GRU(inputs, hidden, batch_first=True).double()
        gru.weight_ih_l0[:hidden], gru.weight_hh_l0[:hidden], gru.bias_ih_l0[:hidden] = 0, 0, 64
        check(gru, h[None], janet, {key: value[hidden:] for key, value in own(gru).items()}, {"h": h}, beta=0)

        # Jordan's network whose output is its hidden units is Elman's.
        rnn = nn.RNN(inputs, hidden, batch_first=True).double()
        eye = {"weight_ho": torch.eye(hidden, dtype=torch.float64), "bias_ho": none}
        check(rnn, h[None], jordan, {**own(rnn), **eye}, {"s": h}, outputActivation="identity")

        # A network with a diagonal recurrence is independent.
        rnn = nn.RNN(inputs, hidden, nonlinearity="relu", batch_first=True).double()
        diagonal = normal(hidden)
        rnn.weight_hh_l0[:] = torch.diag(diagonal)
        rnn.bias_hh_l0[:] = 0
        check(rnn, h[None], ind_rnn, {**own(rnn), "weight_hh": diagonal}, {"h": h})


if __name__ == "__main__":
    torch.set_num_threads(1)
    torch.manual_seed(1986)
    check_against_pytorch()
    for seed, cell in enumerate(CELLS, start=2000):
        torch.manual_seed(seed)
        cases = [make_case(cell, options, *case) for case in GRID for options in OPTIONS.get(cell, [{}])]
        write(f"cell-{cell}", __file__, cases)
