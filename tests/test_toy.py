"""Another domain, end to end: who owns whom in business, from ``tests/toy/*.ttl`` and nothing else.

What is found here is found by grammar and that Turtle: kg knows no domain of its own.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kg import ontology, sources
from kg.records import Article, Extraction, Ontology, Span

if TYPE_CHECKING:
    from spacy.language import Language

TOY = Path(__file__).parent / "toy"

FOUND = [  # in toy/article.txt
    ("Norvale Group", "owns", "Tarn Foods", "asserted"),
    ("Okeby Capital", "sold", "Tarn Foods", "asserted"),
    ("Tarn Foods", "based_in", "Halsund", "asserted"),
    ("Marit Dahl", "runs", "Norvale Group", "asserted"),
    ("Norvale Group", "owns", "Lindmoor Breweries", "asserted"),
    ("Lindmoor Breweries", "sues", "Okeby Capital", "asserted"),
    ("Okeby Capital", "owns", "Lindmoor Breweries", "negated"),
]

NAMES = {"B": "Brell Capital", "F": "Ostmark Group"}  # companies that no list knows
SENTENCES = [
    ("{B} already owns {F}.", "{B} owns {F}", "asserted"),
    ("{F} is owned by {B}.", "{B} owns {F}", "asserted"),
    ("{B} will buy {F}.", "{B} owns {F}", "planned"),
    ("{B} did not buy {F}.", "{B} owns {F}", "negated"),
    ("{B} bought {F} from Norvale.", "Norvale Group sold {F}", "asserted"),
    ("The takeover of {F} by {B} ended.", "{B} owns {F}", "asserted"),
    ("{B} merged with {F}.", "{B} merged_with {F}", "asserted"),
    ("{F} merged with {B}.", "{B} merged_with {F}", "asserted"),
    ("{F}, a subsidiary of {B}, sued Norvale.", "{F} sues Norvale Group", "asserted"),
    ("{F}, a subsidiary of {B}, sued Norvale.", "{B} owns {F}", "asserted"),
]  # fmt: skip


@pytest.fixture(scope="module")
def toy() -> Ontology:
    """The second domain."""
    return ontology.load(TOY)


def claims(extraction: Extraction) -> set[tuple[str, str, str, str]]:
    """Claims by label, with their status."""
    label = {a.id: a.label for a in extraction.actors}
    return {(label[c.subject], c.relation, label[c.object], c.status) for c in extraction.claims}


def test_domain_has_no_mistakes(toy: Ontology) -> None:
    """The folder passes the check, and nothing of the default domain is in it."""
    assert ontology.check(TOY) == ()
    assert set(toy.relations) == {"owns", "sold", "runs", "sues", "merged_with", "based_in"}


def test_article_is_understood(toy: Ontology, nlp: Language) -> None:
    """A purchase says three things; hyphen, apposition, negation and pronouns work as in any domain."""
    from kg import pipeline

    (extraction,) = pipeline.extract(sources.read(TOY / "article.txt"), toy, nlp)
    found = claims(extraction)
    assert [statement for statement in FOUND if statement not in found] == []
    assert {relation for _, relation, _, _ in found} <= set(toy.relations)
    asserted = {c for c in found if c[3] == "asserted"}
    assert not asserted & {(o, r, s, a) for s, r, o, a in FOUND}  # nothing is turned round


def test_grammar_serves_any_domain(toy: Ontology, nlp: Language) -> None:
    """Voice, status, nouns and apposition, with companies that no list knows."""
    from kg import pipeline

    texts = [text.format(**NAMES) for text, *_ in SENTENCES]
    articles = [Article(f"s{n}", text, body=(Span(0, len(text)),)) for n, text in enumerate(texts)]
    understood = []
    for text, (_, wanted, status), extraction in zip(
        texts, SENTENCES, pipeline.extract(articles, toy, nlp), strict=True
    ):
        found = claims(extraction)
        either = {f"{s} {r} {o}": st for s, r, o, st in found}
        either |= {f"{o} {r} {s}": st for s, r, o, st in found if toy.relations[r].symmetric}
        given = either.get(wanted.format(**NAMES))
        assert given in (status, None), (text, found)  # never another status
        understood.append(given is not None)
    assert len(understood) == 10
    assert sum(understood) >= 7, understood  # the others lack a name or a verb to the tagger


def test_graph_of_another_domain() -> None:
    """Built, asked and written as RDF under the toy's own terms."""
    import kg

    graph = kg.build(TOY / "article.txt", ontology=TOY)
    rows = graph.query(
        "PREFIX biz: <https://kg.example/toy#> SELECT ?a ?b { ?x biz:owns ?y . "
        "?x skos:prefLabel ?a . ?y skos:prefLabel ?b } ORDER BY ?a ?b"
    )
    pairs = {(str(a), str(b)) for a, b in rows}
    assert pairs == {("Norvale Group", "Lindmoor Breweries"), ("Norvale Group", "Tarn Foods")}
