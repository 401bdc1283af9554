"""Goldens of the linear-chain CRF.

Run: python make_crf.py               made with torch 2.13.0+cpu, numpy 2.4.6, Python 3.11; see goldens.py
Writes crf.json.

`emissions` is [B, T, K] (what lies beyond a length is noise), `labels` [B, T], `lengths` [B]. `loss` [B] is
-log p(labels) of each row, worked out in log space by torch.logsumexp, row by row, without any padding; `gradients`
are those of Σ loss·weight. `paths` are the likeliest labels of each row, found by trying all of them, [B, T] with -1
beyond the length; `marginals` [B, T, K] the probability of each label at each step, summed over all of them (zeros
beyond). The arithmetic is float64.
"""

import itertools

import torch

from goldens import gradient, leaf, normal, write

CASES = [("even", 2, 4, 3, [4, 4]), ("ragged", 4, 6, 3, [6, 1, 4, 2]), ("one-step", 3, 1, 4, [1, 1, 1]), ("wide", 2, 5, 6, [5, 3])]


def score(e, y, moves, start, end):
    total = start[y[0]] + end[y[-1]] + sum(e[t, y[t]] for t in range(len(y)))
    return total + sum(moves[y[t - 1], y[t]] for t in range(1, len(y)))


def log_z(e, moves, start, end):
    alpha = start + e[0]
    for row in e[1:]:
        alpha = torch.logsumexp(alpha[:, None] + moves, 0) + row
    return torch.logsumexp(alpha + end, 0)


def make(name, batch, time, count, lengths):
    values = {"transitions": normal(count, count), "start_transitions": normal(count), "end_transitions": normal(count)}
    x = normal(batch, time, count, scale=2.0)
    labels = torch.randint(0, count, (batch, time))
    weight = normal(batch)
    e, parameters = leaf(x), {key: leaf(value) for key, value in values.items()}
    args = list(parameters.values())
    losses = torch.stack(
        [log_z(e[b, :n], *args) - score(e[b], labels[b, :n].tolist(), *args) for b, n in enumerate(lengths)]
    )
    (losses * weight).sum().backward()
    paths = torch.full((batch, time), -1)
    marginals = torch.zeros(batch, time, count, dtype=torch.float64)
    with torch.no_grad():
        for b, n in enumerate(lengths):
            ways = list(itertools.product(range(count), repeat=n))
            scores = torch.stack([score(x[b], way, *values.values()) for way in ways])
            paths[b, :n] = torch.tensor(ways[int(scores.argmax())])
            for way, p in zip(ways, torch.softmax(scores, 0)):
                for t, k in enumerate(way):
                    marginals[b, t, k] += p
    return {
        "name": name,
        "lengths": torch.tensor(lengths),
        "emissions": x,
        "labels": labels,
        "weight": weight,
        "parameters": values,
        "loss": losses,
        "paths": paths,
        "marginals": marginals,
        "gradients": {"emissions": gradient(e), **{key: gradient(value) for key, value in parameters.items()}},
    }


if __name__ == "__main__":
    torch.manual_seed(2001)
    torch.set_num_threads(1)
    write("crf", __file__, [make(*case) for case in CASES])
