"""Tagger, sentence splitter and parser in one: a bidirectional LSTM, and attention from word to head.

The deep biaffine parser of Dozat & Manning 2017; heads form a tree by Chu & Liu 1965 and Edmonds 1967.
Tags and sentence starts are read off all layers, heads and relations off the last.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from spacy.attrs import DEP, HEAD, SENT_START, TAG
from spacy.language import Language
from spacy.tokens import Doc

from kg.encoder import MOST, Array, Embedding, Lstm, Steps, Trained

LONGEST = 120  # words of a paragraph that are read at once
NEVER, ROOT = -1e4, 1e6
FULL_STOPS = frozenset('.!?”"')


class Parser(Trained):
    """Pipeline component that sets tags, sentence starts, heads and relations of a doc."""

    LISTS = ("tags", "relations")

    def prepare(self, weights: dict[str, Array], tags: Sequence[str], relations: Sequence[str]) -> None:
        """Take weights, tags and relations."""
        super().prepare(weights, tags, relations)
        self.tags, self.relations = self.lists
        self.embedding = Embedding(weights, self.vocab)
        count = sum(name.endswith("_states") for name in weights)
        self.layers = [Lstm(weights, f"layer{i}_") for i in range(count)]
        add = self.vocab.strings.add
        self.tag_ids = np.array([add(tag) for tag in tags], dtype="uint64")
        self.relation_ids = np.array([add(relation) for relation in relations], dtype="uint64")
        pairs = weights["relation_pairs"]  # relations × (dependent + 1) × (head + 1)
        self.pairs = np.ascontiguousarray(pairs.transpose(1, 0, 2).reshape(pairs.shape[1], -1))

    @property
    def labels(self) -> tuple[str, ...]:
        """Tags and relations."""
        return (*self.lists[0], *self.lists[1])

    def annotate(self, docs: Sequence[Doc]) -> None:
        """Set tags, sentence starts (those already set stay), heads and relations."""
        ends = np.cumsum([len(doc) for doc in docs])
        if not ends[-1]:
            return
        given = np.concatenate([doc.to_array(SENT_START).astype("int64") for doc in docs])
        pieces = []
        for doc, end in zip(docs, ends.tolist(), strict=True):
            first = end - len(doc)
            pieces += [(first + a, first + b) for a, b in _pieces(doc, given[first:end])]
        steps, read = Steps(pieces), [self.embedding(docs)]
        for layer in self.layers:
            read.append(layer(read[-1], steps))
        states = np.hstack(read[1:])
        tags = (states @ self.weights["tagger"] + self.weights["tagger_bias"]).argmax(axis=1)
        begins = (states @ self.weights["starts"] + self.weights["starts_bias"])[:, 0] > 0
        begins = (begins | (given == 1)) & (given != -1)
        begins[[start for start, _ in pieces]] = True
        heads, relations = self._trees(read[-1], np.flatnonzero(begins))
        offsets = (heads - np.arange(len(heads))).astype("int64").astype("uint64")
        columns = np.stack([self.tag_ids[tags], offsets, self.relation_ids[relations]], axis=1)
        for doc, end in zip(docs, ends.tolist(), strict=True):
            if len(doc):
                doc.from_array([TAG, HEAD, DEP], columns[end - len(doc) : end])

    def _trees(self, x: Array, starts: Array) -> tuple[Array, Array]:
        """Heads (a root is its own) and relations of all words, sentence by sentence."""
        weights = self.weights
        with_root = np.vstack([x, weights["root"]])
        heads_of, dependents = (
            _leaky(with_root @ weights["heads"] + weights["heads_bias"]),
            _leaky(x @ weights["dependents"] + weights["dependents_bias"]),
        )
        wanted = _with_one(dependents) @ weights["arcs"]
        heads = np.zeros(len(x), dtype=int)
        for start, end in zip(starts, [*starts[1:], len(x)], strict=True):
            nodes = np.array([len(x), *range(start, end)])
            scores = wanted[start:end] @ heads_of[nodes].T
            scores[np.arange(end - start), np.arange(1, end - start + 1)] = NEVER
            heads[start:end] = nodes[tree(scores)]
        first = _leaky(x @ weights["relation_dependents"] + weights["relation_dependents_bias"])
        second = _leaky(with_root @ weights["relation_heads"] + weights["relation_heads_bias"])[heads]
        relations = np.zeros(len(x), dtype=int)
        for at in range(0, len(x), MOST):  # 13 kB a word
            paired = (_with_one(first[at : at + MOST]) @ self.pairs).reshape(
                -1, len(self.relations), len(self.pairs)
            )
            scored = np.matmul(paired, _with_one(second[at : at + MOST])[:, :, None])
            relations[at : at + MOST] = scored[:, :, 0].argmax(axis=1)
        return np.where(heads == len(x), np.arange(len(x)), heads), relations


def tree(scores: Array) -> Array:
    """The heads of the best tree with one root: places in 0 (the root's) to n, for ``scores`` (n × n + 1)."""
    heads = np.concatenate([[0], scores.argmax(axis=1)])
    if (heads[1:] == 0).sum() == 1 and not _cycle(heads):
        return heads[1:]
    square = np.full((len(scores) + 1, len(scores) + 1), -np.inf)
    square[1:] = scores
    square[1:, 0] -= ROOT  # so dear that the best tree has one
    np.fill_diagonal(square, -np.inf)
    heads = square.argmax(axis=1)
    return _acyclic(square, heads)[1:]


def _acyclic(scores: Array, heads: Array) -> Array:
    """Heads without cycles: a cycle becomes one node, whose best entry breaks it (Chu-Liu-Edmonds)."""
    cycle = _cycle(heads)
    if not cycle:
        return heads
    size = len(heads)
    inside = np.array(cycle)
    outside = np.array([i for i in range(size) if i not in set(cycle)])
    kept = scores[inside, heads[inside]]
    entering = scores[np.ix_(inside, outside)] - kept[:, None]  # gain when this word takes that head
    leaving = scores[np.ix_(outside, inside)]
    small = np.full((len(outside) + 1,) * 2, -np.inf)
    small[:-1, :-1] = scores[np.ix_(outside, outside)]
    small[-1, :-1], small[:-1, -1] = entering.max(axis=0), leaving.max(axis=1)
    small[0] = -np.inf
    chosen = small.argmax(axis=1)
    chosen[0] = 0
    chosen = _acyclic(small, chosen)
    found = heads.copy()
    for place, node in enumerate(outside[1:], 1):
        head = chosen[place]
        found[node] = outside[head] if head < len(outside) else inside[leaving[place].argmax()]
    broken = entering[:, chosen[-1]].argmax()
    found[inside[broken]] = outside[chosen[-1]]
    return found


def _cycle(heads: Array) -> list[int]:
    """The nodes of one cycle, in order; node 0 is the root."""
    done = {0}
    for start in range(1, len(heads)):
        path: dict[int, None] = {}
        node = start
        while node not in done and node not in path:
            path[node] = None
            node = int(heads[node])
        if node in path:
            nodes = list(path)
            return sorted(nodes[nodes.index(node) :])
        done.update(path)
    return []


def _leaky(x: Array) -> Array:
    return np.where(x > 0, x, x * np.float32(0.1))


def _with_one(x: Array) -> Array:
    return np.hstack([x, np.ones((len(x), 1), dtype="float32")])


def _pieces(doc: Doc, given: Array) -> Iterator[tuple[int, int]]:
    """Stretches that are read at once: lines and paragraphs, long ones cut after a full stop."""
    if not len(doc):
        return
    starts = [i for i in range(1, len(doc)) if given[i] == 1]
    for start, end in zip([0, *starts], [*starts, len(doc)], strict=True):
        while end - start > LONGEST:
            stops = [i for i in range(start + LONGEST // 2, start + LONGEST) if doc[i].text in FULL_STOPS]
            cut = stops[-1] + 1 if stops else start + LONGEST
            yield start, cut
            start = cut
        yield start, end


@Language.factory(  # type: ignore[untyped-decorator]
    "kg_parser", assigns=["token.tag", "token.is_sent_start", "token.dep", "token.head"]
)
def create_parser(nlp: Language, name: str) -> Parser:
    """A component without weights; loading a pipeline brings them."""
    return Parser(nlp.vocab)
