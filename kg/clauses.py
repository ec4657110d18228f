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
        self._verbal = [
            name < 0 and (pos in ("VERB", "AUX") or tag.startswith("VB"))
            for name, pos, tag in zip(tree.name, tree.pos, tree.tag, strict=True)
        ]

    def is_verbal(self, i: int) -> bool:
        """Whether token ``i`` is a verb outside a name."""
        return self._verbal[i]

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
        if dep == "xcomp" and self._serves(h) and not self._governs(h):
            return tree.kids(h, "obl:agent")
        if dep in ("xcomp", "ccomp", "obj", "csubj") and self._has_clause(h):
            objects = tree.kids(h, "obj", "iobj")
            if dep == "xcomp" and objects and not self._is_promise(h):
                return objects[-1:] if len(objects) == 1 else tree.kids(h, "iobj")
            return self.subjects(h, depth + 1) if dep == "xcomp" else []
        if dep in ("advcl", "xcomp") and tree.dep[h] == "xcomp" and tree.pos[h] == "ADJ":
            return self.subjects(h, depth + 1)  # "remains committed to helping X"
        if dep in ("advcl", "obl", "parataxis", "dep") and self._has_clause(h):
            if dep == "advcl" and tree.tag[i] == "VB" and not tree.kids(i, "mark", "aux"):
                return []  # "Count on us", X said
            marks = {tree.text[m].lower() for m in tree.kids(i, "mark", "case")}
            objects = tree.kids(h, "obj")
            if (described := self._described(i)) >= 0:
                return [described]
            if marks & _TO_OBJECT and objects and tree.start[objects[0]] < tree.start[i]:
                return objects
            if (
                marks == {"to"}
                and objects
                and objects[0] < i
                and self.lexicon.has("assisting", tree.lemma[h])
            ):
                return objects  # "trains soldiers to fight X"
            if dep == "advcl" and (beside := self._doing_as_well(i, h)):
                return beside
            if dep == "advcl" and marks == {"to"} and self._serves(h):
                return tree.kids(h, "obl:agent")
            return self.subjects(h, depth + 1) if dep == "advcl" else []
        return []

    def _serves(self, h: int) -> bool:
        """ "the hearing was adjourned to allow X to prepare": no thing that is dealt with has an aim."""
        passive = bool(self.tree.kids(h, "aux:pass")) and self.is_passive(h)
        subjects = [s for s in self.subjects(h) if self.tree.text[s].lower() != "which"] if passive else []
        return passive and not any(self._person_like(s) for s in subjects)

    def _governs(self, h: int) -> bool:
        """Whether an infinitive below verb ``h`` says what that is about: "was expected to"."""
        return any(self.lexicon.has(w, self.tree.lemma[h]) for w in ("planned", "report", "regarding"))

    def _doing_as_well(self, i: int, h: int) -> list[int]:
        """ "The row grew, with X joining the protest, condemning Y": who does something else right before."""
        tree = self.tree
        if tree.tag[i] != "VBG" or i < 1 or tree.text[i - 1] != ",":
            return []
        before = [k for k in range(h, i) if tree.dep[k] in ("acl", "advcl") and tree.tag[k] == "VBG"]
        if not before or not any(tree.text[k].lower() == "with" for k in range(h, before[-1])):
            return []
        subjects = self.subjects(before[-1])
        return [c for s in subjects for c in tree.conjuncts(tree.first_conjunct(s))]

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
        first = tree.first_conjunct(noun)
        if tree.tag[i] == "VBG" and first != noun and tree.case(first) == "with":
            return tree.conjuncts(first)  # "with X and Y joining in"
        h, of = tree.head[noun], [tree.text[m].lower() for m in tree.kids(i, "mark", "case")] == ["of"]
        if of and tree.dep[noun] == "obl:agent" and self.lexicon.has("charging", tree.lemma[h]):
            return self.subjects(h, depth + 1)  # "was accused by X of arming Y"
        marked = bool(tree.kids(i, "mark"))  # "a bid to seize", "on the verge of seizing"
        if marked and tree.dep[i] == "acl" and not self._person_like(noun):
            owners = tree.kids(noun, "nmod:poss")
            owners += [c for c in tree.kids(noun, "nmod") if tree.case(c) in ("by", "of")]
            owners += [c for c in tree.kids(noun, "compound", "amod") if tree.name[c] >= 0]
            owners += [a for c in tree.kids(noun, "acl") if c != i for a in tree.kids(c, "obl:agent")]
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
        if tree.dep[i] == "acl" and tree.tag[i] == "VBN" and subjects and not tree.kids(i, "aux"):
            first = min([subjects[0], *tree.children[subjects[0]]])
            if first > 0 and tree.text[first - 1] == ",":
                return False  # "the parties, the Front included"
        return bool(subjects) and not any(
            self.lexicon.has("relative", tree.text[s].lower()) for s in subjects
        )

    def lends_to_noun(self, i: int) -> bool:
        """ "the ties that X and Y share": a relative clause whose light verb has the noun for its object."""
        tree = self.tree
        objects = [tree.text[o].lower() for o in tree.kids(i, "obj")]
        relative = bool(objects) and all(self.lexicon.has("relative", o) for o in objects)
        light = self.lexicon.has("light", tree.lemma[i]) and not self.is_passive(i)
        own = relative and tree.dep[i] == "acl:relcl" and bool(tree.kids(i, "nsubj"))
        return light and (own or self.has_gap_object(i))

    # ------------------------------------------------------------ roles

    def roles(self, i: int) -> Roles:
        """All roles of verb ``i``."""
        tree, roles = self.tree, dict[str, list[int]]()
        passive = self.is_passive(i)
        subjects = self.subjects(i)
        if passive:
            around = tree.kids(i, "obl", "obj")  # "was fined $3 million by X": hung on the noun before
            inside = [n for k in around for n in tree.kids(k, "nmod")]
            results = tree.kids(i, "xcomp")  # "shot dead by X", "was named a threat by X"
            beyond = [n for k in results for n in tree.kids(k, "obl:agent", "nmod") if tree.case(n) == "by"]
            roles["agent"] = tree.kids(i, "obl:agent") or [
                k for k in (*around, *inside, *beyond) if tree.case(k) == "by"
            ]
            roles["patient"] = subjects or ([tree.head[i]] if tree.dep[i] in ("acl", "amod") else [])
            if not roles["agent"]:
                roles["agent"] = self._shared_by(i)
        else:
            roles["agent"] = subjects
            roles["patient"] = self._objects(i) or tree.kids(i, "iobj")  # "allowed X to stand"
        self._prepositions(i, roles)
        for k in tree.kids(i, "iobj"):
            roles.setdefault("to", []).append(k)
        roles["below"] = self.below(i)
        roles["bound"] = [
            s for k in tree.kids(i, "ccomp") if self._is_bound(k) for s in tree.kids(k, "nsubj")
        ]
        roles["aim"] = [s for k in tree.kids(i, "xcomp") for s in self.aimed_at(k)]
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

    def aimed_at(self, k: int) -> list[int]:
        """The object of infinitive ``k``, and who is to feel it: "to cut supplies to X"."""
        tree = self.tree
        objects = tree.kids(k, "obj")
        around = [*tree.kids(k, "obl"), *(n for o in objects for n in tree.kids(o, "nmod", "obl"))]
        felt = [n for n in around if tree.case(n) in _TOWARDS]
        asked = [n for n in (*objects, *felt) if self.lexicon.has("request", tree.lemma[n])]
        return objects + felt + [n for a in asked for n in tree.kids(a, "nmod") if tree.case(n) == "from"]

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
        own = tree.kids(i, "obj") or self._counted(i)
        if told := self._told_of(i, own):
            return told
        if own:
            return self._timeless(i, own)
        if self.has_gap_object(i):
            return [tree.head[i]]
        if tree.kids(i, "obl", "ccomp", "xcomp"):
            return []
        for c in tree.kids(i, "conj"):  # "attacked and seized the town"
            if self.is_verbal(c) and not tree.kids(c, "nsubj", "aux:pass"):
                return tree.kids(c, "obj")
        return []

    def _counted(self, i: int) -> list[int]:
        """ "killed about 2/3 of them": the fraction whose "about" was taken for a case."""
        tree = self.tree
        parts = [k for k in tree.kids(i, "obl") if k > i and "/" in tree.text[k] and tree.kids(k, "nmod")]
        return [k for k in parts if self.lexicon.has("approximate", tree.case(k))]

    def _told_of(self, i: int, objects: list[int]) -> list[int]:
        """Whom a clause in the object's place tells of: "what it called Y's failure", "how Y handled it"."""
        tree = self.tree
        clauses = [(c, o) for o in objects for c in tree.kids(o, "acl:relcl", "advcl:relcl")]
        clauses += [(c, min([c, *tree.children[c]])) for c in tree.kids(i, "ccomp") if not objects]
        for c, first in clauses:
            word = tree.text[first].lower()
            if word == "what" and self.lexicon.has("regarding", tree.lemma[c]):
                return [k for k in tree.kids(c, "obj", "xcomp", "obl") if k > c]
            if word == "how":
                return tree.kids(c, "nsubj")
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
            for c in tree.kids(k, "conj"):  # "provided weapons and training to X"
                for n in tree.kids(c, "nmod", "obl") if tree.pos[c] == "NOUN" and tree.name[c] < 0 else ():
                    if tree.case(n) in _TOWARDS and tree.case(n) not in roles:
                        roles[tree.case(n)] = [n]
        if tree.dep[i] == "acl:relcl" and not tree.kids(i, "obj", "obl"):
            for k in tree.kids(i, "advmod", "case"):  # "the group they fought against"
                if tree.tag[k] == "IN" and k > i:
                    roles.setdefault(tree.text[k].lower(), []).append(tree.head[i])
