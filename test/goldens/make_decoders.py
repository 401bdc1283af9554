"""Goldens of decoders with attention (Luong 2015), and of cross-entropy with label smoothing.

Run: python make_decoders.py        made with torch 2.13.0+cpu, numpy 2.4.6, Python 3.11; see goldens.py
Writes decoders.json.

A memory `values` [B, S, F] with `lengths` and a `summary` [B, G]; `ids` [B, T], the symbol before each; `targets` [B, T].
For each t: x = [E·id; h~] (h~ of the step before, zeros at first, only with `feeding`), the cells of torch.nn step,
attention looks at the valid places, h~ = tanh(combine·[context; s]), scores = head·h~ + bias, or head·[h~; summary] + bias
with `summaryOutput`. Each part of the first state is tanh(first.PART·summary). The loss is torch.nn.functional.cross_entropy with `smoothing` over all steps.
Parameters have the names that Elman's files carry. The arithmetic is float64.
"""

import torch
import torch.nn.functional as F

from goldens import gradient, leaf, normal, write

B, S, T, MEMORY, G, V, E = 3, 5, 4, 6, 4, 9, 5
CELLS = {"lstm": (torch.nn.LSTMCell, 4, ("h", "c")), "gru": (torch.nn.GRUCell, 3, ("h",))}
CASES = [
    # name, cell, layers, hidden, attention, attention size, feeding, tied, smoothing, summaryOutput
    ("additive, fed back", "lstm", 2, 7, "additive", 3, True, False, 0.1, False),
    ("additive", "gru", 1, 7, "additive", 4, False, False, 0.0, False),
    ("general, fed back, tied", "gru", 1, 7, "general", None, True, True, 0.0, False),
    ("general", "lstm", 1, 7, "general", None, False, False, 0.2, False),
    ("dot, fed back", "lstm", 1, 6, "dot", None, True, False, 0.0, False),
    ("none", "gru", 2, 7, "none", None, False, False, 0.1, False),
    ("general, fed back, summary scored", "gru", 1, 7, "general", None, True, False, 0.1, True),
    ("none, summary scored", "lstm", 1, 7, "none", None, False, False, 0.0, True),
    ("none, tied", "lstm", 1, 7, "none", None, False, True, 0.0, False),
]


def make(name, cell, layers, hidden, attention, size, feeding, tied, smoothing, summary_output):
    kind, gates, states = CELLS[cell]
    out = E if tied else hidden
    parameters = {"embedding.weight": leaf(normal(V, E))}
    width = E + (out if feeding else 0)
    for k in range(layers):
        for part, shape in {
            "weight_ih": (gates * hidden, width),
            "weight_hh": (gates * hidden, hidden),
            "bias_ih": (gates * hidden,),
            "bias_hh": (gates * hidden,),
        }.items():
            parameters[f"rnn.{part}_l{k}"] = leaf(normal(*shape, scale=0.4))
        for part in states:
            parameters[f"first.{part}_l{k}.weight"] = leaf(normal(hidden, G, scale=0.5))
            parameters[f"first.{part}_l{k}.bias"] = leaf(normal(hidden, scale=0.5))
        width = hidden
    if attention == "additive":
        parameters["attention.memory.weight"] = leaf(normal(size, MEMORY))
        parameters["attention.memory.bias"] = leaf(normal(size))
        parameters["attention.query.weight"] = leaf(normal(size, hidden))
        parameters["attention.v"] = leaf(normal(size))
    if attention == "general":
        parameters["attention.memory.weight"] = leaf(normal(hidden, MEMORY))
    joined = hidden + (MEMORY if attention != "none" else 0)
    if attention != "none" or tied:
        parameters["combine.weight"] = leaf(normal(out, joined, scale=0.5))
    if not tied:
        parameters["head.weight"] = leaf(normal(V, out + (G if summary_output else 0)))
    parameters["head.bias"] = leaf(normal(V))
    values, summary = leaf(normal(B, S, MEMORY)), leaf(normal(B, G))
    lengths = torch.tensor([5, 3, 1])
    ids, targets = torch.randint(0, V, (B, T)), torch.randint(0, V, (B, T))

    cells = []
    for k in range(layers):
        made = kind(parameters[f"rnn.weight_ih_l{k}"].shape[1], hidden).double()
        cells.append(made)
    state = [
        {part: torch.tanh(F.linear(summary, parameters[f"first.{part}_l{k}.weight"], parameters[f"first.{part}_l{k}.bias"])) for part in states}
        for k in range(layers)
    ]
    valid = torch.arange(S)[None, :] < lengths[:, None]
    feed = torch.zeros(B, out, dtype=torch.float64)
    scores, looks = [], []
    for t in range(T):
        x = parameters["embedding.weight"][ids[:, t]]
        if feeding:
            x = torch.cat([x, feed], dim=1)
        for k in range(layers):
            own = {part: parameters[f"rnn.{part}_l{k}"] for part in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")}
            given = tuple(state[k][part] for part in states)
            after = torch.func.functional_call(cells[k], own, (x, given if len(given) > 1 else given[0]))
            after = after if isinstance(after, tuple) else (after,)
            state[k] = dict(zip(states, after))
            x = after[0]
        h = x
        if attention == "additive":
            keys = F.linear(values, parameters["attention.memory.weight"], parameters["attention.memory.bias"])
            query = F.linear(h, parameters["attention.query.weight"])
            score = torch.tanh(keys + query[:, None]) @ parameters["attention.v"]
        elif attention == "general":
            score = torch.einsum("bh,bsh->bs", h, F.linear(values, parameters["attention.memory.weight"]))
        elif attention == "dot":
            score = torch.einsum("bh,bsh->bs", h, values)
        if attention != "none":
            weights = torch.softmax(score.masked_fill(~valid, -torch.inf), dim=1)
            looks.append(weights)
            h = torch.cat([torch.einsum("bs,bsf->bf", weights, values), h], dim=1)
        if "combine.weight" in parameters:
            h = torch.tanh(F.linear(h, parameters["combine.weight"]))
        feed = h
        h = torch.cat([h, summary], dim=1) if summary_output else h
        head = parameters["embedding.weight"] if tied else parameters["head.weight"]
        scores.append(F.linear(h, head, parameters["head.bias"]))
    scores = torch.stack(scores, dim=1)
    loss = F.cross_entropy(scores.reshape(B * T, V), targets.reshape(-1), label_smoothing=smoothing)
    loss.backward()
    return {
        "name": name,
        "cell": cell,
        "layers": layers,
        "hidden": hidden,
        "attention": attention,
        "attentionSize": size,
        "inputFeeding": feeding,
        "tied": tied,
        "summaryOutput": summary_output,
        "smoothing": smoothing,
        "embedding": E,
        "parameters": parameters,
        "values": values,
        "lengths": lengths,
        "summary": summary,
        "ids": ids,
        "targets": targets,
        "scores": scores,
        "weights": torch.stack(looks, dim=1) if looks else None,
        "loss": loss.item(),
        "gradients": {
            "values": gradient(values),
            "summary": gradient(summary),
            **{key: gradient(value) for key, value in parameters.items()},
        },
    }


if __name__ == "__main__":
    torch.manual_seed(2015)
    torch.set_num_threads(1)
    write("decoders", __file__, [make(*case) for case in CASES])
