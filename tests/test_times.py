"""Time expressions: what they mean against the article's date, and which claims they hold for."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from kg import pipeline, times
from kg.records import Article, Ontology, Span

if TYPE_CHECKING:
    from spacy.language import Language

DAY = date(2021, 5, 14)  # a Friday

EXPRESSIONS = [  # text, EDTF with the article's date, EDTF without it
    ("on 2021-03-04", "2021-03-04", "2021-03-04"),
    ("on March 4, 2021,", "2021-03-04", "2021-03-04"),
    ("on 4 March 2021", "2021-03-04", "2021-03-04"),
    ("on March 4", "2021-03-04", "XXXX-03-04"),
    ("on Nov. 8", "2020-11-08", "XXXX-11-08"),
    ("on March 4-6, 2021", "2021-03-04/2021-03-06", "2021-03-04/2021-03-06"),
    ("In October,", "2020-10", "XXXX-10"),
    ("in March 2019", "2019-03", "2019-03"),
    ("In 2013, they", "2013", "2013"),
    ("it was founded in 1989.", "1989", "1989"),
    ("from 2015-2021", "2015/2021", "2015/2021"),
    ("since 2017", "2017/..", "2017/.."),
    ("until 2007", "../2007", "../2007"),
    ("in the 1990s", "199X", "199X"),
    ("on Monday", "2021-05-10", None),
    ("yesterday", "2021-05-13", None),
    ("last night", "2021-05-13", None),
    ("last week", "2021-05-03/2021-05-09", None),
    ("two months ago", "2021-03", None),
    ("some 2,000 fighters", None, None),
    ("2,019 rockets", None, None),
    ("2000 soldiers", None, None),
    ("at $2015", None, None),
    ("in early days", None, None),
]


@pytest.mark.parametrize(("text", "dated", "undated"), EXPRESSIONS)
def test_time_expressions(text: str, dated: str | None, undated: str | None) -> None:
    """Each text has at most one, as EDTF; what cannot be resolved is left out, an unknown year is X."""
    for day, expected in ((DAY, dated), (None, undated)):
        assert [t.edtf for t in times.find(text, day)] == ([expected] if expected else [])


def test_bounds_are_days_and_spans_are_the_words() -> None:
    """A month has its first and last day; a year that is not known has no bounds."""
    (month,) = times.find("since February 2020 there", DAY)
    assert (month.earliest, month.latest, month.span) == (date(2020, 2, 1), None, Span(6, 19))
    (yearless,) = times.find("on March 4", None)
    assert (yearless.earliest, yearless.latest) == (None, None)


CLAIMS = [  # text, relation, time
    ("On March 4 the Karvan Front captured the town of Belisk.", "captured", "2021-03-04"),
    ("In 2013, the Karvan Front captured the town of Belisk.", "captured", "2013"),
    ("Norway sent troops on March 4 to help the Ostrel Brigade.", "backs", "2021-03-04"),
    ("On March 4 the Karvan Front marched north and captured the town of Belisk.", "captured", "2021-03-04"),
    ("A mission led by Jarek Sundal arrived in Grenna on March 4.", "leads", "2021-03-04"),
    ("Mira Tolan visited Peru on March 4, where she met Jarek Sundal.", "negotiates_with", "2021-03-04"),
    ("Norway, which backs the Ostrel Brigade, held a vote on March 4.", "backs", None),
    ("Norway said on March 4 that Peru backs the Ostrel Brigade.", "backs", None),
    ("Two men were hanged on March 4 after the murder of Hela Brandt by the Karvan Front.", "fights", None),
]  # fmt: skip


def test_a_time_holds_for_its_clause_and_those_that_go_with_it(conflict: Ontology, nlp: Language) -> None:
    """Purposes, participles, "where" and verbs after it; not what others say, nor what is only described."""
    articles = [
        Article(f"a{n}", text, date=DAY, body=(Span(0, len(text)),)) for n, (text, _, _) in enumerate(CLAIMS)
    ]
    found = list(pipeline.extract(articles, conflict, nlp))
    assert len(found) == len(CLAIMS)
    for (text, relation, expected), extraction in zip(CLAIMS, found, strict=True):
        claims = [c for c in extraction.claims if c.relation == relation]
        assert claims, text
        assert {c.time.edtf if c.time else None for c in claims} == {expected}, text
