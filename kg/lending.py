"""Verbs and adjectives that lend their roles to an event noun: "X launched an attack", "X is behind it"."""

from __future__ import annotations

from kg.clauses import Clauses, Roles
from kg.records import Lexicon
from kg.syntax import Tree

_SHARED = ("by", "between", "among")
_PARTNERS = ("with", "against", "on", "upon", "at", "into", "of", "to")
_DURING = ("in", "during", "for", "after", "following", "amid", "under", "despite", "since")


class Lending:
    """Finds what stands above an event noun and gives the noun its roles."""

    def __init__(self, tree: Tree, clauses: Clauses, lexicon: Lexicon) -> None:
        self.tree, self.clauses, self.lexicon = tree, clauses, lexicon
        self.phrases = clauses.phrases

    def lend(self, i: int, roles: Roles) -> int:
        """Fill ``roles`` of the noun at token ``i`` from the word above; that word, -1 for none."""
        tree = self.tree
        roles["below"] = self.clauses.below(i)
        self._by_clause(i, roles)
        roles["agent"] += self._attributed(i)
        top = self._top(i)
        if not roles["agent"] and (doer := self._doer_before(i)) >= 0:
            roles["agent"] = [doer]
            return -1
        if tree.kids(top, "nsubj") and tree.case(top) == "behind":  # "X was behind the attack"
            roles["agent"] += tree.kids(top, "nsubj")
            return -1
        if (verb := self._purpose_of(top)) >= 0 and not roles["agent"]:
            roles["agent"] += self.clauses.subjects(verb)
            self._oblique(verb, roles)
            return verb
        if not roles["agent"] and (doer := self._right_before(top)) >= 0:
            roles["agent"] += [doer]
            return -1
        if tree.dep[top] in ("nmod", "obl") and (h := self._sharer(top)) >= 0:
            return self._share(top, h, roles)
        if tree.dep[top] == "nmod" and self._beside_name(top, roles):
            return -1
        if found := self._claimed(top):  # "an attack for which X claimed responsibility"
            roles["agent"] += found
            return -1
        verb, dep = tree.head[top], tree.dep[top]
        if verb != top and self._is_steady(top, verb) and not roles["agent"]:
            roles["agent"] += self.clauses.subjects(verb)
            return -1
        if verb == top or not self.clauses.is_verbal(verb):
            return -1
        if dep in ("nsubj", "nsubj:pass"):
            return self._subject(top, verb, roles)
        if dep == "obl" and (given := self._aside(top, verb, roles)):
            return given
        if dep in ("obj", "obl", "xcomp") and not self.clauses.is_passive(verb):
            return self._object(top, verb, roles)
        return -1

    def _by_clause(self, i: int, roles: Roles) -> None:
        """ "the attack launched by X on Y", "the ties that X and Y share"."""
        tree = self.tree
        for k in tree.kids(i, "acl", "acl:relcl"):
            if not self._is_light(k):
                continue
            passive = self.clauses.is_passive(k)
            if passive or self.clauses.lends_to_noun(k):
                roles["agent"] += self._by(k) if passive else tree.kids(k, "nsubj")
                self._oblique(k, roles)

    def _attributed(self, i: int) -> list[int]:
        """ "an attack on Y, blamed on X": whose deed the text says that noun ``i`` is."""
        tree, found = self.tree, list[int]()
        places = [n for k in tree.kids(i, "nmod") for n in (k, *tree.kids(k, "nmod"))]
        clauses = [k for n in (i, *places) for k in tree.kids(n, "acl") if self.clauses.is_passive(k)]
        if tree.dep[i] in ("nsubj", "nsubj:pass") and not tree.kids(tree.head[i], "obj"):
            clauses.append(tree.head[i])  # "the attack was blamed on X"
        for k in clauses:
            if self.lexicon.has("attributing", tree.lemma[k]):
                found += [n for n in tree.kids(k, "obl") if tree.case(n) in ("on", "to")]
        return found

    def _doer_before(self, i: int) -> int:
        """ "organised by X, in collaboration with Y": the doer right before the preposition of noun ``i``."""
        tree = self.tree
        cases = [c for c in tree.kids(i, "case") if tree.text[c].lower() == "in"]
        j = cases[0] - 1 if cases else -1
        j -= j > 0 and tree.text[j] == ","
        if j < 0 or tree.name[j] < 0 or tree.sentence[j] != tree.sentence[i]:
            return -1
        doer = tree.unit(j)
        return doer if tree.dep[doer] == "obl:agent" and tree.kids(i, "nmod") else -1

    def _top(self, i: int) -> int:
        """The noun that stands for noun ``i`` above: "a round of talks", "two tons of aid", "$5m in aid"."""
        tree = self.tree
        top = tree.first_conjunct(i)
        while tree.dep[top] == "nmod":
            h, case = tree.head[top], tree.case(top)
            sum_ = tree.entity[h] == "MONEY" or self.lexicon.has("quantity", tree.lemma[h])
            if not (case == "of" and (sum_ or self.lexicon.has("transparent", tree.lemma[h]))) and not (
                case in ("in", "worth of") and sum_
            ):
                break
            top = h
        return top

    def _claimed(self, top: int) -> list[int]:
        """Who answers for event ``top`` by a clause about it: "for which X took responsibility"."""
        tree = self.tree
        for k in tree.kids(top, "acl:relcl"):
            what = [o for o in (k, *tree.kids(k, "obj")) if self.lexicon.has("doing", tree.lemma[o])]
            which = [
                n for o in (k, *what) for n in tree.kids(o, "obl", "nmod") if tree.case(n) in ("for", "in")
            ]
            if what and any(self.lexicon.has("relative", tree.text[n].lower()) for n in which):
                return self.clauses.subjects(k)
        return []

    def _is_steady(self, top: int, word: int) -> bool:
        """Whether ``word`` says how its subject stands: "is steadfast in support of X"."""
        tree = self.tree
        predicate = tree.kids(word, "cop", "nsubj") or tree.dep[word] == "xcomp"
        stands = tree.pos[word] == "ADJ" and bool(predicate)
        return stands and tree.case(top) == "in" and self._has_partner(top)

    def _purpose_of(self, top: int) -> int:
        """ "staged a strike in protest against X": the verb above the object that the phrase hangs on."""
        tree, h = self.tree, self.tree.head[top]
        bare = tree.dep[top] == "nmod" and tree.case(top) == "in" and not tree.kids(top, "det", "nmod:poss")
        verb = tree.head[h]
        active = tree.dep[h] == "obj" and self.clauses.is_verbal(verb) and not self.clauses.is_passive(verb)
        return verb if bare and active and self._has_partner(top) else -1

    def _has_partner(self, top: int) -> bool:
        """Whether a phrase with a partner's preposition comes right after noun ``top``."""
        following = self.tree.text[top + 1].lower() if top + 1 < len(self.tree) else ""
        return following in _PARTNERS

    # ------------------------------------------------------------ "responsible for", "a part in"

    def _sharer(self, top: int) -> int:
        """The word of doing whose phrase ``top`` is: "responsibility for", "involved in"; -1 for none."""
        tree, h = self.tree, self.tree.head[top]
        if tree.case(top) not in ("for", "in", "of"):
            return -1
        if self.lexicon.has("doing", tree.text[h].lower()) or self.lexicon.has("doing", tree.lemma[h]):
            return h
        if self.clauses.is_verbal(h):  # "claimed responsibility for", hung on the verb
            objects = tree.kids(h, "obj")
            return next((o for o in objects if self.lexicon.has("doing", tree.lemma[o])), -1)
        return -1

    def _beside_name(self, top: int, roles: Roles) -> bool:
        """Whether phrase ``top`` says of the name before it what others do or are to it, or it with them;
        then with the name in its role."""
        tree, h, case = self.tree, self.tree.head[top], self.tree.case(top)
        under = case == "under" and tree.name[h] >= 0  # "X, under the command of Y, …"
        if under or (case == "with" and self._helps_name(top, roles)):  # "X, with the support of Y, won"
            roles["patient"] += [h]
            return True
        if not roles["agent"] and self._within(top, roles):
            roles["agent"] += [h]  # "X, in a meeting with Y, said so"
            return True
        return False

    def _right_before(self, top: int) -> int:
        """The doer before a comma: "held by X, in collaboration with Y"; -1 for none."""
        tree = self.tree
        if tree.case(top) != "in" or not self._has_partner(top) or tree.kids(top, "det"):
            return -1
        j = min(tree.kids(top, "case", "amod", "advmod")) - 1
        doer = tree.unit(j - 1) if j > 0 and tree.text[j] == "," and tree.name[j - 1] >= 0 else -1
        return doer if doer >= 0 and tree.dep[doer] == "obl:agent" else -1

    def _helps_name(self, top: int, roles: Roles) -> bool:
        """Whether ``top`` is between commas what the name before it has of others."""
        tree = self.tree
        named = tree.name[tree.head[top]] >= 0 and tree.head[top] < top
        apart = "," in tree.text[tree.head[top] : top]
        return bool(named and apart and (roles.get("of") or roles.get("from") or roles["agent"]))

    def _within(self, top: int, roles: Roles) -> bool:
        """Whether ``top`` is something that the name before it is in with others."""
        tree = self.tree
        h = tree.head[top]
        named = h < top and (tree.name[h] >= 0 or self.lexicon.has("belonging", tree.lemma[h]))
        return bool(named and roles.get("with")) and tree.case(top) in _DURING[:2]

    def _share(self, top: int, h: int, roles: Roles) -> int:
        """Give the event the doer of ``h``: who is involved, who claimed responsibility."""
        tree, clauses = self.tree, self.clauses
        if tree.pos[h] == "NOUN":
            verb = tree.head[h]
            if (
                tree.dep[h] == "obj"
                and clauses.is_verbal(verb)
                and self.lexicon.has("light", tree.lemma[verb])
            ):
                roles["agent"] += self._by(verb) if clauses.is_passive(verb) else clauses.subjects(verb)
                self._located(top, verb, roles)
                return verb
            return -1
        roles["agent"] += tree.kids(h, "nsubj", "nsubj:pass") or clauses.subjects(h)
        return h

    def _located(self, top: int, verb: int, roles: Roles) -> None:
        """Where the event is, by what follows it: "claimed responsibility for the bombing in X"."""
        for k in self.tree.kids(verb, "obl"):
            case = self.tree.case(k)
            if k > top and self.lexicon.has("locative", case) and not roles.get(case):
                roles[case] = [k]

    # ------------------------------------------------------------ subject, object, aside

    def _subject(self, top: int, verb: int, roles: Roles) -> int:
        """ "An attack was launched by X"; "fighting has broken out between X and Y"."""
        lemma = self.tree.lemma[verb]
        passive = self.tree.dep[top] == "nsubj:pass" and self.lexicon.has("light", lemma)
        if not passive and not self.lexicon.has("happening", lemma):
            return -1
        roles["agent"] += self._by(verb)
        self._oblique(verb, roles, skip=top)
        return verb

    def _object(self, top: int, verb: int, roles: Roles) -> int:
        """ "X launched an attack", "X suffered an attack", "X took part in an attack"."""
        tree, clauses, lemma = self.tree, self.clauses, self.tree.lemma[verb]
        dep, subjects = tree.dep[top], clauses.subjects(verb)
        lends = self.lexicon.has("light", lemma) or self.lexicon.has("hosting", lemma)
        shared = any(roles.get(role) for role in ("between", "among"))
        hosts = any(
            self.lexicon.has("hosting", tree.lemma[k]) for k in (verb, top, *tree.kids(top, "compound"))
        )
        if shared and not hosts:
            return verb if lends else -1
        if (dep == "obj" and lends) or (dep == "obl" and self._enters(verb, top)):
            roles["agent"] = (roles["agent"] or []) + subjects
        elif self.lexicon.has("lightPassive", lemma) or (dep == "obl" and tree.case(top) == "under"):
            roles["patient"] += subjects
            roles["agent"] += [k for k in tree.kids(verb, "obl") if tree.case(k) == "from"]
            roles["agent"] += roles.pop("of", []) + roles.get("from", [])  # "enjoys the support of X"
        else:
            return -1
        self._oblique(verb, roles, skip=top)
        return verb

    def _aside(self, top: int, verb: int, roles: Roles) -> int:
        """Beside the verb: "with X's help", "in support of X", "after clashes with X"; 0 if none."""
        tree, clauses, case = self.tree, self.clauses, self.tree.case(top)
        passive = clauses.is_passive(verb)
        befallen = case == "in" and self.lexicon.has("befalling", tree.lemma[verb])
        if befallen and roles["agent"] and (passive or not tree.kids(verb, "obj")):  # "killed in an X raid"
            roles["patient"] = roles["patient"] + clauses.subjects(verb)
            return verb
        if case == "with":  # "with the help of X", "with X's help", "with an attack on X"
            side = "patient" if roles.get("of") or roles.get("from") or roles["agent"] else "agent"
            roles[side] = roles[side] + clauses.subjects(verb)
            return verb
        if roles["agent"]:
            return 0
        if case == "in" and not tree.kids(top, "det"):  # "in support of X"
            roles["agent"] += tree.kids(verb, "obl:agent") if passive else clauses.subjects(verb)
            return verb
        if who := self._beside(verb, case, roles, passive):
            roles["agent"] += who
            return verb
        return 0

    def _beside(self, verb: int, case: str, roles: Roles, passive: bool) -> list[int]:
        """Whose event it is: "killed in clashes with X", "blamed Y for it", "helped Y in its war with X"."""
        clauses = self.clauses
        if not any(roles.get(role) for role in _PARTNERS):
            return []
        if (roles.get("with") or [verb])[0] >= verb and (helped := self._helped(verb, case, passive)):
            return helped
        if (roles.get("with") and case in _DURING) or (case == "in" and not passive):
            return clauses.subjects(verb)
        return clauses.subjects(verb) if case == "for" and passive else []

    def _helped(self, verb: int, case: str, passive: bool) -> list[int]:
        """Whose the event is for which, or in which, ``verb`` does something to them."""
        assists = case == "in" and self.lexicon.has("assisting", self.tree.lemma[verb])
        if not (assists or case == "for"):
            return []
        return self.clauses.subjects(verb) if passive and assists else self.tree.kids(verb, "obj")

    def helped(self, i: int) -> list[int]:
        """Whom the possessive of noun ``i`` takes up: "supports X in its war", "thanked X for its aid"."""
        tree, top = self.tree, self._top(i)
        verb = tree.head[top]
        if tree.dep[top] != "obl" or verb == top or not self.clauses.is_verbal(verb):
            return []
        return self._helped(verb, tree.case(top), self.clauses.is_passive(verb))

    # ------------------------------------------------------------ small questions

    def _is_light(self, i: int) -> bool:
        return self.lexicon.has("light", self.tree.lemma[i]) or self.lexicon.has(
            "lightPassive", self.tree.lemma[i]
        )

    def _by(self, verb: int) -> list[int]:
        """Whom a passive names as doing it: "by X", "between X and Y"."""
        found = list(self.tree.kids(verb, "obl:agent"))
        return found + [
            k
            for k in self.phrases.of(verb, "obl")
            if any(self.tree.text[c].lower() in _SHARED for c in self.tree.kids(k, "case"))
        ]

    def _enters(self, verb: int, noun: int) -> bool:
        """ "take part in an attack", "carry on with a campaign", "engage in talks"."""
        return self.tree.case(noun) in ("in", "with", "on") and self.lexicon.has(
            "light", self.tree.lemma[verb]
        )

    def _oblique(self, verb: int, roles: Roles, skip: int = -1) -> None:
        for k in self.phrases.of(verb, "obl", "iobj"):
            if k == skip:
                continue
            for role in self.phrases.roles(k) or (["to"] if self.tree.dep[k] == "iobj" else []):
                roles.setdefault(role, []).append(k)
