"""Verbs that a parser hung on the word beside the right one, and what it took their doers for."""

from __future__ import annotations

from kg.records import Lexicon
from kg.syntax import SUBJECTS, Tree

_FINITE = ("VBD", "VBZ", "VBP")


def rehang(tree: Tree, lexicon: Lexicon, k: int) -> None:
    """Move token ``k``, or what hangs on it; only heads and labels change."""
    label = tree.dep[k]
    if label == "nsubj:pass":
        _active_subject(tree, k)
    elif label == "obl:agent":
        _no_doer(tree, k)
    elif label in ("compound", "amod"):
        _subject_for_modifier(tree, k)
    elif label == "conj":
        _participle_in_list(tree, k)
    elif label in ("acl:relcl", "acl", "advcl"):
        _told(tree, lexicon, k)
        if label == "acl" and tree.tag[k] == "VBN":
            _doer_behind(tree, k)
        elif label == "advcl" and tree.tag[k] == "VBG":
            _doing_with(tree, k)


def _active_subject(tree: Tree, k: int) -> None:
    """ "X has criticised it": what has no passive auxiliary has no passive subject."""
    v = tree.head[k]
    have = any(tree.lemma[a] == "have" for a in tree.kids(v, "aux"))
    if tree.tag[v] in ("VBD", "VBZ", "VBP", "VBN") and have and not tree.kids(v, "aux:pass", "obl:agent"):
        if all(tree.lemma[a] != "be" for a in tree.kids(v, "aux", "cop")):
            tree.dep[k] = "nsubj"


def _no_doer(tree: Tree, k: int) -> None:
    """A doer has "by" before it; a name that has not stands beside the noun before."""
    v = tree.head[k]
    if tree.kids(k, "case") or tree.name[k] < 0 or tree.dep[v] != "acl" or k < v:
        return
    tree.head[k], tree.dep[k] = tree.head[v], "appos"
    tree.link()


def _doer_behind(tree: Tree, v: int) -> None:
    """ "belongs to groups outlawed by X": the doer right after a participle, hung on a verb above."""
    if v + 1 >= len(tree) or tree.text[v + 1].lower() != "by" or tree.dep[v + 1] != "case":
        return
    k = tree.head[v + 1]
    if (
        tree.head[k] != v
        and tree.head[k] in tree.ancestors(v)
        and tree.dep[k] in ("obl", "nmod", "obl:agent")
    ):
        tree.head[k], tree.dep[k] = v, "obl:agent"
        tree.link()


def _subject_for_modifier(tree: Tree, k: int) -> None:
    """ "X trained its guns on Y": a name right before a finite verb is its subject, not part of it."""
    v = tree.head[k]
    finite = tree.pos[v] == "VERB" and tree.tag[v] in _FINITE and tree.name[v] < 0
    if tree.name[k] < 0 or not finite or tree.span_of_name(k)[1] != v or tree.kids(v, *SUBJECTS):
        return
    if tree.dep[v] in ("root", "ccomp", "conj", "advcl", "parataxis", "acl:relcl"):
        tree.dep[k] = "nsubj"


def _participle_in_list(tree: Tree, v: int) -> None:
    """ "met its ally, X, forming a group": a participle that nothing joins to the noun before is the verb's."""
    h = tree.head[v]
    if tree.tag[v] != "VBG" or tree.pos[v] != "VERB" or tree.kids(v, "cc", *SUBJECTS) or h > v:
        return
    if tree.pos[h] not in ("NOUN", "PROPN") or tree.text[v - 1] != ",":
        return
    above = next((a for a in tree.ancestors(h) if tree.pos[a] == "VERB"), -1)
    if above >= 0:
        tree.head[v], tree.dep[v] = above, "advcl"
        tree.link()


def _told(tree: Tree, lexicon: Lexicon, v: int) -> None:
    """ "was told by lawyer X that Y failed": a clause with "that" and a subject is what is told, no person's."""
    h = tree.head[v]
    that = [m for m in tree.kids(v, "mark") if tree.text[m].lower() == "that"]
    if not that or not tree.kids(v, *SUBJECTS) or tree.text[that[0] - 1].lower() == "so":
        return
    named = tree.name[h] >= 0 or any(tree.name[c] >= 0 for c in tree.kids(h, "appos", "flat"))
    person = tree.dep[h] == "iobj" or (named and tree.dep[h] in ("obj", "obl", "obl:agent"))
    above = tree.head[h] if tree.dep[v] != "advcl" else h
    if (person or above == h) and lexicon.has("report", tree.lemma[above]):
        tree.head[v], tree.dep[v] = above, "ccomp"
        tree.link()


def _doing_with(tree: Tree, v: int) -> None:
    """ "with X and Y joining in": the participle right after those whom "with" stands before is theirs."""
    last = tree.unit(v - 1) if v else v
    first = tree.first_conjunct(last)
    if tree.case(first) == "with" and tree.head[first] == tree.head[v] and not tree.kids(v, "mark"):
        tree.head[v], tree.dep[v] = last, "acl"
        tree.link()
