"""Fits the weights of ``ontology/salience.ttl`` on texts in which people marked what pronouns take up.

    python tools/salience.py FILE.conllu[.xz] … [--genre NAME …] [--write]

The files are those of tools/coreference.py. Each pronoun chooses among the nominals before it and nobody;
right are all mentions of the entity that is marked, nobody where none of them is. The resolver reads the
documents twice, as what earlier pronouns were taken for is a cue for later ones. Prints what cross-validation
by document says, and the Turtle; with --write, renews the file. The shipped weights come from the whole train
part of GUM; docs/evaluation.md says what its freely usable genres alone would give.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from coreference import Comparison, Document, read

from kg import english, names, ontology, pipeline
from kg.coreference import Resolver
from kg.entities import Vocabulary
from kg.mentions import Ref
from kg.records import Article
from kg.salience import REACH, key_of
from kg.syntax import Tree

RIDGE, FOLDS, ROUNDS, STEPS = 3.0, 4, 2, 25
NEAR = frozenset("academic bio court essay interview letter news speech textbook voyage".split())  # noqa: SIM905
FAR = 0.3  # weight of documents of other genres (fiction, chats, instructions …), in which few are named
SHIFT = 1.0  # pronouns mean actors more often in news than in these texts: taken off what speaks against it
AGAINST = ("no actor", "pronoun for nobody", "nobody subject", "nobody owner", "nobody other")
HEAD = """@prefix kg: <https://kg.example/ns#> .
@prefix cue: <https://kg.example/cue/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .

# Written by tools/salience.py; what each cue means stands in kg/salience.py.

"""


@dataclass(slots=True)
class Question:
    """A pronoun: its kind, and for each option its cues, whether it is right, and which actor it leads to."""

    document: int
    kind: str
    weight: float
    cues: list[list[str]]
    right: list[bool]
    keys: list[tuple[int, int]]


class Recorder(Resolver):
    """A resolver that keeps what it was asked."""

    asked: list[tuple[int, str, list[tuple[int, Ref, list[str]]]]]

    def meant(self, i: int, kind: str) -> tuple[Ref, float]:
        """As the resolver answers, with the options kept."""
        if not hasattr(self, "asked"):
            self.asked = []
        asking = self._asking(i, kind)
        options = [(-1, Ref(-1, -1, -1, -1), list(self.of_nobody(asking)))]
        for minded, both in self.options(asking):
            cues = [*self.own_cues(minded, asking), *(f"{kind} {cue}" for cue in both)]
            options.append((minded.position, minded.ref, cues))
        self.asked.append((i, kind, options))
        return super().meant(i, kind)


def questions(
    documents: Sequence[Document], trees: Sequence[Tree], vocabulary: Vocabulary
) -> Iterator[Question]:
    """All pronouns of the third person in the documents."""
    for number, (document, tree) in enumerate(zip(documents, trees, strict=True)):
        compared = Comparison(document, tree, vocabulary, Recorder)
        resolver = compared.resolver
        assert isinstance(resolver, Recorder)
        for token, kind, options in getattr(resolver, "asked", []):
            mark = compared.marked.get(token)
            right = [mark is not None and _entity(compared, t, ref) == mark.entity for t, ref, _ in options]
            right[0] = not any(right)
            weight = 1.0 if document.genre in NEAR else FAR
            keys = [key_of(ref) for _, ref, _ in options]
            yield Question(number, kind, weight, [cues for *_, cues in options], right, keys)


def _entity(compared: Comparison, token: int, ref: Ref) -> str:
    """The marked entity that an option leads to."""
    own = compared.marked[token].entity if token in compared.marked else ""
    if token < 0 or ref.title or max(ref.actor, ref.place) < 0:
        return own
    return compared.entity_of(compared.mentions(max(ref.actor, ref.place))) or own


def fitted(asked: Sequence[Question]) -> dict[str, float]:
    """Weights of the cues: the likelihood of what is right, with a ridge, by Newton's method (the posterior
    of the right mentions taken for given at each step)."""
    cues = sorted({cue for q in asked for option in q.cues for cue in option})
    column = {cue: k for k, cue in enumerate(cues)}
    x = np.zeros((sum(len(q.cues) for q in asked), len(cues)))
    for row, option in enumerate(option for q in asked for option in q.cues):
        for cue in option:
            x[row, column[cue]] += 1
    right = np.array([ok for q in asked for ok in q.right])
    sizes = [len(q.cues) for q in asked]
    starts, of = np.cumsum([0, *sizes[:-1]]), np.repeat(np.arange(len(asked)), sizes)
    heavy = np.array([q.weight for q in asked])
    weights = np.zeros(len(cues))
    for _ in range(STEPS):
        score = x @ weights
        p = np.exp(score - np.maximum.reduceat(score, starts)[of])
        p /= np.add.reduceat(p, starts)[of]
        among = p * right
        among /= np.maximum(np.add.reduceat(among, starts), 1e-12)[of]
        slope = x.T @ (heavy[of] * (among - p)) - RIDGE * weights
        mean = np.add.reduceat(x * p[:, None], starts)
        bend = (x.T * (p * heavy[of])) @ x - (mean.T * heavy) @ mean + RIDGE * np.eye(len(cues))
        weights += np.linalg.solve(bend, slope)
    return dict(zip(cues, weights.tolist(), strict=True))


def all_fitted(asked: Sequence[Question]) -> dict[str, float]:
    """Weights for each kind of pronoun, for news."""
    weights: dict[str, float] = {}
    for kind in REACH:
        weights |= fitted([q for q in asked if q.kind == kind])
        for cue in AGAINST:
            weights[f"{kind} {cue}"] = weights.get(f"{kind} {cue}", 0.0) - SHIFT
    return weights


def answer(q: Question, weights: dict[str, float]) -> tuple[tuple[int, int], float, bool]:
    """What is meant most likely, how likely that is, and whether it is right."""
    mass, right = Counter[tuple[int, int]](), set()
    for cues, key, ok in zip(q.cues, q.keys, q.right, strict=True):
        mass[key] += np.exp(sum(weights.get(cue, 0.0) for cue in cues))
        right |= {key} if ok else set()
    best = max(mass, key=lambda key: mass[key])
    return best, mass[best] / sum(mass.values()), best in right


def report(asked: Sequence[Question]) -> Iterator[str]:
    """Precision and recall of actors for each kind, by cross-validation, on the genres near to news."""
    parts = [[q for q in asked if q.document % FOLDS != k] for k in range(FOLDS)]
    weights: list[Any] = [all_fitted(part) for part in parts]
    for kind in REACH:
        tested = [q for q in asked if q.kind == kind and q.weight == 1.0]
        to_actor = sum(any(ok and max(k) >= 0 for ok, k in zip(q.right, q.keys, strict=True)) for q in tested)
        found = [answer(q, weights[q.document % FOLDS]) for q in tested]
        for least in (0.3, 0.5, 0.7):
            told = [ok for key, sure, ok in found if max(key) >= 0 and sure >= least]
            yield (
                f"# {kind:9} from {least}: {len(told)} of {to_actor}, "
                f"P {sum(told) / max(len(told), 1):.3f} R {sum(told) / max(to_actor, 1):.3f}"
            )


def main() -> None:
    """Reads the files, fits, prints or writes."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE")
    parser.add_argument("--genre", action="append", metavar="NAME", help="only documents of these genres")
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    documents = [d for f in args.files for d in read(f) if not args.genre or d.genre in args.genre]
    articles = [Article(d.id, d.text, body=tuple(d.sentences)) for d in documents]
    trees = [tree for _, tree in pipeline.parse(articles, english.load())]
    domain = ontology.load()
    vocabulary = Vocabulary(domain)
    for cue in [c for c in domain.weights if c.split()[0] in REACH]:
        del domain.weights[cue]
    weights: dict[str, float] = {}
    for _ in range(ROUNDS):
        asked = list(questions(documents, trees, vocabulary))
        weights = all_fitted(asked)
        domain.weights.update(weights)
    print("\n".join(report(asked)), file=sys.stderr)
    lines = [
        f'cue:{re.sub("[^a-z0-9]+", "-", c)} a kg:Cue ; skos:notation "{c}" ; kg:weight {w:.2f} .\n'
        for c, w in sorted(weights.items())
    ]
    if args.write:
        (names.data_path("ontology") / "salience.ttl").write_text(HEAD + "".join(lines), encoding="utf8")
    else:
        print(HEAD + "".join(lines), end="")


if __name__ == "__main__":
    main()
