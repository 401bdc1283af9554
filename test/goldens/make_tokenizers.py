"""Goldens of tokenizers: what the library of Hugging Face makes of ours, and what it learns and reads by itself.

Run: node make_tokenizers.mjs && python make_tokenizers.py       made with tokenizers 0.23.2
Writes tokenizers.json and tokenizer-{byte-level,unigram,wordpiece}.json.

tokenizers.json has a case a file tokenizer-NAME.json, ours and those of other kinds: `texts` are [text, ids, decoded] as
the library encodes (without marks) and decodes (special ones left out where they are ours; elsewhere the unknown is one
of them, and stays), `sequences` are [ids, decoded] of ids that no text comes to. `learnt` are the pieces by id and the merges that its own BpeTrainer learns from the same texts with the
same settings as ours. Texts that hold a mark of ours are for ours alone.
"""

import json
from pathlib import Path

import tokenizers
from goldens import write
from tokenizers import AddedToken, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

HERE = Path(__file__).parent
CORPUS = (HERE / "tokenizer-texts.txt").read_text(encoding="utf-8").splitlines()
MARKS = ["<unk>", "<s>", "</s>"]

TEXTS = [
    "",
    " ",
    "\t\n",
    "The birds sing in the morning.",
    "  The   birds\tsing\u00a0in\u2003the\u3000morning . ",
    "Die Vögel singen im Frühstück.",
    "Die Vo\u0308gel singen im Fru\u0308hstu\u0308ck.",
    "아침이면 새들이 노래합니다.",
    # The same in letters of syllables taken apart (NFD).
    "\u110b\u1161\u110e\u1175\u11b7\u110b\u1175\u1106\u1167\u11ab \u1109\u1162\u1103\u1173\u11af\u110b\u1175",
    "THE OLD KETTLE: ÄÖÜ ẞ ΟΔΟΣ İstanbul ǅ",
    "the kettle 😀😀 sings 🇰🇷🇩🇪 👩‍👩‍👧‍👦👍🏽",
    "x😀y 漢字 кофе",
    "a▁b ▁c▁▁d ▁",
    "line\nbreak\r\nand\rmore",
    "next\u0085line, word\ufeffjoined, no\u200bspace, sep\u2028arated",
    "Unknownwordswithoutanyspaceinthemareverylongindeed" * 3,
    "e\u0301e\u0301 a\u0300 \u0301 ก็ ที่",
    "the the the kettle kettle",
    "__proto__ constructor 1 2 10",
]
MARKED = [
    "<s>the birds</s>",
    "the <unk> sings<unk>",
    "a<s>b </s> <unk>c<s><s>",
    "<S>the < s> </ s> <unk",
    "<unk>",
]


def read(tokenizer, texts, sequences, skip):
    def decode(ids):
        return tokenizer.decode(ids, skip_special_tokens=skip)

    return {
        "texts": [[text, (ids := tokenizer.encode(text, add_special_tokens=False).ids), decode(ids)] for text in texts],
        "sequences": [[ids, decode(ids)] for ids in sequences],
    }


def ours(name, learnt=None):
    path = HERE / f"tokenizer-{name}.json"
    tokenizer = Tokenizer.from_file(str(path))
    # What the library writes is what was written.
    assert json.loads(tokenizer.to_str()) == json.loads(path.read_text(encoding="utf-8")), name
    last = tokenizer.get_vocab_size() - 1
    sequences = [[], [1, 2], [1, 4, 3, 2], [0, 0, 5], [last, last - 1, 3, last], list(range(last + 1))]
    return {"name": name, **read(tokenizer, TEXTS + MARKED, sequences, True), "learnt": learnt}


def learn(normalizer, vocab_size, min_frequency):
    tokenizer = Tokenizer(models.BPE(unk_token="<unk>", fuse_unk=True))
    tokenizer.normalizer = normalizer
    metaspace = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.WhitespaceSplit(), metaspace])
    trainer = trainers.BpeTrainer(
        vocab_size=vocab_size, min_frequency=min_frequency, special_tokens=MARKS, show_progress=False
    )
    tokenizer.train_from_iterator(CORPUS, trainer)
    model = json.loads(tokenizer.to_str())["model"]
    return {"pieces": sorted(model["vocab"], key=model["vocab"].get), "merges": model["merges"]}


def foreign(name, tokenizer, trainer):
    tokenizer.train_from_iterator(CORPUS, trainer)
    path = HERE / f"tokenizer-{name}.json"
    path.write_text(json.dumps(json.loads(tokenizer.to_str()), ensure_ascii=False) + "\n", encoding="utf-8")
    texts = [text for text in TEXTS if "▁" not in text]
    return {"name": name, **read(tokenizer, texts, [], False), "learnt": None}


def byte_level():
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    mark = [AddedToken("<|endoftext|>", special=True)]
    return tokenizer, trainers.BpeTrainer(
        vocab_size=400, initial_alphabet=alphabet, special_tokens=mark, show_progress=False
    )


def unigram():
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = normalizers.NFKC()
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.decoder = decoders.Metaspace()
    return tokenizer, trainers.UnigramTrainer(
        vocab_size=300, unk_token="<unk>", special_tokens=["<s>", "</s>", "<unk>"], show_progress=False
    )


def wordpiece():
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=False, strip_accents=False)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.decoder = decoders.WordPiece(prefix="##", cleanup=False)
    trainer = trainers.WordPieceTrainer(
        vocab_size=350, special_tokens=["[PAD]", "[UNK]", "[CLS]", "[SEP]"], show_progress=False
    )
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    return tokenizer, trainer


NFC = normalizers.Sequence([normalizers.NFC()])
cases = [
    ours("word"),
    ours("grapheme"),
    ours("bpe", learn(NFC, 500, 2)),
    ours("bpe-lowercase"),
    foreign("byte-level", *byte_level()),
    foreign("unigram", *unigram()),
    foreign("wordpiece", *wordpiece()),
]
write("tokenizers", __file__, cases, tokenizers=tokenizers.__version__)
