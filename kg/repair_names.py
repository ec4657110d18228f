"""Names beside titles, times and asides that a parser hangs on the wrong word."""

from __future__ import annotations

from kg.records import Lexicon
from kg.syntax import SUBJECTS, Tree

_WITH_CASE = {"obj": "obl", "iobj": "obl", "appos": "nmod"}
_WITH_CASE |= {label: label for label in ("obl", "obl:agent", "nmod")}
_INSIDE = ("nmod:poss", "amod", "compound")
_OF_NAME = (*_INSIDE, "flat", "case", "det", "nmod", "nmod:desc", "appos", "conj", "acl:relcl")


def title_for_name(tree: Tree, lexicon: Lexicon, t: int) -> None:
    """ "Prof X Y of Z": where the name hangs flat on the title before it, it takes the title's place."""
    noun = tree.name[t] < 0 and tree.pos[t] in ("NOUN", "PROPN")
    if not noun or t + 1 >= len(tree) or tree.name[t + 1] < 0:
        return
    name = tree.unit(t + 1)
    if tree.head[name] != t or tree.dep[name] != "flat":
        return
    above = tree.head[t]
    tree.head[name], tree.dep[name] = (name if above == t else above), tree.dep[t]
    for c in tree.children[t]:
        if c != name and (c > name or tree.dep[c] not in _INSIDE):
            tree.head[c] = name
    tree.head[t], tree.dep[t] = name, "nmod:desc"
    tree.link()


def case_of_title(tree: Tree, lexicon: Lexicon, k: int) -> None:
    """ "clashed with opposition leader X": the preposition hung on the office is the bearer's."""
    name = tree.head[k]
    label = tree.dep[name]
    if k > name or label not in _WITH_CASE or tree.name[name] < 0:
        return
    for c in tree.kids(k, "case"):
        if tree.tag[c] in ("IN", "TO"):
            tree.head[c], tree.dep[name] = name, _WITH_CASE[label]
            tree.link()


def land_before_bearer(tree: Tree, lexicon: Lexicon, k: int) -> None:
    """ "met with Velmian President X": of a land's name, titles and a person's name the last is the head."""
    h = tree.head[k]
    if tree.name[h] < 0 or tree.name[h] == tree.name[k] or h > k:
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


def name_before_aside(tree: Tree, lexicon: Lexicon, k: int) -> None:
    """ "X, head of the opposition Velm Party": a name before a comma modifies no later name."""
    h, end = tree.head[k], tree.span_of_name(k)[1]
    if tree.name[k] < 0 or tree.name[h] < 0 or h < k or tree.text[end : end + 1] != [","]:
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


def name_after_office(tree: Tree, lexicon: Lexicon, k: int) -> None:
    """ "its ally, X, said so": a name after a comma not joined to the noun before tells who that is."""
    h = tree.head[k]
    first, last = tree.span_of_name(k)
    first = min([first, *tree.kids(k, "det")])
    alone = not tree.kids(k, "cc", "conj") and len(tree.kids(h, "conj")) == 1
    one = tree.tag[h] == "NN" and tree.name[h] < 0 and bool(tree.kids(h, "nmod:poss"))
    apart = tree.text[first - 1] == "," and first - 2 == h
    if alone and one and apart and last < len(tree) and tree.text[last] in (",", "."):
        tree.dep[k] = "appos"


def object_after_day(tree: Tree, lexicon: Lexicon, k: int) -> None:
    """ "received on Sunday X": the day taken for part of the name behind it has the preposition."""
    verb, first = tree.head[k], tree.span_of_name(k)[0] if tree.name[k] >= 0 else 0
    day = first - 1
    if first < 2 or tree.head[day] != k or tree.entity[day].lower() != "date":
        return
    cases = [c for c in tree.kids(k, "case") if c < day and all(tree.entity[j] for j in range(c + 1, day))]
    if cases and verb < cases[0] and not tree.kids(verb, "obj", "ccomp", "aux:pass"):
        tree.head[day], tree.dep[day], tree.head[cases[0]] = verb, "obl", day
        tree.dep[k] = "obj"
        tree.link()


def object_after_time(tree: Tree, lexicon: Lexicon, k: int) -> None:
    """ "condemned, for the second time, X": a name beside a time is what the verb above is done to."""
    time = tree.head[k]
    v = tree.head[time]
    timed = tree.entity[time] in ("DATE", "TIME") or lexicon.has("setting", tree.lemma[time])
    if tree.name[k] < 0 or tree.name[time] >= 0 or not timed or not v < time < k:
        return
    if tree.pos[v] == "VERB" and tree.dep[time] == "obl" and not tree.kids(v, "obj", "ccomp", "aux:pass"):
        tree.head[k], tree.dep[k] = v, "obj"
        tree.link()


def object_after_aside(tree: Tree, lexicon: Lexicon, k: int) -> None:
    """ "condemned, for the second time, X": a name without a preposition is the object."""
    verb = tree.head[k]
    counted = tree.tag[k] == "CD" and any(tree.case(c) == "of" for c in tree.kids(k, "nmod"))
    named = counted or tree.name[k] >= 0 or any(tree.name[c] >= 0 for c in tree.kids(k, "nmod:poss"))
    if not named or k < verb or tree.kids(k, "case") or tree.entity[k] == "DATE":
        return
    if tree.pos[verb] == "VERB" and not tree.kids(verb, "obj", "ccomp", "aux:pass"):
        tree.dep[k] = "obj"


def be_beside(tree: Tree, lexicon: Lexicon, k: int) -> None:
    """ "X is against Y", "who is with Y": the verb is "be", the name is in its phrase."""
    cops = tree.kids(k, "cop") if tree.name[k] >= 0 or tree.pos[k] == "NOUN" else []
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


def between(tree: Tree, lexicon: Lexicon, k: int) -> None:
    """ "clashes between X and Y": the second of two hangs on the first."""
    h = tree.head[k]
    firsts = [n for n in tree.kids(h, "nmod", "obl") if n < k and tree.case(n) in ("between", "among")]
    if firsts and tree.kids(k, "cc") and not tree.kids(firsts[-1], "conj"):
        tree.head[k] = firsts[-1]
        tree.link()


def speaker_after(tree: Tree, lexicon: Lexicon, k: int) -> None:
    """ "Said X: …": the name right after a verb of speech that begins the sentence is its subject."""
    v = tree.head[k]
    first = tree.sentences[tree.sentence[v]][0]
    begins = tree.name[k] >= 0 and tree.span_of_name(k)[0] == v + 1 and v == first
    if begins and tree.tag[v] == "VBD" and lexicon.has("report", tree.lemma[v]):
        tree.dep[k] = "nsubj"
