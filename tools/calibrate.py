"""Fits the weights of ``ontology/confidence.ttl``: how often claims with what cues are right.

    python tools/calibrate.py GOLD_DIR [COPY_DIR ...] [--write]

Folders as `kg evaluate` reads them; copies under invented names (tools/invent_names.py) teach that names may
be new. A logistic regression with a ridge, fitted by Newton's method. Prints what cross-validation by article
says of the first folder, and the Turtle; with --write, renews the file.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from kg import english, evaluate, names, ontology, pipeline
from kg.confidence import Cues
from kg.qualifiers import ASSERTED
from kg.scoring import Gold, Scorer

RIDGE, FOLDS = 10.0, 5
HEAD = """@prefix kg: <https://kg.example/ns#> .
@prefix cue: <https://kg.example/cue/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .

# Written by tools/calibrate.py; what each cue means stands in kg/confidence.py.

"""
Row = tuple[int, dict[str, float], bool]


class Reader:
    """Reads folders of gold with one ontology, and says of each asserted claim whether it is right."""

    def __init__(self) -> None:
        self.domain = ontology.load()
        self.extractor, self.scorer = pipeline.Extractor(self.domain), Scorer(self.domain)

    def rows(self, folder: Path) -> Iterator[Row]:
        """Number of the article, cues, and whether gold has it; of every asserted claim, sure or not."""
        golds = evaluate.read_gold(folder, self.domain)
        parsed = pipeline.parse(evaluate.read_articles(folder, golds), english.load())
        for number, (gold, (_, tree)) in enumerate(zip(golds, parsed, strict=True)):
            relations = self.extractor.read(tree)
            found = [f for f in relations.find() if relations.fits(f)]
            cues, labels = Cues(relations, found), [c.label for c in relations.clusters]
            for one in found:
                if one.status == ASSERTED:
                    row = {"subject": labels[one.subject], "object": labels[one.object]}
                    for end, ref in (("subject", one.subject_ref), ("object", one.object_ref)):
                        row[f"{end}_mention"] = " ".join(tree.text[ref.first : ref.last + 1])
                    yield number, cues.of(one), self._is_right(gold, one.relation.name, row)

    def _is_right(self, gold: Gold, relation: str, row: dict[str, Any]) -> bool:
        subjects, objects = self.scorer.ends(gold, row)
        return any(
            self.scorer.same(g, relation, subjects, objects) and g.status == ASSERTED for g in gold.statements
        )


def fitted(x: Any, right: Any, free: Sequence[bool]) -> Any:
    """Weights of the columns of ``x`` (claims × cues); the ridge spares those that are ``free``."""
    ridge = np.where(free, 1e-3, RIDGE)
    weights = np.zeros(x.shape[1])
    for _ in range(30):
        p = 1 / (1 + np.exp(-x @ weights))
        slope = x.T @ (p - right) + ridge * weights
        weights -= np.linalg.solve((x.T * (p * (1 - p))) @ x + np.diag(ridge), slope)
    return weights


def order(score: Any, right: Any) -> float:
    """How often a right claim is surer than a wrong one (area under the ROC curve)."""
    ranks = np.argsort(np.argsort(score))
    ones = right.sum()
    return float((ranks[right > 0].sum() - ones * (ones - 1) / 2) / (ones * (len(right) - ones)))


def main() -> None:
    """Reads the folders, fits, prints or writes."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    reader = Reader()
    parts = [list(reader.rows(folder)) for folder in args.folders]
    kinds = {f"by {kind}" for kind in ("adjective", "noun", "prefix", "verb")}  # of these some may be rare
    cues = sorted(kinds.union(name for part in parts for _, values, _ in part for name in values))
    x = np.array([[values.get(c, 0.0) for c in cues] for part in parts for _, values, _ in part])
    right = np.array([float(ok) for part in parts for *_, ok in part])
    fold = np.array([number % FOLDS for part in parts for number, *_ in part])
    free, first = [c == "claim" for c in cues], len(parts[0])
    sure = np.zeros(first)
    for k in range(FOLDS):
        own = fold[:first] == k
        sure[own] = 1 / (1 + np.exp(-x[:first][own] @ fitted(x[fold != k], right[fold != k], free)))
    print(f"# {first} claims, order {order(sure, right[:first]):.3f}", file=sys.stderr)
    for low in np.arange(0, 1, 0.1):
        inside = (sure >= low) & (sure < low + 0.1)
        if inside.any():
            print(
                f"# from {low:.1f}: {inside.sum()} claims, {right[:first][inside].mean():.2f} right",
                file=sys.stderr,
            )
    weights = fitted(x, right, free)
    lines = [
        f'cue:{c.replace(" ", "-")} a kg:Cue ; skos:notation "{c}" ; kg:weight {w:.3f} .\n'
        for c, w in zip(cues, weights, strict=True)
    ]
    if args.write:
        (names.data_path("ontology") / "confidence.ttl").write_text(HEAD + "".join(lines), encoding="utf8")
    else:
        print(HEAD + "".join(lines), end="")


if __name__ == "__main__":
    main()
