"""What a noun belongs to: the body of an office, the office of a body, whose party it is."""

from __future__ import annotations

from kg.clauses import Clauses
from kg.modifiers import Modifiers
from kg.records import Lexicon
from kg.syntax import Tree
from kg.titles import Titles

TITLE_DEPS = ("nmod:desc", "compound", "flat", "amod", "nmod:unmarked", "nmod:npmod", "dep")


class Wholes(Modifiers):
    """Wholes of nouns in one tree."""

    def __init__(self, tree: Tree, clauses: Clauses, lexicon: Lexicon, titles: Titles) -> None:
        super().__init__(tree, clauses)
        self.lexicon, self.titles = lexicon, titles
        self.actor_nouns = titles.actor_nouns  # lemmas of descriptions: "army", "party"

    def wholes(self, i: int, first: int, last: int) -> list[int]:
        """What a relational noun belongs to: "of X", "X's …", "X …" before it."""
        tree = self.tree
        found = [k for k in tree.kids(i, "nmod") if tree.case(k) in ("of", "for") and k > last]
        if last > i:  # "chief of police X": the words of the office took its bearer
            found = [k for k in found if k != self.titles.bearer(first, last)]
        found += tree.kids(i, "nmod:poss")
        if tree.dep[i] in TITLE_DEPS and tree.name[tree.head[i]] >= 0:  # "its ally X"
            found += [k for k in tree.kids(tree.head[i], "nmod:poss") if k < first]
        found = [k for k in found if not self.lexicon.has("reverence", tree.text[k + 1].lower())]
        closer = [k for k in found if tree.case(k) != "for"]
        found = closer or found  # "the UN's envoy for X" is the UN's
        found = [self._named_right_after(k) for k in found]
        before = self.titles.before_office(first)
        before = -1 if self._is_apart(before, first, last) else before
        if before >= 0 and before not in found:
            nearer = [k for k in found if tree.dep[k] != "nmod:poss" and tree.case(k) != "for"]
            found = [*nearer, before]
        if not found and (body := self.titles.after_office(first, last)) >= 0:
            found = [body]
        if not found and (person := self._whose(i, first, last)) >= 0:
            found = [person]
        if not found:
            found = self._behind_bearer(i) or self._appointing(i)
        if not found:
            for c in tree.kids(i, "conj"):
                if tree.pos[c] in ("NOUN", "PROPN") and tree.name[c] < 0:
                    found += [k for k in tree.kids(c, "nmod") if tree.case(k) == "of"]
            top = tree.first_conjunct(i)
            has_own = tree.text[last + 1 : last + 2] == ["of"]  # "an HP lawmaker and head of the …"
            if not found and top != i and tree.name[top] < 0 and not has_own:
                before = self.titles.before_office(top)
                found += tree.kids(top, "nmod:poss") + ([before] if before >= 0 else [])
        return list(dict.fromkeys(found or ([] if self.titles.is_title(i) else self._regarding(i))))

    def _is_apart(self, k: int, first: int, last: int) -> bool:
        """Whether the body before an office is a source of its own: "according to ORG Professor X says"."""
        tree, bearer = self.tree, self.titles.bearer(first, last)
        if k < 0 or bearer < 0 or not tree.case(k).startswith("according"):
            return False
        end = tree.span_of_name(bearer)[1]
        return end < len(tree) and tree.pos[end] in ("VERB", "AUX")

    def _named_right_after(self, k: int) -> int:
        """The body whose name comes right after noun ``k`` that describes it: "the opposition Velm Party"."""
        tree, j = self.tree, k + 1
        plain = tree.name[k] < 0 and tree.lemma[k] in self.actor_nouns and tree.tag[k] == "NN"
        named = plain and j < len(tree) and tree.name[j] >= 0 and not self.titles.is_person(j)
        return tree.unit(j) if named and tree.sentence[j] == tree.sentence[k] else k

    def _whose(self, i: int, first: int, last: int) -> int:
        """The person in "Odran ally X" and "an Odran supporter", -1 for none."""
        tree, j = self.tree, first - 1
        if j < 0 or tree.name[j] < 0 or not self.titles.is_person(j) or tree.text[i][:1].isupper():
            return -1
        start = tree.span_of_name(j)[0]
        named = last + 1 < len(tree) and tree.name[last + 1] >= 0 and self.titles.is_person(last + 1)
        one = start > 0 and tree.dep[start - 1] == "det" and tree.head[start - 1] == i
        return tree.unit(j) if named or one else -1

    def _behind_bearer(self, i: int) -> list[int]:
        """ "Justice X of the Velm Court": the name behind "of" right behind the bearer of title ``i``."""
        tree, h = self.tree, self.tree.head[i]
        if tree.dep[i] not in TITLE_DEPS or tree.name[h] < 0 or i > h:
            return []
        end = tree.span_of_name(h)[1]
        behind = [k for k in tree.kids(h, "nmod") if tree.name[k] >= 0 and not self.titles.is_person(k)]
        return [k for k in behind if tree.case(k) == "of" and end in tree.kids(k, "case")]

    def _appointing(self, i: int) -> list[int]:
        """ "ORG named X chief", "ORG appointed X as chief": the named body whose the office is."""
        tree, h = self.tree, self.tree.head[i]
        given = tree.dep[i] == "xcomp" or (tree.case(i) == "as" and tree.dep[i] in ("obl", "advcl"))
        if not given or not self.lexicon.has("appointing", tree.lemma[h]) or self.clauses.is_passive(h):
            return []
        subjects = self.clauses.subjects(h) if tree.kids(h, "obj") else []
        return [k for k in subjects if tree.name[k] >= 0 and not self.titles.is_person(k)]

    def _regarding(self, i: int) -> list[int]:
        """ "X sees Y as a partner", "X considers Y an ally": whose the noun is."""
        tree, h = self.tree, self.tree.head[i]
        as_one = tree.case(i) == "as" and tree.dep[i] in ("obl", "advcl", "xcomp")
        if (as_one or tree.dep[i] == "xcomp") and self.lexicon.has("regarding", tree.lemma[h]):
            return self.clauses.subjects(h) if not self.clauses.is_passive(h) else tree.kids(h, "obl:agent")
        return []

    def _above(self, wholes: list[int]) -> list[int]:
        """The named bodies that their unnamed parts belong to: "X's committee", "the X chief's office"."""
        tree, found = self.tree, list[int]()
        for k in wholes:
            parts = [k, *tree.kids(k, "flat")] if tree.name[k] < 0 else []  # "X's district secretariat"
            if not any(self.lexicon.has(w, tree.lemma[p]) for p in parts for w in ("partNoun", "namedPart")):
                continue
            wider = [n for n in tree.kids(k, "nmod") if tree.case(n) == "of"]  # "a branch of X"
            found += [n for n in wider if self._is_body(n)]
            owners = tree.kids(k, "nmod:poss", "compound", "amod")
            owners += [n for o in owners if self.titles.is_title(o) for n in tree.kids(o, "compound", "amod")]
            found += [o for o in owners if tree.name[o] >= 0 and not self.titles.is_person(o)]
        return found

    def _is_body(self, n: int) -> bool:
        if self.tree.name[n] < 0:
            return self.tree.lemma[n] in self.actor_nouns
        return not self.titles.is_person(n)

    def stations(self, i: int) -> list[int]:
        """Where the bearer of noun ``i`` has a post: "analyst at ORG", "director of research at ORG",
        "professor emeritus at ORG"."""
        tree = self.tree
        fields = [k for k in tree.kids(i, "nmod") if tree.case(k) in ("of", "for")]
        fields = [k for k in fields if tree.name[k] < 0 or not self.titles.is_person(k)]
        held = [k for k in tree.kids(i) if k == i + 1 and self.lexicon.has("postposed", tree.lemma[k])]
        return [k for n in (i, *fields, *held) for k in tree.kids(n, "nmod", "obl") if tree.case(k) == "at"]

    def owners(self, i: int) -> list[int]:
        """Whose a party's name headed by ``i`` is: "X's Harvest Party", "his Harvest Party"."""
        tree = self.tree
        first, last = tree.span_of_name(i)
        party = any(self.lexicon.has("partyWord", w.lower()) for w in tree.text[first:last])
        return tree.kids(i, "nmod:poss") if party and not self.titles.is_person(i) else []

    def is_left(self, i: int) -> bool:
        """Whether office ``i`` is one that somebody leaves: "stepped down as chief", "was replaced as it"."""
        tree, h = self.tree, self.tree.head[i]
        if tree.case(i) != "as" or not self.clauses.is_verbal(h):
            return False
        particles = [tree.text[k].lower() for k in tree.kids(h, "compound:prt", "advmod")]
        words = [tree.lemma[h], *(f"{tree.lemma[h]} {p}" for p in particles)]
        replaced = self.clauses.is_passive(h) and self.lexicon.has("succeeding", tree.lemma[h])
        return replaced or any(self.lexicon.has("leaving", w) for w in words)

    def parts(self, i: int) -> list[int]:
        """Several names that the body named at ``i`` is one of: "the Committee of A and B"."""
        tree = self.tree
        owned = [k for k in tree.kids(i, "nmod") if tree.case(k) == "of" and tree.name[k] >= 0]
        found = [c for k in owned for c in tree.conjuncts(k)]
        return found if len(found) > 1 and not self.titles.is_person(i) else []
