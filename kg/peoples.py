"""Unlisted countries: which places act as ones, and which words name their people.

A place that no list knows is taken for an actor of the home class (a state, in the default
domain) when the text gives it a government, an office or deeds; a word for its people ("Velmian"
beside "Velmia") is a name of it.
"""

from __future__ import annotations

from kg.entities import PLACE, Cluster, Name, Vocabulary
from kg.syntax import SUBJECTS, Tree

EVIDENCE = "home"  # counted apart from the classes: it turns a place into a country, nothing else
EVIDENCE = "home"  # counted apart from the classes: it turns a place into a country, nothing else
_STRONG, _WEAK = 3, 1
ENOUGH = 3  # votes that make a country of what is else a place
_ENDINGS = ("ian", "an", "n", "ish", "ese", "i", "ic", "ite", "er", "ians", "ans", "ns", "is", "ites", "ers")


def vote(tree: Tree, names: list[Name], clusters: list[Cluster], vocabulary: Vocabulary) -> None:
    """Votes for the home class by what stands beside each unlisted name."""
    for name in names:
        if name.actor < 0 or clusters[name.actor].known is not None:
            continue
        if name.label.lower().startswith("per"):
            continue
        if strength := _evidence(tree, name, vocabulary):
            clusters[name.actor].votes[EVIDENCE] += strength


def _evidence(tree: Tree, name: Name, vocabulary: Vocabulary) -> int:
    """How much the words around a name make it a home: a government, an office, a deed."""
    first, last = tree.sentences[tree.sentence[name.first]]
    j = name.last
    if j < last and tree.text[j] in ("'s", "’s", "'"):
        j += 1
    for k in range(j, min(j + 3, last)):
        if _is_home_word(tree, k, vocabulary):
            return _STRONG
        if tree.pos[k] not in ("ADJ", "NOUN", "PROPN") or tree.name[k] >= 0:
            break
    before = name.first - 1
    before -= before >= first and tree.text[before].lower() == "the"
    ruled = before - 1 >= first and tree.text[before].lower() == "of"
    if ruled and _is_home_word(tree, before - 1, vocabulary):
        return _STRONG
    acts = tree.dep[name.head] in SUBJECTS[:1] and tree.pos[tree.head[name.head]] == "VERB"
    return _WEAK if acts and name.kind == "name" else 0


def _is_home_word(tree: Tree, i: int, vocabulary: Vocabulary) -> bool:
    """Whether token ``i`` is a word for a government or for an office of one."""
    if tree.name[i] >= 0:
        return False
    lemma = tree.lemma[i]
    return vocabulary.head_class.get(lemma) in vocabulary.home or lemma in vocabulary.home_office_last


def demonyms(names: list[Name], clusters: list[Cluster], vocabulary: Vocabulary) -> list[tuple[int, int]]:
    """Pairs (people, place) of unlisted clusters where one names the people of the other."""
    unlisted = [n for n, c in enumerate(clusters) if c.known is None and c.label]
    people = [n for n in unlisted if clusters[n].votes["norp"] > 0 and len(clusters[n].label.split()) == 1]
    places = [n for n in unlisted if n not in people and _may_have_people(clusters[n], vocabulary)]
    pairs = []
    for p in people:
        owners = [n for n in places if _is_demonym(clusters[p].label.lower(), clusters[n].label.lower())]
        if owners:
            pairs.append((p, max(owners, key=lambda n: (len(clusters[n].tokens), -n))))
    return pairs


def _may_have_people(cluster: Cluster, vocabulary: Vocabulary) -> bool:
    votes = cluster.votes
    return votes[PLACE] + votes[EVIDENCE] >= votes[vocabulary.person]


def _is_demonym(people: str, place: str) -> bool:
    """Whether ``people`` is ``place`` with an ending of peoples: velmia → velmian, karv → karvish."""
    for ending in _ENDINGS:
        if not people.endswith(ending):
            continue
        stem = people[: -len(ending)]
        if len(stem) >= 4 and place.startswith(stem) and len(place) - len(stem) <= 3:
            return True
    return False
