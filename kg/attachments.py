"""Phrases and clauses that a parser hung on the word beside the right one."""

from __future__ import annotations

from kg.records import Lexicon
from kg.syntax import SUBJECTS, Tree

_DASHES = ("-", "--", "–", "—", ":")
_TIMES = frozenset(("after", "before", "since", "until", "as"))
_UNDERGOING = ("of", "on", "against", "for", "to")
_INSIDE = ("nmod:poss", "amod", "compound")
_OF_NAME = (*_INSIDE, "flat", "case", "det", "nmod", "nmod:desc", "appos", "conj", "acl:relcl")


def reattach(tree: Tree, lexicon: Lexicon, k: int) -> None:
    """Move token ``k``, or what hangs on it; only heads and labels change."""
    label = tree.dep[k]
    if tree.name[k] >= 0 or tree.pos[k] == "NOUN":
        _be_beside(tree, k)  # "is against X", "is against X's plan"
    if tree.name[k] >= 0:
        _case_of_modifier(tree, k)
        _done_by(tree, k)
        _object_of_infinitive(tree, k)
        _found_to_be(tree, lexicon, k)
        _about_beside(tree, k)
        if label == "xcomp":
            _name_for_infinitive(tree, k)
        elif label == "dep":
            _names_after_dash(tree, k)
        elif label == "conj":
            _name_after_office(tree, k)
    if label in ("obl", "obj"):
        _clause_after(tree, k)
    elif label == "acl" and tree.tag[k] == "VBN":
        _noun_before_comma(tree, k)
    elif label == "advcl" and tree.tag[k] == "VBG":
        _to_doing(tree, k)
    elif label in ("advcl", "xcomp") and tree.tag[k] == "VB":
        _what_for(tree, lexicon, k)


def _case_of_modifier(tree: Tree, k: int) -> None:
    """ "made by Front leader X": the preposition hung on the name before a noun is the noun's."""
    h = tree.head[k]
    beside = h == tree.span_of_name(k)[1] and tree.name[h] < 0 and tree.dep[k] == "compound"
    if not beside or tree.dep[h] not in ("nmod", "obl", "obl:agent"):
        return
    cases = [c for c in tree.kids(k, "case") if c < k and tree.tag[c] in ("IN", "TO")]
    if cases and not tree.kids(h, "case"):
        for c in cases:
            tree.head[c] = h
        tree.link()


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


def _object_of_infinitive(tree: Tree, k: int) -> None:
    """ "Y's decision to sue X was unlawful": right after the infinitive of a noun that has its verb already
    X is whom it is done to."""
    h = tree.head[k]
    first = tree.span_of_name(k)[0] if tree.dep[k] in SUBJECTS else 0
    v = first - 1 if first and tree.dep[first - 1] != "det" else first - 2
    if v < 1 or tree.tag[v] != "VB" or tree.dep[v] != "acl" or tree.kids(v, "obj", "ccomp", "xcomp"):
        return
    if tree.head[tree.head[v]] == h and tree.dep[tree.head[v]] in SUBJECTS and not tree.kids(k, "case"):
        tree.head[k], tree.dep[k] = v, "obj"
        tree.link()


def _names_after_dash(tree: Tree, k: int) -> None:
    """ "held neighbours - X and Y - for hours": names after a plural and a dash tell who is meant."""
    first = tree.span_of_name(k)[0]
    if tree.name[k] >= 0 and tree.tag[tree.head[k]] == "NNS" and tree.text[first - 1] in _DASHES:
        tree.dep[k] = "appos"


def _clause_after(tree: Tree, k: int) -> None:
    """ "left after the army told him to go": a participle with an object or an infinitive of its own, right
    after a noun that a word of time stands before, is the verb of a clause."""
    v = tree.unit(k) + 1 if tree.name[k] < 0 else tree.span_of_name(k)[1]
    if v >= len(tree) or tree.head[v] != k or tree.dep[v] != "acl" or tree.tag[v] not in ("VBN", "VBD"):
        return
    marks = [c for c in tree.kids(k, "case") if tree.text[c].lower() in _TIMES]
    asked = any(tree.case(o) == "for" for o in tree.kids(v, "obl")) and tree.kids(v, "advcl")
    if not marks or not (asked or tree.kids(v, "obj", "xcomp", "ccomp")):
        return
    if tree.kids(v, "obl:agent", "aux:pass"):
        return
    above = tree.head[k]
    tree.head[k], tree.dep[k], tree.head[v], tree.dep[v] = v, "nsubj", above, "advcl"
    for c in marks:
        tree.head[c], tree.dep[c] = v, "mark"
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


def _noun_before_comma(tree: Tree, k: int) -> None:
    """ "broke the rules, issued by X": a participle that describes a noun hangs on no verb."""
    v, j = tree.head[k], k - 1
    if tree.pos[v] != "VERB" or j < 1 or tree.text[j] != "," or v > k:
        return
    while j > v and tree.dep[j] == "punct":
        j -= 1
    while v < tree.head[j] < k:
        j = tree.head[j]
    if tree.head[j] == v and tree.tag[j] in ("NN", "NNS") and tree.kids(k, "obl:agent"):
        tree.head[k] = j
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


def _about_beside(tree: Tree, k: int) -> None:
    """ "complained to X about Y": what a name cannot have is in a phrase of the verb above it."""
    n = tree.head[k]
    if tree.dep[k] == "nmod" and tree.case(k) == "about" and tree.name[n] >= 0 and tree.dep[n] == "obl":
        tree.head[k], tree.dep[k] = tree.head[n], "obl"
        tree.link()


def _name_for_infinitive(tree: Tree, k: int) -> None:
    """ "protested to X over it": a name after "to" is no infinitive."""
    marks = [m for m in tree.kids(k, "mark") if m == k - 1 and tree.text[m].lower() == "to"]
    if marks and tree.tag[k].startswith("NNP") and not tree.kids(k, "obj", "aux", "cop"):
        tree.dep[k], tree.dep[marks[0]] = "obl", "case"
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
