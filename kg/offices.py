"""What an article is at home with, and which offices its persons hold."""

from __future__ import annotations

from kg.actors import Gathering
from kg.antecedents import Antecedents
from kg.entities import PLACE
from kg.titles import Titles


class Offices(Antecedents):
    """Knows, before any nominal is read, the home of the article and who carries which title."""

    def __init__(self, gathering: Gathering) -> None:
        super().__init__(gathering)
        self.titles: dict[str, list[int]] = {}  # office word → persons who carry it
        self.state_of: dict[int, int] = {}  # person → the actor that a title gave
        self.reader = Titles(
            self.tree, self.lexicon, self._is_person, self._is_title_at, self.vocabulary.head_class
        )
        self.home = self._find_home()
        self._collect_titles()

    def _is_person(self, i: int) -> bool:
        """Whether the name at token ``i`` is a person's."""
        name = self.name_at(i)
        return bool(name and name.actor >= 0 and self.clusters[name.actor].cls == self.vocabulary.person)

    def _is_title_at(self, i: int) -> bool:
        return self.vocabulary.is_title(self.tree, i)

    def _find_home(self) -> int:
        """The actor that the article is at home with: most mentioned of its class, by a clear lead."""
        counts: dict[int, int] = {}
        for number, cluster in enumerate(list(self.clusters)):
            if cluster.cls in self.vocabulary.home:
                counts[number] = counts.get(number, 0) + len(cluster.tokens)
        for cluster in list(self.clusters):
            if cluster.known and self.ontology.is_a(cluster.cls, PLACE):
                owner = self._state_over(cluster.known)
                if owner is not None:
                    number = self.gathering.known(owner)
                    counts[number] = counts.get(number, 0) + len(cluster.tokens)
        ranked = sorted(counts, key=lambda n: (-counts[n], n))
        if not ranked or (len(ranked) > 1 and counts[ranked[0]] < counts[ranked[1]] * 2):
            return -1
        return ranked[0]

    def _state_over(self, place: str) -> str | None:
        """The actor whose territory holds a listed place."""
        seen: set[str] = set()
        current: str | None = place
        territories = self.vocabulary.territories
        while current and current not in seen:
            seen.add(current)
            if current in territories:
                return territories[current]
            known = self.ontology.actors.get(current)
            current = known.part_of if known else None
        return None

    def _collect_titles(self) -> None:
        """Which persons carry which office word: "President X", "X, the president"."""
        tree = self.tree
        for name in self.gathering.names:
            if name.actor < 0 or self.clusters[name.actor].cls != self.vocabulary.person:
                continue
            near = tree.kids(name.head, "nmod:desc", "compound", "appos", "flat")
            near += [tree.head[name.head]] if tree.dep[name.head] in ("appos", "flat") else []
            for i in near:
                if tree.name[i] != tree.name[name.head] and self.vocabulary.is_title(tree, i):
                    for title in {tree.lemma[i], self._title(i)}:
                        self.titles.setdefault(title, []).append(name.actor)
                    self._link_state(name.actor, i, name.head)

    def _link_state(self, person: int, title: int, head: int) -> None:
        for i in self.tree.kids(title) + self.tree.kids(head, "amod", "compound"):
            name = self.name_at(i)
            if name and name.actor >= 0 and self.clusters[name.actor].cls in self.vocabulary.home:
                self.state_of.setdefault(person, name.actor)
