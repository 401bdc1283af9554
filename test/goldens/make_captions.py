"""Goldens of the figures of captions.

Run: python make_captions.py            made with Python 3.11; checked there with sacrebleu 2.6.0, torchmetrics 1.9.0 and
                                        nltk 3.10.3; see goldens.py
Writes captions.json and caption-tokens.json.

captions.json: BLEU-1 to -4, ROUGE-L, CIDEr-D (`cider`, which is what the COCO evaluation prints under that name) and
CIDEr (`ciderOriginal`) of made-up captions whose words are set apart by spaces. The package pycocoevalcap was not to be
had; this is an independent transcription of the equations:
- BLEU: Papineni et al. 2002, sections 2.1 to 2.3, with the reference of the nearest length, and with the constants 1e-15
  and 1e-9 that the COCO evaluation adds above and below each division. Held to sacrebleu without smoothing wherever every
  order has a right n-gram, and to nltk where no caption is shorter than n besides.
- ROUGE-L: Lin 2004, equations 2 to 4, with β = 1.2 and, of several references, the best precision and the best recall.
  Precision and recall are held to torchmetrics, the length of the subsequence to a search over subsets in short cases.
- CIDEr: Vedantam et al. 2015, equations 1 to 3 (CIDEr) and 4 (CIDEr-D, σ = 6), with tf a plain count, ln of the number of
  images over the document frequency, and both times ten. Worked out over vectors of the whole vocabulary of n-grams with
  numpy, in fractions where it can be.

caption-tokens.json: words by nltk's Treebank tokenizer of small letters, without the COCO evaluation's list of
punctuation, of captions on which both agree by design.
"""

import itertools
import math
from collections import Counter
from fractions import Fraction

import nltk
import numpy as np
import sacrebleu
import torchmetrics
from nltk.tokenize import NLTKWordTokenizer
from nltk.translate.bleu_score import corpus_bleu
from sacrebleu.metrics import BLEU
from torchmetrics.functional.text import rouge_score

from goldens import write

PHOTOS = [
    ("a brown dog runs across the snow", ["a brown dog is running through deep snow", "the dog runs over a field of snow", "a dog playing in the snow"]),
    ("two women drink coffee at a small table", ["two women sit at a small table with cups of coffee", "women drinking coffee outside a café", "two friends drink coffee at a small table"]),
    ("a boy on a red bicycle", ["a boy rides a red bicycle down the street", "a boy on a red bicycle"]),
    ("a train a train a train a train", ["a yellow train stands at the platform", "a train is waiting in the station", "passengers board a train"]),
    ("a man in a hat plays the guitar on the street for a crowd of people in the evening", ["a street musician with a guitar", "a man in a hat plays the guitar"]),
    ("boats", ["three boats in a harbour", "boats", "small boats lie in the harbour at night"]),
    ("", ["an empty beach", "nobody is on the beach"]),
]
KOREAN = [
    ("갈색 개가 눈 위를 달린다", ["갈색 개가 눈밭을 달린다", "개 한 마리가 눈 위를 달린다"]),
    ("두 여자가 커피를 마신다", ["두 여자가 탁자에서 커피를 마신다", "여자 두 명이 커피를 마신다", "두 여자가 커피를 마시고 있다"]),
    ("빨간 자전거", ["소년이 빨간 자전거를 탄다"]),
    ("기차가 역에 서 있다", ["노란 기차가 역에 서 있다", "기차가 승강장에 서 있다"]),
]
EMOJI = [
    ("flag south korea", ["flag south korea"]),
    ("person medium skin tone", ["person dark skin tone"]),
    ("red apple", ["green apple"]),
    ("red heart", ["red heart"]),
    ("grinning cat with smiling eyes", ["grinning cat with smiling eyes"]),
]
GERMAN = [
    ("ein Hund läuft durch den Schnee", ["ein brauner Hund rennt durch den Schnee", "ein Hund läuft durch tiefen Schnee"]),
    ("zwei Frauen trinken Kaffee", ["zwei Frauen sitzen beim Kaffee", "zwei Frauen trinken zusammen Kaffee"]),
]
WRONG = [("a b c d", ["e f g h i"]), ("x", ["y z"])]

TEXTS = [
    "A man's dog, black-and-white, sleeps on the sofa.",
    "Two children don't want to leave the pool!",
    "They're sitting at a table (with coffee) & cake",
    "3,000 people watch the game; it's 10:30.",
    "A sign that says \"STOP\" hangs on the wall",
    "A t-shirt for $ 5 -- half price...",
    "The women's team can't lose, we'll see: 50 %",
    "keycap: #",
]
COCO = {"''", "'", "``", "`", "(", ")", "{", "}", "-LRB-", "-RRB-", "-LCB-", "-RCB-", ".", "?", "!", ",", ":", "-", "--", "...", ";", '"'}


def grams(words, n):
    return Counter(tuple(words[i : i + n]) for i in range(len(words) - n + 1))


def bleus(pairs):
    h = r = 0
    right, there = [0] * 4, [0] * 4
    for c, refs in pairs:
        h += len(c)
        r += min((abs(len(s) - len(c)), len(s)) for s in refs)[1]
        for n in range(4):
            most = Counter()
            for s in refs:
                most |= grams(s, n + 1)
            right[n] += (grams(c, n + 1) & most).total()
            there[n] += max(0, len(c) - n)
    ratio = (h + 1e-15) / (r + 1e-9)
    shares = [(a + 1e-15) / (b + 1e-9) for a, b in zip(right, there)]
    scores = [math.prod(shares[:n]) ** (1 / n) * min(1, math.exp(1 - 1 / ratio)) for n in (1, 2, 3, 4)]
    if all(right):
        check_bleus(pairs, scores)
    return scores


def check_bleus(pairs, scores):
    most = max(len(refs) for _, refs in pairs)
    streams = [[" ".join(refs[k]) if k < len(refs) else None for _, refs in pairs] for k in range(most)]
    for n, score in enumerate(scores, 1):
        metric = BLEU(tokenize="none", smooth_method="none", max_ngram_order=n, force=True)
        theirs = metric.corpus_score([" ".join(c) for c, _ in pairs], streams).score / 100
        assert math.isclose(score, theirs, rel_tol=1e-7), (n, score, theirs)
        if all(len(c) >= n for c, _ in pairs):  # nltk counts an n-gram where there is none
            nltks = corpus_bleu([refs for _, refs in pairs], [c for c, _ in pairs], weights=[1 / n] * n)
            assert math.isclose(score, nltks, rel_tol=1e-7), (n, score, nltks)


def lcs(a, b):
    if not a or not b:
        return 0
    table = np.zeros((len(a) + 1, len(b) + 1), dtype=int)
    for i, j in itertools.product(range(len(a)), range(len(b))):
        table[i + 1, j + 1] = table[i, j] + 1 if a[i] == b[j] else max(table[i, j + 1], table[i + 1, j])
    length = int(table[-1, -1])
    if len(a) <= 7:
        subsets = {pick for n in range(len(a) + 1) for pick in itertools.combinations(a, n)}

        def inside(pick):
            rest = iter(b)
            return all(word in rest for word in pick)

        assert length == max(len(pick) for pick in subsets if inside(pick))
    theirs = rouge_score(" ".join(a), " ".join(b), rouge_keys="rougeL", tokenizer=str.split, normalizer=lambda s: s)
    assert math.isclose(float(theirs["rougeL_precision"]), length / len(a), rel_tol=1e-6)
    assert math.isclose(float(theirs["rougeL_recall"]), length / len(b), rel_tol=1e-6)
    return length


def rouge(pairs):
    scores = []
    for c, refs in pairs:
        precision = max(Fraction(lcs(c, s), max(1, len(c))) for s in refs)
        recall = max(Fraction(lcs(c, s), max(1, len(s))) for s in refs)
        b2 = Fraction(144, 100)
        scores.append((1 + b2) * precision * recall / (recall + b2 * precision) if precision and recall else Fraction(0))
    return float(sum(scores) / len(scores))


def ciders(pairs):
    totals = np.zeros((2, len(pairs)))
    for n in (1, 2, 3, 4):
        words = sorted({w for c, refs in pairs for s in [c, *refs] for w in grams(s, n)})
        images = np.array([sum(any(w in grams(s, n) for s in refs) for _, refs in pairs) for w in words])
        idf = np.log(len(pairs)) - np.log(np.maximum(images, 1))

        def g(s):
            counts = grams(s, n)
            return np.array([counts[w] for w in words]) * idf

        for i, (c, refs) in enumerate(pairs):
            for s in refs:
                a, b = g(c), g(s)
                norms = np.linalg.norm(a) * np.linalg.norm(b)
                if norms > 0:
                    penalty = math.exp(-((len(c) - len(s)) ** 2) / (2 * 6.0**2))
                    totals[:, i] += np.array([a @ b, penalty * (np.minimum(a, b) @ b)]) / norms / len(refs) / 4
    return (10 * totals.mean(axis=1)).tolist()


def make(name, corpus):
    pairs = [(c.split(), [s.split() for s in refs]) for c, refs in corpus]
    original, d = ciders(pairs)
    return {
        "name": name,
        "hypotheses": [c for c, _ in corpus],
        "references": [refs for _, refs in corpus],
        "bleu": bleus(pairs),
        "rougeL": rouge(pairs),
        "cider": d,
        "ciderOriginal": original,
    }


if __name__ == "__main__":
    cases = [
        make("photographs", PHOTOS),
        make("photographs, the longer ones", PHOTOS[:5]),
        make("in Korean", KOREAN),
        make("in German", GERMAN),
        make("names of emoji", EMOJI),
        make("nothing right", WRONG),
        make("one image", PHOTOS[:1]),
        make("the same", [(refs[0], refs) for _, refs in PHOTOS]),
    ]
    write("captions", __file__, cases, sacrebleu=sacrebleu.__version__, torchmetrics=torchmetrics.__version__, nltk=nltk.__version__)
    split = NLTKWordTokenizer()
    tokens = [{"text": text, "tokens": [w for w in split.tokenize(text.lower()) if w not in COCO]} for text in TEXTS]
    write("caption-tokens", __file__, tokens, nltk=nltk.__version__)
