"""Verbs and their roles, whatever the wording: voice, relative clauses, control, coordination.

Roles are grammatical: ``agent``, ``patient`` and prepositions, each a list of head tokens. What
they mean is for frames to say.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from kg.phrases import Phrases
from kg.records import Lexicon
from kg.syntax import Tree

Roles = dict[str, list[int]]

_PASSIVE = ("nsubj:pass", "aux:pass", "obl:agent", "csubj:pass")
_OBLIQUE = ("obl", "obl:unmarked", "obl:npmod", "obl:arg", "nmod", "advmod")
_SUBJECT = ("nsubj", "nsubj:pass")
_TOWARDS = frozenset(("to", "against", "on", "upon", "at"))
_TO_OBJECT = frozenset(("of", "from", "for", "into", "against", "over"))


@dataclass(slots=True)
class Predicate:
    """A word (or several) that may state something, with who fills its roles."""

    token: int
    words: str  # the lemmas that matched, joined by spaces
    kind: str  # "verb" | "noun" | "adjective" | "prefix"
    frames: tuple[str, ...]  # names of frames with these words
    roles: Roles = field(default_factory=dict)
    governor: int = -1  # light verb above a noun
    last: int = -1  # last token of the words


class Clauses:
    """Arguments of verbs in one tree."""

    def __init__(self, tree: Tree, lexicon: Lexicon) -> None:
        self.tree, self.lexicon = tree, lexicon
        self.phrases = Phrases(tree, lexicon)
        self._agents: dict[int, list[int]] = {}

    def is_verbal(self, i: int) -> bool:
        """Whether token ``i`` is a verb outside a name."""
        tree = self.tree
        return tree.name[i] < 0 and (tree.pos[i] in ("VERB", "AUX") or tree.tag[i].startswith("VB"))

    def is_passive(self, i: int) -> bool:
        """Passive by auxiliary, by "by", or a participle that describes a noun."""
        tree = self.tree
        finite = tree.tag[i] in ("VBD", "VBZ", "VBP") and tree.dep[i] not in ("acl", "amod")
        if finite and tree.kids(i, "nsubj") and not tree.kids(i, "aux:pass", "nsubj:pass"):
            return False  # "stood by X"
        if tree.kids(i, *_PASSIVE):
            return True
        if tree.tag[i] == "VBG":
            return False
        if tree.dep[i] in ("acl", "amod") and tree.tag[i] in ("VBN", "VBD", "JJ"):
            return not tree.kids(i, "nsubj", "obj") and not tree.kids(i, "mark")
        if tree.dep[i] == "advcl" and tree.tag[i] == "VBN":
            return not tree.kids(i, "obj", "nsubj", "aux")
        if (
            tree.dep[i] == "conj"
            and tree.tag[i] in ("VBN", "VBD")
            and not tree.kids(i, "nsubj", "obj", "aux")
        ):
            h = tree.head[i]
            return h != i and (self.is_verbal(h) or bool(tree.kids(h, "aux:pass"))) and self.is_passive(h)
        return False

    # ------------------------------------------------------------ subjects

    def subjects(self, i: int, depth: int = 0) -> list[int]:
        """Grammatical subject of verb ``i``, shared or controlled subjects included."""
        if depth > 6:
            return []
        if own := self.tree.kids(i, "nsubj", "nsubj:pass", "nsubj:outer"):
            return own
        if i not in self._agents:
            self._agents[i] = []  # a cycle yields nothing
            self._agents[i] = self._understood(i, depth)
        return self._agents[i]

    def _understood(self, i: int, depth: int) -> list[int]:
        """The subject that grammar leaves out."""
        tree, h, dep = self.tree, self.tree.head[i], self.tree.dep[i]
        if h == i:
            return []
        if dep == "conj":
            return self.subjects(h, depth + 1) if self._has_clause(h) else self._understood_as(i, h, depth)
        if dep in ("acl", "acl:relcl"):
            return self._of_acl(i, h, depth)
        if dep == "amod":
            return [h]
        if dep in ("xcomp", "ccomp", "obj", "csubj") and self._has_clause(h):
            objects = tree.kids(h, "obj", "iobj")
            if dep == "xcomp" and objects and not self._is_promise(h):
                return objects[-1:] if len(objects) == 1 else tree.kids(h, "iobj")
            return self.subjects(h, depth + 1) if dep == "xcomp" else []
        if dep in ("advcl", "obl", "parataxis", "dep") and self._has_clause(h):
            marks = {tree.text[m].lower() for m in tree.kids(i, "mark", "case")}
            objects = tree.kids(h, "obj")
            described = self._described(i)
            if described >= 0:
                return [described]
            if marks & _TO_OBJECT and objects and tree.start[objects[0]] < tree.start[i]:
                return objects
            return self.subjects(h, depth + 1) if dep == "advcl" else []
        return []

    def _described(self, i: int) -> int:
        """ "…, the Front, led by X, …": the name right before a comma and a bare passive participle."""
        tree = self.tree
        bare = tree.tag[i] in ("VBN", "VBD") and tree.dep[i] == "advcl" and tree.kids(i, "obl", "obl:agent")
        if not bare or i < 2 or tree.text[i - 1] != "," or tree.kids(i, "aux", "aux:pass", "mark", "obj"):
            return -1
        return tree.unit(i - 2) if tree.name[i - 2] >= 0 else -1

    def _understood_as(self, i: int, h: int, depth: int) -> list[int]:
        """A verb coordinated with a modifier shares what that modifies."""
        return [self.tree.head[h]] if self.tree.dep[h] in ("amod", "acl") else []

    def _of_acl(self, i: int, noun: int, depth: int) -> list[int]:
        """Who does what a noun's clause says: the noun, or who has the noun ("Karva's bid to …")."""
        tree = self.tree
        if tree.dep[i] == "acl:relcl" and self.has_gap_object(i):
            return []
        past = tree.tag[i] in ("VBD", "VBN") and tree.dep[i] == "acl" and tree.kids(i, "obj")
        if past and tree.text[i - 1] in (",", "and") and self._has_clause(tree.head[noun]):
            return self.subjects(tree.head[noun], depth + 1)  # "flew missions, conducted raids"
        marked = bool(tree.kids(i, "mark"))  # "a bid to seize", "on the verge of seizing"
        if marked and tree.dep[i] == "acl" and not self._person_like(noun):
            owners = tree.kids(noun, "nmod:poss")
            owners += [c for c in tree.kids(noun, "nmod") if tree.case(c) in ("by", "of")]
            owners += [c for c in tree.kids(noun, "compound", "amod") if tree.name[c] >= 0]
            h = tree.head[noun]
            assisted = tree.dep[noun] == "obl" and self.lexicon.has("assisting", tree.lemma[h])
            if owners and assisted and all(tree.pos[k] == "PRON" for k in owners) and tree.kids(h, "obj"):
                return tree.kids(h, "obj")  # "supports X in its campaign to …"
            if owners:
                return owners
            if tree.kids(noun, "nsubj"):
                return tree.kids(noun, "nsubj")
            h = tree.head[noun]
            if tree.dep[noun] in ("obj", "obl", "nsubj:pass") and self._has_clause(h):
                return self.subjects(h, depth + 1) if not self.is_passive(h) else tree.kids(h, "obl:agent")
        return [noun]

    def _person_like(self, noun: int) -> bool:
        return (
            self.tree.name[noun] >= 0
            or self.tree.pos[noun] in ("PRON", "PROPN")
            or self.lexicon.has("belonging", self.tree.lemma[noun])
        )

    def _has_clause(self, i: int) -> bool:
        return self.is_verbal(i) or bool(self.tree.kids(i, "cop", "nsubj", "nsubj:pass"))

    def _is_promise(self, i: int) -> bool:
        return self.lexicon.has("subjectControl", self.tree.lemma[i])

    def has_gap_object(self, i: int) -> bool:
        """A relative clause with a subject of its own and no object: the noun is its object."""
        tree = self.tree
        if tree.dep[i] not in ("acl:relcl", "acl") or tree.kids(i, "obj", "ccomp", "xcomp"):
            return False
        subjects = tree.kids(i, "nsubj")
        return bool(subjects) and not any(
            self.lexicon.has("relative", tree.text[s].lower()) for s in subjects
        )

    # ------------------------------------------------------------ roles

    def roles(self, i: int) -> Roles:
        """All roles of verb ``i``."""
        tree, roles = self.tree, dict[str, list[int]]()
        passive = self.is_passive(i)
        subjects = self.subjects(i)
        if passive:
            around = tree.kids(i, "obl", "obj")  # "was fined $3 million by X": hung on the noun before
            inside = [n for k in around for n in tree.kids(k, "nmod")]
            beyond = [n for k in tree.kids(i, "xcomp") for n in tree.kids(k, "obl:agent")]  # "shot dead by X"
            roles["agent"] = tree.kids(i, "obl:agent") or [
                k for k in (*around, *inside, *beyond) if tree.case(k) == "by"
            ]
            roles["patient"] = subjects or ([tree.head[i]] if tree.dep[i] in ("acl", "amod") else [])
            if not roles["agent"]:
                roles["agent"] = self._shared_by(i)
        else:
            roles["agent"] = subjects
            roles["patient"] = self._objects(i)
        self._prepositions(i, roles)
        for k in tree.kids(i, "iobj"):
            roles.setdefault("to", []).append(k)
        roles["below"] = self.below(i)
        roles["bound"] = [
            s for k in tree.kids(i, "ccomp") if self._is_bound(k) for s in tree.kids(k, "nsubj", "nsubj:pass")
        ]
        roles["aim"] = [s for k in tree.kids(i, "xcomp") for s in self._aimed_at(k)]
        return {role: fillers for role, fillers in roles.items() if fillers}

    def below(self, i: int) -> list[int]:
        """Who is to do what stands below word ``i``: "demanded that X stop", also where the bare verb
        was taken for a noun."""
        tree = self.tree
        clauses = tree.kids(i, "ccomp", "acl") if self.is_verbal(i) else tree.kids(i, "acl", "ccomp", "appos")
        that = [k for k in clauses if any(tree.text[m].lower() == "that" for m in self._marks(i, k))]
        found = [s for k in clauses if tree.dep[k] == "ccomp" or k in that for s in tree.kids(k, *_SUBJECT)]
        return found or [s for k in that if (s := self._first_after_that(i, k)) >= 0]

    def _marks(self, i: int, k: int) -> list[int]:
        return [m for m in range(i + 1, k) if self.tree.dep[m] == "mark"]

    def _first_after_that(self, i: int, k: int) -> int:
        """The name, or what it describes, that the clause of ``k`` below ``i`` begins with; -1 for none."""
        tree = self.tree
        j = self._marks(i, k)[0] + 1
        while j < k and tree.dep[j] == "det":
            j += 1
        if tree.name[j] < 0:
            return -1
        s = tree.unit(j)
        return tree.head[s] if tree.dep[s] in ("amod", "nmod:poss") and tree.head[s] < k else s

    def _is_bound(self, k: int) -> bool:
        """Whether clause ``k`` says what somebody has to do: "must stop"."""
        tree = self.tree
        duty = any(self.lexicon.has("duty", tree.text[a].lower()) for a in tree.kids(k, "aux"))
        denied = [d for s in tree.kids(k, *_SUBJECT) for d in tree.kids(s, "det")]
        return duty and not any(self.lexicon.has("not", tree.text[d].lower()) for d in denied)

    def _aimed_at(self, k: int) -> list[int]:
        """The object of infinitive ``k``, and who is to feel it: "to cut supplies to X"."""
        tree = self.tree
        objects = tree.kids(k, "obj")
        around = [*tree.kids(k, "obl"), *(n for o in objects for n in tree.kids(o, "nmod", "obl"))]
        return objects + [n for n in around if tree.case(n) in _TOWARDS]

    def _shared_by(self, i: int) -> list[int]:
        """ "was seized and held by X": the agent stands on the last verb."""
        first = [self.tree.head[i]] if self.tree.dep[i] == "conj" else []
        for c in (*self.tree.kids(i, "conj"), *first):
            verbal = self.is_verbal(c) or self.tree.kids(c, "aux:pass")
            apart = c > i and self.tree.kids(c, *_SUBJECT)  # "was called and Y was held by X"
            if verbal and not apart and (agents := self.tree.kids(c, "obl:agent")):
                return agents
        return []

    def _objects(self, i: int) -> list[int]:
        tree = self.tree
        if own := tree.kids(i, "obj"):
            return self._timeless(i, own)
        if self.has_gap_object(i):
            return [tree.head[i]]
        if tree.kids(i, "obl", "ccomp", "xcomp"):
            return []
        for c in tree.kids(i, "conj"):  # "attacked and seized the town"
            if self.is_verbal(c) and not tree.kids(c, "nsubj", "aux:pass"):
                return tree.kids(c, "obj")
        return []

    def _timeless(self, i: int, objects: list[int]) -> list[int]:
        """ "condemned Monday the attack": the day taken for the object, what follows for an apposition."""
        tree = self.tree
        things = [k for k in objects if tree.entity[k] not in ("DATE", "TIME")]
        phrases = [] if things else [*objects, *(k for k in tree.kids(i, "obl") if k > i)]
        return things or [c for k in phrases for c in tree.kids(k, "appos")] or objects

    def _prepositions(self, i: int, roles: Roles) -> None:
        tree = self.tree
        for k in self.phrases.of(i, *_OBLIQUE):
            for role in self.phrases.roles(k):
                roles.setdefault(role, []).append(k)
        for k in tree.kids(i, "obj", "nsubj:pass"):  # "took the town from X", hung on the noun
            if tree.name[k] >= 0 or tree.pos[k] in ("NOUN", "PROPN", "SYM"):  # "gave $5 to X"
                placed = tree.name[k] >= 0 and tree.entity[k] in ("LOC", "GPE")  # "cleared Lima of rebels"
                for n in tree.kids(k, "nmod"):
                    for role in self.phrases.roles(n):
                        if role not in roles and (role != "of" or placed):
                            roles.setdefault(role, []).append(n)
        if tree.dep[i] == "acl:relcl" and not tree.kids(i, "obj", "obl"):
            for k in tree.kids(i, "advmod", "case"):  # "the group they fought against"
                if tree.tag[k] == "IN" and k > i:
                    roles.setdefault(tree.text[k].lower(), []).append(tree.head[i])

    # ------------------------------------------------------------ words

    def object_of(self, i: int, preposition: str) -> int:
        """The object of a preposition that belongs to verb ``i``: "stand by X", "go after X"; -1 for none."""
        tree, j = self.tree, i + 1
        if (
            j >= len(tree)
            or tree.text[j].lower() != preposition
            or tree.dep[j] != "case"
            or tree.kids(i, "obj")
        ):
            return -1
        k = tree.head[j]
        belongs = tree.head[k] == i and tree.case(k) == preposition and tree.entity[k] not in ("DATE", "TIME")
        return k if belongs and not self.is_passive(i) else -1

    def words_below(self, i: int) -> set[str]:
        """All that :meth:`match` may find of a verb's further words: a quick look before the close one."""
        tree = self.tree
        found = {tree.text[i + 1].lower()} if i + 1 < len(tree) else set[str]()
        for k in tree.children[i]:
            found.update((tree.lemma[k], tree.text[k].lower(), tree.case(k).split(" ")[0]))
        for k in self._beyond(i):
            found.update((tree.lemma[k], tree.text[k].lower()))
        return found

    def match(self, i: int, words: list[str]) -> tuple[bool, int, list[int]]:
        """Whether verb ``i`` has the further ``words`` below it: (fits, last token, nouns used up)."""
        tree, used, last = self.tree, list[int](), i
        if len(words) == 1 and self.object_of(i, words[0]) >= 0:
            return True, i + 1, []
        for n, word in enumerate(words):
            following = words[n + 1] if n + 1 < len(words) else ""
            kids = [k for k in tree.children[i] if tree.name[k] < 0]
            found = next((k for k in kids if self._is_word(k, word, following)), -1)
            if found < 0:
                found = next(
                    (k for k in self._beyond(i) if word in (tree.lemma[k], tree.text[k].lower())), -1
                )
                used += [found] if found >= 0 else []
            if found < 0:
                return False, i, []
            if self._is_noun_word(found, word) and not self._is_particle(found, word):
                used.append(found)
            last = max(last, found)
        return True, last, used

    def _beyond(self, i: int) -> list[int]:
        """Nouns for what verb ``i`` does to its object: "sent tons of aid", "provided maps and weapons"."""
        tree, found = self.tree, list[int]()
        for k in tree.kids(i, "obj", "nsubj:pass"):
            for j in tree.conjuncts(k):
                stands = any(self.lexicon.has(one, tree.lemma[j]) for one in ("quantity", "transparent"))
                counts = stands or tree.entity[j] == "MONEY"
                found += [j] if j != k else []
                found += [a for a in tree.kids(j, "amod") if a > j]  # "left three soldiers dead"
                found += [
                    n for n in tree.kids(j, "nmod") if counts and tree.case(n) in ("of", "in", "worth of")
                ]
        return [k for k in found if tree.name[k] < 0]

    def _is_word(self, k: int, word: str, following: str) -> bool:
        """Whether token ``k`` is a further ``word`` of a verb, or the noun after that preposition."""
        tree = self.tree
        if self._is_particle(k, word) or self._is_noun_word(k, word):
            return True
        after = following in (tree.lemma[k], tree.text[k].lower())
        return bool(following) and tree.dep[k] == "obl" and tree.case(k).split(" ")[0] == word and after

    def _is_particle(self, k: int, word: str) -> bool:
        particle = self.tree.dep[k] in ("compound:prt", "advmod", "case", "mark", "xcomp")
        return particle and self.tree.text[k].lower() == word

    def _is_noun_word(self, k: int, word: str) -> bool:
        dated = self.tree.entity[k] in ("DATE", "TIME")  # "held since March" is no march
        dep, head = self.tree.dep[k], self.tree.head[k]
        undergoes = dep == "nsubj" and not self.tree.kids(head, "obj", "ccomp", "xcomp")  # "relations soured"
        aim = dep == "advcl" and any(
            self.tree.tag[m] == "TO" for m in self.tree.kids(k, "mark")
        )  # "to end it"
        noun = (undergoes or aim or dep in ("obj", "obl", "nsubj:pass", "xcomp", "nmod")) and not dated
        return noun and word in (self.tree.lemma[k], self.tree.text[k].lower())
