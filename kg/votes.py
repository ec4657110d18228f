"""What the votes on an unlisted name come to: its class, and whether it may be a land or a people."""

from __future__ import annotations

from kg import peoples
from kg.entities import Cluster
from kg.vocabulary import ACTOR, PLACE, Vocabulary


def class_of(cluster: Cluster, vocabulary: Vocabulary) -> str:
    """The class with most votes; a place that acts is a country, a government's name may be a person's."""
    if cluster.known:
        return cluster.cls
    votes = {c: v for c, v in cluster.votes.items() if c in vocabulary.ontology.classes}
    if not votes:
        return ACTOR
    acts = bool(vocabulary.home) and peoples.acts(cluster)
    first = vocabulary.person if cluster.votes[peoples.WHOSE] else PLACE if acts else ""
    best = max(sorted(votes), key=lambda c: (votes[c], c == first))
    return vocabulary.home[0] if acts and best in (PLACE, ACTOR) else best


def class_of_name(cluster: Cluster, vocabulary: Vocabulary) -> str:
    """The class of an unlisted name: a people that has a ruler is named for its country, another is
    no actor."""
    votes = cluster.votes
    if votes["norp"] and votes[peoples.RULED] and not any(votes[c] for c in vocabulary.ontology.classes):
        return vocabulary.home[0]
    return "" if votes["norp"] > sum(votes.values()) / 2 else class_of(cluster, vocabulary)


def names_people(cluster: Cluster, vocabulary: Vocabulary) -> bool:
    """Whether a name is a people's rather than the surname of a person whose regime is spoken of."""
    return 0 < cluster.votes["norp"] >= cluster.votes[vocabulary.person]


def names_land(cluster: Cluster, vocabulary: Vocabulary) -> bool:
    """Whether an unlisted name is so clearly a country's that it is no surname."""
    votes = cluster.votes
    doubt = 1 + (votes[peoples.RULED] <= votes[peoples.WHOSE])  # "Tarn's regime"
    return votes[peoples.RULED] > 0 and votes[PLACE] > 2 * doubt * (votes[vocabulary.person] + 1)
