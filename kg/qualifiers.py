"""How a predicate is meant: asserted, negated or planned; and who says so."""

from __future__ import annotations

from kg.clauses import Clauses
from kg.records import Lexicon
from kg.syntax import SUBJECTS, Tree

ASSERTED, NEGATED, PLANNED = "asserted", "negated", "planned"
PURPOSE = "purpose"  # of what was done: asserted where it shows a side, planned where it is a result
NOBODY = -2  # who says so is somebody else than the speaker, and not named
_EMBEDDED = frozenset(
    ["xcomp", "ccomp", "obj", "obl", "acl", "nmod", "advcl", "csubj", "csubj:pass", "nsubj:pass"]
    + ["parataxis", "conj", "obl:arg"]
)
_WISHES = frozenset(("like", "want", "wish", "love"))
_INSTEAD = frozenset(("without", "instead", "rather"))  # of doing it
_CLOSED = frozenset(("acl:relcl",))
_DURING = frozenset(("in", "during", "after", "at", "amid"))
_BESIDE = frozenset(("while", "whereas", "although", "though", "because"))
_OF_WHAT_IS = ("topical", "degree", "concluding")
_STANDING = frozenset(("under", "following", "since", "despite"))  # what is so whatever the verb says


class Qualifiers:
    """Reads polarity, modality and source of predicates in one tree."""

    def __init__(self, tree: Tree, clauses: Clauses, lexicon: Lexicon) -> None:
        self.tree, self.clauses, self.lexicon = tree, clauses, lexicon
        self._according_to = [k for k, word in enumerate(tree.text) if word.lower() == "according"]

    def status(self, i: int, governor: int = -1) -> tuple[str, int]:
        """Status of the predicate at token ``i`` and the token that makes it so (-1 for none).

        Climbs from the predicate: its own negation and modals, then whatever embeds it, up to a
        relative clause or the subject of another clause, below which facts are presupposed. Besides
        the three of a claim it may be PURPOSE.
        """
        tree = self.tree
        while tree.dep[i] in ("advmod", "case") and tree.head[i] != i:  # "jointly": meant as its verb is
            i = tree.head[i]
        if self._is_question(i):
            return PLANNED, tree.sentences[tree.sentence[i]][1] - 1
        standing = tree.dep[i] == "obl" and tree.case(i) in _STANDING and self._is_definite(i)
        so_already = governor >= 0 and (
            self._goes_on(governor, i, "obj") or self._is_presupposed(governor, i, "obj")
        )
        if standing or so_already:
            return ASSERTED, -1
        for mark in (self._own(i), self._own(governor) if governor >= 0 else None):
            if mark:
                return mark
        if mark := self._by_subject(i):
            return mark
        below = i
        for a in tree.ancestors(i):
            dep = "acl" if self._is_content(below) else tree.dep[below]
            if mark := self._condition(below):
                return mark
            bare = dep == tree.dep[below] == "acl" and not tree.kids(below, "mark")
            if dep in _CLOSED or dep not in _EMBEDDED or bare or self._stands_alone(below, dep):
                return ASSERTED, -1
            if (
                self._goes_on(a, below, dep)
                or self._is_presupposed(a, below, dep)
                or self._is_performed(a, below, dep)
                or self._is_under_way(a, below, dep)
            ):
                return ASSERTED, -1
            if mark := self._embeds(a, below, dep, below in (i, governor)):
                return mark
            below = a
        return self._condition(below) or (ASSERTED, -1)

    def _stands_alone(self, i: int, dep: str) -> bool:
        """ "…, while X arms Y": a clause beside the main one, so whatever is wished there."""
        tree = self.tree
        beside = dep == "advcl" and any(tree.text[k].lower() in _BESIDE for k in tree.kids(i, "mark"))
        return beside and bool(tree.kids(i, *SUBJECTS))

    def _is_content(self, i: int) -> bool:
        """A clause taken for a relative one whose "that" has no gap to fill: "charges that they armed X"."""
        tree = self.tree
        if tree.dep[i] != "acl:relcl":
            return False
        objects = tree.kids(i, "obj")
        that = [k for k in objects if tree.text[k].lower() == "that"]
        return len(objects) > len(that) == 1

    def _by_subject(self, i: int) -> tuple[str, int] | None:
        """ "Neither X nor Y backs Z"; "talks will begin"."""
        tree = self.tree
        if self.clauses.is_verbal(i):
            for s in self.clauses.subjects(i):
                for k in tree.kids(s, "cc:preconj", "det", "advmod", "cc"):
                    if k < s and self.lexicon.has("not", tree.text[k].lower()):
                        return NEGATED, k
        elif tree.dep[i] == "nsubj":
            h = tree.head[i]
            if self.lexicon.has("planned", tree.lemma[h]) and tree.kids(h, "xcomp", "advcl"):
                return PLANNED, h
            if self._is_definite(i) and not self.lexicon.has("happening", tree.lemma[h]):
                return None  # "the grant will help": it was given
            mark = self._own(h)
            return mark if mark and mark[0] == PLANNED else None
        return None

    def _is_question(self, i: int) -> bool:
        first, last = self.tree.sentences[self.tree.sentence[i]]
        return "?" in self.tree.text[max(first, last - 2) : last]

    def _own(self, i: int) -> tuple[str, int] | None:
        """Negation and modals on the predicate itself."""
        tree, lexicon = self.tree, self.lexicon
        modal = None
        for k in tree.kids(i, "advmod", "aux", "det", "cop", "neg", "aux:pass", "case", "cc:preconj"):
            word = tree.text[k].lower()
            if lexicon.has("not", word) or (tree.dep[k] == "case" and word == "without"):
                return NEGATED, k
            if tree.dep[k] == "aux" and lexicon.has("modal", word) and not self._came_later(i, word):
                modal = (PLANNED, k)
        if modal:
            return modal
        if tree.dep[i] not in ("root", "ccomp", "conj"):
            return None
        infinitive = any(tree.text[k].lower() == "to" for k in tree.kids(i, "mark"))
        if infinitive and any(tree.lemma[k] == "be" and k < i for k in tree.kids(i, "cop", "aux")):
            return PLANNED, i  # "is to meet"
        if tree.dep[i] == "conj" and not tree.kids(i, *SUBJECTS) and not tree.kids(i, "aux"):
            h = tree.head[i]
            shared = self._own(h) if self.clauses.is_verbal(h) and self.clauses.is_verbal(i) else None
            return shared if shared and shared[0] == PLANNED else None
        return None

    def _came_later(self, i: int, modal: str) -> bool:
        """ "would later become", "would go on to lead": told from after it happened."""
        tree = self.tree
        later = (tree.text[k].lower() for k in tree.kids(i, "advmod"))
        goes_on = tree.lemma[i] == "go" and any(tree.text[k].lower() == "on" for k in tree.children[i])
        return modal in ("would", "'d", "’d") and (
            goes_on or any(self.lexicon.has("later", w) for w in later)
        )

    def _condition(self, i: int) -> tuple[str, int] | None:
        for k in self.tree.kids(i, "mark", "advmod"):
            word = self.tree.text[k].lower()
            if self.lexicon.has("condition", word) and self.tree.dep[k] == "mark":
                return PLANNED, k
            if word in _INSTEAD:
                return NEGATED, k
        return None

    def _embeds(self, a: int, below: int, dep: str, direct: bool) -> tuple[str, int] | None:
        """What word ``a`` makes of the event below it."""
        tree, lexicon, lemma = self.tree, self.lexicon, self.tree.lemma[a]
        infinitive = self._is_infinitive(below)
        if (undone := self._undoes(a, below, dep, direct)) >= 0:
            return NEGATED, undone
        if infinitive and dep in ("xcomp", "acl", "advcl") and lexicon.has("endeavour", lemma):
            return self._aimed(a, a)
        if lexicon.has("planned", lemma) and tree.name[a] < 0 and self._intends(a, below, dep, infinitive):
            return PLANNED, a
        if infinitive and tree.dep[a] == "acl" and lexicon.has("naming", lemma):
            return PLANNED, below  # "nominated a judge named X to become a member of Y"
        purpose = dep == "advcl" and infinitive and self.clauses.is_verbal(a)
        if purpose and not lexicon.has("aspect", lemma):
            return (PLANNED, below) if lexicon.has("topical", lemma) else self._aimed(a, below)
        if dep == "acl" and infinitive and not lexicon.has("actual", lemma):
            return PLANNED, a
        if (
            dep in ("xcomp", "obj", "obl", "nsubj:pass", "ccomp", "acl", "csubj", "conj")
            or purpose
            or (dep == "nmod" and direct)
        ):
            mark = self._own(a)
            if mark and dep == "conj":
                shared = self.clauses.is_verbal(below) and not tree.kids(below, *SUBJECTS)
                mark = mark if shared and mark[0] == PLANNED else None
            if mark and dep == "ccomp" and mark[0] == PLANNED:
                mark = None
            return mark
        return None

    def _is_infinitive(self, i: int) -> bool:
        tree = self.tree
        return tree.tag[i] != "VBG" and any(tree.text[m].lower() == "to" for m in tree.kids(i, "mark"))

    def _undoes(self, a: int, below: int, dep: str, direct: bool) -> int:
        """The word at or above ``a`` by which the event below it is not so, -1 for none."""
        tree, lexicon, lemma = self.tree, self.lexicon, self.tree.lemma[a]
        infinitive = self._is_infinitive(below)
        following = tree.text[a + 1].lower() if a + 1 < len(tree) else ""
        embedded = dep in ("xcomp", "ccomp", "csubj", "csubj:pass") or (dep == "acl" and infinitive)
        denied = lexicon.has("negative", lemma) or lexicon.has("negative", f"{lemma} {following}")
        if denied and (embedded or (dep == "advcl" and tree.tag[below] == "VBG")):
            return a  # "refused to …", "ruled out …"
        told = (
            dep in ("acl", "ccomp")
            and tree.pos[a] == "NOUN"
            and tree.dep[a] in ("obj", "nsubj", "nsubj:pass")
        )
        if told and lexicon.has("negative", tree.lemma[tree.head[a]]):
            return tree.head[a]  # "rejected claims that …", "reports that … were false"
        return a if self._is_undone(a, below, dep, direct) or (infinitive and self._is_outstanding(a)) else -1

    def _aimed(self, a: int, mark: int) -> tuple[str, int]:
        """What it makes of an event that ``a`` is done for it: "came to help", "tried to topple"."""
        meant, trigger = self.status(a)
        if meant == NEGATED:
            return NEGATED, trigger
        return PURPOSE if meant in (ASSERTED, PURPOSE) else PLANNED, mark

    def _is_undone(self, a: int, below: int, dep: str, direct: bool) -> bool:
        """ "severed ties with X", "foiled an attack on X": the event is no more, or never was."""
        tree = self.tree
        if not direct or tree.pos[below] not in ("NOUN", "PROPN") or dep not in ("obj", "nsubj:pass"):
            return False
        if self.lexicon.has("filed", tree.lemma[below]):  # "dismissed a petition": it was filed
            return False
        following = tree.text[a + 1].lower() if a + 1 < len(tree) else ""
        words = (tree.lemma[a], f"{tree.lemma[a]} {following}")
        denied = any(self.lexicon.has("denying", w) for w in words) and not self._is_definite(below)
        return denied or any(self.lexicon.has("undoing", w) for w in words)

    def _is_outstanding(self, a: int) -> bool:
        """ "has yet to meet X"."""
        tree = self.tree
        waits = any(tree.text[k].lower() == "yet" for k in tree.kids(a, "advmod"))
        return waits and tree.lemma[a] in ("have", "be", "remain")

    def _is_performed(self, a: int, below: int, dep: str) -> bool:
        """ "I would like to thank X", "wants to condemn": to say so is to do so."""
        said = dep == "xcomp" and self.lexicon.has("performative", self.tree.lemma[below])
        return said and self.tree.lemma[a] in _WISHES and (self._own(a) or ("",))[0] != NEGATED

    def _goes_on(self, a: int, below: int, dep: str) -> bool:
        """ "will continue to …", "the need to keep up …", "agreed to go on …": it is so already."""
        tree = self.tree
        following = tree.text[a + 1].lower() if a + 1 < len(tree) else ""
        words = (tree.lemma[a], f"{tree.lemma[a]} {following}")
        if dep not in ("xcomp", "obj", "advcl") or not any(self.lexicon.has("ongoing", w) for w in words):
            return False
        if dep == "advcl" and (tree.tag[below] != "VBG" or following not in ("on", tree.text[below].lower())):
            return False
        return self.status(a)[0] != NEGATED

    def _is_presupposed(self, a: int, below: int, dep: str) -> bool:
        """ "support for the campaign against X", "to discuss the attack on X": what is spoken of is so; so is
        what there is to end."""
        tree, lemma = self.tree, self.tree.lemma[a]
        if tree.pos[below] != "NOUN" or not self._is_definite(below):
            return False
        if dep == "nmod":
            undone = self.lexicon.has("negative", lemma) and not self.lexicon.has("ending", lemma)
            return not (undone or self.lexicon.has("planned", lemma))
        return dep == "obj" and any(self.lexicon.has(kind, lemma) for kind in _OF_WHAT_IS)

    def _is_under_way(self, a: int, below: int, dep: str) -> bool:
        """ "discussed their efforts to defeat X": so whatever is done about them; "the first to meet X"."""
        tree = self.tree
        if dep != "acl" or not self._is_infinitive(below):
            return False
        if any(self.lexicon.has("rank", tree.lemma[k]) for k in tree.kids(a, "amod", "nummod")):
            return not self._own(a)
        endeavour = tree.kids(a, "nmod:poss") and self.lexicon.has("actual", tree.lemma[a])
        given_up = tree.dep[a] == "obj" and self.lexicon.has("negative", tree.lemma[tree.head[a]])
        return bool(endeavour) and not given_up and self.status(a)[0] != NEGATED

    def _is_definite(self, i: int) -> bool:
        tree = self.tree
        before = tree.kids(i, "det", "nmod:poss")
        if any(self.lexicon.has("lasting", tree.text[k].lower()) for k in tree.kids(i, "amod")):
            return True
        if any(tree.name[k] >= 0 for k in tree.kids(i, "compound")):  # "UK-France cooperation"
            return True
        return any(self.lexicon.has("definite", tree.text[k].lower()) or tree.dep[k] != "det" for k in before)

    def _intends(self, a: int, below: int, dep: str, infinitive: bool) -> bool:
        """Whether the event below a word of intention is what is intended."""
        tree = self.tree
        if dep in ("xcomp", "csubj", "csubj:pass"):  # "wants to …", not "is considered an ally"
            return infinitive or self.clauses.is_verbal(below)
        if dep == "ccomp":
            return not self.lexicon.has("report", tree.lemma[a]) or any(
                self.lexicon.has("modal", tree.text[k].lower()) for k in tree.kids(below, "aux")
            )
        if dep == "advcl" and any(tree.text[m].lower() == "in" for m in tree.kids(below, "mark")):
            return False  # "asked for money in order to …"
        if dep == "advcl" and any(
            tree.text[m].lower() in ("on", "of", "at", "for", "against") for m in tree.kids(below, "mark")
        ):
            return not self.lexicon.has("report", tree.lemma[a])  # "is bent on destroying"
        if dep == "acl" and tree.tag[below] in ("VB", "VBP") and not infinitive and tree.pos[a] == "NOUN":
            return any(
                tree.text[m].lower() == "that" for m in tree.kids(below, "mark")
            )  # "its demand that X stop"
        if dep in ("acl", "advcl"):
            return infinitive and not (self.lexicon.has("actual", tree.lemma[a]) and tree.pos[a] == "NOUN")
        if dep in ("obj", "obl", "nmod", "nsubj:pass", "obl:arg"):
            if tree.kids(a, "compound:prt") or tree.case(below) == "as":
                return False  # "was sworn in as", "considered X as"
            if dep == "obl" and tree.case(below) in _DURING:
                return False  # "agreed in talks with X to …"
            return tree.pos[below] == "NOUN" and not self.lexicon.has("actual", tree.lemma[below])
        return False

    # ------------------------------------------------------------ who says so

    def source(self, i: int) -> int:
        """Head token of whom the text names as saying predicate ``i``, -1 for the author; or NOBODY."""
        tree, below = self.tree, i
        for a in (i, *tree.ancestors(i)):
            if (found := self._according(a)) >= 0:
                return found
            accused = tree.dep[below] in ("advcl", "acl", "xcomp") and any(
                tree.text[m].lower() in ("of", "for", "with") for m in tree.kids(below, "mark", "case")
            )
            if accused and tree.dep[below] == "acl" and a != i:  # "accused X of …", hung on X
                a = tree.head[a]
            if a != i and self.lexicon.has("report", tree.lemma[a]) and (accused or self._is_said(below, i)):
                subjects = self._speakers(a)
                if subjects:
                    return subjects[0]
                if self.clauses.is_passive(a):  # "it is alleged that …": by nobody named
                    return self._of_sentence(i)
            if below == i and self._is_judged(a, i):
                if judges := self._speakers(a):
                    return judges[0]
                if self.clauses.is_passive(a):  # "was found guilty"
                    return NOBODY
            if (found := self._said_after(a, below)) >= 0:
                return found
            below = a
        return self._of_sentence(i)

    def _according(self, a: int) -> int:
        """The noun of "according to X" below token ``a``."""
        tree = self.tree
        for k in tree.kids(a, "obl", "nmod", "advmod", "parataxis", "advcl"):
            if tree.case(k).startswith("according") or (tree.text[k].lower() == "according"):
                inner = tree.kids(k, "obl", "nmod") if tree.text[k].lower() == "according" else [k]
                if inner:
                    return inner[0]
        return -1

    def _is_said(self, below: int, i: int) -> bool:
        """Whether what stands below a verb of saying is what is said: a clause, "announced the arrest of
        X", "was described as a leader"."""
        tree, dep = self.tree, self.tree.dep[below]
        named = below == i and (dep == "obj" or (dep in ("obl", "xcomp") and tree.case(i) == "as"))
        return dep in ("ccomp", "parataxis", "dep") or named

    def _is_judged(self, a: int, i: int) -> bool:
        """Whether verb ``a`` says word ``i`` of its object: "called X a liar", "saw it as unfair"."""
        as_one = self.tree.case(i) == "as" and self.tree.dep[i] in ("obl", "advcl")
        judged = a != i and (as_one or self.tree.dep[i] == "xcomp")
        return judged and self.lexicon.has("regarding", self.tree.lemma[a])

    def _speakers(self, a: int) -> list[int]:
        if self.clauses.is_passive(a):
            named = [n for k in self.tree.kids(a, "xcomp") for n in self.tree.kids(k, "nmod")]
            by = [k for k in (*self.tree.kids(a, "obl"), *named) if self.tree.case(k) == "by"]
            return self.tree.kids(a, "obl:agent") or by
        return list(self.tree.kids(a, *SUBJECTS)) or self.clauses.subjects(a)

    def _said_after(self, a: int, below: int) -> int:
        """ "X attacked Y, Z said"; "…, the Post reports", whose verb the tagger takes for a noun."""
        tree = self.tree
        for k in tree.kids(a, "parataxis"):
            if k == below or not self.lexicon.has("report", tree.lemma[k]):
                continue
            subjects = tree.kids(k, *SUBJECTS)
            if subjects and not tree.kids(k, "ccomp", "obj", "xcomp"):
                return subjects[0]
            if tree.pos[k] == "NOUN" and (
                named := [c for c in tree.kids(k, "compound") if tree.name[c] >= 0]
            ):
                return named[-1]
        return -1

    def _of_sentence(self, i: int) -> int:
        """Whom "according to X" names at the beginning or the end of the sentence: it holds for all of it."""
        tree = self.tree
        first, last = tree.sentences[tree.sentence[i]]
        for k in (k for k in self._according_to if first <= k < last):
            closes = k > first and tree.text[k - 1] == "," and not any(
                tree.pos[j] in ("VERB", "AUX") for j in range(k + 1, last)
            )  # fmt: skip
            source = tree.head[k] if tree.dep[k] == "case" else self._according(tree.head[k])
            if (k == first or closes) and source >= 0:
                return source
        return -1
