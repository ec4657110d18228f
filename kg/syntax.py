"""A parsed article as plain arrays: quick to walk, easy to build by hand in a test.

Names are units: every token of a name hangs on one head token of that name, whatever the parser
made of its inside, so that rooms above never look into a name.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING

import numpy as np

from kg.records import Span

if TYPE_CHECKING:
    from spacy.tokens import Doc

SUBJECTS = ("nsubj", "nsubj:pass", "nsubj:outer", "csubj")
NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM", "SYM", "X"})
INSIDE_NAME = "flat"


@dataclass(slots=True)
class Tree:
    """Tokens of one article in order. ``head[i] == i`` marks a root."""

    text: list[str]
    lemma: list[str]
    pos: list[str]
    tag: list[str]
    dep: list[str]
    head: list[int]
    start: list[int]
    end: list[int]
    sentence: list[int]  # number of the sentence of each token
    entity: list[str] = field(default_factory=list)  # NER label, "" outside
    sentences: list[tuple[int, int]] = field(default_factory=list)  # token ranges
    name: list[int] = field(default_factory=list)  # number of the name a token is in, -1 outside
    name_heads: list[int] = field(default_factory=list)  # head token of each name
    children: list[list[int]] = field(default_factory=list)
    linked: list[int] = field(default_factory=list)  # heads when the children were last listed

    def __len__(self) -> int:
        return len(self.text)

    def link(self) -> None:
        """(Re)build the children lists from ``head``; after the first time only where a head is another."""
        if len(self.linked) == len(self.head) == len(self.children):
            if self.linked != self.head:
                self._relink([i for i, h in enumerate(self.head) if h != self.linked[i]])
            return
        self.children, self.linked = [[] for _ in self.text], list(self.head)
        for i, h in enumerate(self.head):
            if h != i:
                self.children[h].append(i)

    def _relink(self, moved: list[int]) -> None:
        """Hang tokens on their new heads; lists are made anew, as somebody may be walking the old ones."""
        children = self.children
        for i in moved:
            old, new = self.linked[i], self.head[i]
            children[old] = [c for c in children[old] if c != i]
            if new != i:
                children[new] = sorted([*children[new], i])
            self.linked[i] = new

    def kids(self, i: int, *deps: str) -> list[int]:
        """Children of token ``i`` with one of ``deps`` (all of them without ``deps``), in order."""
        children, labels = self.children[i], self.dep
        if not children:  # most tokens; asked for half a million times in a hundred articles
            return []
        if not deps:
            return list(children)
        found = []
        for c in children:  # a loop: quicker than a comprehension, which is a call of its own
            if labels[c] in deps:
                found.append(c)
        return found

    def ancestors(self, i: int) -> Iterator[int]:
        """The tokens above ``i``, nearest first."""
        seen = {i}
        while self.head[i] != i and self.head[i] not in seen:
            i = self.head[i]
            seen.add(i)
            yield i

    def span(self, first: int, last: int) -> Span:
        """Characters from token ``first`` to token ``last``, both included."""
        return Span(self.start[first], self.end[last])

    def sentence_span(self, i: int) -> Span:
        """Characters of the sentence of token ``i``, white space around it left out."""
        first, last = self.sentences[self.sentence[i]]
        while first < last - 1 and not self.text[first].strip():
            first += 1
        while last - 1 > first and not self.text[last - 1].strip():
            last -= 1
        return self.span(first, last - 1)

    def case(self, i: int) -> str:
        """The preposition of nominal ``i``: "in", "because of", "'s" left out, "" for none."""
        for c in self.children[i]:
            if self.dep[c] != "case" or (word := self.text[c].lower()) in ("'s", "’s", "'", "’"):
                continue
            if not self.children[c]:
                return word
            return " ".join([word, *(self.text[k].lower() for k in self.kids(c, "fixed"))])
        return ""

    def conjuncts(self, i: int) -> list[int]:
        """Token ``i`` and what is coordinated below it, in order of text."""
        found = [i]
        if not self.children[i]:
            return found
        for c in found:
            for k in self.children[c]:
                if self.dep[k] == "conj" and k not in found:
                    found.append(k)
        return sorted(found)

    def unit(self, i: int) -> int:
        """The head of the name that token ``i`` is in, else ``i``."""
        return self.name_heads[self.name[i]] if self.name[i] >= 0 else i

    def span_of_name(self, i: int) -> tuple[int, int]:
        """The tokens ``[first, last)`` of the name that token ``i`` is in, or of that token alone."""
        first, last = i, i + 1
        while first and self.name[first - 1] == self.name[i] >= 0:
            first -= 1
        while last < len(self) and self.name[last] == self.name[i] >= 0:
            last += 1
        return first, last

    def first_conjunct(self, i: int) -> int:
        """The head of the coordination that ``i`` stands in."""
        seen = {i}
        while self.dep[i] == "conj" and self.head[i] not in seen:
            i = self.head[i]
            seen.add(i)
        return i


_WORDS = ("ORTH", "LEMMA", "POS", "TAG", "DEP", "ENT_TYPE")


def tree(doc: Doc) -> Tree:
    """A :class:`Tree` of a parsed spaCy ``Doc`` (UD labels), without names yet."""
    return forest([doc])[0]


def forest(docs: Sequence[Doc]) -> tuple[Tree, list[int]]:
    """One tree of several docs in order, and where the tokens of each begin, with the end of the last.

    ``start`` and ``end`` count within each doc.
    """
    begins = [0, *accumulate(len(doc) for doc in docs)]
    made = Tree([], [], [], [], [], [], [], [], [], name=[-1] * begins[-1])
    if not docs:
        return made, begins
    strings, known = docs[0].vocab.strings, dict[int, str]()
    # As one array: asking each token for each of its attributes takes several times as long.
    columns = np.concatenate([doc.to_array([*_WORDS, "IDX", "HEAD"]) for doc in docs]).T

    def words(number: int) -> list[str]:
        keys = columns[number].tolist()
        known.update((k, strings[k]) for k in set(keys) if k not in known)
        return [known[k] for k in keys]

    made.text, lemma, made.pos, made.tag, dep, made.entity = (words(n) for n in range(len(_WORDS)))
    made.lemma = [(own or word).lower() for own, word in zip(lemma, made.text, strict=True)]
    made.dep = [label if label != "ROOT" else "root" for label in dep]
    made.head = [i + h for i, h in enumerate(columns[-1].astype("int64").tolist())]
    made.start = columns[-2].tolist()
    made.end = [at + len(word) for at, word in zip(made.start, made.text, strict=True)]
    for doc, begin in zip(docs, begins, strict=False):
        made.sentences += [(begin + first, begin + last) for first, last in _sentences(doc)]
    for number, (first, last) in enumerate(made.sentences):
        made.sentence += [number] * (last - first)
    made.link()
    return made, begins


def _sentences(doc: Doc) -> list[tuple[int, int]]:
    """Token ranges of the sentences; none ends inside a name or without a mark that can end one."""
    ranges: list[tuple[int, int]] = []
    for sent in doc.sents:
        before = doc[sent.start - 1] if sent.start else None
        if ranges and (
            doc[sent.start].ent_iob_ == "I" or (before is not None and before.text[-1:].isalnum())
        ):
            ranges[-1] = (ranges[-1][0], sent.end)
        else:
            ranges.append((sent.start, sent.end))
    return ranges


def split_prefixes(tree: Tree, prefixes: frozenset[str]) -> Tree:
    """The tree with "pro-X" as three tokens, whatever the tokeniser made of it."""
    cuts = {
        i: text.index("-")
        for i, text in enumerate(tree.text)
        if "-" in text and "-" in text[1:-1] and text.split("-")[0].lower() in prefixes
    }
    if not cuts:
        return tree
    place, shift = [], 0
    for i in range(len(tree)):
        place.append(i + shift)
        shift += 2 * (i in cuts)
    made = Tree([], [], [], [], [], [], [], [], [])
    for i in range(len(tree)):
        text, start, at = tree.text[i], tree.start[i], place[i]
        columns = (tree.lemma[i], tree.pos[i], tree.tag[i], tree.dep[i])
        _append(made, text, columns, place[tree.head[i]], (start, tree.end[i]), tree, i)
        if i in cuts:
            cut = cuts[i]
            made.text[-1], made.lemma[-1], made.end[-1] = text[:cut], text[:cut].lower(), start + cut
            made.pos[-1], made.tag[-1], made.entity[-1] = "ADJ", "JJ", ""
            _append(made, "-", ("-", "PUNCT", "HYPH", "punct"), at, (start + cut, start + cut + 1), tree, i)
            made.entity[-1] = ""
            rest = text[cut + 1 :]
            _append(
                made,
                rest,
                (rest.lower(), "PROPN", "NNP", "compound"),
                at,
                (start + cut + 1, tree.end[i]),
                tree,
                i,
            )
    made.sentences = [(place[a], place[b] if b < len(tree) else len(made)) for a, b in tree.sentences]
    made.link()
    return made


def _append(
    made: Tree,
    text: str,
    columns: tuple[str, str, str, str],
    head: int,
    span: tuple[int, int],
    old: Tree,
    i: int,
) -> None:
    made.text.append(text)
    for column, value in zip((made.lemma, made.pos, made.tag, made.dep), columns, strict=True):
        column.append(value)
    made.head.append(head)
    made.start.append(span[0])
    made.end.append(span[1])
    made.sentence.append(old.sentence[i])
    made.entity.append(old.entity[i])
    made.name.append(-1)


def join_names(tree: Tree, spans: Iterable[tuple[int, int]]) -> list[int]:
    """Make each token range a unit of the tree; returns the head token of each.

    The head is the token whose own head lies outside, nominal arguments before modifiers and
    earlier before later; the rest hang on it as ``flat`` and give it their children.
    """
    heads = []
    for number, (first, last) in enumerate(spans):
        inside = range(first, last)
        outer = [i for i in inside if not first <= tree.head[i] < last or tree.head[i] == i]
        root = min(outer or [first], key=lambda i: (_rank(tree, i), i))
        for i in inside:
            tree.name[i] = number
            if i != root:
                tree.head[i], tree.dep[i] = root, INSIDE_NAME
        _free_cycle(tree, root, first, last)
        heads.append(root)
    tree.name_heads = heads
    _adopt(tree)
    tree.linked = []  # so much has moved that all is listed anew
    tree.link()
    return heads


def _rank(tree: Tree, i: int) -> int:
    if tree.dep[i] in ("punct", "case", "det", "cc"):
        return 4
    if tree.dep[i].startswith(("nsubj", "obj", "iobj", "obl", "nmod", "root", "appos", "conj")):
        return 0 if tree.head[i] != i else 1
    return 2


def _free_cycle(tree: Tree, root: int, first: int, last: int) -> None:
    """A name whose head now hangs below itself becomes its sentence's root."""
    i, seen = root, set()
    while tree.head[i] != i and i not in seen:
        seen.add(i)
        i = tree.head[i]
        if first <= i < last:
            tree.head[root], tree.dep[root] = root, "root"
            return


def _adopt(tree: Tree) -> None:
    """Children of a name's inner tokens become children of its head."""
    for i in range(len(tree)):
        h = tree.head[i]
        if tree.name[h] >= 0 and tree.name[i] != tree.name[h] and tree.dep[h] == INSIDE_NAME:
            tree.head[i] = tree.head[h]


@lru_cache(maxsize=1 << 16)
def compare_name(text: str) -> str:
    """A name as it is compared: accents, apostrophe style, hyphens, dots and double spaces aside."""
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text)
        text = "".join(c for c in text if not unicodedata.combining(c))
    text = text.replace("’", "'").replace("‘", "'").replace("`", "'")
    text = text.replace(".", "").replace("-", " ").replace("–", " ").replace("'", "")
    return " ".join(text.split())


@lru_cache(maxsize=1 << 14)
def compare_words(text: str) -> tuple[str, ...]:
    """The words of a name as they are compared, in small letters."""
    return tuple(compare_name(text).lower().split())
