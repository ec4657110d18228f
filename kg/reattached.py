"""Verbs that a parser hung on the word beside the right one, and what it took their doers for."""

from __future__ import annotations

from kg.records import Lexicon
from kg.syntax import SUBJECTS, Tree

_QUOTES = ('"', "''", "``", "”", "“")
_FINITE = ("VBD", "VBZ", "VBP")


def rehang(tree: Tree, lexicon: Lexicon, k: int) -> None:
    """Move token ``k``, or what hangs on it; only heads and labels change."""
    label = tree.dep[k]
    if label == "ccomp":
        _subject_after_that(tree, k)
        _bare_infinitive(tree, lexicon, k)
        alone = tree.tag[k] == "VBG" and k > tree.head[k] and not tree.kids(k, *SUBJECTS, "mark", "aux")
        if alone and lexicon.has("report", tree.lemma[tree.head[k]]):  # "said, taking aim at X"
            tree.dep[k] = "advcl"
        _swapped_subjects(tree, k)
    elif label == "appos":
        _object_after_time(tree, lexicon, k)
    elif label == "case" and tree.tag[k] == "RP":
        _particle(tree, k)
    elif label == "flat" and tree.name[k] < 0:
        _found_so(tree, lexicon, k)
    elif label in ("root", "ccomp") and tree.tag[k] in ("NN", "NNS"):
        _verb_for_noun(tree, k)
    elif label in ("compound", "amod"):
        _subject_for_modifier(tree, k)
    elif label == "conj":
        _participle_in_list(tree, k)
        _between(tree, k)
        _which_did(tree, k)
    elif label in ("acl:relcl", "acl", "advcl"):
        _told(tree, lexicon, k)
        _content(tree, k)
        if label == "acl" and tree.tag[k] == "VBN":
            _doer_behind(tree, k)
        elif label == "advcl" and tree.tag[k] == "VBG":
            _doing_with(tree, k)
        elif label == "acl" and tree.tag[k] == "VBG":
            _doing_before(tree, k)
    elif label in ("obj", "iobj"):
        _speaker_after(tree, lexicon, k)
        if tree.kids(k, "cop") and tree.kids(k, "mark"):  # "accused of being a spy"
            tree.dep[k] = "advcl"


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
    if tree.name[k] < 0 or not finite or tree.span_of_name(k)[1] != v:
        return
    if cases := tree.kids(k, "case"):  # "aid to X arrives"
        noun = min(cases) - 1
        if tree.head[noun] == v and tree.pos[noun] == "NOUN":
            tree.head[k], tree.dep[k] = noun, "nmod"
            tree.link()
        return
    if tree.kids(v, *SUBJECTS):
        return
    if tree.dep[v] in ("root", "ccomp", "conj", "advcl", "parataxis", "acl:relcl"):
        tree.dep[k] = "nsubj"


def _which_did(tree: Tree, v: int) -> None:
    """ "a policy which, it seems, X criticised": a clause with "which" is joined to no verb before."""
    which = [o for o in tree.kids(v, "obj", "nsubj", "nsubj:pass") if tree.text[o].lower() == "which"]
    if tree.pos[v] != "VERB" or not which or tree.head[v] > which[0] or tree.kids(v, "cc"):
        return
    noun = which[0] - 1 - (tree.text[which[0] - 1] == ",")
    if noun > tree.head[v] and (tree.tag[noun].startswith("NN") or tree.name[noun] >= 0):
        tree.head[v], tree.dep[v] = tree.unit(noun), "acl:relcl"
        tree.link()


def _subject_after_that(tree: Tree, v: int) -> None:
    """ "asked that the head of the X Union, Y, resign": a subject behind "that" is that clause's."""
    h = tree.head[v]
    that = [m for m in tree.kids(v, "mark") if tree.text[m].lower() == "that"]
    late = [s for s in tree.kids(h, *SUBJECTS) if that and that[0] < s < v]
    if late and not tree.kids(v, *SUBJECTS):
        tree.head[late[0]] = v
        tree.link()


def _bare_infinitive(tree: Tree, lexicon: Lexicon, v: int) -> None:
    """ "helped X take the town": who does what a bare infinitive says is the object of the verb above."""
    h = tree.head[v]
    subjects = tree.kids(v, "nsubj")
    bare = tree.tag[v] == "VB" and not tree.kids(v, "mark", "aux") and h < v
    if bare and len(subjects) == 1 and lexicon.has("aspect", tree.lemma[h]) and not tree.kids(h, "obj"):
        tree.head[subjects[0]], tree.dep[subjects[0]], tree.dep[v] = h, "obj", "xcomp"
        tree.link()


def _swapped_subjects(tree: Tree, v: int) -> None:
    """ "X," said Y, "is arming Z": the speaker is the subject right after the verb of speech."""
    said = tree.head[v]
    before = [s for s in tree.kids(said, "nsubj") if s < said]
    after = [s for s in tree.kids(v, "nsubj") if said < s < v and tree.span_of_name(s)[0] == said + 1]
    quoted = any(tree.text[j] in _QUOTES for s in before for j in range(s, said))
    if len(before) == 1 and len(after) == 1 and quoted:
        tree.head[before[0]], tree.head[after[0]] = v, said
        tree.link()


def _object_after_time(tree: Tree, lexicon: Lexicon, k: int) -> None:
    """ "condemned, for the second time, X": a name beside a time is what the verb above is done to."""
    time = tree.head[k]
    v = tree.head[time]
    timed = tree.entity[time] in ("DATE", "TIME") or lexicon.has("setting", tree.lemma[time])
    if tree.name[k] < 0 or tree.name[time] >= 0 or not timed or not v < time < k:
        return
    if tree.pos[v] == "VERB" and tree.dep[time] == "obl" and not tree.kids(v, "obj", "ccomp", "aux:pass"):
        tree.head[k], tree.dep[k] = v, "obj"
        tree.link()


def _particle(tree: Tree, k: int) -> None:
    """ "turned down X's offer": a particle right after its verb is no preposition of the object."""
    o = tree.head[k]
    if tree.dep[o] == "obj" and tree.head[o] == k - 1:
        tree.head[k], tree.dep[k] = k - 1, "compound:prt"
        tree.link()


def _found_so(tree: Tree, lexicon: Lexicon, k: int) -> None:
    """ "found X guilty": what stands right after a name tells what that is held to be."""
    name = tree.head[k]
    v = tree.head[name]
    beside = tree.name[name] >= 0 and tree.span_of_name(name)[1] == k and tree.dep[name] == "obj"
    if beside and lexicon.has("regarding", tree.lemma[v]) and tree.text[k].islower():
        tree.head[k], tree.dep[k] = v, "xcomp"
        tree.link()


def _verb_for_noun(tree: Tree, v: int) -> None:
    """ "X and Y work together", "X worries about it": right after a subject, no noun."""
    subjects = [s for s in tree.kids(v, "nsubj") if s < v]
    own = tree.kids(v, "det", "amod", "cop", "nmod:poss", "compound", "nummod", "case", "aux")
    if tree.name[v] >= 0 or len(subjects) != 1 or own or not tree.kids(v, "obl", "advmod", "obj", "xcomp"):
        return
    if tree.name[v - 1] >= 0 and tree.unit(v - 1) in tree.conjuncts(subjects[0]):
        tree.pos[v], tree.tag[v] = "VERB", "VBZ" if tree.tag[v] == "NNS" else "VBP"


def _between(tree: Tree, k: int) -> None:
    """ "clashes between X and Y": the second of two hangs on the first."""
    h = tree.head[k]
    firsts = [n for n in tree.kids(h, "nmod", "obl") if n < k and tree.case(n) in ("between", "among")]
    if firsts and tree.kids(k, "cc") and not tree.kids(firsts[-1], "conj"):
        tree.head[k] = firsts[-1]
        tree.link()


def _content(tree: Tree, v: int) -> None:
    """ "the demand that X stop it": a clause that lacks nothing is no relative clause."""
    if tree.dep[v] != "acl:relcl" or tree.name[tree.head[v]] >= 0 or not tree.kids(v, "nsubj"):
        return
    objects = tree.kids(v, "obj")
    that = [k for k in (*objects, *tree.kids(v, "mark")) if tree.text[k].lower() == "that" and k < v]
    if that and (tree.dep[that[0]] == "mark" or len(objects) > 1):
        tree.dep[that[0]], tree.dep[v] = "mark", "acl"


def _participle_in_list(tree: Tree, v: int) -> None:
    """ "met its ally, X, forming a group": a participle not joined to the noun before is the verb's."""
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
    """ "was told by lawyer X that Y failed": a clause with "that" and a subject is what is told."""
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


def _doing_before(tree: Tree, v: int) -> None:
    """ "appealed before the X Court challenging Y": what follows whom one turns to is not theirs."""
    n = tree.head[v]
    above = tree.head[n]
    turned = tree.dep[n] == "obl" and tree.case(n) in ("before", "at", "in", "to", "with")
    if tree.name[n] >= 0 and turned and tree.pos[above] == "VERB" and tree.span_of_name(n)[1] == v:
        tree.head[v], tree.dep[v] = above, "advcl"
        tree.link()


def _speaker_after(tree: Tree, lexicon: Lexicon, k: int) -> None:
    """ "Said X: …": the name right after a verb of speech that begins the sentence is its subject."""
    v = tree.head[k]
    first = tree.sentences[tree.sentence[v]][0]
    begins = tree.name[k] >= 0 and tree.span_of_name(k)[0] == v + 1 and v == first
    if begins and tree.tag[v] == "VBD" and lexicon.has("report", tree.lemma[v]):
        tree.dep[k] = "nsubj"


def _doing_with(tree: Tree, v: int) -> None:
    """ "with X and Y joining in": the participle right after those whom "with" stands before is theirs."""
    last = tree.unit(v - 1) if v else v
    first = tree.first_conjunct(last)
    if tree.case(first) == "with" and tree.head[first] == tree.head[v] and not tree.kids(v, "mark"):
        tree.head[v], tree.dep[v] = last, "acl"
        tree.link()
