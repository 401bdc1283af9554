"""Goldens of the optimisers and of gradient clipping, from torch.optim and torch.nn.utils.

Run: python make_optimisers.py         made with torch 2.13.0+cpu, numpy 2.4.6, Python 3.11; see goldens.py
Writes optimisers.json.

Every case starts from the same two parameters (`parameters`) and takes 20 steps with the same given gradients
(`gradients[s]` goes into step s + 1; some elements are exactly zero); `after` holds the parameters after steps 1, 2
and 20, and for ASGD `averages` what it keeps as ax. Options stand under PyTorch's names; those not written are at
PyTorch's defaults. The arithmetic is float64.
`clipping` holds clip_grad_norm_ (gradients scaled by min(1, limit / (total_norm + 1e-6))) and clip_grad_value_.
"""

import torch

from goldens import leaf, normal, rounded, write

SHAPES = {"a": (3, 5), "b": (7,)}
STEPS = 20
KEPT = (1, 2, STEPS)

OPTIMISERS = {
    "sgd": torch.optim.SGD,
    "adam": torch.optim.Adam,
    "adamw": torch.optim.AdamW,
    "rmsprop": torch.optim.RMSprop,
    "adagrad": torch.optim.Adagrad,
    "asgd": torch.optim.ASGD,
}

CASES = [
    ("sgd", "sgd", {"lr": 0.1}),
    ("sgd-momentum", "sgd", {"lr": 0.1, "momentum": 0.9}),
    ("sgd-dampening", "sgd", {"lr": 0.1, "momentum": 0.9, "dampening": 0.3}),
    ("sgd-nesterov", "sgd", {"lr": 0.1, "momentum": 0.9, "nesterov": True}),
    ("sgd-decay", "sgd", {"lr": 0.1, "weight_decay": 0.01}),
    ("sgd-momentum-decay", "sgd", {"lr": 0.1, "momentum": 0.9, "weight_decay": 0.01}),
    ("adam", "adam", {"lr": 0.01}),
    ("adam-decay", "adam", {"lr": 0.01, "weight_decay": 0.1}),
    ("adam-betas-eps", "adam", {"lr": 0.01, "betas": [0.8, 0.95], "eps": 1e-3}),
    ("adamw", "adamw", {"lr": 0.01}),
    ("adamw-decay", "adamw", {"lr": 0.01, "weight_decay": 0.1}),
    ("adamw-betas-eps", "adamw", {"lr": 0.01, "weight_decay": 0.1, "betas": [0.8, 0.95], "eps": 1e-3}),
    ("rmsprop", "rmsprop", {"lr": 0.01}),
    ("rmsprop-momentum-decay", "rmsprop", {"lr": 0.01, "alpha": 0.9, "momentum": 0.9, "weight_decay": 0.1}),
    ("rmsprop-centered", "rmsprop", {"lr": 0.01, "centered": True}),
    ("adagrad", "adagrad", {"lr": 0.1}),
    ("adagrad-decay", "adagrad", {"lr": 0.1, "lr_decay": 0.05, "weight_decay": 0.1, "initial_accumulator_value": 0.1}),
    ("asgd", "asgd", {"lr": 0.1}),
    ("asgd-averaging", "asgd", {"lr": 0.1, "lambd": 0.01, "alpha": 0.6, "t0": 5, "weight_decay": 0.1}),
]

# (name, kind, limit, norm type)
CLIPPING = [
    ("norm-over", "norm", 1.0, 2.0),
    ("norm-under", "norm", 100.0, 2.0),
    ("norm-1", "norm", 2.0, 1.0),
    ("norm-inf", "norm", 0.5, float("inf")),
    ("value", "value", 0.4, None),
]


def make_case(name, optimiser, options, start, gradients):
    parameters = {key: leaf(value) for key, value in start.items()}
    optimise = OPTIMISERS[optimiser](parameters.values(), foreach=False, **options)
    after, averages = {}, {}
    for step, given in enumerate(gradients, start=1):
        for key, parameter in parameters.items():
            parameter.grad = given[key].clone()
        optimise.step()
        if step in KEPT:
            after[str(step)] = {key: parameter.detach().clone() for key, parameter in parameters.items()}
            if optimiser == "asgd":
                averages[str(step)] = {key: optimise.state[p]["ax"].clone() for key, p in parameters.items()}
    case = {"name": name, "optimiser": optimiser, "options": options, "after": after}
    return {**case, "averages": averages} if averages else case


def make_clipping(name, kind, limit, norm_type, before):
    parameters = {key: leaf(torch.zeros_like(value)) for key, value in before.items()}
    for key, parameter in parameters.items():
        parameter.grad = before[key].clone()
    total = None
    if kind == "norm":
        total = torch.nn.utils.clip_grad_norm_(parameters.values(), limit, norm_type=norm_type, foreach=False).item()
    else:
        torch.nn.utils.clip_grad_value_(parameters.values(), limit, foreach=False)
    return {
        "name": name, "kind": kind, "limit": limit, "norm_type": "inf" if norm_type == float("inf") else norm_type,
        "total_norm": total, "before": before, "after": {key: p.grad for key, p in parameters.items()},
    }


if __name__ == "__main__":
    torch.manual_seed(1951)
    start = {key: normal(*shape) for key, shape in SHAPES.items()}
    gradients = []
    for _ in range(STEPS):
        given = {key: normal(*shape) for key, shape in SHAPES.items()}
        gradients.append({key: rounded(value * (torch.rand(value.shape) > 0.1)) for key, value in given.items()})
    write(
        "optimisers", __file__,
        [make_case(*case, start, gradients) for case in CASES],
        parameters=start, gradients=gradients,
        clipping=[make_clipping(*case, gradients[0]) for case in CLIPPING],
    )
