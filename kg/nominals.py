"""Nouns, adjectives and hyphened words as predicates, with their roles."""

from __future__ import annotations

from kg.clauses import Clauses, Roles
from kg.lending import Lending
from kg.records import Lexicon
from kg.syntax import Tree
from kg.titles import Titles
from kg.wholes import TITLE_DEPS, Wholes

_BETWEEN = frozenset((",", "and", "&"))
_OWN = ("of", "from", "for", "at", "'s", "’s", "'", "’")  # what follows a name that has a body of its own


class Nominals(Wholes):
    """Arguments of nouns, adjectives and hyphened words in one tree."""

    def __init__(self, tree: Tree, clauses: Clauses, lexicon: Lexicon, titles: Titles) -> None:
        super().__init__(tree, clauses, lexicon, titles)
        self.phrases = clauses.phrases
        self.lending = Lending(tree, clauses, lexicon)

    # ------------------------------------------------------------ nouns

    def noun_roles(self, i: int, first: int) -> tuple[Roles, int]:
        """Roles of the noun at tokens ``first`` to ``i``, and the light verb above it (-1 for none)."""
        tree, last, i = self.tree, i, self._head(first, i)
        roles: Roles = {"self": self.named_by(i, first, last), "whole": self.wholes(i, first, last)}
        roles["agent"] = self.doers(i)
        roles["patient"] = []
        roles["at"] = self.stations(i)
        roles["above"] = self._above([*roles["whole"], *roles["at"]])
        roles["outer"] = [k for k in (self.titles.outer(first),) if k >= 0]
        self._prepositions(i, roles)
        if last != i and tree.case(last) == "of":  # "a memorandum of understanding between X and Y"
            roles["agent"] += self.doers(last)
            self._prepositions(last, roles)
        governor = self.lending.lend(i, roles)
        return {role: list(dict.fromkeys(f)) for role, f in roles.items() if f}, governor

    def _head(self, first: int, last: int) -> int:
        """Of a noun of several words, the one that hangs outside them."""
        inside = range(first, last + 1)
        return next((j for j in inside if self.tree.head[j] not in inside or self.tree.head[j] == j), last)

    def doers(self, i: int) -> list[int]:
        """ "by X", "X's …", "X …" beside noun ``i``."""
        tree = self.tree
        found = list(tree.kids(i, "nmod:poss"))
        if found and all(
            tree.pos[k] == "PRON" for k in found
        ):  # "helped X in its war", "thanked X for its aid"
            found = self.lending.helped(i) or found
        for k in tree.kids(i, "compound", "amod", "nmod:desc", "nmod:unmarked"):
            if tree.name[k] >= 0 or tree.lemma[k] in self.actor_nouns:
                found += [j for j in tree.conjuncts(k) if tree.name[j] >= 0 or j == k]
                found += [j for j in self._after_hyphen(k) if j not in found]
                found += [
                    j for j in tree.kids(k, "compound", "amod") if tree.name[j] >= 0 and self._joined(j)
                ]
        for k in [*self.phrases.of(i, "nmod", "obl", "obl:agent"), *self.phrases.after(i)]:
            if tree.case(k) == "by" or (tree.case(k) in ("between", "among") and k > i):
                found += [k]
        first = tree.first_conjunct(i)
        if not found and first != i and tree.pos[first] == "NOUN":
            found = self.doers(first)
        return found

    def _after_hyphen(self, k: int) -> list[int]:
        """The name after the hyphen behind name ``k``, where it hangs on that: "X-Y talks"."""
        tree, j = self.tree, k
        while j + 1 < len(tree) and tree.name[j + 1] == tree.name[k] >= 0:
            j += 1
        if tree.name[k] < 0 or not self._joined(j) or j + 2 >= len(tree) or tree.name[j + 2] < 0:
            return []
        other = tree.unit(j + 2)
        return [other] if tree.head[other] == k else []

    def _joined(self, j: int) -> bool:
        """Whether the name of token ``j`` has a hyphen after it: "X-Y talks"."""
        tree = self.tree
        while j + 1 < len(tree) and tree.name[j + 1] == tree.name[j]:
            j += 1
        return j + 1 < len(tree) and tree.text[j + 1] in ("-", "–", "‑")

    def _prepositions(self, i: int, roles: Roles) -> None:
        tree = self.tree
        for k in [*self.phrases.of(i, "nmod", "obl", "nmod:unmarked"), *self.phrases.after(i)]:
            for role in self.phrases.roles(k):
                roles.setdefault(role, []).append(k)
                if self.lexicon.has("locative", role) and tree.lemma[k] not in self.actor_nouns:
                    roles[role] += self.phrases.inside(k)
        for c in tree.kids(i, "conj"):  # "training and weapons for X"
            if tree.pos[c] == "NOUN":
                for k in tree.kids(c, "nmod"):
                    for role in self.phrases.roles(k):
                        roles.setdefault(role, [k])

    # ------------------------------------------------------------ whom a noun names

    def named_by(self, i: int, first: int, last: int) -> list[int]:
        """Who bears noun ``i``: title before a name, apposition, copula, "as", the noun itself."""
        tree = self.tree
        if len(listed := self.titles.bearers(last)) > 1:
            return listed
        if (bearer := self.titles.bearer(first, last)) >= 0:
            return self._all_before(bearer, first, last)
        if namesakes := self._beside_plural(i, last):
            return namesakes
        top = tree.first_conjunct(i)
        if tree.dep[top] in TITLE_DEPS and tree.name[tree.head[top]] >= 0:
            return [tree.head[top]]
        if self._has_two_offices(top, i):
            return [top]
        office = self.titles.is_title(last)
        side = self.lexicon.has("sideNoun", tree.lemma[last])  # "its partner, the Velm Party"
        apposed = [k for k in tree.kids(i, "appos", "flat", "nmod:desc") if tree.name[k] >= 0]
        people = [k for k in apposed if not office or side or self.titles.is_person(k)]
        apposed = people or (apposed if tree.kids(i, "nmod:poss") and tree.tag[i] == "NN" else [])
        alone = office and len(apposed) == 1 and self.titles.tells_no_list(last)
        if apposed and not (alone and tree.lemma[tree.head[i]] != "one"):  # "one of X's lawmakers, Y"
            return apposed
        start = self.titles.phrase_start(top)
        above = tree.head[top]
        near = start - 2 if start > 1 and tree.text[start - 1] == "," else -1
        if tree.dep[top] == "appos":  # "X, a lawyer from Velm, a member of Y"; else the name before the comma
            person = tree.name[above] >= 0 and self.titles.is_person(above)
            return [tree.unit(near)] if near >= 0 and tree.name[near] >= 0 and not person else [above]
        if tree.dep[top].startswith("nsubj") and tree.kids(above, "cop") and tree.name[above] >= 0:
            return [above]  # "the leader of the party is X"
        if (one := self._one_of(top)) != top and (found := self._of_one(one)):
            return found
        if subjects := tree.kids(top, "nsubj", "nsubj:outer"):
            return (
                subjects if tree.kids(top, "cop") or tree.dep[top] in ("root", "ccomp", "acl:relcl") else [i]
            )
        return self._predicated(top) or [i]

    def _all_before(self, bearer: int, first: int, last: int) -> list[int]:
        """All who bear a plural right behind their list: "X, Y and Z, leaders of ORG"."""
        tree = self.tree
        if bearer > first or tree.tag[last] not in ("NNS", "NNPS"):
            return [bearer]
        listed = [k for k in tree.conjuncts(tree.first_conjunct(bearer)) if k <= bearer]
        named = all(tree.name[k] >= 0 and self.titles.is_person(k) for k in listed)
        return listed if named and bearer in listed else [bearer]

    def sharers(self, i: int, bodies: list[int]) -> list[int]:
        """Who has the bodies beside name ``i``: all of its list in "X and Y of A and B respectively"."""
        tree, last = self.tree, self.tree.span_of_name(i)[1]
        ends = [tree.span_of_name(c)[1] for k in bodies for c in tree.conjuncts(k) if c != k]
        words = tree.text[last : max(ends) + 2] if ends else []
        if not any(self.lexicon.has("respective", w.lower()) for w in words):
            return [i]
        run = list[int]()  # of "X of A, Y and Z of B and C respectively" Y and Z
        for k in tree.conjuncts(tree.first_conjunct(i)):
            between = tree.text[tree.span_of_name(run[-1])[1] : tree.span_of_name(k)[0]] if run else []
            if not _BETWEEN.issuperset(between):
                if i in run:
                    break
                run = []
            run.append(k)
        return [k for k in run if tree.name[k] >= 0]

    def shared_owner(self, i: int) -> list[int]:
        """The body in "ORG's X and Y" for Y, where nothing else tells what Y is of."""
        tree, (first, last) = self.tree, self.tree.span_of_name(i)
        before = first - 1
        while before > 0 and tree.text[before] in _BETWEEN:
            before -= 1
        near = tree.unit(before)
        joined = tree.name[before] >= 0 and before < first - 1 and tree.dep[i] == "conj"
        if not joined or not self.titles.is_person(near):
            return []
        told = tree.text[last].lower() if last < len(tree) else ""
        after = tree.text[last + 1].lower() if last + 1 < len(tree) else ""
        own = told in (*_OWN, "(", "-", "–", "—") or (
            told == "," and after in (*_OWN, "a", "an", "the", "who")
        )
        rivals = tree.case(tree.first_conjunct(i)) == "between"
        return [] if own or rivals else self._owner(near) or self.shared_owner(near)

    def _has_two_offices(self, top: int, i: int) -> bool:
        """ "X, chairman of A, and head of B": an office joined to the name of who has one before."""
        tree = self.tree
        joined = top != i and tree.name[top] >= 0 and self.titles.is_person(top) and not tree.kids(i, "det")
        one = joined and self.titles.is_title(i) and not tree.tag[i].endswith("S")
        return one and any(self.titles.is_title(k) and k < i for k in tree.kids(top, "appos"))

    def _beside_plural(self, i: int, last: int) -> list[int]:
        """Names listed after a plural, or before its "other": "members X and Y", "X, Y and other members"."""
        tree, j = self.tree, last + 1
        if tree.tag[last] not in ("NNS", "NNPS"):
            return []
        top = tree.first_conjunct(i)
        verb = tree.head[top]
        if tree.dep[top] == "nsubj" and self.lexicon.has("enumerating", tree.lemma[verb]):
            return [c for k in tree.kids(verb, "obj") for c in tree.conjuncts(k)]  # "backers include X"
        if top != i and any(tree.text[k].lower() == "other" for k in tree.kids(i, "amod")):
            return [k for k in tree.conjuncts(top) if k < i and tree.name[k] >= 0]
        if j + 1 < len(tree) and tree.text[j].lower() == "of":  # "members of X such as Y and Z"
            j = self._after_listing(self.titles.phrase_end(j, tree.sentences[tree.sentence[i]][1]))
        if 0 <= j < len(tree) and tree.name[j] >= 0 and not self.titles.is_person(j):
            unit = tree.unit(j)
            modifies = tree.dep[unit] in ("amod", "compound") and tree.head[unit] > j
            return tree.conjuncts(unit) if not modifies else []
        return []

    def _after_listing(self, j: int) -> int:
        """The token after "such as" or "including" at token ``j``, -1 where neither is."""
        words = " ".join(self.tree.text[j : j + 2]).lower()
        marks = (m for m in (words, words.partition(" ")[0]) if self.lexicon.has("listing", m))
        return next((j + m.count(" ") + 1 for m in marks), -1)

    def bodies(self, i: int, last: int) -> list[int]:
        """Names of what the name headed by ``i`` that ends before ``last`` is of: "ORG's X", and for
        persons "X of ORG", "X from ORG", "X (ORG)"."""
        tree = self.tree
        person = self.titles.is_person(i)
        start, end = tree.span_of_name(i)
        cases = ("of", "from", "at") if person else ("of", "at") if end - start > 1 else ()
        found = [k for k in tree.kids(i, "nmod") if tree.case(k) in cases and tree.name[k] >= 0]
        found = [k for k in found if not self._is_joined_noun(end, min(tree.kids(k, "case")))]
        found = [k for k in found if person or len(tree.conjuncts(k)) == 1]
        found += self._after_comma(i, last) if person else []
        found += self._owner(i)
        latin = last + 1 < len(tree) and tree.text[last + 1][:1] < "\u0250"  # not the name in its own script
        if person and latin and last + 2 < len(tree) and tree.text[last] == "(" and tree.name[last + 1] >= 0:
            after = last + 1
            while after < len(tree) and tree.name[after] == tree.name[last + 1]:
                after += 1
            found += [tree.unit(last + 1)] if after < len(tree) and tree.text[after] == ")" else []
        return found

    def _owner(self, i: int) -> list[int]:
        """The name in "ORG's X" for X."""
        tree, start = self.tree, self.tree.span_of_name(i)[0]
        owned = start > 1 and tree.text[start - 1] in ("'s", "’s", "'", "’") and tree.name[start - 2] >= 0
        return [tree.unit(start - 2)] if owned else []

    def _is_joined_noun(self, end: int, case: int) -> bool:
        """Whether a noun joined to a name that ends at ``end`` is before ``case``: "X and the friends of"."""
        tree, between = self.tree, range(end, case)
        nouns = [j for j in between if tree.name[j] < 0 and tree.pos[j] == "NOUN"]
        return bool(nouns) and any(tree.dep[j] == "cc" for j in range(end, nouns[0]))

    def bodies_of(self, i: int) -> list[int]:
        """What the persons named at ``i`` are of by the titles beside them: "killed ORG commander X"."""
        tree, found = self.tree, list[int]()
        if self.titles.is_title(i) and any(self.titles.is_person(k) for k in tree.kids(i, "appos", "flat")):
            found += [] if self.titles.is_former(i) else self.wholes(i, i, i)  # "killed X's leader, Y"
        for k in tree.conjuncts(i):
            if tree.name[k] < 0 or not self.titles.is_person(k):
                continue
            beside = [t for t in tree.kids(k, "nmod:desc", "compound", "appos") if tree.name[t] < 0]
            titles = [t for t in beside if self.titles.is_title(t) and not self.titles.is_former(t)]
            wholes = [w for t in titles for w in self.wholes(t, t, t)]
            found += [*wholes, *self._above(wholes)]
            found += self.bodies(k, tree.span_of_name(k)[1])
        return list(dict.fromkeys(found))

    def _after_comma(self, i: int, last: int) -> list[int]:
        """The body in "X, also of ORG, …" and "X and Y, both from ORG, …", whatever it hangs on."""
        tree = self.tree
        ends = [tree.span_of_name(k)[1] for k in tree.conjuncts(tree.first_conjunct(i))]
        end = tree.sentences[tree.sentence[i]][1]
        for j in dict.fromkeys((last, *ends[-1:])):
            of_all = j + 1 < end and tree.text[j + 1].lower() in ("both", "all")
            if j + 2 >= end or tree.text[j] != "," or (j != last and not of_all):
                continue
            j += 1 + (of_all or tree.text[j + 1].lower() == "also")
            if tree.text[j].lower() not in ("of", "from", "with"):
                continue
            j += 1 + (j + 1 < end and tree.pos[j + 1] == "DET")
            if j < end and tree.name[j] >= 0 and not self.titles.is_person(j):
                after = tree.span_of_name(j)[1]
                if after >= end or tree.text[after] in (",", ".", ")", ";"):
                    return [tree.unit(j)]
        return []

    def _one_of(self, i: int) -> int:
        """ "one of X's allies", "part of an alliance": the word that stands for noun ``i``."""
        tree = self.tree
        while tree.dep[i] == "nmod" and tree.case(i) in ("of", "among"):
            if not self.lexicon.has("transparent", tree.lemma[tree.head[i]]):
                break
            i = tree.head[i]
        return i

    def _of_one(self, one: int) -> list[int]:
        """Who is "one of …": its subject, or what it stands beside."""
        tree = self.tree
        if tree.kids(one, "cop"):
            return tree.kids(one, "nsubj", "nsubj:outer") or self.clauses.subjects(one)
        return [tree.head[one]] if tree.dep[one] == "appos" else []

    def _predicated(self, i: int) -> list[int]:
        """ "became president", "was elected president", "appointed X as envoy", "X as leader"."""
        tree, clauses = self.tree, self.clauses
        if tree.kids(i, "cop"):
            return clauses.subjects(i)
        h = tree.head[i]
        if (tree.case(i) == "as" and tree.dep[i] in ("obl", "nmod", "advcl", "xcomp")) or tree.dep[
            i
        ] == "xcomp":
            if tree.dep[i] == "nmod":
                return [h]
            if clauses.is_verbal(h):
                takes = tree.case(i) == "as" and self.lexicon.has("succeeding", tree.lemma[h])
                objects = [] if takes else tree.kids(h, "obj")
                return objects if objects and not clauses.is_passive(h) else clauses.subjects(h)
        return []

    # ------------------------------------------------------------ adjectives and hyphens

    def adjective_roles(self, i: int) -> Roles:
        """Roles of adjective (or participle) ``i``: what it describes, and its prepositions."""
        tree, clauses = self.tree, self.clauses
        if tree.dep[i] in ("advmod", "case"):
            return self._beside_roles(i)
        top = tree.first_conjunct(i)
        roles: Roles = {}
        if tree.dep[top] in ("amod", "acl", "appos", "acl:relcl") and not tree.kids(top, "nsubj"):
            roles["self"] = [tree.head[top]]
        else:
            roles["self"] = (
                tree.kids(top, "nsubj", "nsubj:pass") or clauses.subjects(top) or self._predicated(top)
            )
        for k in tree.kids(i, "obl", "nmod", "obl:arg"):
            for role in self.phrases.roles(k):
                roles.setdefault(role, []).append(k)
        if by := tree.kids(i, "obl:agent"):  # "is embarrassed by X"
            roles["agent"] = by
        if (stem := self.stem_before(i)) >= 0:
            roles["stem"] = [stem]
            roles["self"] = [self.described_by(i)]
        return {role: f for role, f in roles.items() if f and f != [-1]}
