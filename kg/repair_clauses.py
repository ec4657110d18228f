"""Verbs and participles that a parser hangs on the wrong word, and what it takes their doers for."""

from __future__ import annotations

from kg.records import Lexicon
from kg.syntax import SUBJECTS, Tree

_QUOTES = ('"', "''", "``", "”", "“")
_FINITE = ("VBD", "VBZ", "VBP")


def participle_for_verb(tree: Tree, lexicon: Lexicon, k: int) -> None:
    """ "extradited suspected rebel X", "rejects proposed changes", "from neighbouring X": a participle that
    describes the noun behind it."""
    v = k - 1
    if v < 0 or tree.tag[k] not in ("VBD", "VBN", "VBG") or tree.name[k] >= 0:
        return
    if not lexicon.has("attributive", tree.text[k].lower()):
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


def named_to_office(tree: Tree, lexicon: Lexicon, k: int) -> None:
    """ "Newly elected President X said so": a participle before the subject of a verb describes it."""
    v = tree.head[k]
    if tree.tag[k] != "VBN" or v < k or tree.kids(v, *SUBJECTS) or tree.kids(k, "mark", "aux"):
        return
    names = [o for o in tree.kids(k, "obj") if o > k and tree.name[o] >= 0]
    if not names:
        return
    if names[0] < v and "," not in tree.text[k:v]:
        tree.head[names[0]], tree.dep[names[0]] = v, "nsubj:pass" if tree.kids(v, "aux:pass") else "nsubj"
        tree.head[k], tree.dep[k] = names[0], "amod"
        tree.link()


def adjective_for_participle(tree: Tree, lexicon: Lexicon, k: int) -> None:
    """ "said that leading senators were seen": what follows "that" and a participle is the verb's subject."""
    if tree.tag[k] != "VBG" or not k:
        return
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


def participle_of_nearest(tree: Tree, lexicon: Lexicon, k: int) -> None:
    """ "gave support to rebels fighting X": a participle right behind a plural is of those."""
    if not k:
        return
    near, above = k - 1, tree.head[k]
    phrase = tree.dep[near] in ("nmod", "obl") and bool(tree.kids(near, "case"))
    if tree.tag[k] == "VBG" and tree.tag[near] == "NNS" and phrase and tree.head[near] == above:
        tree.head[k], tree.dep[k] = near, "acl"
        tree.link()


def participle_in_list(tree: Tree, lexicon: Lexicon, v: int) -> None:
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


def doing_before(tree: Tree, lexicon: Lexicon, v: int) -> None:
    """ "appealed before the X Court challenging Y": what follows whom one turns to is not theirs."""
    n = tree.head[v]
    above = tree.head[n]
    turned = (
        tree.tag[v] == "VBG" and tree.dep[n] == "obl" and tree.case(n) in ("before", "at", "in", "to", "with")
    )
    if tree.name[n] >= 0 and turned and tree.pos[above] == "VERB" and tree.span_of_name(n)[1] == v:
        tree.head[v], tree.dep[v] = above, "advcl"
        tree.link()


def doing_with(tree: Tree, lexicon: Lexicon, v: int) -> None:
    """ "with X and Y joining in": the participle right after those whom "with" stands before is theirs."""
    if tree.tag[v] != "VBG":
        return
    last = tree.unit(v - 1) if v else v
    first = tree.first_conjunct(last)
    if tree.case(first) == "with" and tree.head[first] == tree.head[v] and not tree.kids(v, "mark"):
        tree.head[v], tree.dep[v] = last, "acl"
        tree.link()


def to_doing(tree: Tree, lexicon: Lexicon, k: int) -> None:
    """ "voiced X's commitment to defeating Y": "to" and a participle right after a noun are the noun's."""
    noun = k - 2
    to = tree.tag[k] == "VBG" and noun > 0 and tree.dep[k - 1] == "mark" and tree.text[k - 1].lower() == "to"
    if to and tree.tag[noun] in ("NN", "NNS") and tree.head[noun] == tree.head[k]:
        tree.head[k], tree.dep[k] = noun, "acl"
        tree.link()


def what_for(tree: Tree, lexicon: Lexicon, k: int) -> None:
    """ "dismissed a petition (brought by X) to stop Y": the infinitive tells what the petition is for."""
    v = tree.head[k]
    nouns = [tree.head[v]] if tree.dep[v] == "acl" else [o for o in tree.kids(v, "obj") if v < o < k]
    nouns += [o for o in tree.kids(v, "obl") if o == k - 2 and not nouns]
    to = tree.tag[k] == "VB" and k > 0 and tree.dep[k - 1] == "mark" and tree.text[k - 1].lower() == "to"
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


def which_did(tree: Tree, lexicon: Lexicon, v: int) -> None:
    """ "a policy which, it seems, X criticised": a clause with "which" is joined to no verb before."""
    which = [o for o in tree.kids(v, "obj", "nsubj", "nsubj:pass") if tree.text[o].lower() == "which"]
    if tree.pos[v] != "VERB" or not which or tree.head[v] > which[0] or tree.kids(v, "cc"):
        return
    noun = which[0] - 1 - (tree.text[which[0] - 1] == ",")
    if noun > tree.head[v] and (tree.tag[noun].startswith("NN") or tree.name[noun] >= 0):
        tree.head[v], tree.dep[v] = tree.unit(noun), "acl:relcl"
        tree.link()


def content(tree: Tree, lexicon: Lexicon, v: int) -> None:
    """ "the demand that X stop it": a clause that lacks nothing is no relative clause."""
    if tree.name[tree.head[v]] >= 0 or not tree.kids(v, "nsubj"):
        return
    objects = tree.kids(v, "obj")
    that = [k for k in (*objects, *tree.kids(v, "mark")) if tree.text[k].lower() == "that" and k < v]
    if that and (tree.dep[that[0]] == "mark" or len(objects) > 1):
        tree.dep[that[0]], tree.dep[v] = "mark", "acl"


def told(tree: Tree, lexicon: Lexicon, v: int) -> None:
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


def subject_after_that(tree: Tree, lexicon: Lexicon, v: int) -> None:
    """ "asked that the head of the X Union, Y, resign": a subject behind "that" is that clause's."""
    h = tree.head[v]
    that = [m for m in tree.kids(v, "mark") if tree.text[m].lower() == "that"]
    late = [s for s in tree.kids(h, *SUBJECTS) if that and that[0] < s < v]
    if late and not tree.kids(v, *SUBJECTS):
        tree.head[late[0]] = v
        tree.link()


def subject_of_auxiliary(tree: Tree, lexicon: Lexicon, k: int) -> None:
    """ "X has once again rejected it": a subject hung on the auxiliary is the verb's."""
    aux = tree.head[k]
    if tree.dep[aux] in ("aux", "aux:pass") and tree.head[aux] != aux:
        tree.head[k] = tree.head[aux]
        tree.link()


def subject_for_modifier(tree: Tree, lexicon: Lexicon, k: int) -> None:
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


def swapped_subjects(tree: Tree, lexicon: Lexicon, v: int) -> None:
    """ "X," said Y, "is arming Z": the speaker is the subject right after the verb of speech."""
    said = tree.head[v]
    before = [s for s in tree.kids(said, "nsubj") if s < said]
    after = [s for s in tree.kids(v, "nsubj") if said < s < v and tree.span_of_name(s)[0] == said + 1]
    quoted = any(tree.text[j] in _QUOTES for s in before for j in range(s, said))
    if len(before) == 1 and len(after) == 1 and quoted:
        tree.head[before[0]], tree.head[after[0]] = v, said
        tree.link()


def doing_while_said(tree: Tree, lexicon: Lexicon, v: int) -> None:
    """ "said, taking aim at X": a participle without a doer of its own is not what is said."""
    alone = tree.tag[v] == "VBG" and v > tree.head[v] and not tree.kids(v, *SUBJECTS, "mark", "aux")
    if alone and lexicon.has("report", tree.lemma[tree.head[v]]):
        tree.dep[v] = "advcl"


def bare_infinitive(tree: Tree, lexicon: Lexicon, v: int) -> None:
    """ "helped X take the town": who does what a bare infinitive says is the object of the verb above."""
    h = tree.head[v]
    subjects = tree.kids(v, "nsubj")
    bare = tree.tag[v] == "VB" and not tree.kids(v, "mark", "aux") and h < v
    if bare and len(subjects) == 1 and lexicon.has("aspect", tree.lemma[h]) and not tree.kids(h, "obj"):
        tree.head[subjects[0]], tree.dep[subjects[0]], tree.dep[v] = h, "obj", "xcomp"
        tree.link()


def verb_for_noun(tree: Tree, lexicon: Lexicon, v: int) -> None:
    """ "X and Y work together", "X worries about it": right after a subject, no noun."""
    if tree.tag[v] not in ("NN", "NNS"):
        return
    subjects = [s for s in tree.kids(v, "nsubj") if s < v]
    own = tree.kids(v, "det", "amod", "cop", "nmod:poss", "compound", "nummod", "case", "aux")
    if tree.name[v] >= 0 or len(subjects) != 1 or own or not tree.kids(v, "obl", "advmod", "obj", "xcomp"):
        return
    if tree.name[v - 1] >= 0 and tree.unit(v - 1) in tree.conjuncts(subjects[0]):
        tree.pos[v], tree.tag[v] = "VERB", "VBZ" if tree.tag[v] == "NNS" else "VBP"


def who_is_disposed(tree: Tree, lexicon: Lexicon, k: int) -> None:
    """ "it is ready to fight": who is willing is somebody, not the "it" of "it is possible to"."""
    if lexicon.has("disposed", tree.lemma[tree.head[k]]):
        tree.dep[k] = "nsubj"
