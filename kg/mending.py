"""Names beside titles, asides and days that a parser hangs on the wrong word."""

from __future__ import annotations

from kg.records import Lexicon
from kg.syntax import SUBJECTS, Tree


def land_before_bearer(tree: Tree, lexicon: Lexicon, k: int) -> None:
    """ "met with Velmian President X": of a land's name, titles and a person's name the last is the head."""
    h = tree.head[k]
    if tree.dep[k] not in ("flat", "appos") or tree.name[h] < 0 or tree.name[h] == tree.name[k] or h > k:
        return
    between = range(tree.span_of_name(h)[1], tree.span_of_name(k)[0])
    titles = all(lexicon.has("title", tree.text[j].lower().rstrip(".")) for j in between)
    if not between or not titles:
        return
    tree.head[k], tree.dep[k] = (tree.head[h] if tree.head[h] != h else k), tree.dep[h]
    for c in tree.kids(h):
        if c != k and tree.name[c] != tree.name[h] and tree.dep[c] != "punct":
            tree.head[c] = k
    tree.head[h], tree.dep[h] = k, "compound"
    tree.link()


def name_before_aside(tree: Tree, k: int) -> None:
    """ "X, head of the opposition Velm Party": a name before a comma modifies no later name."""
    h, end = tree.head[k], tree.span_of_name(k)[1]
    if tree.dep[k] != "compound" or tree.name[h] < 0 or h < k or tree.text[end : end + 1] != [","]:
        return
    before = tree.span_of_name(h)[0] - 1
    if tree.pos[before] != "NOUN" or tree.dep[before] != "nmod" or not tree.kids(k, "appos"):
        return
    tree.head[k], tree.dep[k] = (tree.head[h] if tree.head[h] != h else k), tree.dep[h]
    for c in tree.kids(h, "case", "cop", "nsubj"):
        if c < k:
            tree.head[c] = k
    tree.head[h], tree.dep[h] = before, "flat"
    tree.link()


def clause_of_nearest(tree: Tree, lexicon: Lexicon, v: int) -> None:
    """ "the help of the Velmian government, led by X": a participle is of who is before its comma."""
    noun, near = tree.head[v], v - 2
    if tree.tag[v] != "VBN" or near <= noun or tree.text[v - 1] != "," or tree.name[noun] >= 0:
        return
    near = tree.unit(near) if tree.name[near] >= 0 else near
    acts = [tree.name[n] >= 0 or lexicon.has("belonging", tree.lemma[n]) for n in (noun, near)]
    if acts == [False, True] and tree.dep[near] == "nmod" and tree.head[near] == noun:
        tree.head[v] = near
        tree.link()


def object_after_day(tree: Tree, k: int) -> None:
    """ "received on Sunday X": the day taken for part of the name behind it has the preposition."""
    verb, first = tree.head[k], tree.span_of_name(k)[0] if tree.name[k] >= 0 else 0
    day = first - 1
    if tree.dep[k] != "obl" or first < 2 or tree.head[day] != k or tree.entity[day].lower() != "date":
        return
    cases = [c for c in tree.kids(k, "case") if c < day and all(tree.entity[j] for j in range(c + 1, day))]
    if cases and verb < cases[0] and not tree.kids(verb, "obj", "ccomp", "aux:pass"):
        tree.head[day], tree.dep[day], tree.head[cases[0]] = verb, "obl", day
        tree.dep[k] = "obj"
        tree.link()


def participle_for_verb(tree: Tree, lexicon: Lexicon, k: int) -> None:
    """ "extradited suspected rebel X", "rejects proposed changes", "from neighbouring X": a participle that
    describes the noun behind it."""
    v = k - 1
    if v < 0 or tree.name[k] >= 0 or not lexicon.has("attributive", tree.text[k].lower()):
        return
    nouns = [o for o in tree.kids(k, "obj") if o > k]
    if not nouns:
        return
    if tree.tag[k] == "VBG" and tree.kids(k, "mark") == [v] and tree.name[k + 1] >= 0:
        tree.head[nouns[0]], tree.dep[nouns[0]] = tree.head[k], "obl"
        tree.head[v], tree.dep[v] = nouns[0], "case"
    else:
        others = [s for s in tree.kids(k, *SUBJECTS, "aux", "mark") if s != v]
        beside = v in (tree.head[k], *tree.children[k])
        if tree.pos[v] != "VERB" or tree.kids(v, "obj") or others or not beside:
            return
        if tree.head[v] == k:
            tree.head[v], tree.dep[v] = (v if tree.head[k] == k else tree.head[k]), tree.dep[k]
        for c in tree.children[k]:
            if c not in (v, nouns[0]):
                tree.head[c] = v
        tree.head[nouns[0]], tree.dep[nouns[0]] = v, "obj"
    tree.head[k], tree.dep[k] = nouns[0], "amod"
    tree.link()


def subject_of_auxiliary(tree: Tree, k: int) -> None:
    """ "X has once again rejected it": a subject hung on the auxiliary is the verb's."""
    aux = tree.head[k]
    if tree.dep[aux] in ("aux", "aux:pass") and tree.head[aux] != aux:
        tree.head[k] = tree.head[aux]
        tree.link()


def named_to_office(tree: Tree, k: int) -> None:
    """ "Newly elected President X said so": a participle before the subject of a verb describes it."""
    v = tree.head[k]
    if tree.dep[k] != "advcl" or v < k or tree.kids(v, *SUBJECTS) or tree.kids(k, "mark", "aux"):
        return
    names = [o for o in tree.kids(k, "obj") if o > k and tree.name[o] >= 0]
    if not names:
        return
    if names[0] < v and "," not in tree.text[k:v]:
        tree.head[names[0]], tree.dep[names[0]] = v, "nsubj:pass" if tree.kids(v, "aux:pass") else "nsubj"
        tree.head[k], tree.dep[k] = names[0], "amod"
        tree.link()


def who_is_disposed(tree: Tree, lexicon: Lexicon, k: int) -> None:
    """ "it is ready to fight": who is willing is somebody, not the "it" of "it is possible to"."""
    if tree.dep[k] == "expl" and lexicon.has("disposed", tree.lemma[tree.head[k]]):
        tree.dep[k] = "nsubj"


def participle_of_nearest(tree: Tree, k: int) -> None:
    """ "gave support to rebels fighting X": a participle right behind a plural is of those."""
    if not k:
        return
    near, above = k - 1, tree.head[k]
    phrase = tree.dep[near] in ("nmod", "obl") and bool(tree.kids(near, "case"))
    if tree.tag[k] == "VBG" and tree.tag[near] == "NNS" and phrase and tree.head[near] == above:
        tree.head[k], tree.dep[k] = near, "acl"
        tree.link()


def adjective_for_participle(tree: Tree, k: int) -> None:
    """ "said that leading senators were seen": what follows "that" and a participle is the verb's subject."""
    if tree.text[k - 1].lower() != "that" or tree.dep[k - 1] != "mark" or tree.kids(k, *SUBJECTS):
        return
    verb, nouns = tree.head[k - 1], tree.kids(k, "obj")
    subjects = [s for s in tree.kids(verb, *SUBJECTS) if s != k]
    if verb == k or verb < k or len(nouns) != 1 or subjects or tree.tag[nouns[0]] not in ("NNS", "NNPS"):
        return
    passive = tree.kids(verb, "aux:pass")
    tree.head[nouns[0]], tree.dep[nouns[0]] = verb, "nsubj:pass" if passive else "nsubj"
    tree.head[k], tree.dep[k] = nouns[0], "amod"
    tree.link()
