"""Goldens of the ops, from PyTorch.

Run: python make_ops.py                made with torch 2.13.0+cpu, numpy 2.4.6, Python 3.11; see goldens.py
Writes ops.json.

A case holds the op, its `options`, its `inputs` by name in the order of its arguments, its integer inputs (`ints`), the
`output`, weights `w` of the output's shape, and the `gradients` of the loss sum(output * w) for each of `inputs`.

Cross-entropy takes logits [..., C] and targets [...]; a target of -1 counts for nothing, "mean" divides by the number of
those that count, "none" gives one loss a target, zero where ignored. Gather picks rows of x along its first axis.
"""

import torch
from torch.nn import functional as F

from goldens import gradient, leaf, normal, rounded, write

CASES = []


def case(name, op, inputs, function, ints=None, **options):
    """Runs function(*inputs, *ints) forward and back, and keeps the case."""
    ints = ints or {}
    leaves = {key: leaf(value) for key, value in inputs.items()}
    output = function(*leaves.values(), *ints.values())
    w = normal(*output.shape)
    (output * w).sum().backward()
    CASES.append({
        "name": name, "op": op, "options": options, "inputs": inputs, "ints": ints, "output": output, "w": w,
        "gradients": {key: gradient(value) for key, value in leaves.items()},
    })


def positive(*shape):
    """Numbers from 0.2 to 3.2."""
    return rounded(torch.rand(shape, dtype=torch.float64) * 3 + 0.2)


def away_from_zero(*shape):
    """Numbers of both signs with absolute values from 0.2 to 3.2."""
    return positive(*shape) * torch.where(torch.rand(shape) < 0.5, -1.0, 1.0)


def floats(*values):
    return rounded(torch.tensor(values, dtype=torch.float64))


def elementwise():
    shapes = [
        ("same", (3, 5), (3, 5)), ("scalar", (3, 5), ()), ("scalar-left", (), (3, 5)), ("row", (3, 5), (5,)),
        ("column", (3, 5), (3, 1)), ("outer", (3, 1), (1, 5)), ("middle", (2, 3, 5), (2, 1, 5)),
        ("lead", (5,), (2, 3, 5)), ("deep", (2, 1, 3, 1), (4, 1, 5)),
    ]
    for op in ("add", "sub", "mul", "div"):
        for name, a, b in shapes:
            case(f"{op}-{name}", op, {"a": normal(*a), "b": away_from_zero(*b)}, getattr(torch, op))


def unary():
    edges = floats(-100, -20, -8, -1e-3, 0, 1e-3, 8, 20, 100)
    for op in ("tanh", "sigmoid", "relu"):
        case(op, op, {"x": normal(3, 7, scale=2)}, getattr(torch, op))
        case(f"{op}-edges", op, {"x": edges}, getattr(torch, op))
    case("exp", "exp", {"x": normal(3, 7, scale=2)}, torch.exp)
    case("exp-edges", "exp", {"x": floats(-80, -1, 0, 1, 80)}, torch.exp)
    for op in ("log", "sqrt"):
        case(op, op, {"x": positive(3, 7)}, getattr(torch, op))
        case(f"{op}-edges", op, {"x": floats(1e-30, 1e-3, 1, 1e3, 1e30)}, getattr(torch, op))


def products():
    for name, a, b in [
        ("2d", (3, 5), (5, 7)), ("2d-wide", (5, 9), (9, 17)), ("2d-one", (1, 1), (1, 1)), ("2d-vector", (1, 6), (6, 5)),
        ("3d", (2, 3, 5), (2, 5, 4)), ("3d-one-batch", (1, 4, 3), (1, 3, 9)),
    ]:
        case(f"matmul-{name}", "matmul", {"a": normal(*a), "b": normal(*b)}, torch.matmul)
    for name, x in [("2d", (3, 5)), ("3d", (2, 3, 5)), ("one-row", (1, 5))]:
        inputs = {"x": normal(*x), "weight": normal(7, 5), "bias": normal(7)}
        case(f"linear-{name}", "linear", inputs, F.linear)
    case("linear-no-bias", "linear", {"x": normal(3, 5), "weight": normal(7, 5)}, F.linear)


def softmaxes():
    for op in ("softmax", "log_softmax"):
        function = getattr(torch, op)
        for name, x, axis in [("2d", normal(3, 5), 1), ("3d", normal(2, 3, 7), -1), ("1d", normal(6), 0),
                              ("one-class", normal(3, 1), 1),
                              ("large", rounded(normal(3, 5, scale=3) + floats(1000, -1000, 80)[:, None]), 1),
                              ("far", floats(100, 0, -100)[None], 1)]:
            case(f"{op}-{name}", op, {"x": x}, lambda x, axis=axis: function(x, axis), axis=axis)


def cross_entropies():
    targets = {"plain": torch.tensor([2, 0, 4, 1]), "ignored": torch.tensor([2, -1, 4, -1])}
    sequence = torch.tensor([[0, 4, 2], [3, -1, -1]])

    def loss(reduction):
        def function(logits, targets):
            flat = F.cross_entropy(logits.flatten(0, -2), targets.flatten(), ignore_index=-1, reduction=reduction)
            return flat.reshape(targets.shape) if reduction == "none" else flat
        return function

    for reduction in ("mean", "sum", "none"):
        for name, target in targets.items():
            case(f"cross_entropy-{reduction}-{name}", "cross_entropy", {"logits": normal(4, 5, scale=2)},
                 loss(reduction), {"targets": target}, reduction=reduction, ignore_index=-1)
        case(f"cross_entropy-{reduction}-sequence", "cross_entropy", {"logits": normal(2, 3, 5, scale=2)},
             loss(reduction), {"targets": sequence}, reduction=reduction, ignore_index=-1)
    large = rounded(normal(4, 5, scale=100))
    case("cross_entropy-mean-large", "cross_entropy", {"logits": large}, loss("mean"),
         {"targets": targets["plain"]}, reduction="mean", ignore_index=-1)


def rows():
    for name, ids in [("1d", torch.tensor([3, 0, 3, 5])), ("2d", torch.tensor([[1, 1, 1], [5, 0, 1]]))]:
        case(f"embedding-{name}", "embedding", {"weight": normal(6, 5)}, lambda weight, ids: F.embedding(ids, weight),
             {"ids": ids})
    for name, x, ids in [("2d", normal(4, 5), [2, 0, 2]), ("3d", normal(4, 2, 3), [3, 3, 0, 1, 3]), ("1d", normal(4), [1])]:
        case(f"gather-{name}", "gather", {"x": x}, lambda x, ids: x[ids], {"ids": torch.tensor(ids)})


def reductions():
    for op in ("sum", "mean"):
        function = getattr(torch, op)
        case(f"{op}-all", op, {"x": normal(2, 3, 5)}, function)
        for axes in ([0], [1], [-1], [0, 2], [1, 2], [0, 1, 2]):
            for keepdims in (False, True):
                name = f"{op}-{'_'.join(map(str, axes))}{'-keep' if keepdims else ''}"
                case(name, op, {"x": normal(2, 3, 5)},
                     lambda x, axes=axes, keepdims=keepdims: function(x, axes, keepdim=keepdims),
                     axes=axes, keepdims=keepdims)


def shapes():
    for name, parts, axis in [("rows", [(1, 5), (3, 5), (2, 5)], 0), ("columns", [(3, 2), (3, 5)], 1),
                              ("middle", [(2, 1, 3), (2, 4, 3)], 1), ("last", [(2, 3, 1), (2, 3, 4), (2, 3, 2)], -1)]:
        case(f"concat-{name}", "concat", {f"x{i}": normal(*shape) for i, shape in enumerate(parts)},
             lambda *parts, axis=axis: torch.cat(parts, axis), axis=axis)
    for name, shape, axis, start, end in [("rows", (5, 3), 0, 1, 4), ("columns", (3, 5), 1, 2, 5),
                                          ("middle", (2, 5, 3), 1, 0, 2), ("last", (2, 3, 7), -1, 3, 4)]:
        case(f"slice-{name}", "slice", {"x": normal(*shape)},
             lambda x, axis=axis, start=start, end=end: x.narrow(axis, start, end - start),
             axis=axis, start=start, end=end)
    for shape, axes in [((3, 5), [1, 0]), ((2, 3, 5), [1, 0, 2]), ((2, 3, 5), [0, 2, 1]), ((2, 3, 5), [2, 0, 1]),
                        ((2, 3, 4, 5), [0, 2, 1, 3])]:
        case(f"transpose-{''.join(map(str, axes))}", "transpose", {"x": normal(*shape)},
             lambda x, axes=axes: x.permute(axes), axes=axes)


def norms():
    for name, shape, affine in [("2d", (3, 7), True), ("3d", (2, 3, 6), True), ("no-bias", (3, 5), "gain"),
                                ("plain", (2, 9), False), ("one-number", (3, 1), True)]:
        inputs = {"x": normal(*shape, scale=2)}
        if affine:
            inputs["gain"] = normal(shape[-1])
        if affine is True:
            inputs["bias"] = normal(shape[-1])
        case(f"layer_norm-{name}", "layer_norm", inputs,
             lambda x, *affine: F.layer_norm(x, x.shape[-1:], *affine))
    inputs = {"x": rounded(normal(3, 6) + 1000), "gain": normal(6), "bias": normal(6)}
    case("layer_norm-far", "layer_norm", inputs, lambda x, *affine: F.layer_norm(x, x.shape[-1:], *affine))
    case("layer_norm-eps", "layer_norm", {"x": normal(3, 6)}, lambda x: F.layer_norm(x, x.shape[-1:], eps=0.5), eps=0.5)


if __name__ == "__main__":
    torch.manual_seed(1986)
    for family in (elementwise, unary, products, softmaxes, cross_entropies, rows, reductions, shapes, norms):
        family()
    assert len({entry["name"] for entry in CASES}) == len(CASES)
    write("ops", __file__, CASES)
