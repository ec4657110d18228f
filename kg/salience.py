"""Who is in mind when a pronoun comes: every nominal a little way back, weighed by cues of grammar.

A log-linear model over mentions (after Durrett & Klein 2013): what is meant is as likely as all its mentions
together, against nouns that are no actors, and against nobody ("it rains"). The weights stand in
``ontology/salience.ttl``, which ``tools/salience.py`` fits on texts in which people marked who is who. No cue
names a relation, a class or a word, so that the weights serve every domain.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from math import exp

from kg.actors import Gathering
from kg.mentions import Mentions, Ref
from kg.quotations import Quotation, Quotations
from kg.syntax import SUBJECTS
from kg.vocabulary import ACTOR, PLACE

REACH = {"personal": 5, "singular": 2, "plural": 2}  # sentences to look back
_MANY = 4  # of what is counted
_PARTS = ("compound", "amod", "nmod:desc", "flat")
_OBJECTS = ("obj", "obl", "iobj", "obl:agent", "xcomp")  # beside a subject, somebody else
_NAMED_ROLES = ("nmod:poss", "nmod", "obl", "obl:agent", "appos", "root")
NOBODY, NO_ACTOR = Ref(-1, -1, -1, -1), Ref(-1, -1, -1, -1, pronoun=True)  # a noun's and a pronoun's


@dataclass(slots=True)
class Minded:
    """A nominal that a pronoun may take up; what any pronoun asks of it is found when first asked for."""

    position: int
    ref: Ref
    met: int  # mentions of its cluster so far, itself included
    clause: int = -1
    role: str = ""
    gender: str = ""
    quotation: Quotation | None = None
    cues: tuple[str, ...] = ()
    sums: dict[str, float] = field(default_factory=dict)  # kind and role of the pronoun → weight of ``cues``


@dataclass(slots=True)
class Asking:
    """A pronoun and what surrounds it."""

    token: int
    kind: str
    role: str
    clause: int
    gender: str
    quotation: Quotation | None
    speaker: int  # cluster of who speaks it
    above: dict[int, str]  # subjects of the verbs above it → whether they speak
    beside: set[int]  # clusters named as other arguments of its verb
    acts: bool  # subject of a verb that frames know
    opens: bool  # its sentence


class Salience(Mentions):
    """Looks back over the nominals met so far in one article."""

    def __init__(self, gathering: Gathering) -> None:
        super().__init__(gathering)
        self.history: list[Minded] = []
        self.quotations = Quotations(self.tree, self.lexicon)
        self.weights = self.ontology.weights
        self.counts: Counter[int] = Counter()  # cluster → mentions so far
        self.genders: dict[int, Counter[str]] = {}  # cluster → "he" and "she" so far

    # ------------------------------------------------------------ remembering

    def remember(self, i: int, ref: Ref) -> None:
        """Keep a meaning of nominal ``i`` in mind; a noun without one can be meant as well."""
        number = max(ref.actor, ref.place)
        if number >= 0:
            self.counts[number] += 1
            if ref.actor >= 0 and self._may_be_person(ref) and (gender := self._gender_at(i)):
                self.genders.setdefault(ref.actor, Counter())[gender] += 1
        self.history.append(Minded(i, ref, min(self.counts[number], _MANY)))

    def _may_be_person(self, ref: Ref) -> bool:
        return ref.actor < 0 or ref.title or self.clusters[ref.actor].cls in (self.vocabulary.person, ACTOR)

    def _know(self, minded: Minded) -> None:
        """Fill in what any pronoun would ask of a mention."""
        i = minded.position
        minded.clause, minded.role = self._clause(i), self._role(i)
        minded.gender = self._gender_at(i) if self._may_be_person(minded.ref) else ""
        minded.quotation, minded.cues = self.quotations.at(i), tuple(self._cues_of(minded))

    def _role(self, position: int) -> str:
        dep = self.tree.dep[self.tree.first_conjunct(position)]
        if dep in SUBJECTS:
            return "subject"
        if dep in ("obj", "iobj"):
            return "object"
        return dep if dep in _NAMED_ROLES else "part" if dep in _PARTS else "else"

    def _cues_of(self, minded: Minded) -> Iterator[str]:
        """What a mention is in itself."""
        tree, position, ref = self.tree, minded.position, minded.ref
        number = max(ref.actor, ref.place)
        yield "any"
        if ref.pronoun:
            yield "pronoun"
        elif tree.name[position] >= 0:
            yield "name"
        elif number >= 0:
            yield "description"
        if number >= 0:
            yield f"met {minded.met}"
            yield f"often {min(len(self.clusters[number].tokens).bit_length(), _MANY)}"
            yield self._sort(self.clusters[number].cls)
        elif ref.pronoun:
            yield "pronoun for nobody"
        else:
            yield "no actor"
            yield "human" if tree.lemma[position] in self.vocabulary.human else "no human"
            yield "definite" if self._definite(position) else "indefinite"
        if ref.title:
            yield "title"
        if tree.first_conjunct(position) != position or tree.kids(position, "conj"):
            yield "listed"
        if position == tree.sentences[tree.sentence[position]][0]:
            yield "opens"
        yield "plural" if tree.tag[position].endswith("S") else "no plural"

    def _sort(self, cls: str) -> str:
        if cls == self.vocabulary.person:
            return "person"
        if cls in self.vocabulary.home:
            return "home"
        return "unknown" if cls == ACTOR else "place" if self.ontology.is_a(cls, PLACE) else "body"

    def _gender_at(self, position: int) -> str:
        """ "he" or "she" by the words of a mention: a pronoun, "Mrs", "his wife X"."""
        tree = self.tree
        if tree.tag[position] in ("PRP", "PRP$"):
            return self._gender_of(position)
        near = [position, *tree.kids(position, "nmod:desc", "compound", "appos", "flat")]
        if tree.dep[position] in ("appos", "flat", "nmod:desc", "compound"):
            near.append(tree.head[position])
        if (name := self.name_at(position)) and name.first:
            near.append(name.first - 1)
        words = [tree.text[k].lower().rstrip(".") for k in near]
        return next((self.vocabulary.gender[w] for w in words if w in self.vocabulary.gender), "")

    def _gender_of(self, i: int) -> str:
        """ "he" or "she" for a personal pronoun, "" for any other."""
        word = self.tree.text[i].lower()
        if not self.lexicon.has("personal", word):
            return ""
        return "she" if self.lexicon.has("feminine", word) else "he"

    # ------------------------------------------------------------ weighing

    def meant(self, i: int, kind: str) -> tuple[Ref, float]:
        """The likeliest antecedent of the pronoun at ``i`` and how likely it is."""
        weights, mass, best = self.weights, dict[tuple[int, int], float](), dict[tuple[int, int], Ref]()
        weight_of = self.vocabulary.cue_weights.get(kind, {}).get
        asking = self._asking(i, kind)
        nobody = sum(weights.get(c, 0.0) for c in self.of_nobody(asking))
        mass[-1, -1], best[-1, -1] = exp(min(30.0, nobody)), NOBODY
        role = f"{kind} {asking.role}"
        for minded, cues in self.options(asking):
            total = minded.sums.get(role)
            if total is None:
                own = (f"{minded.role} for {asking.role}", *minded.cues)
                total = sum(weight_of(cue, 0.0) for cue in own)
                minded.sums[role] = total
            for cue in cues:
                total += weight_of(cue, 0.0)
            key = key_of(minded.ref)
            mass[key] = mass.get(key, 0.0) + exp(max(-30.0, min(30.0, total)))
            best.setdefault(key, minded.ref)
        found = max(best, key=lambda k: mass[k])
        return best[found], mass[found] / sum(mass.values())

    def own_cues(self, minded: Minded, asking: Asking) -> Iterator[str]:
        """Cues of a mention that any pronoun of that kind and role would see."""
        yield f"{asking.kind} {minded.role} for {asking.role}"
        for cue in minded.cues:
            yield f"{asking.kind} {cue}"

    def of_nobody(self, asking: Asking) -> Iterator[str]:
        """Cues that a pronoun means nothing that stands before it."""
        tree, i, kind = self.tree, asking.token, asking.kind
        yield f"{kind} nobody {asking.role}"
        if tree.dep[i] == "expl":
            yield f"{kind} nobody expletive"
        elif asking.role != "owner" and any(k > i for k in tree.kids(tree.head[i], "ccomp", "csubj")):
            yield f"{kind} nobody clause"
        if tree.sentence[i] == 0:
            yield f"{kind} nobody beginning"
        if asking.quotation:
            yield f"{kind} nobody speech"

    def _asking(self, i: int, kind: str) -> Asking:
        tree, dep, clause = self.tree, self.tree.dep[i], self._clause(i)
        role = "subject" if dep in SUBJECTS else "owner" if dep == "nmod:poss" else "other"
        quotation = self.quotations.at(i)
        speaker = self.name_at(quotation.speaker) if quotation and quotation.speaker >= 0 else None
        acts = role == "subject" and tree.lemma[tree.head[i]] in self.vocabulary.deeds
        beside = set[int]()
        if role != "owner":
            others = _OBJECTS if role == "subject" else (*_OBJECTS, *SUBJECTS)
            verb = tree.head[i]
            described = [tree.unit(tree.head[verb])] if tree.dep[verb] == "acl:relcl" else []
            names = [self.name_at(k) for k in (*tree.kids(verb, *others), *described)]  # "X, which it left"
            beside = {n.actor for n in names if n and n.actor >= 0}
        above, opens = self._subjects_above(clause), i == tree.sentences[tree.sentence[i]][0]
        number = speaker.actor if speaker else -1
        return Asking(
            i, kind, role, clause, self._gender_of(i), quotation, number, above, beside, acts, opens
        )

    def _subjects_above(self, clause: int) -> dict[int, str]:
        """Subjects of the verbs that a clause hangs on, and whether they speak."""
        tree, found = self.tree, dict[int, str]()
        for a in tree.ancestors(clause):
            says = self.lexicon.has("report", tree.lemma[a])
            for s in tree.kids(a, *SUBJECTS):
                found[tree.unit(s)] = "speaker" if says else "subject"
        return found

    def options(self, asking: Asking) -> Iterator[tuple[Minded, list[str]]]:
        """All that a pronoun may mean, nearest first, with the cues that hang on both."""
        here, reach, between = self.tree.sentence[asking.token], REACH[asking.kind], 0
        for minded in reversed(self.history):
            distance = here - self.tree.sentence[minded.position]
            if distance > reach:
                break
            if not self._agrees(minded, asking):
                continue
            if not minded.cues:
                self._know(minded)
            if not self._is_other(minded, asking):
                yield minded, [f"{distance} back", f"{between} between", *self._both(minded, asking)]
                between = min(between + 1, _MANY)

    def _is_other(self, minded: Minded, asking: Asking) -> bool:
        """Whether the two are arguments of one verb, or the mention speaks to others of the pronoun."""
        actor = minded.ref.actor
        if actor >= 0 and (actor in asking.beside or actor == asking.speaker):
            return True
        arguments = (*SUBJECTS, *_OBJECTS)
        deps = self.tree.dep[minded.position], self.tree.dep[asking.token]
        return minded.clause == asking.clause and all(dep in arguments for dep in deps)

    def _both(self, minded: Minded, asking: Asking) -> Iterator[str]:
        ref, role = minded.ref, asking.role
        if minded.clause == asking.clause:
            yield f"same clause {role}"
        if minded.position in asking.above:
            yield f"{asking.above[minded.position]} above {role}"
        if asking.acts:
            yield "thing acts" if ref.actor < 0 or ref.title else "actor acts"
        if minded.quotation is not asking.quotation:
            yield "into speech" if asking.quotation else "out of speech"
        if asking.gender:
            gender = minded.gender or self._gender_so_far(ref.actor)
            fits = "unknown" if not gender else "fits" if gender == asking.gender else "differs"
            yield f"gender of pronoun {fits}" if ref.pronoun else f"gender {fits}"
        if asking.opens and "opens" in minded.cues:
            yield f"both open {role}"
        if role == "owner" and self.tree.first_conjunct(self.tree.head[asking.token]) == minded.position:
            yield "joined"

    def _gender_so_far(self, actor: int) -> str:
        counts = self.genders.get(actor)
        return "" if not counts or counts["he"] == counts["she"] else max(counts, key=lambda g: counts[g])

    def _agrees(self, minded: Minded, asking: Asking) -> bool:
        """Whether number and kind let a pronoun mean a mention."""
        ref, kind, tree = minded.ref, asking.kind, self.tree
        if ref.pronoun:
            return self.lexicon.has(kind, tree.text[minded.position].lower())
        number, plural = max(ref.actor, ref.place), tree.tag[minded.position] in ("NNS", "NNPS")
        if number < 0 or ref.title:
            human = ref.title or (kind == "personal" and tree.lemma[minded.position] in self.vocabulary.human)
            return plural == (kind == "plural") and human == (kind == "personal")
        cluster = self.clusters[number]
        if kind == "personal":
            return cluster.cls in (self.vocabulary.person, ACTOR) and not plural
        if cluster.cls == self.vocabulary.person:
            return False
        if kind == "singular":
            return not cluster.plural
        return plural or cluster.plural or cluster.cls not in self.vocabulary.home


def key_of(ref: Ref) -> tuple[int, int]:
    """What tells meanings apart: an actor, one of its officials, a place, nobody."""
    return ref.actor, -2 if ref.title else ref.place if ref.actor < 0 else -1
