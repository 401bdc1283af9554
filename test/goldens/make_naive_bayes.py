"""Goldens of multinomial naive Bayes over n-grams.

Run: python make_naive_bayes.py         made with scikit-learn 1.9.1, numpy 2.4.6, Python 3.11; see goldens.py
Writes naive-bayes.json.

`CountVectorizer(analyzer, ngram_range=(1, order))` with MultinomialNB(alpha=1): `answers` are the log probabilities of
the `asked` texts, [asked, classes]. Words are what stands between spaces. The texts are made up.
"""

import sklearn
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.naive_bayes import MultinomialNB

from goldens import write

WORDS = {
    "texts": ["the soup was good", "good noodles , good soup", "the noodles were cold", "cold rice and cold soup", "rice"],
    "labels": [1, 1, 0, 0, 2],
    "asked": ["good rice", "the cold soup", "never seen words", "good good good", "rice rice and soup"],
}
LETTERS = {
    "texts": ["짜장면", "짬뽕", "김치찌개", "된장찌개", "순두부찌개", "짜장밥"],
    "labels": [0, 0, 1, 1, 1, 0],
    "asked": ["짜장", "찌개", "두부", "탕수육", "김치짜장찌개"],
}


def make(name, analyzer, order, given):
    vectorizer = CountVectorizer(
        analyzer=analyzer, ngram_range=(1, order), lowercase=False, token_pattern=r"\S+" if analyzer == "word" else None
    )
    model = MultinomialNB(alpha=1).fit(vectorizer.fit_transform(given["texts"]), given["labels"])
    answers = model.predict_log_proba(vectorizer.transform(given["asked"]))
    return {"name": name, "analyzer": analyzer, "order": order, **given, "answers": answers.tolist()}


if __name__ == "__main__":
    write(
        "naive-bayes",
        __file__,
        [
            make("words", "word", 1, WORDS),
            make("pairs of words", "word", 2, WORDS),
            make("letters", "char", 1, LETTERS),
            make("up to four letters", "char", 4, LETTERS),
        ],
        sklearn=sklearn.__version__,
    )
