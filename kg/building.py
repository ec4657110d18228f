"""Inputs → articles → extractions → one graph, and an account of what became of each input.

Not called ``build``: importing a room of that name would hide the function ``kg.build``.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import BinaryIO

from kg import sources
from kg.errors import InputError
from kg.records import Article, Extraction


@dataclass(slots=True)
class Report:
    """What became of the inputs of one run."""

    articles: int = 0
    claims: Counter[str] = field(default_factory=Counter)  # by status
    ties: int = 0  # distinct asserted (subject, relation, object)
    actors: int = 0
    errors: list[InputError] = field(default_factory=list)
    repeated: list[tuple[str, str]] = field(default_factory=list)  # (id left out, id kept)
    copies: list[tuple[str, str]] = field(default_factory=list)  # (id of an edited copy, id of the first)
    silent: list[tuple[str, str]] = field(default_factory=list)  # (article id, why it has no claim)

    def summary(self) -> str:
        """One line for people: what was read and what was found."""
        statuses = ", ".join(f"{n} {status}" for status, n in sorted(self.claims.items()))
        claims = _count(sum(self.claims.values()), "claim") + (f" ({statuses})" if statuses else "")
        ties = (
            f"{_count(self.ties, 'tie')} between {_count(self.actors, 'actor or place', 'actors and places')}"
        )
        failed = f"; {_count(len(self.errors), 'input')} failed" if self.errors else ""
        return f"{_count(self.articles, 'article')} → {claims}, {ties}{failed}"


def collect(
    inputs: Iterable[str | Path],
    *,
    day: date | None = None,
    encoding: str | None = None,
    stdin: BinaryIO | None = None,
) -> tuple[list[Article], Report]:
    """Articles of all inputs sorted by id, each text once; what cannot be read stands in the report."""
    report = Report()
    read: list[Article] = []
    for source in inputs:
        read += sources.read(source, day=day, encoding=encoding, stdin=stdin, on_error=report.errors.append)
    articles = _unique_ids(_unique_texts(read, report))
    report.articles = len(articles)
    return articles, report


def _unique_texts(articles: Iterable[Article], report: Report) -> list[Article]:
    """Of articles with the same text, the one whose id sorts first."""
    kept: dict[str, Article] = {}
    for article in sorted(articles, key=lambda a: (a.id, a.url or "")):
        first = kept.setdefault(_digest(article), article)
        if first is not article:
            report.repeated.append((article.id, first.id))
    return list(kept.values())


def _unique_ids(articles: Iterable[Article]) -> list[Article]:
    """Different texts under one id are told apart by the first digits of their hash."""
    by_id: defaultdict[str, list[Article]] = defaultdict(list)
    for article in articles:
        by_id[article.id].append(article)
    named = [
        article if len(group) == 1 else replace(article, id=f"{id}-{_digest(article)[:8]}")
        for id, group in by_id.items()
        for article in group
    ]
    return sorted(named, key=lambda a: a.id)


def _digest(article: Article) -> str:
    return hashlib.sha256(article.text.encode()).hexdigest()


def account(extractions: Iterable[Extraction], report: Report) -> Iterator[Extraction]:
    """The same extractions, counted into ``report`` on their way."""
    ties: set[tuple[str, str, str]] = set()
    ends: set[str] = set()
    for extraction in extractions:
        report.claims.update(claim.status for claim in extraction.claims)
        asserted = [c for c in extraction.claims if c.status == "asserted"]
        ties.update((c.subject, c.relation, c.object) for c in asserted)
        ends.update(end for c in extraction.claims for end in (c.subject, c.object))
        if not extraction.claims:
            report.silent.append((extraction.article.id, extraction.note or "no statement found"))
        report.ties, report.actors = len(ties), len(ends)
        yield extraction


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"
