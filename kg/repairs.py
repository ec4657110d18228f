"""What a parser often hangs on the wrong word, put right once the names of a tree are joined."""

# ruff: noqa: SIM905 - lists of words read better as one line
from __future__ import annotations

from kg.attachments import reattach
from kg.mending import (
    adjective_for_participle,
    clause_of_nearest,
    land_before_bearer,
    name_before_aside,
    named_to_office,
    object_after_day,
    participle_for_verb,
    participle_of_nearest,
    subject_of_auxiliary,
    who_is_disposed,
)
from kg.reattached import rehang
from kg.records import Lexicon
from kg.syntax import SUBJECTS, Tree

_WITH_CASE = {"obj": "obl", "iobj": "obl", "appos": "nmod"}
_WITH_CASE |= {label: label for label in ("obl", "obl:agent", "nmod")}
_INSIDE = ("nmod:poss", "amod", "compound")
# Four words in ten, of which no rule here or in the rooms below asks anything.
_STAYS = frozenset("punct det case cc aux mark".split())
_SMALL = frozenset(", . : '' `` HYPH DT PDT IN TO CC MD POS".split())


def repair(tree: Tree, lexicon: Lexicon) -> None:
    """Move what hangs wrong; only heads and labels change."""
    for k in range(len(tree)):
        small = tree.dep[k] in _STAYS and tree.tag[k] in _SMALL and tree.name[k] < 0
        if small and tree.pos[k] not in ("NOUN", "PROPN"):
            continue
        if tree.name[k] < 0 and tree.pos[k] in ("NOUN", "PROPN"):
            _title_for_name(tree, k)
        _case_of_title(tree, k)
        _by_label(tree, lexicon, k)
        if tree.tag[k] in ("VBD", "VBN", "VBG"):
            participle_for_verb(tree, lexicon, k)
            if tree.tag[k] == "VBN":
                named_to_office(tree, k)
        if tree.name[k] >= 0:
            land_before_bearer(tree, lexicon, k)
            name_before_aside(tree, k)
        rehang(tree, lexicon, k)
        reattach(tree, lexicon, k)
    tree.link()


def _by_label(tree: Tree, lexicon: Lexicon, k: int) -> None:
    """What is looked for only below some labels: most tokens bear none of these."""
    label = tree.dep[k]
    if label in SUBJECTS:
        subject_of_auxiliary(tree, k)
    elif label in ("obl", "obl:agent"):
        _doer_of_deed(tree, k)
        _doer_of_object(tree, k)
        object_after_day(tree, k)
        _object_after_aside(tree, k)
    elif label == "acl":
        clause_of_nearest(tree, lexicon, k)
        participle_of_nearest(tree, k)
    elif label == "advcl" and tree.tag[k] == "VBG" and k:
        adjective_for_participle(tree, k)
        participle_of_nearest(tree, k)
    elif label in ("obj", "appos", "conj"):
        _said_of_object(tree, k)
    elif label == "expl":
        who_is_disposed(tree, lexicon, k)
    if label == "obj":
        _charge_of_object(tree, lexicon, k)
    if label in ("obj", "amod"):
        _held_to_be(tree, lexicon, k)


def _case_of_title(tree: Tree, k: int) -> None:
    """ "clashed with opposition leader X": the preposition hung on the office is the bearer's."""
    name = tree.head[k]
    label = tree.dep[name]
    if tree.dep[k] != "nmod:desc" or k > name or label not in _WITH_CASE or tree.name[name] < 0:
        return
    for c in tree.kids(k, "case"):
        if tree.tag[c] in ("IN", "TO"):
            tree.head[c], tree.dep[name] = name, _WITH_CASE[label]
            tree.link()


def _doer_of_deed(tree: Tree, k: int) -> None:
    """ "condemned the shelling of villages by X": after an active verb's object the doer is of that."""
    v = tree.head[k]
    if tree.dep[k] != "obl" or tree.name[k] < 0 or tree.case(k) != "by" or tree.kids(v, "aux:pass"):
        return
    deeds = [o for o in tree.kids(v, "obj") if v < o < k and tree.pos[o] == "NOUN" and tree.name[o] < 0]
    if deeds and tree.kids(v, *SUBJECTS) and tree.kids(deeds[-1], "nmod"):
        tree.head[k], tree.dep[k] = deeds[-1], "nmod"
        tree.link()


def _said_of_object(tree: Tree, n: int) -> None:
    """ "considers X an ally", "was appointed minister": a noun that says what an object, or the subject of a
    passive, is or becomes."""
    o = tree.head[n]
    if tree.dep[n] not in ("obj", "appos") or tree.pos[n] != "NOUN" or tree.name[n] >= 0 or n < o:
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


def _charge_of_object(tree: Tree, lexicon: Lexicon, k: int) -> None:
    """ "accused the agency of spying": what the object is accused of is no owner of it."""
    if not lexicon.has("charging", tree.lemma[tree.head[k]]):
        return
    for c in tree.kids(k, "nmod"):
        bare = tree.name[c] < 0 and not tree.kids(c, "det", "nmod:poss") and tree.pos[c] == "NOUN"
        if bare and tree.case(c) == "of":
            tree.head[c], tree.dep[c] = tree.head[k], "obl"
            tree.link()


def _object_after_aside(tree: Tree, k: int) -> None:
    """ "condemned, for the second time, X": a name without a preposition is the object."""
    verb = tree.head[k]
    counted = tree.tag[k] == "CD" and any(tree.case(c) == "of" for c in tree.kids(k, "nmod"))
    named = counted or tree.name[k] >= 0 or any(tree.name[c] >= 0 for c in tree.kids(k, "nmod:poss"))
    if not named or k < verb or tree.kids(k, "case") or tree.entity[k] == "DATE" or tree.dep[k] != "obl":
        return
    if tree.pos[verb] == "VERB" and not tree.kids(verb, "obj", "ccomp", "aux:pass"):
        tree.dep[k] = "obj"


def _held_to_be(tree: Tree, lexicon: Lexicon, k: int) -> None:
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


def _title_for_name(tree: Tree, t: int) -> None:
    """ "Prof X Y of Z": where the name hangs flat on the title before it, it takes the title's place."""
    if t + 1 >= len(tree) or tree.name[t + 1] < 0:
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


def _doer_of_object(tree: Tree, k: int) -> None:
    """ "rejected a call by X": who did what the noun before it says, hung on the verb."""
    verb = tree.head[k]
    if tree.dep[k] not in ("obl", "obl:agent") or tree.case(k) != "by":
        return
    named = tree.name[k] >= 0 or any(tree.name[c] >= 0 for c in tree.kids(k, *_INSIDE))
    before = min(tree.kids(k, "case")) - 1
    nouns = [o for o in tree.kids(verb, "obj", "obl") if o < k and tree.tag[o].startswith("NN")]
    active = bool(tree.kids(verb, "obj")) and not tree.kids(verb, "aux:pass", "nsubj:pass")
    if named and active and nouns and nouns[-1] == before and tree.name[before] < 0:
        tree.head[k], tree.dep[k] = before, "nmod"
