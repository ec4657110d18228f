"""What a parser often hangs on the wrong word, put right once the names of a tree are joined."""

# ruff: noqa: SIM905 - lists of words read better as one line
from __future__ import annotations

from kg.attachments import reattach
from kg.mending import (
    clause_of_nearest,
    land_before_bearer,
    name_before_aside,
    named_to_office,
    object_after_day,
    participle_for_verb,
    subject_of_auxiliary,
    who_is_disposed,
)
from kg.reattached import rehang
from kg.records import Lexicon
from kg.syntax import SUBJECTS, Tree

_WITH_CASE = {"obj": "obl", "iobj": "obl", "appos": "nmod"}
_WITH_CASE |= {label: label for label in ("obl", "obl:agent", "nmod")}
_CLAUSES = ("conj", "parataxis", "root", "ccomp")
_INSIDE = ("nmod:poss", "amod", "compound")
_BEFORE_NOUN = frozenset("after before in during amid despite following since with over of from".split())


def repair(tree: Tree, lexicon: Lexicon) -> None:
    """Move what hangs wrong; only heads and labels change."""
    for k in range(len(tree)):
        if tree.tag[k] == "VBZ":
            _noun_for_verb(tree, k)
        if tree.name[k] < 0 and tree.pos[k] in ("NOUN", "PROPN"):
            _title_for_name(tree, k)
        _case_of_title(tree, k)
        _by_label(tree, lexicon, k)
        if tree.tag[k] == "NNS":
            _verb_for_plural(tree, k)
        elif tree.tag[k] in ("VBD", "VBN", "VBG"):
            participle_for_verb(tree, lexicon, k)
            if tree.tag[k] == "VBN":
                named_to_office(tree, k)
        if tree.name[k] >= 0:
            land_before_bearer(tree, lexicon, k)
            name_before_aside(tree, k)
            _receiver_of_sum(tree, k)
        rehang(tree, lexicon, k)
        reattach(tree, lexicon, k)
    tree.link()
    _part_clauses(tree)


def _by_label(tree: Tree, lexicon: Lexicon, k: int) -> None:
    """What is looked for only below some labels: most tokens bear none of these."""
    label = tree.dep[k]
    if label in SUBJECTS:
        subject_of_auxiliary(tree, k)
        _day_for_subject(tree, k)
        _name_before_noun(tree, k)
    elif label in ("obl", "obl:agent"):
        _doer_of_deed(tree, k)
        _doer_of_object(tree, k)
        object_after_day(tree, k)
        _object_after_aside(tree, k)
    elif label == "acl":
        clause_of_nearest(tree, lexicon, k)
    elif label == "amod":
        _verb_for_modifier(tree, k)
    elif label == "ccomp":
        _broken_quotation(tree, k)
    elif label in ("obj", "appos", "conj"):
        _joined_name(tree, k)
        _name_beside_day(tree, k)
        _said_of_object(tree, k)
        _subject_after_phrase(tree, k)
        _recipient(tree, lexicon, k)
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


def _joined_name(tree: Tree, k: int) -> None:
    """ "President X and President Y spoke": a name joined by "and" is no apposition of the one before."""
    h = tree.head[k]
    if tree.dep[k] != "appos" or tree.name[k] < 0 or tree.name[h] < 0 or h > k:
        return
    joins = [c for n in (k, *tree.kids(k, "nmod:desc")) for c in tree.kids(n, "cc") if h < c < k]
    if joins and not {",", "(", "-"}.intersection(tree.text[h : joins[0]]):
        tree.dep[k] = "conj"


def _doer_of_deed(tree: Tree, k: int) -> None:
    """ "condemned the shelling of villages by X": after an active verb's object the doer is of that."""
    v = tree.head[k]
    if tree.dep[k] != "obl" or tree.name[k] < 0 or tree.case(k) != "by" or tree.kids(v, "aux:pass"):
        return
    deeds = [o for o in tree.kids(v, "obj") if v < o < k and tree.pos[o] == "NOUN" and tree.name[o] < 0]
    if deeds and tree.kids(v, *SUBJECTS) and tree.kids(deeds[-1], "nmod"):
        tree.head[k], tree.dep[k] = deeds[-1], "nmod"
        tree.link()


def _verb_for_modifier(tree: Tree, v: int) -> None:
    """ "X and Y renewed talks": a participle between a subject and its noun is the verb of the two."""
    noun = tree.head[v]
    if tree.dep[v] != "amod" or tree.pos[v] != "VERB" or tree.tag[v] not in ("VBD", "VBN") or v > noun:
        return
    subjects = [s for s in (*tree.kids(noun, "nsubj"), *tree.kids(v, "nsubj")) if s < v]
    if not subjects or tree.kids(noun, "cop", "det", "nmod:poss", "aux") or tree.name[noun] >= 0:
        return
    beside = tree.unit(v - 1) in tree.conjuncts(subjects[-1])
    if not beside or (tree.name[v - 1] < 0 and tree.tag[noun] != "NNS"):
        return
    tree.head[v], tree.dep[v] = (v if tree.head[noun] == noun else tree.head[noun]), tree.dep[noun]
    for c in tree.kids(noun):
        if c < v:
            tree.head[c] = v
    tree.head[noun], tree.dep[noun] = v, "obj"
    tree.link()


def _verb_for_plural(tree: Tree, v: int) -> None:
    """ "X chairs the council": a plural right after a name and with an object of its own is a verb."""
    if v == 0 or tree.name[v] >= 0 or tree.name[v - 1] < 0:
        return
    subject = tree.unit(v - 1)
    objects = [c for c in tree.kids(v, "obj") if c > v]
    if not objects or tree.head[subject] != v or tree.dep[subject] not in ("compound", *SUBJECTS):
        return
    tree.pos[v], tree.tag[v], tree.dep[subject] = "VERB", "VBZ", "nsubj"
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


def _receiver_of_sum(tree: Tree, k: int) -> None:
    """ "gave X 5 million dollars": a name right after the verb and before a number is who gets the sum."""
    number = tree.head[k]
    if tree.pos[number] != "NUM" or k > number:
        return
    top = number
    while tree.pos[top] == "NUM" and tree.head[top] != top:
        top = tree.head[top]
    verb, before = tree.head[top], k
    while before >= 0 and (before == k or tree.name[before] == tree.name[k] or tree.tag[before] == "DT"):
        before -= 1
    if before == verb and tree.dep[top] == "obj" and tree.pos[verb] == "VERB":
        tree.head[k], tree.dep[k] = verb, "iobj"


def _noun_for_verb(tree: Tree, k: int) -> None:
    """ "Clashes between X and Y", "after fierce clashes", "in clashes": in a noun's place is no verb."""
    if tree.kids(k, "obj", "aux", "ccomp", "xcomp"):
        return
    described = [c for c in tree.kids(k, "nsubj", "amod") if tree.tag[c] == "JJ" and c == k - 1]
    place = tree.dep[k] in (*SUBJECTS, "obj") or (tree.dep[k] in ("obl", "nmod") and tree.case(k))
    if place and not tree.kids(k, *SUBJECTS):
        pass
    elif tree.dep[k] in ("advcl", "obl") and described and tree.text[k - 2].lower() in _BEFORE_NOUN:
        tree.dep[k], tree.dep[k - 1], tree.dep[k - 2] = "obl", "amod", "case"
    else:
        return
    tree.pos[k], tree.tag[k] = "NOUN", "NNS"
    tree.link()


def _name_beside_day(tree: Tree, k: int) -> None:
    """ "On Monday X, after a while, left": the name taken for the day's apposition is the subject."""
    day = tree.head[k]
    verb = tree.head[day]
    if tree.name[k] < 0 or tree.dep[k] != "appos" or tree.entity[day] != "DATE" or verb < k:
        return
    if tree.pos[verb] == "VERB" and "," not in tree.text[day:k] and not tree.kids(verb, *SUBJECTS):
        tree.head[k], tree.dep[k] = verb, "nsubj:pass" if tree.kids(verb, "aux:pass") else "nsubj"
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


def _broken_quotation(tree: Tree, v: int) -> None:
    """ "X," said Y, "is arming Z": what stands before the speech is the subject of what follows it."""
    said = tree.head[v]
    if tree.dep[v] != "ccomp" or v < said or tree.pos[v] != "VERB" or tree.kids(v, *SUBJECTS):
        return
    for n in tree.kids(said, "ccomp", "parataxis", "dep"):
        if n < said and tree.pos[n] in ("NOUN", "PROPN") and not tree.kids(n, "cop", *SUBJECTS):
            tree.head[n], tree.dep[n] = v, "nsubj:pass" if tree.kids(v, "aux:pass") else "nsubj"
            tree.link()
            return


def _subject_after_phrase(tree: Tree, k: int) -> None:
    """ "During a meeting with X, Y said so": a name between a comma and a verb without a subject is
    neither in a list without "and" nor beside the name before."""
    h = tree.head[k]
    if tree.dep[k] not in ("conj", "appos") or tree.name[k] < 0 or tree.kids(k, "cc", "conj") or h > k:
        return
    first, last = tree.span_of_name(k)
    first = min([first, *(c for c in tree.children[k] if tree.dep[c] != "punct")])
    verb = next((a for a in tree.ancestors(k) if a > k), -1)
    if verb < 0 or tree.pos[verb] != "VERB" or tree.kids(verb, *SUBJECTS) or first < 1:
        return
    fronted = [a for a in (h, *tree.ancestors(h)) if tree.head[a] == verb and tree.dep[a] in ("obl", "advcl")]
    before = tree.pos[tree.sentences[tree.sentence[k]][0] : first]
    if tree.text[first - 1] == "," and fronted and "VERB" not in before and "," not in tree.text[last:verb]:
        tree.head[k], tree.dep[k] = verb, "nsubj"
        tree.link()


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


def _recipient(tree: Tree, lexicon: Lexicon, k: int) -> None:
    """ "granted X a loan": of two objects side by side the first, a name, is who gets the other."""
    verb = tree.head[k]
    if tree.dep[k] != "obj" or tree.name[k] < 0 or tree.kids(k, "case", "conj"):
        return
    if lexicon.has("regarding", tree.lemma[verb]):
        return
    others = [
        o for o in tree.kids(verb, "obj") if o > k and tree.name[o] < 0 and tree.tag[o].startswith("NN")
    ]
    dets = [d for o in others for d in (o, *tree.kids(o, "det", "nmod:poss", "nummod", "amod"))]
    if len(others) == 1 and min(dets) == tree.span_of_name(k)[1]:
        tree.dep[k] = "iobj"


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


def _day_for_subject(tree: Tree, k: int) -> None:
    """ "X Wednesday rejected it": the subject is the name before the day."""
    if tree.dep[k] not in SUBJECTS or tree.entity[k] != "DATE" or tree.name[k] >= 0:
        return
    if k == 0 or tree.name[k - 1] < 0 or tree.sentence[k - 1] != tree.sentence[k]:
        return
    verb, before = tree.head[k], tree.unit(k - 1)
    if tree.dep[before] in SUBJECTS or before in tree.ancestors(verb):
        return
    tree.head[before], tree.dep[before] = verb, tree.dep[k]
    tree.dep[k] = "obl:unmarked"


def _name_before_noun(tree: Tree, k: int) -> None:
    """ "rejected a Velm Council appeal": a name right before an object is no subject of it."""
    h = tree.head[k]
    if tree.name[k] < 0 or tree.dep[k] not in SUBJECTS or not k < h or tree.unit(h - 1) != k:
        return
    bare = tree.dep[h] in ("obj", "obl", "nmod") and tree.tag[h] in ("NN", "NNS")
    if bare and not tree.kids(h, "cop", "aux", "mark"):
        tree.dep[k] = "compound"


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


def _part_clauses(tree: Tree) -> None:
    """A nominal that coordination drags across a semicolon is the subject of the clause there."""
    for k in range(len(tree)):
        if tree.dep[k] != "conj" or ";" not in tree.text[tree.head[k] : k] or tree.kids(k, "cc"):
            continue
        if tree.pos[k] not in ("NOUN", "PROPN", "PRON") and tree.name[k] < 0:
            continue
        last = tree.sentences[tree.sentence[k]][1]
        verb = next((v for v in range(k + 1, last) if tree.pos[v] == "VERB" and tree.dep[v] in _CLAUSES), -1)
        if verb >= 0 and not tree.kids(verb, *SUBJECTS):
            tree.head[k], tree.dep[k] = verb, "nsubj:pass" if tree.kids(verb, "aux:pass") else "nsubj"
    tree.link()
