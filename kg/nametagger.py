"""The name tagger: which words are names of persons, places, organisations, …

A bidirectional LSTM over each sentence and a linear-chain conditional random field over its states
(Lafferty et al. 2001; Huang et al. 2015), names marked as BILUO (Ratinov & Roth 2009).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from spacy.attrs import TAG
from spacy.language import Language
from spacy.tokens import Doc, Span

from kg.encoder import Array, Embedding, Lstm, Steps, Trained

LONGEST = 100  # words of a sentence that are read at once
NEVER = -1e4


def follows(label: str, after: str) -> bool:
    """Whether mark ``after`` may stand after mark ``label``: "B-ORG", "I-ORG", "L-ORG", "U-ORG" or "O"."""
    if label[0] in "BI":
        return after[0] in "IL" and after[1:] == label[1:]
    return after[0] in "BUO"


class NameTagger(Trained):
    """Pipeline component that sets a doc's names; needs tags and sentences."""

    LISTS = ("marks", "known_tags")

    def prepare(self, weights: dict[str, Array], marks: Sequence[str], tags: Sequence[str]) -> None:
        """Take weights, the marks they tell apart and the tags they know."""
        super().prepare(weights, marks, tags)
        self.marks, self.tags = self.lists
        self.embedding = Embedding(weights, self.vocab)
        self.layer = Lstm(weights, "")
        self.tag_rows = {self.vocab.strings.add(tag): i for i, tag in enumerate(tags, 1)}
        allowed = np.array([[follows(a, b) for b in marks] for a in marks])
        first = np.array([mark[0] in "OBU" for mark in marks])
        last = np.array([mark[0] in "OLU" for mark in marks])
        self.moves = np.where(allowed, weights["moves"], NEVER).astype("float32")
        self.first = np.where(first, weights["first"], NEVER).astype("float32")
        self.last = np.where(last, weights["last"], NEVER).astype("float32")

    @property
    def labels(self) -> tuple[str, ...]:
        """Kinds of names."""
        return tuple(sorted({mark[2:] for mark in self.lists[0] if len(mark) > 1}))

    def annotate(self, docs: Sequence[Doc]) -> None:
        """Set the docs' names."""
        pieces = [(doc, start, end) for doc in docs for start, end in _pieces(doc)]
        ends = np.cumsum([end - start for _, start, end in pieces]).tolist()
        if not ends:
            return
        spans = list(zip([0, *ends], ends, strict=False))
        tags = [self.tag_rows.get(tag, 0) for doc in docs for tag in doc.to_array(TAG).tolist()]
        x = np.concatenate([self.embedding(docs), self.weights["tags"][tags]], axis=1)
        steps = Steps(spans)
        scores = self.layer(x, steps) @ self.weights["out"] + self.weights["out_bias"]
        found = self._best(scores, steps)
        names: dict[int, list[Span]] = {}
        for (doc, start, _), (first, last) in zip(pieces, spans, strict=True):
            for a, b, label in self._names(found[first:last]):
                names.setdefault(id(doc), []).append(Span(doc, start + a, start + b, label=label))
        for doc in docs:
            doc.ents = tuple(names.get(id(doc), ()))

    def _best(self, scores: Array, steps: Steps) -> Array:
        """The likeliest lawful sequence of marks (Viterbi 1967) of all sentences at once, one mark a row."""
        values: list[Array] = []
        back: list[Array] = []
        for t, rows in enumerate(steps.each()):
            if t:
                paths = values[-1][: len(rows), :, None] + self.moves
                back.append(paths.argmax(axis=1))
                values.append(np.take_along_axis(paths, back[-1][:, None], axis=1)[:, 0] + scores[rows])
            else:
                values.append(self.first + scores[rows])
        found = np.zeros(len(scores), dtype=int)
        marks = np.zeros(0, dtype=int)  # of the sentences that go on after step t
        for t, rows in reversed(list(enumerate(steps.each()))):
            ending = (values[t][len(marks) : len(rows)] + self.last).argmax(axis=1)
            marks = np.concatenate([marks, ending])
            found[rows] = marks
            if t:
                marks = np.take_along_axis(back[t - 1], marks[:, None], axis=1)[:, 0]
        return found

    def _names(self, found: Array) -> Iterator[tuple[int, int, str]]:
        first = 0
        for i, number in enumerate(found.tolist()):
            mark = self.marks[number]
            if mark[0] in "BU":
                first = i
            if mark[0] in "LU":
                yield first, i + 1, mark[2:]


def _pieces(doc: Doc) -> Iterator[tuple[int, int]]:
    """Sentences, very long ones in pieces."""
    for sent in doc.sents if len(doc) else ():
        for start in range(sent.start, sent.end, LONGEST):
            yield start, min(start + LONGEST, sent.end)


@Language.factory("kg_names", assigns=["doc.ents"], requires=["token.tag"])  # type: ignore[untyped-decorator]
def create_name_tagger(nlp: Language, name: str) -> NameTagger:
    """A component without weights; loading a pipeline brings them."""
    return NameTagger(nlp.vocab)
