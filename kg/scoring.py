"""How well statements agree with gold: names compared, statements matched, measures counted.

Precision, recall and F1 as in van Rijsbergen, *Information Retrieval* (1979), ch. 7, counted over
distinct statements. Nothing here reads files; ``kg.evaluate`` does.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kg.records import Ontology

ASSERTED = "asserted"
_ARTICLES = frozenset({"the", "a", "an", "some", "several"})
_NOT_IN_NAMES = re.compile(r"[^a-z0-9 ]+")

Row = Mapping[str, Any]  # one statement, keys as ``kg statements`` writes them
Triple = tuple[str, str, str]  # subject, relation, object; ends sorted when the relation is symmetric


@dataclass(frozen=True, slots=True)
class Counts:
    """Statements found, stated wrongly, and missed."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(self.right + other.right, self.wrong + other.wrong, self.missed + other.missed)

    @property
    def precision(self) -> float:
        """Share of what was stated that is right, 0..1; 0 when nothing was stated."""
        stated = self.right + self.wrong
        return self.right / stated if stated else 0.0

    @property
    def recall(self) -> float:
        """Share of what gold requires that was found, 0..1; 0 when gold requires nothing."""
        required = self.right + self.missed
        return self.right / required if required else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall, 0..1."""
        total = 2 * self.right + self.wrong + self.missed
        # The same as 2PR/(P+R), and 0 rather than undefined when there is nothing to count.
        return 2 * self.right / total if total else 0.0


@dataclass(frozen=True, slots=True)
class GoldStatement:
    """One statement of a gold file; its ends are keys of the file's actors."""

    subject: str
    relation: str
    object: str
    status: str = ASSERTED
    optional: bool = False
    evidence: str = ""
    attributed_to: str | None = None
    time: str | None = None


@dataclass(frozen=True, slots=True)
class Gold:
    """One gold article: its statements, and for every normalised name the actors it may mean."""

    id: str
    statements: tuple[GoldStatement, ...]
    names: Mapping[str, frozenset[str]]
    day: str | None = None  # ISO date


@dataclass(frozen=True, slots=True)
class Mistake:
    """A wrong or a missed statement with its sentence."""

    kind: str  # "wrong" | "missed"
    article: str
    subject: str
    relation: str
    object: str
    sentence: str


@dataclass(slots=True)
class ArticleScore:
    """What one article adds to the totals."""

    by_relation: dict[str, Counts] = field(default_factory=dict)
    sign: Counts = field(default_factory=Counts)
    mistakes: list[Mistake] = field(default_factory=list)
    matched: list[tuple[GoldStatement, Row]] = field(default_factory=list)  # whatever their status
    verdicts: list[tuple[float, bool]] = field(default_factory=list)  # confidence of a row, right or not

    @property
    def strict(self) -> Counts:
        """Right relation between the right ends."""
        return sum(self.by_relation.values(), Counts())


class Names:
    """Comparison of names: case, accents, articles, punctuation and a leading title aside."""

    def __init__(self, titles: Iterable[str]):
        self.titles = frozenset(self.plain(t) for t in titles) - {""}

    @classmethod
    def of(cls, ontology: Ontology) -> Names:
        """The comparison that uses the titles of an ontology's word lists."""
        lists = ontology.lexicon.lists
        return cls(lists.get("title", frozenset()) | lists.get("honorific", frozenset()))

    @staticmethod
    def plain(name: str) -> str:
        """``name`` reduced to what is compared; empty when nothing is left."""
        if name.strip() == "us":  # the pronoun; the country is written in capitals
            return ""
        letters = unicodedata.normalize("NFKD", name)
        letters = "".join(c for c in letters if not unicodedata.combining(c)).lower()
        letters = letters.replace("’", "'").replace("'s ", " ").replace(".", "")
        words = _NOT_IN_NAMES.sub(" ", letters).split()
        return " ".join(words[1:] if len(words) > 1 and words[0] in _ARTICLES else words)

    def untitled(self, name: str) -> str:
        """``plain(name)`` without the titles before it, of one word or two."""
        words = self.plain(name).split()
        while len(words) > 1:
            if len(words) > 2 and " ".join(words[:2]) in self.titles:
                del words[:2]
            elif words[0] in self.titles:
                del words[0]
            else:
                break
        return " ".join(words)

    def forms(self, *names: str | None) -> Iterator[str]:
        """What to look up for the given names, best first."""
        for name in names:
            if name:
                yield self.plain(name)
                yield self.untitled(name)

    def resolve(self, gold: Gold, *names: str | None) -> frozenset[str]:
        """Gold actors that the first recognised name may mean; empty when none is."""
        for form in self.forms(*names):
            if form and (keys := gold.names.get(form)):
                return keys
        return frozenset()


class Scorer:
    """Scores the rows of one article after another against gold, by the relations of an ontology."""

    def __init__(self, ontology: Ontology):
        self.names = Names.of(ontology)
        self.symmetric = frozenset(r.name for r in ontology.relations.values() if r.symmetric)
        self.sign = {r.name: r.sign for r in ontology.relations.values() if r.sign and r.stance}

    def triple(self, subject: str, relation: str, obj: str) -> Triple:
        """The statement as counted: a symmetric relation reads the same both ways."""
        if relation in self.symmetric and obj < subject:
            subject, obj = obj, subject
        return subject, relation, obj

    def ends(self, gold: Gold, row: Row) -> tuple[frozenset[str], frozenset[str]]:
        """Gold actors of a row's two ends: by label, and only failing that by its mention."""
        return (
            self.names.resolve(gold, row["subject"], row.get("subject_mention")),
            self.names.resolve(gold, row["object"], row.get("object_mention")),
        )

    def article(self, gold: Gold, rows: Sequence[Row]) -> ArticleScore:
        """Score all rows of one article."""
        score = ArticleScore()
        resolved = [(row, *self.ends(gold, row)) for row in rows]
        for row, subjects, objects in resolved:
            relation = row["relation"]
            score.matched += [(g, row) for g in gold.statements if self.same(g, relation, subjects, objects)]
        stated = [r for r in resolved if r[0].get("status", ASSERTED) == ASSERTED]
        self._strict(gold, stated, score)
        self._sides(gold, stated, score)
        return score

    def same(
        self, gold: GoldStatement, relation: str, subjects: frozenset[str], objects: frozenset[str]
    ) -> bool:
        """Whether a row's relation and ends are what a gold statement says."""
        if gold.relation != relation:
            return False
        if gold.subject in subjects and gold.object in objects:
            return True
        return relation in self.symmetric and gold.subject in objects and gold.object in subjects

    def _strict(
        self,
        gold: Gold,
        stated: Sequence[tuple[Row, frozenset[str], frozenset[str]]],
        score: ArticleScore,
    ) -> None:
        asserted = [g for g in gold.statements if g.status == ASSERTED]
        hit: set[Triple] = set()
        wrong: dict[Triple, Mistake] = {}
        for row, subjects, objects in stated:
            relation = row["relation"]
            found = [g for g in asserted if self.same(g, relation, subjects, objects)]
            hit.update(self.triple(g.subject, relation, g.object) for g in found)
            if isinstance(confidence := row.get("confidence"), int | float):
                score.verdicts.append((float(confidence), bool(found)))
            if not found:
                ends = (self._name(subjects, row["subject"]), self._name(objects, row["object"]))
                key = self.triple(ends[0], relation, ends[1])
                sentence = str(row.get("sentence") or "")
                mistake = Mistake("wrong", gold.id, row["subject"], relation, row["object"], sentence)
                wrong.setdefault(key, mistake)
        required = {self.triple(g.subject, g.relation, g.object): g for g in asserted if not g.optional}
        missed = [g for key, g in required.items() if key not in hit]
        for key in required:
            _count(score, key[1], Counts(right=1) if key in hit else Counts(missed=1))
        for key in wrong:
            _count(score, key[1], Counts(wrong=1))
        score.mistakes += wrong.values()
        for g in missed:
            score.mistakes.append(Mistake("missed", gold.id, g.subject, g.relation, g.object, g.evidence))

    def _sides(
        self,
        gold: Gold,
        stated: Sequence[tuple[Row, frozenset[str], frozenset[str]]],
        score: ArticleScore,
    ) -> None:
        """The sign score: the right pair on the right side, whichever relation says so."""
        allowed: set[tuple[frozenset[str], int]] = set()
        required: set[tuple[frozenset[str], int]] = set()
        for g in gold.statements:
            if g.status == ASSERTED and g.relation in self.sign:
                pair = (frozenset((g.subject, g.object)), self.sign[g.relation])
                allowed.add(pair)
                if not g.optional:
                    required.add(pair)
        found: set[tuple[frozenset[str], int]] = set()
        wrong: set[tuple[frozenset[str], int]] = set()
        for row, subjects, objects in stated:
            sign = self.sign.get(row["relation"])
            if sign is None:
                continue
            pairs = {(frozenset((a, b)), sign) for a in subjects for b in objects} & allowed
            found |= pairs
            if not pairs:
                ends = (self._name(subjects, row["subject"]), self._name(objects, row["object"]))
                wrong.add((frozenset(ends), sign))
        score.sign = Counts(len(required & found), len(wrong), len(required - found))

    def _name(self, keys: frozenset[str], label: str) -> str:
        return min(keys) if keys else self.names.plain(label)


def _count(score: ArticleScore, relation: str, counts: Counts) -> None:
    score.by_relation[relation] = score.by_relation.get(relation, Counts()) + counts
