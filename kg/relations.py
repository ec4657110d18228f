"""Frames × predicates → claims."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from kg.clauses import Clauses, Predicate
from kg.coreference import Resolver
from kg.ends import Ends
from kg.frames import Evoked, Index
from kg.meaning import DENIED, Meaning
from kg.mentions import Ref
from kg.nominals import Nominals
from kg.qualifiers import ASSERTED, PLANNED, PURPOSE, Qualifiers
from kg.records import Frame, RelationDef, State
from kg.respective import Respective
from kg.unsaid import HOMES, PORTFOLIO, UNSAID, End, Unsaid
from kg.vocabulary import ACTOR, PLACE

_EACH_OTHER = "each-other"
_DESCRIBING = ("ADJ", "VERB", "NOUN", "ADV", "PROPN", "ADP")


@dataclass(frozen=True, slots=True)
class Found:
    """A claim in terms of tokens and clusters, before it gets its qualifiers."""

    predicate: Predicate
    frame: Frame
    relation: RelationDef
    subject: int
    object: int
    subject_ref: Ref
    object_ref: Ref
    status: str
    status_token: int


class Relations:
    """Finds what the frames of an ontology state in one article."""

    def __init__(self, resolver: Resolver, index: Index) -> None:
        self.resolver, self.index = resolver, index
        self.tree, self.ontology = resolver.tree, resolver.ontology
        self.vocabulary, self.clusters = resolver.vocabulary, resolver.clusters
        lexicon = self.ontology.lexicon
        self.clauses = Clauses(self.tree, lexicon)
        self.titles = resolver.reader
        self.nominals = Nominals(self.tree, self.clauses, lexicon, self.titles)
        self.evoked = Evoked(self.tree, self.clauses, index)
        self.qualifiers = Qualifiers(self.tree, self.clauses, lexicon)
        self.meaning = Meaning(self.tree, lexicon, self.qualifiers, self.evoked)
        self.ends = Ends(resolver, self.evoked, self.qualifiers)
        self.unsaid = Unsaid(resolver, self.ends)
        self.respective = Respective(self.tree, lexicon)
        self.said_by = self.ends.said_by

    def fits(self, found: Found) -> bool:
        """Whether both ends still have classes that the relation takes: a later word may settle a class."""
        pairs = ((found.subject, found.relation.domain), (found.object, found.relation.range))
        return all(self._takes(classes, self.clusters[number].cls) for number, classes in pairs)

    def _takes(self, classes: tuple[str, ...], cls: str) -> bool:
        if cls == ACTOR:  # nothing told its class
            return any(c != PLACE for c in classes)
        return any(self.ontology.is_a(cls, c) for c in classes)

    def find(self) -> Iterator[Found]:
        """All that is stated, in order of text, each thing once a predicate."""
        for predicate, frames in self.predicates():
            seen = set()
            status, token = self.meaning.status(predicate)
            for frame in frames:
                if not self._meets(frame, predicate) or self._rather_place(frame, frames, predicate):
                    continue
                if (meant := self.meaning.of(predicate, frame, status, token)) is None:
                    continue
                stated = (*self._stated(predicate, frame, *meant), *self._urged(predicate, frame, status))
                for found in stated:
                    key = (found.relation.name, found.subject, found.object)
                    if key not in seen:
                        seen.add(key)
                        yield found

    def _urged(self, predicate: Predicate, frame: Frame, status: str) -> Iterator[Found]:
        """ "X urged voters to back Y": X takes the side that it asks others to take."""
        tree, i = self.tree, predicate.token
        above = tree.head[i]
        asked = tree.dep[i] in ("xcomp", "advcl") and self.ontology.lexicon.has("urging", tree.lemma[above])
        if status != PLANNED or frame.status != ASSERTED or predicate.kind != "verb" or not asked:
            return
        if self.qualifiers.status(above)[0] != ASSERTED:
            return
        passive = self.clauses.is_passive(above)
        agents = tree.kids(above, "obl:agent") if passive else self.clauses.subjects(above)
        asking = replace(predicate, roles={**predicate.roles, "agent": agents})
        for found in self._stated(asking, frame, ASSERTED, -1):
            if found.relation.sign and found.relation.possessive:
                yield found

    # ------------------------------------------------------------ predicates

    def predicates(self) -> Iterator[tuple[Predicate, list[Frame]]]:
        """The words that evoke frames, with the frames, in order of text."""
        tree, adjectives, prefixes = self.tree, self.index.adjectives, self.index.prefixes
        for i, (text, lemma, pos) in enumerate(zip(tree.text, tree.lemma, tree.pos, strict=True)):
            if tree.name[i] >= 0:
                yield from self._bare_name(i)
                continue
            if self.clauses.is_verbal(i):
                yield from self._verb(i)
            if pos in ("NOUN", "PROPN", "ADJ") or tree.tag[i].startswith("NN"):
                yield from self._noun(i)
            word = text.lower()
            if (lemma in adjectives or word in adjectives) and pos in _DESCRIBING:
                yield from self._adjective(i)
            if word in prefixes:
                yield from self._prefix(i)

    def _verb(self, i: int) -> Iterator[tuple[Predicate, list[Frame]]]:
        best, last, used = self.evoked.verb_frames(i)
        if not best:
            return
        roles = self.clauses.roles(i)
        for noun in used:
            self._absorb(noun, roles, best)
        governed = self.evoked.wording.object_of(i, self.tree.text[last].lower()) if last == i + 1 else -1
        if governed >= 0:
            roles["patient"] = [governed]
            roles["agent"] = [k for k in roles.get("agent", []) if k != governed]
        if (stem := self.nominals.stem_before(i)) >= 0:
            described = self.nominals.described_by(i)
            if described < 0:
                return
            roles = {"agent": [stem], "patient": [described]}
        self._with_bodies(roles, roles.get("patient", []))
        names = tuple(f.name for f in best)
        yield Predicate(i, self.tree.lemma[i], "verb", names, roles, last=last), best

    def _with_bodies(self, roles: dict[str, list[int]], undergoing: list[int]) -> None:
        """Adds what those who undergo the word are of by the titles beside them."""
        if bodies := [b for k in undergoing for b in self.nominals.bodies_of(k)]:
            roles["body"] = bodies

    def _absorb(self, noun: int, roles: dict[str, list[int]], frames: list[Frame]) -> None:
        """A noun that is part of the words gives its phrases to the verb and fills no role."""
        for role in list(roles):
            roles[role] = [k for k in roles[role] if k != noun]
        refs, phrases = self.resolver.refs, self.clauses.phrases
        given = [k for k in self.tree.kids(noun, "nmod") if self.tree.case(k) == "of" and roles.get("to")]
        owners = [k for k in (*self.tree.kids(noun, "nmod:poss"), *given) if self.tree.pos[k] != "PRON"]
        owners = [k for k in owners if any(r.actor >= 0 and not r.oblique for r in refs.get(k, ()))]
        open_of = any("of" in (*s.subject, *s.object) for f in frames for s in f.states)
        # "X's talks with Y resumed", "Z reaffirmed X's support for Y": what X does
        if self.tree.dep[noun] == "nsubj" and not roles.get("agent"):
            roles["agent"] = self.nominals.doers(noun)
        elif owners and not open_of and self.tree.dep[noun] != "nsubj":
            roles["agent"] = owners
        before = [k for k in self.tree.kids(noun, "amod", "compound") if self.tree.name[k] >= 0]
        if ends := phrases.spanned(noun):
            roles["from"] = ends
        around = [*phrases.of(noun, "nmod", "nmod:poss"), *phrases.of_sort(noun)]
        for k in [*around, *before]:  # "won Velmian support"
            for role in phrases.roles(k) or ["of"]:
                roles.setdefault("from" if role == "by" else role, []).append(k)
        settles = self.ontology.lexicon.has("settling", self.tree.lemma[self.tree.head[noun]])
        if (sides := roles.get("between")) and not settles:  # "expand the ties between X and Y" is of X and Y
            host = self.ontology.lexicon.has("hosting", self.tree.lemma[self.tree.head[noun]])
            roles["agent"] = [*(roles.get("agent", []) if host else []), *dict.fromkeys(sides)]

    def _noun(self, i: int) -> Iterator[tuple[Predicate, list[Frame]]]:
        best, used = self.evoked.deverbal_frames(i)
        if best and self.evoked.noun_frames(i)[1] < 2:
            roles, governor = self.nominals.noun_roles(i, i)
            for noun in used:
                if self.tree.tag[noun] == "VB":  # "a petition to stop X"
                    roles["aim"] = self.clauses.aimed_at(noun)
                else:
                    self._absorb(noun, roles, best)
            names = tuple(f.name for f in best)
            yield Predicate(i, self.tree.lemma[i], "noun", names, roles, governor, i), best
            return
        best, length = self.evoked.noun_frames(i)
        if not best and (found := self._any_noun(i)):
            yield found
        if not best or i in self.evoked.inside_longer or self.titles.is_former(i - length + 1):
            return
        if self.nominals.is_left(i) or self.titles.is_field(i):
            return
        if second := self.titles.second(i):  # "Deputy Trade and Sports Minister X"
            best = self.evoked.named(f"{second} {self.tree.lemma[i]}") or best
        roles, governor = self.nominals.noun_roles(i, i - length + 1)
        self._with_bodies(roles, [*roles.get("of", ()), *roles.get("patient", ())])
        names = tuple(f.name for f in best)
        yield Predicate(i, self.tree.lemma[i], "noun", names, roles, governor, i), best

    def _any_noun(self, i: int) -> tuple[Predicate, list[Frame]] | None:
        """A noun in no frame that a person bears ("ORG engineer X", "X, an engineer at ORG")."""
        frames = self.index.any_noun
        tree = self.tree
        if not frames or i in self.evoked.inside_longer or tree.pos[i] not in ("NOUN", "PROPN"):
            return None
        if tree.lemma[i] in self.vocabulary.head_class or self.titles.is_title(i) or tree.tag[i] == "NNS":
            return None
        bearer = self.titles.bearer(i, i)
        inside = "of" in tree.text[self.titles.phrase_start(i) : i]  # "X, chief of the ORG office"
        if bearer < 0 or inside or self.titles.is_former(i):
            return None
        roles = {"self": [bearer], "whole": self.nominals.wholes(i, i, i), "at": self.nominals.stations(i)}
        return Predicate(i, tree.lemma[i], "noun", tuple(f.name for f in frames), roles, last=i), frames

    def _bare_name(self, i: int) -> Iterator[tuple[Predicate, list[Frame]]]:
        """A name with that of a body beside it: "X of ORG", "X (ORG)", "ORG's X"."""
        tree = self.tree
        frames = self.index.any_noun
        name = self.resolver.name_at(i)
        if not frames or name is None or name.head != i:
            return
        after, bodies, parts = name.last, self.nominals.bodies(i, name.last), self.nominals.parts(i)
        bodies = bodies or self._shared(i)
        owners = self.nominals.owners(i)
        if bodies or parts or owners:
            bearers = self.nominals.sharers(i, bodies)
            roles = {"self": bearers, "whole": bodies, "parts": parts, "owner": owners}
            names = tuple(f.name for f in frames)
            yield Predicate(after, tree.text[after].lower(), "noun", names, roles, last=after), frames

    def _shared(self, i: int) -> list[int]:
        """The body of Y in "ORG's X and Y", unless the two have to do with each other: "ORG's X met Y"."""
        verb = self.tree.head[self.tree.first_conjunct(i)]
        frames = self.evoked.verb_frames(verb)[0] if self.clauses.is_verbal(verb) else []
        mutual = any(_EACH_OTHER in s.object for f in frames for s in f.states)
        return [] if mutual else self.nominals.shared_owner(i)

    def _adjective(self, i: int) -> Iterator[tuple[Predicate, list[Frame]]]:
        tree = self.tree
        for form in dict.fromkeys((tree.lemma[i], tree.text[i].lower())):
            if frames := self.index.adjectives.get(form):
                names = tuple(f.name for f in frames)
                yield Predicate(i, form, "adjective", names, self.nominals.adjective_roles(i), last=i), frames
                return

    def _prefix(self, i: int) -> Iterator[tuple[Predicate, list[Frame]]]:
        tree = self.tree
        frames = self.index.prefixes.get(tree.text[i].lower(), [])
        stem = self.nominals.stem_after(i) if frames else -1
        if stem >= 0:
            last = max(j for j in range(i + 2, min(i + 12, len(tree))) if tree.unit(j) == stem)
            described = self.nominals.described_by(last)
            bearers = tree.kids(i, "nsubj") if described < 0 or tree.kids(i, "cop") else [described]
            if described >= 0 and all(r.oblique for r in self.resolver.refs.get(described, ())):
                bearers = self.nominals.noun_roles(described, described)[0].get("agent", bearers)
            if bearers:  # "its anti-Velmian rallies": of those who hold them
                roles = {"self": bearers, "stem": [stem]}
                names = tuple(f.name for f in frames)
                yield Predicate(i, tree.text[i].lower(), "prefix", names, roles, last=i), frames

    # ------------------------------------------------------------ ends

    def _meets(self, frame: Frame, predicate: Predicate) -> bool:
        """Whether the roles that a frame requires are filled with the classes it wants."""
        verbal = predicate.kind == "verb"
        for role, cls in frame.requires:
            refs = self.ends.refs(predicate, role)
            classes = tuple(cls.split("|"))
            met = any(self.ends.end(r, classes) >= 0 for r in refs)
            if not met and not (verbal and any(self.ends.may_be(r, classes) for r in refs)):
                return False
        return True

    def _rather_place(self, frame: Frame, frames: list[Frame], predicate: Predicate) -> bool:
        """Whether what nothing tells the class of fills a role that ``frame`` asks a class of, while another
        frame takes a place there: what is captured is a place rather than a person."""
        relations = self.ontology.relations
        for role, _ in frame.requires:
            takes = any(
                role in s.object and relations[s.relation].range == (PLACE,) for f in frames for s in f.states
            )
            refs = self.ends.refs(predicate, role) if takes else []
            if refs and all(r.place < 0 and self.clusters[r.actor].cls == ACTOR for r in refs):
                return True
        return False

    def _stated(self, predicate: Predicate, frame: Frame, status: str, token: int) -> Iterator[Found]:
        for state in frame.states:
            relation = self.ontology.relations[state.relation]
            if self._means_place(predicate, frame, state, relation):
                continue
            subjects = self._fill(predicate, state.subject, relation.domain, relation, False)
            if "between" in state.object:  # "X's mediation between Y and Z"
                sides = self._fill(predicate, ("between",), relation.range, relation, True)
                subjects = [a for a in subjects if all(a[0] != b for b, _ in sides)]
            if state.object == (_EACH_OTHER,):
                if self._has_object(predicate, frame) or not self._is_mutual(predicate, state):
                    continue  # "A and B met C", "the allies A and B"
                pairs = [(a, b) for n, a in enumerate(subjects) for b in subjects[n + 1 :]]
            else:
                objects = self._fill(predicate, state.object, relation.range, relation, True)
                pairs = [(a, self._own(predicate, state, a, b)) for a in subjects for b in objects]
                if not relation.symmetric and state.subject == ("self",):
                    bearers = self._named_bearers(predicate, subjects)
                    pairs = [p for p in pairs if p[1][0] not in bearers]
                    pairs = self.respective.paired(predicate, subjects, objects) or pairs
                told = self.respective.pairs(subjects, objects)
                pairs = pairs if told is None else told
            for (s, sref), (o, oref) in pairs:
                if s == o or (sref.first, sref.last, sref.actor) == (oref.first, oref.last, oref.actor):
                    continue
                if relation.sign > 0 and relation.stance and self.ends.is_part(s, oref):
                    continue
                meant = status
                if status == PURPOSE:  # "marched to help X" helps, "marched to take P" has not taken it
                    meant = ASSERTED if relation.sign and relation.stance else PLANNED
                if meant == ASSERTED and frame.status not in (ASSERTED, DENIED):
                    meant = frame.status
                yield Found(predicate, frame, relation, s, o, sref, oref, meant, token)

    def _means_place(self, predicate: Predicate, frame: Frame, state: State, relation: RelationDef) -> bool:
        """ "bombed Velm" of a seat of government: a frame that speaks of places means the town."""
        if PLACE in relation.range:
            return False
        relations = self.ontology.relations
        roles = {r for s in frame.states if PLACE in relations[s.relation].range for r in s.object}
        refs = [ref for role in set(state.object) & roles for ref in self.ends.refs(predicate, role)]
        return bool(refs) and all(ref.metonym for ref in refs)

    def _has_object(self, predicate: Predicate, frame: Frame) -> bool:
        """Whether another state of the frame has an object, named or not."""
        roles = {r.partition(":")[0] for s in frame.states for r in s.object}
        for role in roles & {"patient", "with"}:
            if (predicate.kind == "verb" or role == "with") and any(
                self._is_noun(k) for k in predicate.roles.get(role, ())
            ):
                return True
        roles -= {_EACH_OTHER, *UNSAID}
        if any(self._is_noun(k) for k in predicate.roles.get("against", ())):
            return True  # "A and B joined the fight against the tax"
        return any(
            ref.actor >= 0 and not ref.oblique for role in roles for ref in self.ends.refs(predicate, role)
        )

    def _is_mutual(self, predicate: Predicate, state: State) -> bool:
        """Whether what a noun says its bearers are, they are to each other: "A and B are allies"."""
        if predicate.kind != "noun" or state.subject != ("self",):
            return True
        i = predicate.token
        return (
            bool(self.tree.kids(i, "cop")) and self.tree.tag[i] == "NNS" and not predicate.roles.get("whole")
        )

    def _is_noun(self, i: int) -> bool:
        return self.tree.pos[i] in ("NOUN", "PROPN") and self.tree.entity[i] not in ("DATE", "TIME")

    def _fill(
        self,
        predicate: Predicate,
        roles: tuple[str, ...],
        classes: tuple[str, ...],
        relation: RelationDef,
        is_object: bool,
    ) -> list[End]:
        """The ends that ``roles`` offer: clusters of the right class, each once."""
        ends: list[End] = []
        open_role = False  # a role of any class was there, and what filled it was not understood
        for written in roles:
            role, _, narrow = written.partition(":")
            if role in UNSAID:
                if role == PORTFOLIO or not (ends or (open_role and role in HOMES)):
                    ends += self.unsaid.end(predicate, role)
                continue
            open_role = open_role or (not narrow and bool(predicate.roles.get(role)))
            own = self._named_bearers(predicate, []) if narrow and role == "whole" else set[int]()
            for ref in (r for r in self.ends.refs(predicate, role) if r.actor not in own):
                number = self.ends.sure(ref, narrow) if narrow else self.ends.end(ref, classes)
                if narrow and number < 0:  # the office of some other body, or for some part of the world
                    other = self.clusters[ref.actor if ref.actor >= 0 else ref.place].cls
                    open_role = open_role or other not in ("", ACTOR)
                deed = role == "self" and is_object and predicate.roles.get(role) != [predicate.token]
                if number < 0 or not self.ends.may(ref, "" if deed else role, relation, is_object):
                    continue
                if all(number != n for n, _ in ends):
                    ends.append((number, ref))
        return ends

    def _named_bearers(self, predicate: Predicate, subjects: list[End]) -> set[int]:
        """Who bears a noun by name, and so is not what it belongs to: "members of A, X and Y"."""
        tokens = predicate.roles.get("self", [])
        if tokens == [predicate.token]:
            return {number for number, _ in subjects}
        names = (self.resolver.name_at(t) for t in tokens)
        return {name.actor for name in names if name}

    def _own(self, predicate: Predicate, state: State, bearer: End, end: End) -> End:
        """What this very bearer's office is one of, where home fills the end: "Presidents X and Y"."""
        if not set(HOMES).intersection(state.object) or end[1].first != predicate.token:
            return end
        own = self.resolver.state_for(bearer[0])
        return (own, end[1]) if own >= 0 else end
