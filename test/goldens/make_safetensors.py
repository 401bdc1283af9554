"""A safetensors file by the official library, with every element type that Elman reads.

Run: python make_safetensors.py        made with torch 2.13.0+cpu, safetensors 0.8.0, Python 3.11
Writes safetensors-dtypes.safetensors.

Beside each tensor `f16`, `bf16` … stands `expected.f16` …: its values as float32, converted by PyTorch.
"""

import math
from pathlib import Path

import torch
from safetensors.torch import save_file

FLOATS = [0.0, -0.0, 1.0, -2.5, 1 / 3, 65504.0, 6e-8, -3.1e-5, 6.2e-5, 1e-7, math.inf, -math.inf]
TENSORS = {
    "f64": torch.tensor(FLOATS + [1e300, 1e-300, 1 + 2**-24, 1 + 3 * 2**-24], dtype=torch.float64).reshape(4, 4),
    "f32": torch.tensor(FLOATS, dtype=torch.float32).reshape(2, 2, 3),
    "f16": torch.tensor(FLOATS + [2.0**-24, 1023 * 2.0**-24, 2.0**-14], dtype=torch.float16),
    "f16.some": torch.arange(-32768, 32768, 37, dtype=torch.int32).to(torch.int16).view(torch.float16),
    "bf16": torch.tensor(FLOATS + [3e38, 1e-40], dtype=torch.bfloat16),
    "i64": torch.tensor([0, -1, 2**24 + 1, 2**40 + 1, -(2**53)], dtype=torch.int64),
    "i32": torch.tensor([0, -1, 2**31 - 1, -(2**31), 2**24 + 1], dtype=torch.int32),
    "i16": torch.tensor([[0, -1, 32767, -32768]], dtype=torch.int16),
    "i8": torch.tensor([0, -1, 127, -128], dtype=torch.int8),
    "u8": torch.tensor([0, 1, 255], dtype=torch.uint8),
    "bool": torch.tensor([True, False, True]),
    "scalar": torch.tensor(3.5),
    "empty": torch.zeros(0, 3),
    "이름.é😀": torch.tensor([1.0]),
}

expected = {f"expected.{name}": tensor.to(torch.float32, copy=True) for name, tensor in TENSORS.items()}
path = Path(__file__).with_name("safetensors-dtypes.safetensors")
# One key only: the library writes several in an order that changes from run to run.
save_file({**TENSORS, **expected}, path, metadata={"note": 'quotes ", backslash \\, 한글, tab \t'})
print(f"{path.name}: {path.stat().st_size / 1024:.0f} KiB")
