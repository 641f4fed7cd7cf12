"""Which templates are alike, and what a cluster is called (METRICS §4.5)."""

from collections import Counter
from collections.abc import Sequence
from math import log

import numpy as np
from rapidfuzz import fuzz, process

from app.models.columns import Flags

ALIKE = 88
"""Of 100, by token sort."""
_TERMS = 4
_SMALL_WORDS = frozenset((
    "a", "an", "and", "are", "as", "at", "be", "been", "but", "by", "can", "for", "from", "has",
    "have", "in", "into", "is", "it", "its", "no", "not", "of", "on", "or", "our", "over", "per",
    "since", "so", "still", "than", "that", "the", "their", "them", "there", "this", "to", "under",
    "up", "was", "we", "were", "when", "while", "will", "with",
    "der", "die", "das", "den", "dem", "ein", "eine", "einer", "im", "ist", "oder", "und", "von",
    "zu", "auf", "bei", "für",
))  # fmt: skip


def alike(texts: Sequence[str]) -> Flags:
    """Which of the texts are 88 or more alike by token sort, each with each."""
    if not texts:
        return np.zeros((0, 0), np.bool_)
    # Sorted once here, so that each pair is only compared.
    tokens = [" ".join(sorted(text.split())) for text in texts]
    scores = process.cdist(tokens, tokens, scorer=fuzz.ratio, score_cutoff=ALIKE)
    return np.asarray(scores >= ALIKE, np.bool_)


class Names:
    """Labels of templates by the terms that tell one from the others."""

    def __init__(self, templates: Sequence[str]) -> None:
        self._templates = templates
        self._terms = [_terms(template) for template in templates]
        self._in = Counter(term for terms in self._terms for term in set(terms))

    def label(self, place: int) -> str:
        """Up to four terms in the order in which they are said; the template of one without."""
        terms = list(dict.fromkeys(self._terms[place]))
        if not terms:
            return self._templates[place]
        weight = {term: log((1 + len(self._terms)) / self._in[term]) for term in terms}
        top = sorted(terms, key=lambda term: (-weight[term], terms.index(term)))[:_TERMS]
        return " ".join(sorted(top, key=terms.index))


def _terms(template: str) -> list[str]:
    return [
        word
        for word in template.split()
        if "<" not in word and len(word) > 1 and word not in _SMALL_WORDS
    ]
