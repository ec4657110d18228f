"""What a domain knows about words, in the form that the rooms of language ask for."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from kg.gazetteer import Gazetteer
from kg.records import Ontology, State
from kg.syntax import Tree, compare_name

ACTOR, PLACE = "Actor", "Place"


class Vocabulary:
    """What a domain knows about words, made once an ontology."""

    def __init__(self, ontology: Ontology) -> None:
        self.ontology = ontology
        self.gazetteer = Gazetteer(ontology)
        self.head_class: dict[str, str] = {}
        self.name_word: dict[str, str] = {}
        self.written = frozenset(word for cls in ontology.classes.values() for word in cls.name_words)
        self.ner_class: dict[str, str] = {}
        for cls in ontology.classes.values():
            for noun in cls.head_nouns:
                self.head_class.setdefault(noun, cls.name)
            for word in cls.name_words:
                self.name_word.setdefault(word.lower(), cls.name)
            for label in cls.ner:
                self.ner_class.setdefault(label.lower(), cls.name)
        self.office = _nouns(ontology, lambda s: s.subject == ("self",))
        self.aliases = {
            compare_name(name).lower(): actor.id for actor in ontology.actors.values() for name in actor.names
        }
        self.territories = {a.territory: a.id for a in ontology.actors.values() if a.territory}
        self.prefixes = frozenset(p for frame in ontology.frames for p in frame.prefixes)
        self.home_office = _nouns(ontology, lambda s: "home" in s.object and s.subject == ("self",))
        # what a home has but one of: the whole may be any actor or the home
        self.sole_office = _nouns(ontology, lambda s: set(s.object) == {"whole", "home"})
        self.takers = frozenset(_ends(ontology, lambda r: r == (PLACE,)))
        self.facing = frozenset(_ends(ontology, lambda r: PLACE not in r))
        told = (ontology.lexicon.lists.get(n, frozenset()) for n in ("report", "performative", "endeavour"))
        self.deeds = frozenset(
            word for frame in ontology.frames for word in (*frame.verbs, *frame.nouns) if " " not in word
        ).union(*told)
        self.home_office_end = frozenset(noun.split()[-1] for noun in self.home_office)
        self.home_office_last = frozenset(noun.split(" of ")[0].split()[-1] for noun in self.home_office)
        self.office_last = frozenset(noun.split(" of ")[0].split()[-1] for noun in self.office)
        words = ontology.lexicon.lists
        kinds = (("male", "he"), ("female", "she"))
        self.gender = {word: pronoun for kind, pronoun in kinds for word in words.get(kind, ())}
        self.human = self.office_last.union(self.gender, _listed(ontology, "title", "individual", "human"))
        self.titles = self.office_last.union(_listed(ontology, "title", "honorific"))
        self._sort_out()

    def _sort_out(self) -> None:
        """Fill in what is asked of every word or name of a text."""
        ontology = self.ontology
        self.person = next((c for label, c in self.ner_class.items() if label.startswith("per")), ACTOR)
        self.person_labels = frozenset(n for n, cls in self.ner_class.items() if cls == self.person)
        self.place_label = next((label for label, c in self.ner_class.items() if c == PLACE), "")
        self.home = tuple(c.name for c in ontology.classes.values() if c.home)
        homes = {f"whole:{cls}" for cls in self.home}
        # whose whole is a home or else their field: "minister"
        self.field_office = frozenset(
            n for n in _nouns(ontology, lambda s: not homes.isdisjoint(s.object)) if " " not in n
        )
        lists = ontology.lexicon.lists
        self.ordering = lists.get("latter", frozenset()) | lists.get("earlier", frozenset())
        self.pair_ends = frozenset(noun.split(" ")[-1] for noun in self.head_class if " " in noun)
        self.cue_weights: dict[str, dict[str, float]] = {}  # kind of pronoun → cue → weight
        for key, weight in ontology.weights.items():
            kind, _, cue = key.partition(" ")
            self.cue_weights.setdefault(kind, {})[cue] = weight

    def is_title(self, tree: Tree, i: int) -> bool:
        """Whether token ``i`` may be (part of) a title before a name."""
        return tree.lemma[i] in self.office_last or tree.text[i].lower().rstrip(".") in self.titles


def _listed(ontology: Ontology, *kinds: str) -> frozenset[str]:
    """The words of several lists."""
    return frozenset().union(*(ontology.lexicon.lists.get(kind, frozenset()) for kind in kinds))


def _nouns(ontology: Ontology, states: Callable[[State], bool]) -> frozenset[str]:
    """Nouns of the frames one of whose statements is such."""
    return frozenset(n for f in ontology.frames if any(map(states, f.states)) for n in f.nouns)


def _ends(ontology: Ontology, is_such: Callable[[tuple[str, ...]], bool]) -> Iterator[tuple[str, str]]:
    """Words whose frames let a role be nothing but an end of such a range: ("retake", "patient")."""
    such: dict[tuple[str, str], bool] = {}
    for frame in ontology.frames:
        asked = {role for role, _ in frame.requires}
        for state in frame.states:
            fits = is_such(ontology.relations[state.relation].range)
            for word in (*frame.verbs, *frame.nouns):
                verb, _, particle = word.partition(" ")
                for role in state.object:
                    if particle and (role != "patient" or " " in particle or word in frame.nouns):
                        continue
                    if role not in asked:  # "stand by X"
                        pair = (verb, particle or role)
                        such[pair] = such.get(pair, True) and fits
    yield from (pair for pair, fits in such.items() if fits)
