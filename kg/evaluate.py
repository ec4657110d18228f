"""The score of extracted statements against a folder of gold articles.

A gold folder holds ``<id>.txt`` and ``<id>.json`` for each article (``docs/evaluation.md``). Only
asserted statements are scored strictly and by sign; status, ``attributed_to`` and time are scored on the
statements that gold and extractor agree on.
"""

from __future__ import annotations

import calendar
import json
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg import sources
from kg.errors import InputError
from kg.records import Article, Extraction, Ontology
from kg.scoring import ASSERTED, Counts, Gold, GoldStatement, Mistake, Names, Row, Scorer

if TYPE_CHECKING:
    from spacy.language import Language

COARSER = timedelta(days=31)  # how much wider than gold's a right time may be
_PARTIAL = re.compile(r"--(\d\d)(?:-(\d\d))?$")
_YEARLESS = re.compile(r"XXXX-(\d\d(?:-\d\d)?)$")
_EDTF = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?$")
_DAY = re.compile(r"\d{1,2}(?!\d)")
_WEEKDAYS = [name.lower() for name in calendar.day_name]
_MONTHS = [name.lower() for name in calendar.month_name]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Scores over all articles of a gold folder.

    ``attributed_to`` and ``time`` count matched statements for which gold gives the value: right and
    wrong values given, and gold's values not found (a wrong value is also a missed one).
    """

    articles: int
    required: int
    strict: Counts
    sign: Counts
    mean_f1: float  # of the articles' strict F1
    by_relation: tuple[tuple[str, Counts], ...]  # sorted by name
    status: Counts  # right and wrong status of matched statements; nothing is missed
    attributed_to: Counts
    time: Counts
    reliability: tuple[tuple[float, Counts], ...]  # lower bound of confidence, right and wrong rows
    mistakes: tuple[Mistake, ...]  # in order of article; wrong before missed

    def text(self, errors: bool = True) -> str:
        """For people: the figures, and with ``errors`` every wrong and missed statement."""
        lines = [f"{self.articles} articles, {self.required} required statements"]
        lines += [f"{name:13} {_measures(c)}" for name, c in (("strict", self.strict), ("sign", self.sign))]
        lines.append(f"mean of the articles' strict F1  {self.mean_f1:.3f}")
        for relation, counts in self.by_relation:
            tally = f"right {counts.right:3} wrong {counts.wrong:3} missed {counts.missed:3}"
            lines.append(f"  {relation:16} {_measures(counts)}   {tally}")
        matched = self.status.right + self.status.wrong
        lines.append(f"status right on {self.status.precision:.3f} of {matched} matched")
        for name, counts in (("attributed_to", self.attributed_to), ("time", self.time)):
            lines.append(f"{name:13} {_measures(counts)}   of {counts.right + counts.missed} that gold gives")
        for low, counts in self.reliability:
            total = counts.right + counts.wrong
            lines.append(f"confidence from {low:.1f}: {counts.precision:.3f} of {total} right")
        if errors:
            lines += [
                f"{m.kind.upper():6} {m.article}: {m.subject} {m.relation} {m.object}"
                f"  << {_one_line(m.sentence)}"
                for m in self.mistakes
            ]
        return "\n".join(lines) + "\n"


def _measures(counts: Counts) -> str:
    return f"P {counts.precision:.3f}  R {counts.recall:.3f}  F1 {counts.f1:.3f}"


def _one_line(sentence: str, width: int = 240) -> str:
    plain = " ".join(sentence.split())
    return plain if len(plain) <= width else plain[: width - 1] + "…"


# ---------------------------------------------------------------- the gold folder


def read_gold(folder: Path | str, ontology: Ontology) -> tuple[Gold, ...]:
    """All gold files of a folder, sorted by name. Raises InputError when one cannot be used."""
    path = Path(folder)
    files = sorted(path.glob("*.json")) if path.is_dir() else []
    if not files:
        raise InputError(f"{path}: no gold here; give a folder with <id>.json beside <id>.txt")
    names = Names.of(ontology)
    classes = ontology.classes.values()
    persons = frozenset(c.name for c in classes if any(label.lower().startswith("per") for label in c.ner))
    return tuple(_read_one(file, names, persons, ontology) for file in files)


def _read_one(file: Path, names: Names, persons: Collection[str], ontology: Ontology) -> Gold:
    try:
        record = json.loads(file.read_text(encoding="utf-8"))
        known: defaultdict[str, set[str]] = defaultdict(set)
        for key, actor in record["actors"].items():
            for name in (key, *actor["names"]):
                known[names.plain(name)].add(key)
                if actor["class"] in persons:  # a title is only part of a person's name
                    known[names.untitled(name)].add(key)
        statements = tuple(_statement(s) for s in record["statements"])
        day = record.get("date") or None
        gold_id = str(record["id"])
    except (OSError, ValueError) as error:
        raise InputError(f"{file}: not a gold file ({error}); it must be JSON in UTF-8") from None
    except (KeyError, TypeError, AttributeError) as error:
        detail = f"missing or odd {error}"
        raise InputError(f"{file}: not a gold file ({detail}); see docs/evaluation.md") from None
    for s in statements:
        if s.relation not in ontology.relations:
            known_ones = ", ".join(ontology.relations)
            raise InputError(f"{file}: unknown relation {s.relation!r}; use one of {known_ones}")
    frozen = {name: frozenset(keys) for name, keys in known.items() if name}
    return Gold(gold_id, statements, frozen, day)


def _statement(s: Mapping[str, Any]) -> GoldStatement:
    return GoldStatement(
        subject=s["subject"],
        relation=s["relation"],
        object=s["object"],
        status=s.get("status", ASSERTED),
        optional=bool(s.get("optional")),
        evidence=s.get("evidence") or "",
        attributed_to=s.get("attributed_to") or None,
        time=s.get("time") or None,
    )


def read_articles(folder: Path | str, golds: Iterable[Gold]) -> Iterator[Article]:
    """The texts of the gold articles, with gold's dates where the text gives none."""
    for gold in golds:
        day = _date(gold.day)
        yield from sources.read(Path(folder) / f"{gold.id}.txt", day=day)


def _date(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


# ---------------------------------------------------------------- statements as rows


def rows_of(extraction: Extraction) -> Iterator[dict[str, Any]]:
    """An extraction's claims as rows, with the keys of ``kg statements``."""
    labels = {actor.id: actor.label for actor in extraction.actors}
    article = extraction.article
    for claim in extraction.claims:
        yield {
            "article": article.id,
            "subject": labels[claim.subject],
            "relation": claim.relation,
            "object": labels[claim.object],
            "status": claim.status,
            "subject_mention": article[claim.subject_mention],
            "object_mention": article[claim.object_mention],
            "attributed_to": labels.get(claim.attributed_to) if claim.attributed_to else None,
            "time": claim.time.edtf if claim.time else None,
            "earliest": claim.time.earliest.isoformat() if claim.time and claim.time.earliest else None,
            "latest": claim.time.latest.isoformat() if claim.time and claim.time.latest else None,
            "place": labels.get(claim.place) if claim.place else None,
            "sentence": article[claim.sentence],
            "confidence": claim.confidence,
        }


# ---------------------------------------------------------------- scoring


def run(folder: Path | str, ontology: Ontology, nlp: Language, processes: int = 1) -> Evaluation:
    """Extract the articles of a gold folder and score them.

    Raises InputError when the folder or one of its files cannot be used.
    """
    from kg import pipeline

    golds = read_gold(folder, ontology)
    articles = read_articles(folder, golds)
    return score(golds, pipeline.extract(articles, ontology, nlp, processes=processes), ontology)


def evaluate(folder: Path | str, statements: Iterable[Extraction | Row], ontology: Ontology) -> Evaluation:
    """Score extractions, or rows as ``kg statements`` writes them, against a gold folder.

    Statements about articles that are not in the folder are left out. Raises InputError when the folder
    cannot be used or a row lacks a field.
    """
    return score(read_gold(folder, ontology), statements, ontology)


def score(golds: Iterable[Gold], statements: Iterable[Extraction | Row], ontology: Ontology) -> Evaluation:
    """Score statements against gold articles already read; see ``evaluate``."""
    golds = tuple(golds)
    rows: dict[str, list[Row]] = {gold.id: [] for gold in golds}
    for number, row in enumerate(_rows(statements), 1):
        _check(row, number, ontology)
        if row["article"] in rows:
            rows[row["article"]].append(row)
    scorer = Scorer(ontology)
    scored = [(gold, scorer.article(gold, rows[gold.id])) for gold in golds]
    by_relation: defaultdict[str, Counts] = defaultdict(Counts)
    for _, article in scored:
        for relation, counts in article.by_relation.items():
            by_relation[relation] += counts
    strict = sum(by_relation.values(), Counts())
    matched = [(gold, g, row) for gold, article in scored for g, row in article.matched]
    qualified = [m for m in matched if m[1].status == m[2].get("status", ASSERTED)]
    sources_named = [m for m in qualified if m[1].attributed_to]
    times_given = [m for m in qualified if m[1].time and time_test(m[1].time, _date(m[0].day))]
    same_source = _source_test(ontology, scorer.names)
    return Evaluation(
        articles=len(golds),
        required=strict.right + strict.missed,
        strict=strict,
        sign=sum((article.sign for _, article in scored), Counts()),
        mean_f1=sum(article.strict.f1 for _, article in scored) / len(golds) if golds else 0.0,
        by_relation=tuple(sorted(by_relation.items())),
        status=_status(matched, scorer),
        attributed_to=_qualifier(sources_named, same_source),
        time=_qualifier(times_given, _when),
        reliability=_reliability(v for _, article in scored for v in article.verdicts),
        mistakes=tuple(m for _, article in scored for m in article.mistakes),
    )


def _reliability(verdicts: Iterable[tuple[float, bool]]) -> tuple[tuple[float, Counts], ...]:
    """Right and wrong asserted rows by tenth of confidence; a row counts each time it is stated."""
    bins: defaultdict[int, Counts] = defaultdict(Counts)
    for confidence, right in verdicts:
        bins[min(int(confidence * 10), 9)] += Counts(int(right), int(not right))
    return tuple((tenth / 10, bins[tenth]) for tenth in sorted(bins))


Matched = tuple[Gold, GoldStatement, Row]


def _rows(statements: Iterable[Extraction | Row]) -> Iterator[Row]:
    for item in statements:
        if isinstance(item, Extraction):
            yield from rows_of(item)
        else:
            yield item


def _check(row: Row, number: int, ontology: Ontology) -> None:
    for key in ("article", "subject", "relation", "object"):
        if not isinstance(row.get(key), str):
            cure = "give rows as `kg statements -f jsonl` writes them"
            raise InputError(f"statement {number}: no {key}; {cure}")
    if row["relation"] not in ontology.relations:
        relation = row["relation"]
        raise InputError(f"statement {number}: unknown relation {relation!r}; is it another domain's?")


def _status(matched: Iterable[Matched], scorer: Scorer) -> Counts:
    """Distinct matched statements by whether gold knows the status that was stated."""
    gold_says: defaultdict[tuple[str, ...], set[str]] = defaultdict(set)
    stated: defaultdict[tuple[str, ...], set[str]] = defaultdict(set)
    for gold, g, row in matched:
        key = (gold.id, *scorer.triple(g.subject, g.relation, g.object))
        gold_says[key].add(g.status)
        stated[key].add(str(row.get("status", ASSERTED)))
    right = sum(len(statuses & gold_says[key]) for key, statuses in stated.items())
    return Counts(right, sum(map(len, stated.values())) - right)


def _qualifier(matched: Iterable[Matched], judge: Callable[[Matched], bool | None]) -> Counts:
    """Counts over gold statements that give a value; the best of the rows that match one counts.

    ``judge`` says whether a row's value is right, or None when it gives none.
    """
    best: dict[tuple[str, GoldStatement], int] = {}
    for match in matched:
        key, rank = match[:2], {None: 0, False: 1, True: 2}[judge(match)]
        best[(key[0].id, key[1])] = max(rank, best.get((key[0].id, key[1]), 0))
    ranks = list(best.values())
    return Counts(ranks.count(2), ranks.count(1), len(ranks) - ranks.count(2))


def _source_test(ontology: Ontology, names: Names) -> Callable[[Matched], bool | None]:
    """A test whether a row names the source that gold names, by any name that either knows."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for actor in ontology.actors.values():
        for name in (*actor.names, *actor.demonyms):
            found[names.plain(name)].add(actor.id)
    known = {name: min(ids) for name, ids in found.items() if name and len(ids) == 1}

    def test(match: Matched) -> bool | None:
        gold, g, row = match
        given, wanted = row.get("attributed_to"), g.attributed_to
        if not given:
            return None
        mine, theirs = set(names.forms(str(given))), set(names.forms(wanted))
        mine_known, theirs_known = ({known[n] for n in forms if n in known} for forms in (mine, theirs))
        same = names.resolve(gold, str(given)) & names.resolve(gold, wanted)
        return bool(same or mine & theirs or mine_known & theirs_known)

    return test


# ---------------------------------------------------------------- times

TimeTest = Callable[[date, date], bool]  # of the first and the last day of a statement


def _when(match: Matched) -> bool | None:
    """Whether the row's dates agree with gold's time; None when it has none."""
    gold, g, row = match
    earliest, latest = _date(row.get("earliest")), _date(row.get("latest"))
    if (g.time or "").startswith("--") and (yearless := _YEARLESS.match(row.get("time") or "")):
        earliest, latest = _bounds(f"2000-{yearless[1]}") or (None, None)  # gold has no year either
    fits = time_test(g.time or "", _date(gold.day))
    if fits is None or (earliest is None and latest is None):
        return None
    return fits(earliest or latest or date.min, latest or earliest or date.max)


def time_test(time: str, day: date | None) -> TimeTest | None:
    """A test for a gold time, or None when it says nothing that can be compared.

    ``time`` is EDTF (a date, a month, a year or an interval), ``--MM-DD`` without a year, or words: a
    weekday or a date of the year, which need ``day``, the article's date.
    """
    words = time.lower()
    parts = words.split("/")
    if any(parts) and len(parts) <= 2 and all(p == "" or _bounds(p) for p in parts):
        first, last = _bounds(parts[0]), _bounds(parts[-1])
        return _within(first and first[0], last and last[1])
    if partial := _PARTIAL.match(words):
        return _in_year(int(partial[1]), [int(partial[2])] if partial[2] else [])
    if day is None:
        return None
    if words == "today":
        return _within(day, day)
    if words in _WEEKDAYS:
        weekday, week = _WEEKDAYS.index(words), timedelta(days=7)
        return lambda a, b: a == b and a.weekday() == weekday and abs(a - day) <= week
    months = [i for i, name in enumerate(_MONTHS) if name and re.search(rf"\b{name}\b", words)]
    if len(months) == 1:
        return _in_year(months[0], [int(n) for n in _DAY.findall(words)])
    return None


def _in_year(month: int, days: list[int]) -> TimeTest:
    """A test for dates of a month, or of days in it, whatever the year."""

    def fits(a: date, b: date) -> bool:
        if b - a > COARSER:
            return False
        return month in (a.month, b.month) and (not days or a.day in days or b.day in days)

    return fits


def _bounds(text: str) -> tuple[date, date] | None:
    """First and last day of an EDTF date of level 0; None for an open end."""
    match = _EDTF.match(text)
    if not match:
        return None
    year, month, of_month = (int(g) if g else 0 for g in match.groups())
    try:
        if of_month:
            return date(year, month, of_month), date(year, month, of_month)
        last = month or 12
        return date(year, month or 1, 1), date(year, last, calendar.monthrange(year, last)[1])
    except ValueError:
        return None


def _within(first: date | None, last: date | None) -> TimeTest:
    """A test for dates that meet [first, last] and are no more than a month wider."""

    def fits(a: date, b: date) -> bool:
        if (last and a > last) or (first and b < first):
            return False
        return not (first and last) or (b - a) - (last - first) <= COARSER

    return fits
