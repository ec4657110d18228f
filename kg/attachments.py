"""Phrases and clauses that a parser hung on the word beside the right one."""

from __future__ import annotations

from kg.records import Lexicon
from kg.syntax import SUBJECTS, Tree

_UNDERGOING = ("of", "on", "against", "for", "to")
_INSIDE = ("nmod:poss", "amod", "compound")
_OF_NAME = (*_INSIDE, "flat", "case", "det", "nmod", "nmod:desc", "appos", "conj", "acl:relcl")


def reattach(tree: Tree, lexicon: Lexicon, k: int) -> None:
    """Move token ``k``, or what hangs on it; only heads and labels change."""
    label = tree.dep[k]
    if tree.name[k] >= 0 or tree.pos[k] == "NOUN":
        _be_beside(tree, k)  # "is against X", "is against X's plan"
    if tree.name[k] >= 0:
        _done_by(tree, k)
        _found_to_be(tree, lexicon, k)
        if label == "conj":
            _name_after_office(tree, k)
    if label == "advcl" and tree.tag[k] == "VBG":
        _to_doing(tree, k)
    elif label in ("advcl", "xcomp") and tree.tag[k] == "VB":
        _what_for(tree, lexicon, k)


def _done_by(tree: Tree, k: int) -> None:
    """ "charges brought against X by Y": after a name in the phrase of a participle the doer is of that."""
    n = tree.head[k]
    v = tree.head[n]
    if tree.dep[k] != "nmod" or tree.case(k) != "by" or tree.name[n] < 0 or n > k:
        return
    if tree.dep[n] == "nmod" and tree.case(n) in _UNDERGOING and tree.pos[v] == "NOUN":
        tree.head[k] = v  # "criticism of X by Y"
        tree.link()
    if tree.dep[n] != "obl":
        return
    if tree.tag[v] == "VBN" and not tree.kids(v, "obj", "obl:agent"):
        tree.head[k], tree.dep[k] = v, "obl:agent"
        tree.link()


def _be_beside(tree: Tree, k: int) -> None:
    """ "X is against Y", "who is with Y": the verb is "be", the name is in its phrase."""
    cops = tree.kids(k, "cop")
    if len(cops) != 1 or not tree.kids(k, *SUBJECTS) or not tree.case(k):
        return
    if tree.name[k] < 0 and (tree.case(k) != "against" or not tree.kids(k, "nmod:poss")):
        return
    be = cops[0]
    tree.head[be], tree.dep[be] = (be if tree.head[k] == k else tree.head[k]), tree.dep[k]
    for c in tree.kids(k):
        if c != be and tree.dep[c] not in _OF_NAME:
            tree.head[c] = be
    tree.head[k], tree.dep[k] = be, "obl"
    tree.link()


def _to_doing(tree: Tree, k: int) -> None:
    """ "voiced X's commitment to defeating Y": "to" and a participle right after a noun are the noun's."""
    noun = k - 2
    to = noun > 0 and tree.dep[k - 1] == "mark" and tree.text[k - 1].lower() == "to"
    if to and tree.tag[noun] in ("NN", "NNS") and tree.head[noun] == tree.head[k]:
        tree.head[k], tree.dep[k] = noun, "acl"
        tree.link()


def _what_for(tree: Tree, lexicon: Lexicon, k: int) -> None:
    """ "dismissed a petition (brought by X) to stop Y": the infinitive tells what the petition is for."""
    v = tree.head[k]
    nouns = [tree.head[v]] if tree.dep[v] == "acl" else [o for o in tree.kids(v, "obj") if v < o < k]
    nouns += [o for o in tree.kids(v, "obl") if o == k - 2 and not nouns]
    to = k > 0 and tree.dep[k - 1] == "mark" and tree.text[k - 1].lower() == "to"
    if not to or not nouns or tree.name[nouns[-1]] >= 0 or "," in tree.text[v:k]:
        return
    lemma = tree.lemma[nouns[-1]]
    own = lexicon.has("endeavour", lemma)
    if tree.dep[k] == "xcomp":  # "launched an operation to do it", "examined ways to do it"
        done = lexicon.has("light", tree.lemma[v]) or lexicon.has("topical", tree.lemma[v])
        folk = any(lexicon.has(w, lemma) for w in ("belonging", "human", "individual", "nobody"))
        own = own or lexicon.has("manner", lemma) or lexicon.has("conduct", lemma) or (done and not folk)
        own = own and tree.tag[nouns[-1]].startswith("NN") and nouns[-1] == k - 2
    if own:
        tree.head[k], tree.dep[k] = nouns[-1], "acl"
        tree.link()


def _found_to_be(tree: Tree, lexicon: Lexicon, k: int) -> None:
    """ "found X guilty": an adjective right after a name tells what it is held to be."""
    a = tree.head[k]
    if tree.dep[k] != "compound" or tree.dep[a] not in ("obj", "xcomp"):
        return
    v = tree.head[a]
    if tree.tag[a] != "JJ" and not (tree.tag[a] == "NN" and lexicon.has("regarding", tree.lemma[v])):
        return
    if a == tree.span_of_name(k)[1] and tree.pos[v] == "VERB" and v < k and tree.name[a] < 0:
        tree.head[k], tree.dep[k], tree.dep[a] = v, "obj", "xcomp"
        tree.link()


def _name_after_office(tree: Tree, k: int) -> None:
    """ "its ally, X, said so": a name after a comma not joined to the noun before tells who that is."""
    h = tree.head[k]
    first, last = tree.span_of_name(k)
    first = min([first, *tree.kids(k, "det")])
    alone = not tree.kids(k, "cc", "conj") and len(tree.kids(h, "conj")) == 1
    one = tree.tag[h] == "NN" and tree.name[h] < 0 and bool(tree.kids(h, "nmod:poss"))
    apart = tree.text[first - 1] == "," and first - 2 == h
    if alone and one and apart and last < len(tree) and tree.text[last] in (",", "."):
        tree.dep[k] = "appos"
