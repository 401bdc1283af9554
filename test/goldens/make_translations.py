"""Goldens of BLEU and chrF.

Run: python make_translations.py        made with sacrebleu 2.6.0, Python 3.11; see goldens.py
Writes translations.json and bleu-tokens.json.

translations.json: corpora with what sacrebleu says of them: `bleu` under each set of options, `chrf` with words and
without, and figures of each sentence by itself. `references` are those of each sentence; sacrebleu is given None where one
has fewer than another. A `signature` lacks sacrebleu's version at its end. The sentences are made up; those of the corpus
"drawn" are drawn from five words, so that n-grams repeat, are clipped and tie.

bleu-tokens.json: what sacrebleu's tokenizers make of lines, some written to be awkward, some drawn from awkward signs.
"""

import itertools
import random

import sacrebleu
from sacrebleu.metrics import BLEU, CHRF
from sacrebleu.tokenizers.tokenizer_13a import Tokenizer13a
from sacrebleu.tokenizers.tokenizer_char import TokenizerChar

from goldens import write

ENGLISH = [
    (
        "The ferry to the island leaves every morning at 7.30, except on Sundays.",
        ["The ferry to the island leaves each morning at 7.30, but not on Sundays.", "Ferries leave for the island at 7.30 every morning except Sunday."],
    ),
    ("My grandmother keeps her recipes in an old biscuit tin.", ["My grandmother keeps her recipes in an old biscuit tin.", "Grandma's recipes are kept in an old tin for biscuits."]),
    ("He said: \"We'll be there by six o'clock - or so.\"", ["He said, \"We'll be there at around six o'clock.\"", "\"We will be there by six or so,\" he said."]),
    ("Tickets cost $1,250.00 & up (no refunds!)", ["Tickets cost $1,250.00 and more (there are no refunds!)", "The price of a ticket is 1,250 dollars or more; no refunds."]),
    ("", ["The harbour was empty when the storm came.", "When the storm came, the harbour was empty."]),
    ("Yes", ["Yes.", "Yes"]),
    ("the the the the the", ["the cat sat by the window", "a cat was sitting at the window"]),
]
GERMAN = [
    ("Der Bäcker an der Ecke öffnet um halb sechs.", ["Der Bäcker an der Ecke macht um halb sechs auf."]),
    ("Wegen der Baustelle fährt die Straßenbahn eine andere Strecke.", ["Wegen der Bauarbeiten fährt die Straßenbahn heute eine andere Strecke.", "Die Straßenbahn nimmt wegen der Baustelle einen anderen Weg."]),
    ("Ein Hund schläft unter dem Tisch.", ["ein Hund schläft unterm Tisch", "Unter dem Tisch schläft ein Hund.", "Ein kleiner Hund schläft unter dem Tisch."]),
    ("Das kostet 3,50 Euro pro Kilo.", ["Es kostet 3,50 Euro das Kilo."]),
    ("„Übermorgen“, sagte sie, „komme ich vorbei.“", ["„Übermorgen komme ich vorbei“, sagte sie.", "Sie sagte, dass sie übermorgen vorbeikommt."]),
    ("Danke", ["Bitte"]),
]
KOREAN = [
    ("할머니는 시장에서 배추를 세 포기 사셨다.", ["할머니께서 시장에서 배추 세 포기를 사셨다.", "할머니는 시장에서 배추를 세 포기 사셨다."]),
    ("비가 와서 소풍이 다음 주로 미뤄졌습니다.", ["비 때문에 소풍이 다음 주로 연기되었습니다."]),
    ("이 기차는 부산역에 오후 3시 20분에 도착합니다.", ["이 열차는 오후 3시 20분에 부산역에 도착합니다.", "기차가 부산역에 도착하는 시각은 오후 3:20입니다."]),
    ("고양이가 창가에서 졸고 있다", ["고양이가 창가에서 졸고 있다.", "창가에서 고양이가 졸고 있다."]),
    ("", ["문을 열어 주세요."]),
    ("네", ["네, 알겠습니다.", "네"]),
    ("파일 \"main.ts\"를 찾을 수 없습니다.", ["'main.ts' 파일을 찾을 수 없습니다.", "파일 'main.ts'을(를) 찾을 수 없습니다."]),
]
ONE = [(h, r[:1]) for h, r in ENGLISH]
TOKENIZED = [
    ("a man in an orange hat starring at something .", ["a man in an orange hat is staring at something ."]),
    ("two children build a castle out of wet sand .", ["two children are building a castle of wet sand ."]),
    ("the goalkeeper jumps for the ball .", ["a goalkeeper leaps to catch the ball ."]),
]
SHORT = [("Good morning", ["Good morning"]), ("Thank you", ["Thanks"]), ("no", ["No"])]
WRONG = [("fünf graue Mäuse", ["two elephants were dancing yesterday"]), ("", [""])]
EMPTY = [("", ["nothing was said"]), ("", ["at all"])]
SAME = [(r[0], [r[0]]) for _, r in GERMAN]

LINES = [
    "Hello, world!", "It's 3.14, isn't it?", "In 1990-2000 it rose 2,5 % - or 1,000.5.", "a.b.c ... d,,e .5 5. ,5 5,", "x-y 3-x 3--4 -5 5-",
    "&quot;A &amp; B&quot; &lt;i&gt; &amp;lt; &amp;amp;quot; &nbsp; & ;", "<skipped>gone<skipped> <skipped", "hyphen-\nated line\nbreaks-\n", "ends in-\n\n",
    "  many   spaces\tand\u00a0such\u3000here ", "next\u0085line\u001ffile\u001csep\ufeffbom\u200bzero", "é e\u0301 ñ ß İ ΟΔΟΣ", "안녕하세요. 3시 20분, 김치찌개(2인분)!",
    "🙂👍🏽 ok🙂.", "「引用」、2,3個。", "[a]{b}(c)<d>^_`|~@#$%*+=/\\:;\"'?", "'single' \"double\" ‘curly’ “quotes” – dash — em…", "", " ", "1.", ".1", "1.1.1,1", "1-.2", "e.g. U.S. 9.5.",
]


def references(corpus):
    most = max(len(r) for _, r in corpus)
    return [[r[k] if k < len(r) else None for _, r in corpus] for k in range(most)]


def signed(metric):
    return str(metric.get_signature()).rsplit("|version:", 1)[0]


def bleu_of(score):
    return {"score": score.score, "precisions": list(score.precisions), "bp": score.bp, "lengths": [score.sys_len, score.ref_len]}


def bleu(corpus, tokenize, lowercase, smooth, value, effective):
    metric = BLEU(tokenize=tokenize, lowercase=lowercase, smooth_method=smooth, smooth_value=value, effective_order=effective, force=True)
    score = metric.corpus_score([h for h, _ in corpus], references(corpus))
    options = {"tokenize": tokenize, "lowercase": lowercase, "smooth": smooth, "effectiveOrder": effective}
    if value is not None:
        options["smoothValue"] = value
    return {"options": options, **bleu_of(score), "signature": signed(metric)}


def chrf(corpus, words, lowercase):
    metric = CHRF(word_order=words, lowercase=lowercase)
    score = metric.corpus_score([h for h, _ in corpus], references(corpus))
    return {"options": {"wordOrder": words, "lowercase": lowercase}, "name": score.name, "score": score.score, "signature": signed(metric)}


def sentence(hypothesis, refs):
    return {
        "bleu": bleu_of(BLEU(effective_order=True).sentence_score(hypothesis, refs)),
        "chrf": [CHRF(word_order=n).sentence_score(hypothesis, refs).score for n in (0, 2)],
    }


def make(name, corpus):
    smoothing = [("exp", None), ("none", None), ("floor", None), ("floor", 0.025), ("add-k", None), ("add-k", 0.5)]
    ways = [(t, l, "exp", None, e) for t, l, e in itertools.product(("none", "13a", "char"), (False, True), (False, True))]
    ways += [("13a", False, s, v, e) for (s, v), e in itertools.product(smoothing[1:], (False, True))]
    return {
        "name": name,
        "hypotheses": [h for h, _ in corpus],
        "references": [r for _, r in corpus],
        "bleu": [bleu(corpus, *way) for way in ways],
        "chrf": [chrf(corpus, *way) for way in itertools.product((0, 1, 2), (False, True))],
        "sentences": [sentence(*pair) for pair in corpus],
    }


def drawn():
    def line():
        return " ".join(random.choice("a b c d .".split()) for _ in range(random.randint(0, 12)))

    return [(line(), [line() for _ in range(random.randint(1, 4))]) for _ in range(30)]


def tokens(line):
    line = line.rstrip()
    return {"text": line, "none": line.split(), "13a": Tokenizer13a()(line).split(), "char": TokenizerChar()(line).split()}


def awkward():
    signs = ".,.,-- 0123abé가🙂&;<>'\"\n\t()[]/"
    return ["".join(random.choice(signs) for _ in range(random.randint(1, 24))) for _ in range(80)]


if __name__ == "__main__":
    random.seed(2002)
    corpora = {
        "english": ENGLISH,
        "english, one reference": ONE,
        "german": GERMAN,
        "korean": KOREAN,
        "tokenized": TOKENIZED,
        "short": SHORT,
        "nothing right": WRONG,
        "empty": EMPTY,
        "the same": SAME,
        "drawn": drawn(),
    }
    version = {"sacrebleu": sacrebleu.__version__}
    write("translations", __file__, [make(*corpus) for corpus in corpora.items()], **version)
    texts = [*LINES, *awkward()]
    write("bleu-tokens", __file__, [{**tokens(text), "text": text} for text in texts], **version)
