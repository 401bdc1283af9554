"""Goldens of convolutions and poolings of images, from PyTorch.

Run: python make_convolutions.py      made with torch 2.13.0+cpu, numpy 2.4.6, Python 3.11; see goldens.py
Writes convolutions.json.

Images are [B, H, W, C] here and in the file; PyTorch gets them as [B, C, H, W]. A case holds the op, its `options`, its
`inputs`, the `output`, weights `w` of the output's shape, and the `gradients` of the loss sum(output * w).
"""

import torch
from torch.nn import functional as F

from goldens import gradient, leaf, normal, rounded, write

# name, x [B, H, W, C], weight [O, C, kh, kw], whether there is a bias, stride, padding
CONVOLUTIONS = [
    ("same", (2, 6, 5, 3), (4, 3, 3, 3), True, 1, 1),
    ("one-channel", (2, 7, 7, 1), (5, 1, 5, 5), True, 1, 2),
    ("valid", (1, 5, 6, 2), (3, 2, 3, 3), True, 1, 0),
    ("stride", (2, 8, 7, 4), (3, 4, 3, 3), True, 2, 1),
    ("stride-over", (1, 9, 9, 2), (2, 2, 2, 2), True, 3, 0),
    ("no-bias", (2, 4, 4, 3), (2, 3, 3, 3), False, 1, 1),
    ("pointwise", (2, 3, 4, 5), (6, 5, 1, 1), True, 1, 0),
    ("oblong", (2, 6, 7, 3), (4, 3, 2, 5), True, 1, 1),
    ("whole", (3, 4, 3, 2), (5, 2, 4, 3), True, 1, 0),
    ("padded-wide", (1, 2, 2, 1), (1, 1, 3, 3), True, 1, 2),
    ("one-pixel", (1, 1, 1, 1), (1, 1, 1, 1), True, 1, 0),
]
# name, x, size, stride
POOLS = [
    ("halves", (2, 6, 4, 3), 2, 2),
    ("rest", (2, 7, 5, 5), 2, 2),
    ("overlapping", (2, 7, 6, 4), 3, 2),
    ("dense", (1, 4, 5, 1), 3, 1),
    ("apart", (1, 8, 8, 2), 2, 3),
    ("whole", (3, 3, 3, 6), 3, 3),
    ("one", (1, 2, 3, 2), 1, 1),
]


def channels_first(x):
    return x.permute(0, 3, 1, 2)


def channels_last(x):
    return x.permute(0, 2, 3, 1)


def finish(name, op, options, inputs, leaves, output):
    w = normal(*output.shape)
    (output * w).sum().backward()
    return {"name": name, "op": op, "options": options, "inputs": inputs, "output": output, "w": w,
            "gradients": {key: gradient(value) for key, value in leaves.items()}}


def convolution(name, x, weight, bias, stride, padding):
    inputs = {"x": normal(*x), "weight": normal(*weight)}
    if bias:
        inputs["bias"] = normal(weight[0])
    leaves = {key: leaf(value) for key, value in inputs.items()}
    output = F.conv2d(channels_first(leaves["x"]), leaves["weight"], leaves.get("bias"), stride, padding)
    options = {"stride": stride, "padding": padding}
    return finish(f"conv2d-{name}", "conv2d", options, inputs, leaves, channels_last(output).contiguous())


def pool(name, x, size, stride, ties=False):
    # Few different numbers: the gradient of equal ones goes to the first.
    inputs = {"x": rounded(torch.randint(0, 3, x).double()) if ties else normal(*x)}
    leaves = {key: leaf(value) for key, value in inputs.items()}
    output = F.max_pool2d(channels_first(leaves["x"]), size, stride)
    options = {"size": size, "stride": stride, "padding": 0}
    name = f"max_pool2d-{name}{'-ties' if ties else ''}"
    return finish(name, "max_pool2d", options, inputs, leaves, channels_last(output).contiguous())


if __name__ == "__main__":
    torch.manual_seed(1989)
    torch.set_num_threads(1)
    cases = [convolution(*case) for case in CONVOLUTIONS]
    cases += [pool(*case, ties=ties) for case in POOLS for ties in (False, True)]
    write("convolutions", __file__, cases)
