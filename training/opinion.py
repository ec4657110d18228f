"""A learned second opinion on who stands how to whom: an experiment, measured and not shipped.

    python -m training.opinion GOLD_DIR [COPY_DIR…] [--measure DIR…] [--precision 0.75] [--pipeline DIR]

A logistic regression a relation over pairs of actors of one sentence (``opinion_pairs.py``) proposes
statements where the frames are silent. It learns from GOLD_DIR and from copies of it under invented names
(``tools/invent_names.py``). Printed are the proposals on GOLD_DIR by five models that have not seen the
article, what they do to its score, and what a model of all of it does to the scores of the folders to
measure on. docs/evaluation.md says what came of it.
"""

from __future__ import annotations

import argparse
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from kg import english, evaluate, ontology
from kg.pipeline import Extractor, parse
from kg.records import Article, Ontology, Span
from kg.scoring import ASSERTED, Counts, Gold, Row, Scorer
from kg.syntax import Tree
from kg.vocabulary import PLACE
from training.opinion_pairs import Pair, Pairs
from training.opinion_roles import relation_words

FOLDS = 5
RARE = 4  # features of fewer pairs are left out
PENALTY = 4.0  # of the squared weights
OPTIONAL, COPY = 0.1, 0.5  # weight of an optional statement, of a pair under invented names
LEAST = 0.05  # odds below which nothing is proposed
SURE = (0.8, 0.6, 0.4)  # odds beyond the chosen thresholds, to see what recall would cost
RIGHT, NEUTRAL, WRONG = "right", "neutral", "wrong"

Matrix = NDArray[np.float64]


@dataclass(slots=True)
class Example:
    """A pair with what gold says of it: relation → weight as a positive; 0 leaves the relation out."""

    pair: Pair
    row: Row  # subject and object as the scorer takes them
    gold: dict[str, float] = field(default_factory=dict)


@dataclass(slots=True)
class Reading:
    """A gold article, the statements of the frames, and its pairs."""

    gold: Gold
    rows: list[Row]
    stated: set[tuple[int, str, int]]  # asserted by frames, in numbers of clusters
    examples: list[Example]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A statement that no frame makes, as sure as the best pair that says it."""

    odds: float
    relation: str
    row: Row
    verdict: str  # neutral: gold allows it, or the frames have found it by other words


class Reader:
    """Makes readings of gold folders."""

    def __init__(self, domain: Ontology, pipeline: str | None) -> None:
        self.domain, self.pipeline = domain, pipeline
        self.extractor, self.scorer = Extractor(domain), Scorer(domain)
        self.words = relation_words(self.extractor.index)
        self.relations = sorted(r.name for r in domain.relations.values() if PLACE not in r.range)

    def folder(self, folder: Path) -> list[Reading]:
        """All articles of a folder. Raises InputError when it cannot be used."""
        golds = evaluate.read_gold(folder, self.domain)
        parsed = parse(evaluate.read_articles(folder, golds), english.load(self.pipeline))
        return [self.read(gold, *one) for gold, one in zip(golds, parsed, strict=True)]

    def read(self, gold: Gold, article: Article, tree: Tree) -> Reading:
        """One article."""
        rows = list(evaluate.rows_of(self.extractor.extract(article, deepcopy(tree))))
        relations = self.extractor.read(tree)
        found = [f for f in relations.find() if relations.fits(f)]
        stated = {(f.subject, f.relation.name, f.object) for f in found if f.status == ASSERTED}
        examples = []
        for pair in Pairs(relations, found, self.words):
            row = {"article": article.id}
            for end, mention in (("subject", pair.subject), ("object", pair.object)):
                row[end] = relations.clusters[mention.cluster].label
                row[f"{end}_mention"] = article[relations.tree.span(mention.ref.first, mention.ref.last)]
            first, last = relations.tree.sentences[pair.sentence]
            here = Span(relations.tree.start[first], relations.tree.end[last - 1])
            examples.append(Example(pair, row, self._label(gold, row, article.text, here)))
        return Reading(gold, rows, stated, examples)

    def _label(self, gold: Gold, row: Row, text: str, here: Span) -> dict[str, float]:
        """What gold says of a pair: in this sentence, or (weight 0) in another one."""
        subjects, objects = self.scorer.ends(gold, row)
        said: dict[str, float] = {}
        for g in gold.statements:
            straight = g.subject in subjects and g.object in objects
            turned = g.subject in objects and g.object in subjects
            if g.status != ASSERTED or not (straight or (turned and g.relation in self.scorer.symmetric)):
                continue
            start = text.find(g.evidence[:60]) if g.evidence else -1
            meets = start >= 0 and start < here.end and here.start < start + len(g.evidence)
            weight = (OPTIONAL if g.optional else 1.0) if meets else 0.0
            said[g.relation] = max(weight, said.get(g.relation, 0.0))
        return said


# ---------------------------------------------------------------- the model


class Opinion:
    """A logistic regression a relation over the features of pairs."""

    def __init__(self, relations: Sequence[str]) -> None:
        self.relations = relations
        self.column: dict[str, int] = {}
        self.weights: Matrix = np.zeros((1, len(relations)))  # the last row is the constant

    def fit(self, examples: Sequence[Example], weights: Sequence[float]) -> Opinion:
        """Learn from examples, each with a weight; the same weights from the same examples."""
        counts = Counter(f for e in examples for f in e.pair.features)
        self.column = {f: n for n, f in enumerate(sorted(f for f, c in counts.items() if c >= RARE))}
        matrix, own = self._matrix(examples), np.asarray(weights)
        self.weights = np.zeros((len(self.column) + 1, len(self.relations)))
        for n, relation in enumerate(self.relations):
            said = np.array([e.gold.get(relation, -1.0) for e in examples])
            weight = own * np.where(said < 0, 1.0, said)
            self.weights[:, n] = _regression(matrix, (said > 0).astype(float), weight)
        return self

    def odds(self, examples: Sequence[Example]) -> Matrix:
        """Probabilities, a row an example and a column a relation."""
        return _sigmoid(self._matrix(examples) @ self.weights)

    def _matrix(self, examples: Sequence[Example]) -> csr_matrix:
        known = [[self.column[f] for f in e.pair.features if f in self.column] for e in examples]
        columns = [c for row in known for c in (*row, len(self.column))]
        starts = np.cumsum([0, *(len(row) + 1 for row in known)])
        shape = (len(examples), len(self.column) + 1)
        return csr_matrix((np.ones(len(columns)), columns, starts), shape=shape)


def _sigmoid(x: Matrix) -> Matrix:
    return 1 / (1 + np.exp(-np.clip(x, -30, 30)))


def _regression(matrix: csr_matrix, said: Matrix, weight: Matrix) -> Matrix:
    """The weights that make ``said`` likeliest, less a penalty on their squares."""
    turned = matrix.T.tocsr()
    penalty = np.full(matrix.shape[1], PENALTY)
    penalty[-1] = 0.0

    def loss(w: Matrix) -> tuple[float, Matrix]:
        odds = np.clip(_sigmoid(matrix @ w), 1e-12, 1 - 1e-12)
        likely = weight * (said * np.log(odds) + (1 - said) * np.log(1 - odds))
        return 0.5 * penalty @ w**2 - likely.sum(), turned @ (weight * (odds - said)) + penalty * w

    options = {"maxiter": 200, "ftol": 1e-6}
    return minimize(loss, np.zeros(matrix.shape[1]), jac=True, method="L-BFGS-B", options=options).x


def fold(article: str) -> int:
    """The fold of an article and of its copies under invented names."""
    return zlib.crc32(article.encode()) % FOLDS


def unseen(own: Sequence[Reading], copies: Sequence[Reading], relations: Sequence[str]) -> list[Matrix]:
    """Odds of each reading's pairs by a model that has not seen its article."""
    models = []
    for n in range(FOLDS):
        models.append(_fit((r for r in own if fold(r.gold.id) != n), copies, relations, without=n))
    return [models[fold(r.gold.id)].odds(r.examples) for r in own]


def _fit(
    own: Iterable[Reading], copies: Iterable[Reading], relations: Sequence[str], without: int = -1
) -> Opinion:
    examples = [(e, 1.0) for r in own for e in r.examples]
    examples += [(e, COPY) for r in copies if fold(r.gold.id) != without for e in r.examples]
    return Opinion(relations).fit([e for e, _ in examples], [w for _, w in examples])


# ---------------------------------------------------------------- proposals


class Judge:
    """Turns odds into proposals, and proposals into scores."""

    def __init__(self, reader: Reader) -> None:
        self.relations, self.domain, self.scorer = reader.relations, reader.domain, reader.scorer

    def proposals(self, readings: Sequence[Reading], odds: Sequence[Matrix]) -> list[Proposal]:
        """What the frames leave unsaid, each statement once, surest first."""
        found = [p for reading, own in zip(readings, odds, strict=True) for p in self._of(reading, own)]
        return sorted(found, key=lambda p: -p.odds)

    def _of(self, reading: Reading, odds: Matrix) -> Iterator[Proposal]:
        sure: dict[tuple[int, str, int], list[tuple[float, Row]]] = defaultdict(list)
        stated = {self.key(*statement) for statement in reading.stated}
        for example, row in zip(reading.examples, odds, strict=True):
            ends = example.pair.subject.cluster, example.pair.object.cluster
            for relation, value in zip(self.relations, row, strict=True):
                statement = self.key(ends[0], relation, ends[1])
                if value >= LEAST and statement not in stated:
                    sure[statement].append((float(value), {**example.row, "relation": relation}))
        before = self.scorer.article(reading.gold, reading.rows).strict
        for statement, options in sure.items():
            value, best = max(options, key=lambda option: option[0])
            after = self.scorer.article(reading.gold, [*reading.rows, best]).strict
            verdict = (
                RIGHT if after.right > before.right else WRONG if after.wrong > before.wrong else NEUTRAL
            )
            yield Proposal(value, statement[1], best, verdict)

    def key(self, subject: int, relation: str, object_: int) -> tuple[int, str, int]:
        """A statement in numbers of clusters; a symmetric one reads the same both ways."""
        if relation in self.scorer.symmetric and object_ < subject:
            subject, object_ = object_, subject
        return subject, relation, object_

    def thresholds(self, proposals: Sequence[Proposal], precision: float) -> dict[str, float]:
        """The lowest odds a relation down to which proposals are so precise; above 1 for never."""
        chosen = dict.fromkeys(self.relations, 1.1)
        for relation in self.relations:
            right = wrong = 0
            for p in (p for p in proposals if p.relation == relation):
                right, wrong = right + (p.verdict == RIGHT), wrong + (p.verdict == WRONG)
                if p.verdict == RIGHT and right >= 3 and right >= precision * (right + wrong):
                    chosen[relation] = p.odds
        return chosen

    def score(
        self, readings: Sequence[Reading], proposals: Iterable[Proposal], least: dict[str, float]
    ) -> Counts:
        """Strict counts of the frames' statements and the proposals sure enough."""
        rows = [row for reading in readings for row in reading.rows]
        rows += [p.row for p in proposals if p.odds >= least[p.relation]]
        return evaluate.score([r.gold for r in readings], rows, self.domain).strict


# ---------------------------------------------------------------- report


def report(
    judge: Judge, name: str, readings: Sequence[Reading], proposals: Sequence[Proposal]
) -> Iterator[str]:
    """Lines: how good the surest proposals are, and what odds beyond which all count do to the score."""
    yield f"{name}: {len(readings)} articles, {sum(len(r.examples) for r in readings)} pairs"
    for relation in ("", *judge.relations):
        own = [p for p in proposals if relation in ("", p.relation)]
        tallies = [Counter(p.verdict for p in own[:n]) for n in (20, 40, 80)]
        words = "  ".join(f"{t[RIGHT]:3} {t[WRONG]:3} {t[NEUTRAL]:3}" for t in tallies)
        yield f"  {relation or 'all':16} right, wrong, neutral of the surest 20, 40, 80: {words}"
    yield _line("frames alone", judge.score(readings, [], {}))
    for least in SURE:
        every = dict.fromkeys(judge.relations, least)
        yield _line(f"and odds of {least} or more", judge.score(readings, proposals, every))


def _line(what: str, c: Counts) -> str:
    tally = f"{c.right} right {c.wrong} wrong {c.missed} missed"
    return f"  {what:28} P {c.precision:.3f}  R {c.recall:.3f}  F1 {c.f1:.3f}  {tally}"


def main() -> None:
    """Cross-validate, choose thresholds, measure."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("gold", type=Path, nargs="+", help="gold to learn from, and copies of it")
    parser.add_argument("--measure", type=Path, nargs="*", default=[], help="gold that is only scored")
    parser.add_argument("--precision", type=float, default=0.75, help="of proposals, by relation")
    parser.add_argument("--pipeline", help="a spaCy pipeline; the shipped one by default")
    args = parser.parse_args()
    reader = Reader(ontology.load(), args.pipeline)
    own, *others = [reader.folder(folder) for folder in args.gold]
    measured = [(folder.name, reader.folder(folder)) for folder in args.measure]
    for line in experiment(reader, own, [r for other in others for r in other], measured, args.precision):
        print(line, flush=True)


def experiment(
    reader: Reader,
    own: Sequence[Reading],
    copies: Sequence[Reading],
    measured: Sequence[tuple[str, Sequence[Reading]]],
    precision: float,
) -> Iterator[str]:
    """The lines of the whole report."""
    judge = Judge(reader)
    proposals = judge.proposals(own, unseen(own, copies, reader.relations))
    least = judge.thresholds(proposals, precision)
    yield "thresholds: " + ", ".join(f"{r} {t:.2f}" if t <= 1 else f"{r} never" for r, t in least.items())
    yield from report(judge, "by models that have not seen the article", own, proposals)
    yield _line("and the thresholds", judge.score(own, proposals, least))
    whole = _fit(own, copies, reader.relations)
    for name, readings in measured:
        proposals = judge.proposals(readings, [whole.odds(r.examples) for r in readings])
        yield from report(judge, name, readings, proposals)
        yield _line("and the thresholds", judge.score(readings, proposals, least))


if __name__ == "__main__":
    main()
