"""What an office is of where the text leaves it out: the home of the article, the body of its field."""

from __future__ import annotations

from kg.clauses import Predicate
from kg.coreference import Resolver
from kg.ends import Ends
from kg.mentions import Ref

End = tuple[int, Ref]  # what an end of a relation is, and where the text says so
HOME, NATIONALITY, PORTFOLIO = "home", "nationality", "portfolio"
HOMES = (HOME, NATIONALITY)
_SOLE = ("chamber", "bench")  # lists of words of bodies of which an article has one
UNSAID = frozenset((*HOMES, PORTFOLIO, *_SOLE))
_BEARERS = ("self", "agent", "of")  # roles whose person may be what "home" is the home of


class Unsaid:
    """Fills the roles that no word of a sentence fills."""

    def __init__(self, resolver: Resolver, ends: Ends) -> None:
        self.resolver, self.ends = resolver, ends
        self.clusters, self.vocabulary = resolver.clusters, resolver.vocabulary

    def end(self, predicate: Predicate, role: str) -> list[End]:
        """What fills such a role of a predicate; empty where the article does not tell."""
        i = predicate.token
        if role in HOMES:
            home = self._home_for(predicate, role)
            return [home] if home else []
        if role == PORTFOLIO:
            number = self.resolver.portfolio(i, self._bearers(predicate))
        elif predicate.roles.get("self") == [i] and "a" in self._determiners(i):
            return []  # "nominated a judge named X", of whatever court
        else:
            number = self.resolver.sole(role, self._bearers(predicate))
        return [(number, Ref(number, -1, i, i, confidence=0.8))] if number >= 0 else []

    def _bearers(self, predicate: Predicate) -> list[int]:
        """The persons who bear an office."""
        refs = [ref for role in _BEARERS for ref in self.ends.refs(predicate, role) if ref.actor >= 0]
        return [r.actor for r in refs if self.clusters[r.actor].cls == self.vocabulary.person]

    def _determiners(self, i: int) -> set[str]:
        tree = self.resolver.tree
        return {tree.text[k].lower() for k in tree.kids(i, "det")}

    def _home_for(self, predicate: Predicate, role: str) -> End | None:
        """What an office without a whole is an office of: what its bearer acts for, else, where the
        role is home, the actor that the article is at home with."""
        i, resolver = predicate.token, self.resolver
        before = range(resolver.reader.phrase_start(i), i)
        if any(resolver.lexicon.has("ofPart", resolver.tree.text[k].lower()) for k in before):
            return None  # "the provincial health minister"
        if predicate.words not in self.vocabulary.office and self._determiners(i) & {"a", "an"}:
            return None  # "would join a government led by X"
        bearers = self._bearers(predicate)
        if any(ref.last == i and ref.actor in bearers for ref in self.ends.refs(predicate, "self")):
            return None  # "the minister" named again has no new post
        if any(self._heads_body(person, predicate.words) for person in bearers):
            return None
        for person in bearers:
            own = resolver.state_for(person)
            if (home := own if role == NATIONALITY else resolver.home_of(person)) >= 0:
                return home, Ref(home, -1, i, i, confidence=0.85 if own >= 0 else 0.65)
        if bearers or resolver.home < 0 or role == NATIONALITY:
            return None
        return resolver.home, Ref(resolver.home, -1, i, i, confidence=0.65)

    def _heads_body(self, person: int, word: str) -> bool:
        """Whether a person's sole office of this word, or any where it is none, is one of something else
        than a home: "the union's president X … President X", "the rector X … X's administration"."""
        sole, office = self.vocabulary.sole_office, self.vocabulary.office
        own = [p for p in self.resolver.posts if p.person == person]
        told = [p.whole for p in own if (p.word == word and word in sole) or word not in office]
        named = [n for n in told if n >= 0]
        return bool(named) and all(self.clusters[n].cls not in self.vocabulary.home for n in named)
