"""PyTorch: whole training steps, and steps of a stream. Serves every version from 1.13 on."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../.."))

import torch
from runner import run
from torch import nn

layers = {"lstm": nn.LSTM, "gru": nn.GRU, "elman": nn.RNN}
cells = {"lstm": nn.LSTMCell, "gru": nn.GRUCell, "elman": nn.RNNCell}


def prepare(request):
    torch.set_num_threads(request["options"]["threads"])
    torch.manual_seed(1)
    make = {"train": training_step, "stream": stream_step}[request["kind"]]
    return make(request), {"torch": torch.__version__, "python": sys.version.split()[0]}


def training_step(request):
    shape = request["shape"]
    rows = shape["batch"] * shape["time"]
    # Time first is the layout that PyTorch computes in: batch_first would cost a copy.
    layer = layers[request["cell"]](shape["input"], shape["hidden"], shape["layers"])
    head = nn.Linear(shape["hidden"], shape["classes"])
    parameters = [*layer.parameters(), *head.parameters()]
    fused = {"fused": True} if request["options"].get("adam") == "fused" else {}
    optimizer = torch.optim.Adam(parameters, **fused)
    xs = torch.randn(shape["time"], shape["batch"], shape["input"])
    targets = torch.randint(shape["classes"], (rows,))

    def step():
        ys, _ = layer(xs)
        loss = nn.functional.cross_entropy(head(ys.view(rows, -1)), targets)
        loss.backward()
        loss.item()
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)

    return step


def stream_step(request):
    shape = request["shape"]
    form = request["options"]["form"]
    inputs, hidden = shape["input"], shape["hidden"]
    if form == "cell":
        cell = cells[request["cell"]](inputs, hidden).eval()
        x = torch.randn(1, inputs)
        state = (torch.zeros(1, hidden), torch.zeros(1, hidden))

        def advance(state):
            return cell(x, state)

    else:
        layer = layers[request["cell"]](inputs, hidden).eval()
        x = torch.randn(1, 1, inputs)
        state = (torch.zeros(1, 1, hidden), torch.zeros(1, 1, hidden))

        def advance(state):
            return layer(x, state)[1]

    @torch.inference_mode()
    def step():
        nonlocal state
        state = advance(state)

    return step


run(prepare)
