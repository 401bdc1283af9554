"""What the scripts that make goldens share: random numbers, encoding, writing.

To run a script:  python make_recurrent.py   (needs torch 2.13 and numpy; any folder; writes beside itself)

Every number given to PyTorch is rounded to float32 first, so that a float32 program starts from the same numbers;
the arithmetic is float64, and only its results are rounded to float32. Expected values are therefore right to half a
unit in the last place, whatever the program under test computes in.

An array is written as {"shape": [...], "data": base64 of little-endian float32, row-major}; integers (class or item
numbers) as {"shape": [...], "ints": [...]}. `golden.ts` reads both.
"""

import base64
import json
from pathlib import Path

import numpy as np
import torch

torch.use_deterministic_algorithms(True)


def rounded(values):
    """float64 values that are exactly representable in float32."""
    return values.to(torch.float32).to(torch.float64)


def normal(*shape, scale=1.0):
    """Normally distributed float64 values, rounded to float32."""
    return rounded(torch.randn(shape, dtype=torch.float64) * scale)


def leaf(values):
    """A copy that collects a gradient."""
    return values.detach().clone().requires_grad_(True)


def gradient(tensor):
    """The gradient of a leaf; zeros where the loss does not depend on it."""
    return torch.zeros_like(tensor) if tensor.grad is None else tensor.grad


def encode(value):
    """Tensors to their written form, through dicts and lists; everything else as it is."""
    if isinstance(value, torch.Tensor):
        value = value.detach()
        if not value.is_floating_point():
            return {"shape": list(value.shape), "ints": value.flatten().tolist()}
        data = np.ascontiguousarray(value.numpy(), dtype="<f4").tobytes()
        return {"shape": list(value.shape), "data": base64.b64encode(data).decode("ascii")}
    if isinstance(value, dict):
        return {key: encode(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [encode(entry) for entry in value]
    return value


def write(name, script, cases, **more):
    """Writes NAME.json, a case a line, with the script and the version that made it."""
    head = {"made_by": Path(script).name, "torch": torch.__version__, **encode(more)}
    head = json.dumps(head, separators=(",", ":"))[:-1]
    lines = ",\n".join(json.dumps(encode(case), separators=(",", ":")) for case in cases)
    path = Path(__file__).with_name(f"{name}.json")
    path.write_text(f'{head},"cases":[\n{lines}\n]}}\n', encoding="utf-8", newline="\n")
    print(f"{path.name}: {len(cases)} cases, {path.stat().st_size / 1024:.0f} KiB")
