"""Who fills the ends of a relation: tokens of roles → the actors and places that they mean."""

from __future__ import annotations

from kg.clauses import Predicate
from kg.coreference import Resolver
from kg.deeds import Deeds
from kg.entities import Cluster
from kg.frames import Evoked
from kg.mentions import Ref
from kg.qualifiers import NOBODY, Qualifiers
from kg.records import RelationDef
from kg.vocabulary import ACTOR, PLACE

_SOURCE = "source"
_TAGGED = 2  # votes of the tagger a mention
_MODIFIERS = ("nmod:poss", "compound", "amod", "nmod:desc")


class Ends:
    """Resolves the roles of predicates in one article."""

    def __init__(self, resolver: Resolver, evoked: Evoked, qualifiers: Qualifiers) -> None:
        self.resolver, self.evoked, self.qualifiers = resolver, evoked, qualifiers
        self.tree, self.ontology, self.clusters = resolver.tree, resolver.ontology, resolver.clusters
        self.lexicon = resolver.lexicon
        self.deeds = Deeds(resolver, evoked.clauses)
        self._asked: tuple[Predicate | None, dict[str, list[Ref]]] = (None, {})
        self._said: dict[int, tuple[Ref, ...]] = {}

    def refs(self, predicate: Predicate, role: str) -> list[Ref]:
        """What the fillers of a role mean, in their order; each frame of a predicate asks for the same."""
        if self._asked[0] is not predicate:
            self._asked = (predicate, {})
        known = self._asked[1]
        if role not in known:
            known[role] = self._find_refs(predicate, role)
        return known[role]

    def _find_refs(self, predicate: Predicate, role: str) -> list[Ref]:
        if role != _SOURCE and not predicate.roles.get(role):
            return []
        found: list[Ref] = []
        if role == _SOURCE:
            return [r for r in self.said_by(predicate.token) if not self._only_reports(r)]
        for token in predicate.roles.get(role, ()):
            if self._is_crowd(token):
                continue
            if role != "agent" and self.tree.name[token] < 0 and self._is_mutual(token):
                return self.refs(predicate, "agent")  # "A and B accused each other"
            one = (
                role == "self"
                and predicate.kind == "noun"
                and (token == predicate.token or not self.tree.tag[predicate.token].endswith("S"))
            )
            refs = self.resolver.refs.get(token, ()) if one else self._listed(token)
            speaks = self.deeds.authors(token) if role in ("agent", "self") else ()
            refs = speaks or refs or self.deeds.doers(token)
            if role in ("agent", "patient") and self.tree.dep[predicate.token] in ("acl", "acl:relcl"):
                refs = self._described(predicate, token, refs)
            if role == "self" and predicate.kind == "noun" and self.tree.name[token] < 0:
                refs = tuple(r for r in refs if self._is_named(r))
            befallen = (
                self.evoked.befallen(token, self.ontology.relations) if refs and refs[0].oblique else []
            )
            found += [r for r in refs if not (r.oblique and self._is_inside(r, befallen))]
        return found

    def _is_mutual(self, i: int) -> bool:
        around = " ".join(self.tree.text[max(i - 1, 0) : i + 2]).lower()
        return "each other" in around or "one another" in around

    def _described(self, predicate: Predicate, i: int, refs: tuple[Ref, ...]) -> tuple[Ref, ...]:
        """Whom noun ``i`` describes, where the predicate hangs on it: "X, a group led by Y", "X is a group
        of officers headed by Y"."""
        tree = self.tree
        if self.lexicon.has("relative", tree.text[i].lower()):
            i = tree.head[predicate.token]
        if tree.head[predicate.token] != i or tree.name[i] >= 0:
            return refs
        whole = i
        people = tree.dep[i] == "nmod" and tree.case(i) == "of" and all(r.oblique for r in refs)
        if people:
            whole = tree.head[i]
        subjects = tree.kids(whole, "nsubj") if tree.kids(whole, "cop") else []
        if tree.dep[whole] == "appos" and tree.name[tree.head[whole]] >= 0:
            subjects = [self._before_comma(whole, tree.head[whole])]
        if subjects and any(tree.text[d].lower() in ("a", "an") for d in tree.kids(whole, "det")):
            return self.resolver.resolve(subjects[0]) or refs
        own = tuple(r for r in self.resolver.refs.get(whole, ()) if people and not r.oblique)
        return own or refs

    def _is_crowd(self, i: int) -> bool:
        """ "thousands of Velmians", "most Velmians": people of a country who do not act for it."""
        tree = self.tree
        down = [k for k in tree.kids(i, "nmod") if tree.case(k) == "of"] if tree.name[i] < 0 else []
        ends = [tree.span_of_name(k)[1] - 1 for k in (i, *down) if tree.name[k] >= 0]
        if not any(tree.tag[k] in ("NNPS", "NNS") and tree.text[k].endswith("s") for k in ends):
            return False
        words = [i] if down else tree.kids(i, "amod", "det", "nummod")
        return any(self.lexicon.has("crowd", tree.lemma[k]) for k in words)

    def _is_inside(self, ref: Ref, tokens: list[int]) -> bool:
        """Whether a reference lies in the phrase of one of ``tokens``."""
        inside = {k for token in range(ref.first, ref.last + 1) for k in (token, *self.tree.ancestors(token))}
        return bool(tokens) and any(k in inside for k in tokens)

    def _before_comma(self, i: int, above: int) -> int:
        """The name right before the comma of apposition ``i`` ("X, a member of Y, a group led by Z"), else
        what it hangs on."""
        tree = self.tree
        first = min((k for k in tree.kids(i, "det", "amod", "compound") if k < i), default=i)
        near = first - 2
        named = near >= 0 and tree.text[first - 1] == "," and tree.name[near] >= 0
        return tree.unit(near) if named else above

    def said_by(self, i: int) -> tuple[Ref, ...]:
        """Whom the text names as saying the predicate at token ``i``: in its sentence, or by a
        quotation that goes on."""
        if i not in self._said:
            self._said[i] = self._find_said_by(i)
        return self._said[i]

    def _find_said_by(self, i: int) -> tuple[Ref, ...]:
        said = self.qualifiers.source(i)
        if said >= 0:
            return tuple(r for r in self.resolver.refs.get(said, ()) if r.actor >= 0)
        carried = self.resolver.quoted.get(self.tree.sentence[i]) if said != NOBODY else None
        return (carried,) if carried else ()

    def _only_reports(self, ref: Ref) -> bool:
        """Whether who says so is a paper or an agency, which tells of others: "the Herald said"."""
        tree = self.tree
        beside = [tree.lemma[k] for k in tree.kids(ref.last, *_MODIFIERS)]
        words = [*self.clusters[ref.actor].label.lower().split(), tree.lemma[ref.last], *beside]
        return any(self.lexicon.has("medium", w) for w in words)

    def _listed(self, i: int) -> tuple[Ref, ...]:
        """What token ``i`` means, a list of names beside it in its place."""
        if before := self._named_before(i):
            return tuple(r for k in before for r in self.resolver.refs.get(k, ()))
        after = self._named_after(i)
        return self.resolver.resolve(after if after >= 0 else i)

    def _named_before(self, i: int) -> list[int]:
        """The names of a list before plural noun ``i``: "A, B and C, all members of X, …"."""
        tree = self.tree
        if tree.name[i] >= 0 or not tree.text[i].endswith("s"):
            return []
        marks = [k for k in range(max(i - 6, 1), i) if tree.text[k].lower() in ("all", "both")]
        before = marks[-1] - 1 if marks else 0
        if before < 1 or tree.text[before] not in (",", "-", "–", "—") or tree.name[before - 1] < 0:
            return []
        names = tree.conjuncts(tree.first_conjunct(tree.unit(before - 1)))
        beside = [k for c in names for k in tree.kids(c, "appos") if tree.name[k] >= 0 and k < before]
        return sorted({*names, *beside}) if len(names) > 1 else []

    def _named_after(self, i: int) -> int:
        """The first name of a list that the parser hung elsewhere: "bodies banned by X, namely A and B"."""
        tree = self.tree
        if tree.tag[i] != "NNS" or not any(not r.oblique for r in self.resolver.refs.get(i, ())):
            return -1
        last, beside = tree.sentences[tree.sentence[i]][1], tree.conjuncts(i)
        for k in range(i + 1, last):
            if tree.tag[k] == "NNS" and k not in beside:
                return -1
            words = " ".join(tree.text[k : k + 2]).lower()
            apart = tree.text[k - 1] in (",", "-", "–", "—", "(") or tree.pos[k - 1] == "ADV"
            for mark in (words, words.partition(" ")[0]):
                if apart and self.lexicon.has("listing", mark):
                    j = k + mark.count(" ") + 1
                    j += j < last and tree.dep[j] == "det"
                    named = j < last and tree.name[j] >= 0
                    return tree.unit(j) if named and tree.dep[tree.unit(j)] not in _MODIFIERS else -1
        return -1

    def is_part(self, number: int, ref: Ref) -> bool:
        """ "Velmia strengthened its forces": whether ``ref`` only describes what a state has of its own."""
        owners = [k for k in self.tree.kids(ref.last, "nmod:poss") if self.tree.pos[k] == "PRON"]
        if (
            not owners
            or self.clusters[number].cls not in self.resolver.vocabulary.home
            or self._is_named(ref)
        ):
            return False
        return any(r.actor == number for k in owners for r in self.resolver.resolve(k))

    def _is_named(self, ref: Ref) -> bool:
        """Whether a reference leads to a name, not to the very word that describes it."""
        cluster = self.clusters[ref.actor if ref.actor >= 0 else ref.place]
        return cluster.known is not None or bool(cluster.votes)

    def end(self, ref: Ref, classes: tuple[str, ...]) -> int:
        """The cluster of ``ref`` that is of one of ``classes``, -1 for none."""
        for number in (ref.actor, ref.place):
            if number < 0:
                continue
            cls = self.clusters[number].cls
            if cls and any(self.ontology.is_a(cls, c) for c in classes):
                return number
            if cls == ACTOR and self.clusters[number].known is None:
                if all(c == PLACE for c in classes):  # what is taken or held must be a place
                    self.clusters[number].cls = PLACE
                return number
        return -1

    def may_be(self, ref: Ref, classes: tuple[str, ...]) -> bool:
        """Whether only the tagger tells what an unlisted body is, which has no label for ``classes``."""
        if ref.actor < 0:
            return False
        wanted = [self.ontology.classes[c] for c in classes if c in self.ontology.classes]
        unlabelled = any(not c.ner and not c.home and c.agent for c in wanted)
        return unlabelled and self._is_only_tagged(self.clusters[ref.actor])

    def _is_only_tagged(self, cluster: Cluster) -> bool:
        vocabulary, cls = self.resolver.vocabulary, cluster.cls
        words = [w.lower() for w in cluster.label.split()]
        told = any(w in vocabulary.name_word or w in vocabulary.head_class for w in words)
        tagged = cls in vocabulary.ner_class.values() and cls not in (vocabulary.person, PLACE)
        alone = 0 < cluster.votes[cls] <= _TAGGED * len(cluster.tokens)
        return cluster.known is None and tagged and alone and not told

    def mention(self, i: int, number: int, ref: Ref) -> tuple[int, int]:
        """First and last token where the text names an end of the predicate at token ``i``: where an office
        leaves out what it is of, the nearest of that one's names."""
        if (ref.first, ref.last) != (i, i) or self.tree.name[i] >= 0:
            return ref.first, ref.last
        own = [n for n in self.resolver.gathering.names if number in (n.actor, n.place)]
        if not own:
            return ref.first, ref.last
        nearest = min(own, key=lambda n: (n.kind != "name", abs(n.head - i), n.head))
        return nearest.first, nearest.last - 1

    def sure(self, ref: Ref, cls: str) -> int:
        """The cluster of ``ref`` that is known to be a ``cls``, -1 for none."""
        for number in (ref.actor, ref.place):
            if number >= 0 and (own := self.clusters[number].cls) and self.ontology.is_a(own, cls):
                return number
        return -1

    def may(self, ref: Ref, role: str, relation: RelationDef, is_object: bool) -> bool:
        """Whether a possessor or an office may stand for an end in this role."""
        if ref.oblique:
            return relation.possessive and role not in ("self", "whole") and (is_object or role != "agent")
        if ref.title:
            return role != "self"
        return not (ref.metonym and role == "whole")
