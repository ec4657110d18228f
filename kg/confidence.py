"""How sure a claim is: cues of grammar and reference, weighed as they proved right on annotated articles.

The weights stand in ``ontology/confidence.ttl``, which ``tools/calibrate.py`` fits: a logistic regression
(Hosmer, Lemeshow & Sturdivant 2013, ch. 1) of whether an asserted claim is right. No cue names a relation,
a class or a word, so that the weights serve every domain.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from math import exp, log

from kg.mentions import Ref
from kg.qualifiers import ASSERTED
from kg.relations import Found, Relations

LEAST = 0.67  # claims less sure than this are not made; see docs/evaluation.md
FAR = 12  # words between an end and its predicate
MANY = 5  # sentences, mentions, words or steps that are many


def probability(cues: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """The logistic function of the weighed cues: 0 to 1, one half where no weight is known."""
    total = sum(weights.get(name, 0.0) * value for name, value in sorted(cues.items()))
    return 1 / (1 + exp(-max(-30.0, min(30.0, total))))


class Cues:
    """What speaks for and against each claim of one article."""

    def __init__(self, relations: Relations, found: Sequence[Found]) -> None:
        self.relations, self.resolver = relations, relations.resolver
        self.tree, self.clusters = relations.tree, relations.clusters
        asserted = [f for f in found if f.status == ASSERTED]
        self.said = Counter((f.relation.name, f.subject, f.object) for f in asserted)
        self.sides = Counter((frozenset((f.subject, f.object)), f.relation.sign) for f in asserted)
        self.crowd = Counter(self.tree.sentence[f.predicate.token] for f in found)

    def of(self, found: Found) -> dict[str, float]:
        """Cue → value, for one claim; logarithms where more of a thing says ever less."""
        i, sign = found.predicate.token, found.relation.sign
        first, last = sorted((found.subject_ref.first, found.object_ref.first))
        pair = frozenset((found.subject, found.object))
        key = (found.relation.name, found.subject, found.object)
        cues = {
            "claim": 1.0,
            f"by {found.predicate.kind}": 1.0,
            "apart": log(1 + last - first),
            "said by somebody": float(bool(self.relations.said_by(i))),
            "stated again": log(max(self.said[key], 1)),
            "contradicted": log(1 + self.sides[pair, -sign]) if sign else 0.0,
            "beside others": log(self.crowd[self.tree.sentence[i]]),
            "depth": log(1 + self._depth(i)),
        }
        for end, number, ref in (
            ("subject", found.subject, found.subject_ref),
            ("object", found.object, found.object_ref),
        ):
            cues |= {f"{end} {name}": value for name, value in self._end(i, number, ref)}
        return cues

    def _end(self, i: int, number: int, ref: Ref) -> Iterator[tuple[str, float]]:
        cluster, tree, head = self.clusters[number], self.tree, ref.last
        named = cluster.known is None and bool(cluster.votes)
        yield "known", float(cluster.known is not None)
        yield "named", float(named)
        yield "sure", log(max(ref.confidence, 0.01))
        for flag in ("oblique", "metonym", "pronoun", "title"):
            yield flag, float(getattr(ref, flag))
        distance = min(abs(ref.first - i), abs(ref.last - i))
        yield "distance", log(1 + distance)
        yield "far", float(distance > FAR)
        yield "once", float(len(cluster.tokens) == 1 and len(tree.sentences) > MANY)
        yield "often", float(len(cluster.tokens) >= MANY)
        yield "words", log(min(len(cluster.label.split()) or 1, MANY))
        yield "listed", float(tree.first_conjunct(head) != head or bool(tree.kids(head, "conj")))
        yield "described", float(self.resolver.name_at(head) is None)

    def _depth(self, i: int) -> int:
        """Words between token ``i`` and the root of its sentence."""
        return min(sum(1 for _ in self.tree.ancestors(i)), MANY)


def weigh(
    relations: Relations, found: Sequence[Found], weights: Mapping[str, float]
) -> Iterator[tuple[Found, float]]:
    """Each claim with its confidence, 0 to 1; those below :data:`LEAST` are left out."""
    cues = Cues(relations, found)
    for one in found:
        sure = probability(cues.of(one), weights)
        if sure >= LEAST:
            yield one, sure
