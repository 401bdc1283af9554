"""Goldens of the counts of spans and segments.

Run: python make_spans.py             made with Python 3.11 (its own library alone; goldens.py to write)
Writes spans.json and segments.json.

spans.json: an independent transcription of how the script conlleval of the CoNLL-2000 shared task counts (its tables of
when a chunk starts and ends, and its walk that counts a chunk as correct when actual and predicted one start and end
together with one type), with the rows for S (a span by itself) that the BIOES scheme needs. The walk keeps two flags
step by step and never makes a list of spans. `counts` are [correct, predicted, there] by type.

segments.json: F1 of segments at overlaps of 10, 25 and 50 % and the edit score of Lea et al. 2017, as temporal action
segmentation uses them, worked out over sets of frames rather than from borders.
"""

import random

from goldens import write

TYPES = ["LOC", "PER", "city.name", "a-b"]


def split(tag):
    prefix, _, kind = tag.partition("-")
    return prefix, kind


def ends(before, now):
    (p, pk), (n, nk) = before, now
    table = {("B", "B"), ("B", "S"), ("B", "O"), ("I", "B"), ("I", "S"), ("I", "O")}
    return p in "ES" or (p, n) in table or (p != "O" and pk != nk)


def starts(before, now):
    (p, pk), (n, nk) = before, now
    table = {("E", "E"), ("E", "I"), ("S", "E"), ("S", "I"), ("O", "E"), ("O", "I")}
    return n in "BS" or (p, n) in table or (n != "O" and pk != nk)


def count(sequences):
    counts = {}
    right = steps = 0

    def of(kind):
        return counts.setdefault(kind, [0, 0, 0])

    for actual, predicted in sequences:
        inside, last_a, last_p = False, ("O", ""), ("O", "")
        for a, p in [*zip(map(split, actual), map(split, predicted)), (("O", ""), ("O", ""))]:
            if inside:
                end_a, end_p = ends(last_a, a), ends(last_p, p)
                if end_a and end_p and last_a[1] == last_p[1]:
                    of(last_a[1])[0] += 1
                    inside = False
                elif end_a != end_p or a[1] != p[1]:
                    inside = False
            start_a, start_p = starts(last_a, a), starts(last_p, p)
            if start_a and start_p and a[1] == p[1]:
                inside = True
            if start_a:
                of(a[1])[2] += 1
            if start_p:
                of(p[1])[1] += 1
            last_a, last_p = a, p
        right += sum(a == p for a, p in zip(actual, predicted))
        steps += len(actual)
    return counts, right, steps


def tags(length, prefixes, kinds):
    return ["O" if random.random() < 0.3 else f"{random.choice(prefixes)}-{random.choice(kinds)}" for _ in range(length)]


def spans(name, prefixes, kinds, flip, sequences=40):
    pairs = []
    for _ in range(sequences):
        actual = tags(random.randint(1, 12), prefixes, kinds)
        predicted = [t if random.random() > flip else tags(1, prefixes, kinds)[0] for t in actual]
        pairs.append((actual, predicted))
    counts, right, steps = count(pairs)
    return {"name": name, "sequences": pairs, "counts": counts, "right": right, "steps": steps}


def runs(labels):
    found = []
    for t, label in enumerate(labels):
        if t > 0 and labels[t - 1] == label:
            found[-1][1].add(t)
        else:
            found.append((label, {t}))
    return found


def f1(pairs, overlap):
    right = found = there = 0
    for predicted, actual in pairs:
        p, a = runs(predicted), runs(actual)
        found, there = found + len(p), there + len(a)
        hit = [False] * len(a)
        for label, frames in p:
            shares = [len(frames & other) / len(frames | other) if label == l and frames & other else 0 for l, other in a]
            best = max(range(len(a)), key=lambda i: shares[i])
            if shares[best] >= overlap and not hit[best]:
                hit[best] = True
                right += 1
    precision, recall = right / found, right / there
    return 2 * precision * recall / (precision + recall) if right else 0.0


def edit(predicted, actual):
    p, a = [l for l, _ in runs(predicted)], [l for l, _ in runs(actual)]
    d = [[i + j if i * j == 0 else 0 for j in range(len(a) + 1)] for i in range(len(p) + 1)]
    for i in range(1, len(p) + 1):
        for j in range(1, len(a) + 1):
            d[i][j] = min(d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + (p[i - 1] != a[j - 1]))
    return 1 - d[-1][-1] / max(len(p), len(a))


def segments(name, labels, keep, flip, sequences=6):
    pairs = []
    for _ in range(sequences):
        actual = [random.randrange(labels)]
        while len(actual) < 60:
            actual.append(actual[-1] if random.random() < keep else random.randrange(labels))
        predicted = [l if random.random() > flip else random.randrange(labels) for l in actual]
        pairs.append((predicted, actual))
    frames = sum(p == a for pair in pairs for p, a in zip(*pair))
    return {
        "name": name,
        "pairs": pairs,
        "f1": [f1(pairs, k) for k in (0.1, 0.25, 0.5)],
        "edit": sum(edit(*pair) for pair in pairs) / len(pairs),
        "accuracy": frames / sum(len(a) for _, a in pairs),
    }


if __name__ == "__main__":
    random.seed(2000)
    cases = [
        spans("bio", "BI", TYPES, 0.3),
        spans("bio, one type", "BI", TYPES[:1], 0.4),
        spans("iob1, no B", "I", TYPES[:2], 0.3),
        spans("bioes", "BIES", TYPES[:2], 0.3),
        spans("all right", "BI", TYPES, 0.0),
    ]
    write("spans", __file__, cases)
    write("segments", __file__, [segments("long", 4, 0.9, 0.05), segments("short", 3, 0.5, 0.3), segments("right", 3, 0.8, 0)])
