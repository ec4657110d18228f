"""Who did something, and what somebody is held to be, where a parser hangs it on the wrong word."""

from __future__ import annotations

from kg.records import Lexicon
from kg.syntax import SUBJECTS, Tree

_UNDERGOING = ("of", "on", "against", "for", "to")
_INSIDE = ("nmod:poss", "amod", "compound")


def doer_of_deed(tree: Tree, lexicon: Lexicon, k: int) -> None:
    """ "condemned the shelling of villages by X": after an active verb's object the doer is of that."""
    v = tree.head[k]
    if tree.name[k] < 0 or tree.case(k) != "by" or tree.kids(v, "aux:pass"):
        return
    deeds = [o for o in tree.kids(v, "obj") if v < o < k and tree.pos[o] == "NOUN" and tree.name[o] < 0]
    if deeds and tree.kids(v, *SUBJECTS) and tree.kids(deeds[-1], "nmod"):
        tree.head[k], tree.dep[k] = deeds[-1], "nmod"
        tree.link()


def doer_of_object(tree: Tree, lexicon: Lexicon, k: int) -> None:
    """ "rejected a call by X": who did what the noun before it says, hung on the verb."""
    verb = tree.head[k]
    if tree.case(k) != "by":
        return
    named = tree.name[k] >= 0 or any(tree.name[c] >= 0 for c in tree.kids(k, *_INSIDE))
    before = min(tree.kids(k, "case")) - 1
    nouns = [o for o in tree.kids(verb, "obj", "obl") if o < k and tree.tag[o].startswith("NN")]
    active = bool(tree.kids(verb, "obj")) and not tree.kids(verb, "aux:pass", "nsubj:pass")
    if named and active and nouns and nouns[-1] == before and tree.name[before] < 0:
        tree.head[k], tree.dep[k] = before, "nmod"


def doer_behind(tree: Tree, lexicon: Lexicon, v: int) -> None:
    """ "belongs to groups outlawed by X": the doer right after a participle, hung on a verb above."""
    if (
        tree.tag[v] != "VBN"
        or v + 1 >= len(tree)
        or tree.text[v + 1].lower() != "by"
        or tree.dep[v + 1] != "case"
    ):
        return
    k = tree.head[v + 1]
    if (
        tree.head[k] != v
        and tree.head[k] in tree.ancestors(v)
        and tree.dep[k] in ("obl", "nmod", "obl:agent")
    ):
        tree.head[k], tree.dep[k] = v, "obl:agent"
        tree.link()


def done_by(tree: Tree, lexicon: Lexicon, k: int) -> None:
    """ "charges brought against X by Y": after a name in the phrase of a participle the doer is of that."""
    n = tree.head[k]
    v = tree.head[n]
    if tree.name[k] < 0 or tree.case(k) != "by" or tree.name[n] < 0 or n > k:
        return
    if tree.dep[n] == "nmod" and tree.case(n) in _UNDERGOING and tree.pos[v] == "NOUN":
        tree.head[k] = v  # "criticism of X by Y"
        tree.link()
    if tree.dep[n] != "obl":
        return
    if tree.tag[v] == "VBN" and not tree.kids(v, "obj", "obl:agent"):
        tree.head[k], tree.dep[k] = v, "obl:agent"
        tree.link()


def said_of_object(tree: Tree, lexicon: Lexicon, n: int) -> None:
    """ "considers X an ally", "was appointed minister": a noun that says what an object, or the subject of a
    passive, is or becomes."""
    o = tree.head[n]
    if tree.pos[n] != "NOUN" or tree.name[n] >= 0 or n < o:
        return
    if tree.dep[n] == "obj" and tree.kids(o, "nsubj:pass") and not tree.kids(o, "iobj"):
        tree.dep[n] = "xcomp"
        return
    apart = bool({",", "(", "-", "–", "—"}.intersection(tree.text[o:n]))
    if (
        tree.name[o] >= 0
        and tree.dep[o] == "obj"
        and tree.tag[n] == "NN"
        and tree.kids(n, "det")
        and not apart
    ):
        tree.head[n], tree.dep[n] = tree.head[o], "xcomp"


def charge_of_object(tree: Tree, lexicon: Lexicon, k: int) -> None:
    """ "accused the agency of spying": what the object is accused of is no owner of it."""
    if not lexicon.has("charging", tree.lemma[tree.head[k]]):
        return
    for c in tree.kids(k, "nmod"):
        bare = tree.name[c] < 0 and not tree.kids(c, "det", "nmod:poss") and tree.pos[c] == "NOUN"
        if bare and tree.case(c) == "of":
            tree.head[c], tree.dep[c] = tree.head[k], "obl"
            tree.link()


def held_to_be(tree: Tree, lexicon: Lexicon, k: int) -> None:
    """ "called the decision of X illegal", "considers X a rogue state", "is designated a rogue state": what
    somebody is held to be."""
    h = tree.head[k]
    below = h < k
    while tree.dep[k] == "amod" and tree.dep[h] == "nmod" and tree.head[h] < h:
        h = tree.head[h]
    after = tree.dep[k] == "amod" and tree.dep[h] == "obj" and below
    verb = tree.head[h] if after else h
    if tree.pos[verb] != "VERB" or not lexicon.has("regarding", tree.lemma[verb]):
        return
    held = [o for o in tree.kids(verb, "obj", "iobj", "nsubj:pass") if o < k]
    second = tree.dep[k] == "obj" and held and verb < k and tree.name[k] < 0
    own = bool(tree.kids(k, "nmod:poss"))  # "considers X its enemy"
    if own and second and tree.dep[held[0]] == "iobj":
        tree.dep[held[0]] = "obj"
    if after or (second and (own or any(tree.text[d].lower() in ("a", "an") for d in tree.kids(k, "det")))):
        tree.head[k], tree.dep[k] = verb, "xcomp"
        tree.link()


def found_to_be(tree: Tree, lexicon: Lexicon, k: int) -> None:
    """ "found X guilty": an adjective right after a name tells what it is held to be."""
    a = tree.head[k]
    if tree.name[k] < 0 or tree.dep[a] not in ("obj", "xcomp"):
        return
    v = tree.head[a]
    if tree.tag[a] != "JJ" and not (tree.tag[a] == "NN" and lexicon.has("regarding", tree.lemma[v])):
        return
    if a == tree.span_of_name(k)[1] and tree.pos[v] == "VERB" and v < k and tree.name[a] < 0:
        tree.head[k], tree.dep[k], tree.dep[a] = v, "obj", "xcomp"
        tree.link()


def charged_with_being(tree: Tree, lexicon: Lexicon, k: int) -> None:
    """ "accused of being a spy": what somebody is said to be is no object."""
    if tree.kids(k, "cop") and tree.kids(k, "mark"):
        tree.dep[k] = "advcl"


def found_so(tree: Tree, lexicon: Lexicon, k: int) -> None:
    """ "found X guilty": what stands right after a name tells what that is held to be."""
    name = tree.head[k]
    v = tree.head[name]
    beside = (
        tree.name[k] < 0 <= tree.name[name] and tree.span_of_name(name)[1] == k and tree.dep[name] == "obj"
    )
    if beside and lexicon.has("regarding", tree.lemma[v]) and tree.text[k].islower():
        tree.head[k], tree.dep[k] = v, "xcomp"
        tree.link()


def particle(tree: Tree, lexicon: Lexicon, k: int) -> None:
    """ "turned down X's offer": a particle right after its verb is no preposition of the object."""
    o = tree.head[k]
    if tree.tag[k] == "RP" and tree.dep[o] == "obj" and tree.head[o] == k - 1:
        tree.head[k], tree.dep[k] = k - 1, "compound:prt"
        tree.link()
