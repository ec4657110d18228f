"""Confidence: the weights are those of the cues, and what they say of plain and of doubtful sentences."""

from __future__ import annotations

import math
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from test_tools import tool

from kg import names, ontology, pipeline, sources
from kg.confidence import LEAST, Cues, probability, weigh
from kg.errors import OntologyError
from kg.relations import Found, Relations
from kg.salience import REACH

if TYPE_CHECKING:
    from spacy.language import Language

LONG = " ".join(["It rained on the hills.", "Nobody was on the road.", "The shops were closed."] * 3)


def read(text: str, nlp: Language) -> tuple[Relations, list[Found]]:
    """What the frames state of an article, before anything is weighed."""
    extractor = pipeline.Extractor(ontology.load())
    ((_, tree),) = pipeline.parse([sources.from_text(text, id="a", name="a")], nlp)
    relations = extractor.read(tree)
    return relations, [f for f in relations.find() if relations.fits(f)]


def test_probability_is_the_logistic_function() -> None:
    """No weight is no knowledge; log-odds add up; no sum is too large."""
    assert probability({}, {}) == probability({"a": 3.0}, {}) == 0.5
    assert probability({"a": 2.0, "b": 1.0}, {"a": 0.5, "b": -1.0}) == 0.5
    assert probability({"a": 1.0}, {"a": math.log(3)}) == pytest.approx(0.75)
    assert 0 < probability({"a": -1e9}, {"a": 1.0}) < 1e-12


def test_every_cue_has_its_weight_and_every_weight_its_cue(nlp: Language) -> None:
    """Over the example articles no cue lacks a weight; of the weights only kinds of predicates lack a cue."""
    weights = [name for name in ontology.load().weights if name.split()[0] not in REACH]  # pronouns
    seen: set[str] = set()
    for path in sorted((names.data_path("ontology").parent / "examples").glob("*.txt")):
        relations, found = read(path.read_text(encoding="utf-8"), nlp)
        cues = Cues(relations, found)
        seen.update(name for one in found for name in cues.of(one))
    assert len(seen) > 30 and seen <= set(weights)
    assert all(name.startswith("by ") for name in set(weights) - seen)


def test_a_name_met_once_far_from_its_verb_is_less_sure(nlp: Language) -> None:
    """The same claim of the same actors: mentioned again and near, or once and far."""
    near = f"Norway backs the Karvan Front. {LONG} Norway is in the north. The Karvan Front is armed."
    far = f"The Karvan Front, which has none of its own left there, is backed by Norway. {LONG}"
    sure = []
    for text in (near, far):
        relations, found = read(text, nlp)
        (one,) = [f for f in found if f.relation.name == "backs"]
        sure.append(probability(Cues(relations, [one]).of(one), ontology.load().weights))
    assert sure[0] > sure[1] + 0.05


def test_what_is_less_sure_than_the_least_is_left_out(nlp: Language) -> None:
    """Weights that speak against every claim leave nothing; others leave all, each with how sure it is."""
    relations, found = read("Norway backs the Karvan Front. Peru attacked Grenna.", nlp)
    assert len(found) >= 2
    assert list(weigh(relations, found, {"claim": -1.0})) == []
    kept = list(weigh(relations, found, {"claim": 2.0}))
    assert [f for f, _ in kept] == found and all(LEAST <= sure <= 1 for _, sure in kept)


def test_the_fit_finds_the_weights_that_made_the_data() -> None:
    """Labels drawn from known log-odds: the regression comes back to them; what is surer is righter."""
    calibrate = tool("calibrate")
    draw = np.random.default_rng(1)
    x = np.column_stack([np.ones(20_000), draw.normal(size=20_000), draw.integers(0, 2, 20_000)])
    true = np.array([0.5, 1.0, -0.8])
    right = (draw.random(20_000) < 1 / (1 + np.exp(-x @ true))).astype(float)
    weights = calibrate.fitted(x, right, [True, False, False])
    assert np.abs(weights - true).max() < 0.06
    assert calibrate.order(x @ true, right) > 0.7 > 0.52 > calibrate.order(draw.random(20_000), right)


@pytest.mark.parametrize("weight", [' ; kg:weight "much"', ""])
def test_a_weight_that_is_no_number_is_an_error_with_its_line(tmp_path: Path, weight: str) -> None:
    """A domain's own cue, with a word for a weight and with none."""
    for file in (Path(__file__).parent / "toy").glob("*.ttl"):
        shutil.copy(file, tmp_path)
    prefixes = (
        "@prefix kg: <https://kg.example/ns#> .\n@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
    )
    cue = f'<https://kg.example/cue/x> a kg:Cue ; skos:notation "x"{weight} .\n'
    (tmp_path / "cues.ttl").write_text(prefixes + cue, encoding="utf-8")
    with pytest.raises(OntologyError, match=r"cues\.ttl:3: .*kg:weight .* is not a number; write one"):
        ontology.load(tmp_path)
