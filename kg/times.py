"""Time expressions in text → EDTF (Library of Congress, Extended Date/Time Format, level 1).

Resolved against the article's date where they need it; what cannot be resolved is left out
rather than guessed, so that unknown stays unknown.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from kg.records import Span, TimeExpr

_MONTHS = {m.lower(): n for n, m in enumerate(calendar.month_name) if m}
_MONTHS |= {m.lower(): n for n, m in enumerate(calendar.month_abbr) if m} | {"sept": 9}
_DAYS = {d.lower(): n for n, d in enumerate(calendar.day_name)}
_COUNTS = {
    word: number
    for number, word in enumerate(
        ["zero", "one", "two", "three", "four", "five", "six"]
        + ["seven", "eight", "nine", "ten", "eleven", "twelve"]
    )
}
_COUNTS |= {"a": 1, "an": 1, "several": 0, "few": 0}

_MONTH = (
    r"(?P<month>January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)"
)
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>1[6-9]\d\d|20\d\d)"
_TO = r"\s?(?:-|–|to|and)\s?"
_DAY2 = r"(?P<day2>[0-3]?\d)(?:st|nd|rd|th)?"
_NUMBER = r"(?P<count>\d{1,3}|" + "|".join(_COUNTS) + r")"

# One of them stands in whatever a rule finds.
_OF_DAYS, _SPANS = ("day", "morrow", "night", "morning", "evening", "noon"), ("week", "month", "year")
_HINTS = (*"0123456789", *_OF_DAYS, *_SPANS)
_SHORT_MONTHS = tuple(sorted({word[:3] for word in _MONTHS}))
_HINTS += _SHORT_MONTHS
_DIGIT = re.compile(r"\d")

Maker = Callable[[re.Match[str], date | None], "TimeExpr | None"]


def find(text: str, reference: date | None) -> tuple[TimeExpr, ...]:
    """Time expressions of ``text`` in order, none overlapping; spans count from its start."""
    found: list[TimeExpr] = []
    plain = text.lower()
    if not any(hint in plain for hint in _HINTS):  # most sentences: the rules are slow
        return ()
    digit, told = bool(_DIGIT.search(text)), {hints: any(h in plain for h in hints) for hints in _ASKED}
    for pattern, make, asks_digit, hints in _RULES:
        if (asks_digit and not digit) or not told[hints]:
            continue
        for match in pattern.finditer(text):
            span = Span(*match.span())
            if any(f.span and f.span.start < span.end and span.start < f.span.end for f in found):
                continue
            if made := make(match, reference):
                found.append(TimeExpr(made.edtf, made.earliest, made.latest, span))
    return tuple(sorted((_widened(f, text) for f in found), key=lambda f: f.span or Span(0, 0)))


def _widened(time: TimeExpr, text: str) -> TimeExpr:
    """ "since 2009" opens the interval to the right, "until 2007" to the left."""
    assert time.span is not None
    before = text[: time.span.start].lower().split()[-2:]
    if "/" in time.edtf or not before:
        return time
    if before[-1] == "since":
        return TimeExpr(f"{time.edtf}/..", time.earliest, None, time.span)
    if before[-1] in ("until", "till"):
        return TimeExpr(f"../{time.edtf}", None, time.latest, time.span)
    return time


def _day(day: date) -> TimeExpr:
    return TimeExpr(day.isoformat(), day, day)


def _month(year: int, month: int) -> TimeExpr:
    last = calendar.monthrange(year, month)[1]
    return TimeExpr(f"{year:04}-{month:02}", date(year, month, 1), date(year, month, last))


def _years(first: int, last: int) -> TimeExpr:
    edtf = f"{first:04}" if first == last else f"{first:04}/{last:04}"
    return TimeExpr(edtf, date(first, 1, 1), date(last, 12, 31))


def _interval(first: date, last: date) -> TimeExpr:
    return TimeExpr(f"{first.isoformat()}/{last.isoformat()}", first, last)


def _number_of_month(word: str) -> int:
    return _MONTHS[word.lower().rstrip(".")]


def _full(match: re.Match[str], reference: date | None) -> TimeExpr | None:
    """A month and a day, with the year given, or the nearest one not after the article's date."""
    parts = match.groupdict()
    month, day = _number_of_month(parts["month"]), int(parts["day"])
    if not 1 <= day <= 31:
        return None
    second = int(parts["day2"]) if parts.get("day2") else 0
    if parts.get("year"):
        year = int(parts["year"])
    elif reference:
        year = _near_year(month, day, reference)
    else:
        return TimeExpr(f"XXXX-{month:02}-{day:02}")
    try:
        first = date(year, month, day)
        return _interval(first, date(year, month, second)) if second > day else _day(first)
    except ValueError:
        return None


def _near_year(month: int, day: int, reference: date) -> int:
    """The year that puts the day within the ten months before, or two after, the article."""
    ahead = (month - reference.month) * 31 + day - reference.day
    if ahead > 62:
        return reference.year - 1
    return reference.year + 1 if ahead < -310 else reference.year


def _month_year(match: re.Match[str], reference: date | None) -> TimeExpr | None:
    month = _number_of_month(match["month"])
    if match["year"]:
        return _month(int(match["year"]), month)
    return None


def _year_only(match: re.Match[str], reference: date | None) -> TimeExpr | None:
    return _years(int(match["year"]), int(match["year"]))


def _year_range(match: re.Match[str], reference: date | None) -> TimeExpr | None:
    first, last = int(match["year"]), match["year2"]
    end = int(last) if len(last) == 4 else int(str(first)[:2] + last)
    return _years(first, end) if end >= first else None


def _decade(match: re.Match[str], reference: date | None) -> TimeExpr | None:
    first = int(match["decade"])
    return TimeExpr(f"{str(first)[:3]}X", date(first, 1, 1), date(first + 9, 12, 31))


def _weekday(match: re.Match[str], reference: date | None) -> TimeExpr | None:
    """The last such day up to the article's date, or the next one after "next"."""
    if reference is None:
        return None
    back = (reference.weekday() - _DAYS[match["weekday"].lower()]) % 7
    word = (match["which"] or "").lower()
    if word == "next":
        return _day(reference + timedelta(days=7 - back))
    return _day(reference - timedelta(days=back or (7 if word == "last" else 0)))


def _deictic(match: re.Match[str], reference: date | None) -> TimeExpr | None:
    if reference is None:
        return None
    word = match["deictic"].lower()
    shift = {"yesterday": -1, "last night": -1, "tomorrow": 1}.get(word, 0)
    return _day(reference + timedelta(days=shift))


def _relative(match: re.Match[str], reference: date | None) -> TimeExpr | None:
    """ "last week", "this month", "next year"."""
    if reference is None:
        return None
    shift = {"last": -1, "previous": -1, "past": -1, "next": 1, "coming": 1}.get(match["which"].lower(), 0)
    unit = match["unit"].lower()
    if unit == "week":
        monday = reference - timedelta(days=reference.weekday()) + timedelta(weeks=shift)
        return _interval(monday, monday + timedelta(days=6))
    if unit == "month":
        index = reference.year * 12 + reference.month - 1 + shift
        return _month(index // 12, index % 12 + 1)
    return _years(reference.year + shift, reference.year + shift)


def _last_month(match: re.Match[str], reference: date | None) -> TimeExpr | None:
    if reference is None:
        return None
    month, word = _number_of_month(match["month"]), match["which"].lower()
    if word == "next":
        return _month(reference.year + (month <= reference.month), month)
    return _month(reference.year - (month >= reference.month if word == "last" else 0), month)


def _ago(match: re.Match[str], reference: date | None) -> TimeExpr | None:
    if reference is None:
        return None
    word = match["count"].lower()
    count = int(word) if word.isdigit() else _COUNTS[word]
    unit = match["unit"].lower()
    if not count:
        return None
    if unit == "day":
        return _day(reference - timedelta(days=count))
    if unit == "week":
        day = reference - timedelta(weeks=count)
        return _interval(day - timedelta(days=day.weekday()), day + timedelta(days=6 - day.weekday()))
    if unit == "month":
        index = reference.year * 12 + reference.month - 1 - count
        return _month(index // 12, index % 12 + 1)
    year = reference.year - count
    return _years(year, year) if year > 0 else None


def _iso(match: re.Match[str], reference: date | None) -> TimeExpr | None:
    try:
        return _day(date.fromisoformat(match.group()))
    except ValueError:
        return None


def _rules() -> Iterator[tuple[re.Pattern[str], Maker, bool, tuple[str, ...]]]:
    """Patterns, what makes a time of a match, whether it asks for a digit, and words one of which it asks."""
    dated = (_iso, _full, _month_year, _year_range, _decade, _year_only)
    hints: dict[Maker, tuple[str, ...]] = {_weekday: _OF_DAYS[:1], _deictic: _OF_DAYS}
    hints |= {_relative: _SPANS, _ago: (*_OF_DAYS[:1], *_SPANS)}
    for pattern, make, flags in (
        (r"\b\d{4}-\d\d-\d\d\b", _iso, 0),
        (rf"\b{_MONTH}\s+{_DAY}{_TO}{_DAY2}(?:,?\s+{_YEAR})?\b", _full, 0),
        (rf"\b{_DAY}{_TO}{_DAY2}\s+{_MONTH}(?:,?\s+{_YEAR})?\b", _full, 0),
        (rf"\b{_MONTH}\s+{_DAY},?\s+{_YEAR}\b", _full, 0),
        (rf"\b{_DAY}(?:\s+of)?\s+{_MONTH},?\s+{_YEAR}\b", _full, 0),
        (rf"\b{_MONTH}\s+{_YEAR}\b", _month_year, 0),
        (rf"\b{_MONTH}\s+{_DAY}(?!\d|\s*(?:percent|per|%))", _full, 0),
        (rf"\b{_DAY}(?:\s+of)?\s+{_MONTH}(?![a-z])", _full, 0),
        (rf"\b(?P<which>last|this|next)\s+{_MONTH}(?![a-z])", _last_month, re.I),
        (
            rf"(?<=[Ii]n ){_MONTH}(?![a-z])|(?<=[Ss]ince ){_MONTH.replace('<month>', '<m2>')}(?![a-z])",
            _in_month,
            0,
        ),
        (rf"\b{_YEAR}{_TO}(?P<year2>\d{{4}}|\d\d)\b", _year_range, 0),
        (r"\b(?P<decade>1[6-9]\d0|20\d0)['’]?s\b", _decade, 0),
        (
            rf"(?<![\d.$€£-])(?<!\d,){_YEAR}(?![\d%-]|[.,]\d|\s+(?:people|troops|soldiers|fighters|men|civilians|dead))",
            _year_only,
            0,
        ),
        (rf"\b(?:(?P<which>last|this|next|on)\s+)?(?P<weekday>{'|'.join(_DAYS)})\b", _weekday, re.I),
        (
            r"\b(?P<deictic>today|yesterday|tomorrow|(?:to|last )night|this (?:morning|evening|afternoon))\b",
            _deictic,
            re.I,
        ),
        (r"\b(?P<which>last|previous|past|this|next|coming)\s+(?P<unit>week|month|year)\b", _relative, re.I),
        (rf"\b{_NUMBER}\s+(?P<unit>day|week|month|year)s?\s+(?:ago|earlier)\b", _ago, re.I),
    ):
        asks = _SHORT_MONTHS if "<month>" in pattern else hints.get(make, ("",))
        yield re.compile(pattern, flags), make, make in dated, asks


def _in_month(match: re.Match[str], reference: date | None) -> TimeExpr | None:
    month = _number_of_month(match["month"] or match["m2"])
    if reference is None:
        return TimeExpr(f"XXXX-{month:02}")
    return _month(reference.year - (month > reference.month), month)


_RULES = tuple(_rules())
_ASKED = frozenset(hints for *_, hints in _RULES)
