"""Rewrites ClearNLP grammar, which the ``en_core_web`` pipelines use, as Universal Dependencies.

What differs: prepositions head their nouns, the copula heads the predicate, conjunctions form
chains, and many relations have other names.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from spacy.attrs import DEP, HEAD
from spacy.language import Language
from spacy.tokens import Doc

RENAMED = {
    "dobj": "obj",
    "nsubjpass": "nsubj:pass",
    "csubjpass": "csubj:pass",
    "auxpass": "aux:pass",
    "dative": "iobj",
    "poss": "nmod:poss",
    "prt": "compound:prt",
    "relcl": "acl:relcl",
    "nn": "compound",
    "neg": "advmod",
    "predet": "det:predet",
    "preconj": "cc:preconj",
    "intj": "discourse",
    "meta": "parataxis",
    "oprd": "xcomp",
    "acomp": "xcomp",
    "attr": "xcomp",
    "quantmod": "advmod",
    "npadvmod": "obl:unmarked",
}
PREPOSITIONS = frozenset({"prep", "agent", "dative"})
CLAUSAL = frozenset({"VERB", "AUX", "ADJ", "ADV"})


class _Tree:
    """Heads and labels that may be changed; a root is its own head."""

    def __init__(self, doc: Doc) -> None:
        self.doc = doc
        self.head = [t.head.i for t in doc]
        self.dep = ["compound" if t.dep_ == "nmod" else t.dep_ for t in doc]  # not what UD calls nmod

    def kids(self, i: int, *deps: str) -> list[int]:
        return [
            c
            for c in range(len(self.head))
            if self.head[c] == i and c != i and (not deps or self.dep[c] in deps)
        ]

    def hang(self, i: int, head: int, dep: str) -> None:
        self.head[i], self.dep[i] = head, dep

    def replace(self, old: int, new: int) -> None:
        """Put ``new`` where ``old`` hangs and everything else of ``old`` below ``new``."""
        root = self.head[old] == old
        for child in self.kids(old):
            if child != new:
                self.head[child] = new
        self.head[new] = new if root else self.head[old]
        self.dep[new] = self.dep[old]
        self.head[old] = new


def _prepositions(tree: _Tree) -> None:
    """``bombed -prep-> in -pobj-> Homs`` becomes ``bombed -obl-> Homs -case-> in``."""
    for i in reversed(range(len(tree.dep))):
        if tree.dep[i] in PREPOSITIONS and tree.doc[i].pos_ in ("ADP", "SCONJ", "PART"):
            _preposition(tree, i)


def _preposition(tree: _Tree, i: int) -> None:
    inner = tree.kids(i, "pobj", "pcomp", "obl", "nmod")
    if not inner:
        tree.dep[i] = "advmod"
        return
    noun, head = inner[0], tree.head[i]
    clausal = tree.doc[head].pos_ in CLAUSAL
    clause = tree.dep[noun] == "pcomp"
    agent = tree.dep[i] == "agent"
    tree.dep[i] = (
        "obl:agent"
        if agent
        else (("advcl" if clausal else "acl") if clause else ("obl" if clausal else "nmod"))
    )
    tree.replace(i, noun)
    tree.dep[i] = "mark" if clause else "case"
    for child in tree.kids(noun, "conj"):
        if tree.doc[child].pos_ == "ADP" and (below := tree.kids(child, "pobj")):
            tree.replace(child, below[0])
            tree.dep[child] = "case"


def _copulas(tree: _Tree) -> None:
    """``is -attr-> ally`` becomes ``ally -cop-> is``."""
    for i, token in enumerate(tree.doc):
        predicates = tree.kids(i, "attr", "acomp")
        if token.lemma_ == "be" and predicates and tree.kids(i, "nsubj", "csubj", "expl"):
            tree.replace(i, predicates[0])
            tree.dep[i] = "cop"
            for child in tree.kids(i):
                tree.head[child] = predicates[0]


def _conjuncts(tree: _Tree) -> None:
    """Each conjunct hangs on the first, and each conjunction on the conjunct after it."""
    for i, dep in enumerate(tree.dep):
        later = [c for c in tree.kids(tree.head[i], "conj") if c > i] if dep == "cc" else []
        if later:
            tree.head[i] = later[0]
    for i, dep in enumerate(tree.dep):
        while dep == "conj" and tree.dep[tree.head[i]] == "conj" and tree.head[i] < i:
            tree.head[i] = tree.head[tree.head[i]]


def to_universal(doc: Doc) -> Doc:
    """The same document with Universal Dependencies."""
    tree = _Tree(doc)
    _prepositions(tree)
    _copulas(tree)
    _conjuncts(tree)
    for i, dep in enumerate(tree.dep):
        new = RENAMED.get(dep, dep)
        if dep == "npadvmod" and doc[tree.head[i]].pos_ not in CLAUSAL:
            new = "nmod:unmarked"
        tree.dep[i] = new
    heads = np.array([h - i for i, h in enumerate(tree.head)], dtype="int64").astype("uint64")
    deps = np.array([doc.vocab.strings.add(d) for d in tree.dep], dtype="uint64")
    array: Any = np.column_stack([heads, deps])
    return doc.from_array([HEAD, DEP], array)


@Language.component("kg_clearnlp", assigns=["token.dep", "token.head"], requires=["token.dep", "token.pos"])  # type: ignore[untyped-decorator]
def clearnlp_to_universal(doc: Doc) -> Doc:
    """Pipeline component: ClearNLP labels to Universal Dependencies."""
    return to_universal(doc) if len(doc) else doc


def speaks(nlp: Language) -> bool:
    """Whether a pipeline's parser uses ClearNLP labels."""
    if "parser" not in nlp.pipe_names:
        return False
    labels = set(getattr(nlp.get_pipe("parser"), "labels", ()))
    return "dobj" in labels and "obj" not in labels
