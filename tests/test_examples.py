"""The example articles, whole: what a careful reader finds in them, and that every claim leads to its words.

``tests/examples/*.tsv`` list the core statements of each article.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kg import sources
from kg.records import Extraction, Ontology
from kg.scoring import Names

if TYPE_CHECKING:
    from spacy.language import Language

EXAMPLES = Path(__file__).parents[1] / "examples"
TABLES = Path(__file__).parent / "examples"
ARTICLES, STATEMENTS = 10, 120  # at least so many
RECALL = 0.5  # of the core statements of all articles together


@pytest.fixture(scope="module")
def extractions(conflict: Ontology, nlp: Language) -> dict[str, Extraction]:
    """The extraction of every example, by id, from one run of the shipped pipeline."""
    from kg import pipeline

    articles = sources.read(EXAMPLES)
    return {e.article.id: e for e in pipeline.extract(articles, conflict, nlp)}


def core(
    article: str, relations: Iterable[str]
) -> tuple[list[tuple[str, str, str]], list[tuple[str, str, str]]]:
    """The statements that must be found in an article, and those that must not be made."""
    found, forbidden = [], []
    for line in (TABLES / f"{article}.tsv").read_text(encoding="utf-8").splitlines():
        words = line.removeprefix("!").split()
        at = next(i for i, word in enumerate(words) if word in relations)
        statement = (" ".join(words[:at]), words[at], " ".join(words[at + 1 :]))
        (forbidden if line.startswith("!") else found).append(statement)
    return found, forbidden


def stated(extraction: Extraction, ontology: Ontology) -> set[tuple[str, str, str]]:
    """Asserted statements with every name of their ends, compared as the score compares names."""
    compare = Names.of(ontology)
    names = {
        a.id: {form for n in (a.label, *a.names, *_known(a.id, ontology)) for form in compare.forms(n)}
        for a in extraction.actors
    }
    rows = set()
    for claim in extraction.claims:
        if claim.status == "asserted":
            ends = [(s, o) for s in names[claim.subject] for o in names[claim.object]]
            if ontology.relations[claim.relation].symmetric:
                ends += [(o, s) for s, o in ends]
            rows |= {(s, claim.relation, o) for s, o in ends}
    return rows


def _known(actor: str, ontology: Ontology) -> tuple[str, ...]:
    known = ontology.actors.get(actor)
    return known.names if known else ()


def is_in(statement: tuple[str, str, str], rows: set[tuple[str, str, str]], ontology: Ontology) -> bool:
    """Whether one of the names that a core statement allows for each end is stated."""
    compare = Names.of(ontology)
    subject, relation, obj = statement
    return any(
        (compare.plain(s), relation, compare.plain(o)) in rows
        for s in subject.split("|")
        for o in obj.split("|")
    )


def test_every_example_has_a_date_a_title_and_claims(extractions: dict[str, Extraction]) -> None:
    """Each article is read whole, dated and titled, and yields claims."""
    assert len(extractions) >= ARTICLES
    for article, extraction in extractions.items():
        assert extraction.article.title, article
        assert extraction.article.date is not None, article
        assert str(extraction.article.date.year) in article
        assert len(extraction.claims) >= 8, article


def test_core_statements_are_found(extractions: dict[str, Extraction], conflict: Ontology) -> None:
    """Most of what a careful reader finds is found, and most in every single article."""
    missed, ran, shares = [], 0, {}
    for article, extraction in extractions.items():
        wanted, _ = core(article, conflict.relations)
        rows = stated(extraction, conflict)
        lacking = [s for s in wanted if not is_in(s, rows, conflict)]
        ran += len(wanted)
        missed += [(article, *s) for s in lacking]
        shares[article] = 1 - len(lacking) / len(wanted)
    assert ran >= STATEMENTS
    assert len(missed) <= (1 - RECALL) * ran, missed
    assert min(shares.values()) >= RECALL / 2, (shares, missed)


def test_nothing_is_turned_round(extractions: dict[str, Extraction], conflict: Ontology) -> None:
    """No forbidden statement is made: ends swapped, sides confused."""
    ran = 0
    for article, extraction in extractions.items():
        rows = stated(extraction, conflict)
        for statement in core(article, conflict.relations)[1]:
            assert not is_in(statement, rows, conflict), (article, statement)
            ran += 1
    assert ran >= 15


def test_every_claim_leads_to_its_words(extractions: dict[str, Extraction]) -> None:
    """Offsets are of the text as kept: the trigger and its ends stand where the claim says."""
    ran = 0
    for extraction in extractions.values():
        ids = {a.id for a in extraction.actors}
        for claim in extraction.claims:
            text, sentence = extraction.article.text, claim.sentence
            assert {claim.subject, claim.object} <= ids
            assert sentence.start <= claim.trigger.start < claim.trigger.end <= sentence.end
            for span in (claim.trigger, claim.subject_mention, claim.object_mention):
                assert text[span.start : span.end].strip(), claim
            ran += 1
    assert ran >= 100


def test_sources_that_contradict_each_other_both_stay(extractions: dict[str, Extraction]) -> None:
    """A claim and its denial are both kept, with the one who says so."""
    claims = [c for e in extractions.values() for c in e.claims]
    assert any(c.status == "negated" for c in claims)
    assert any(c.attributed_to for c in claims)
