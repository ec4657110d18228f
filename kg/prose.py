"""What of a kept text is prose, and what it says of itself: body, title, date, publisher.

Rules look at the shape of a line (short, without sentence punctuation, repeated) and at phrases that web
pages of any outlet put around an article. Offsets count Unicode code points in the text given.
"""

import re
from collections.abc import Iterator
from datetime import date

from kg.records import Span

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_YEAR = r"(?:19|20)\d\d"
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
_ISO = rf"{_YEAR}-\d\d-\d\d"
_MONTH_FIRST = rf"{_MONTH}\.?\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+{_YEAR}"
_DAY_FIRST = rf"\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH}\.?,?\s+{_YEAR}"
_DATE = re.compile(rf"(?<!\d)(?:(?P<iso>{_ISO})|{_MONTH_FIRST}|{_DAY_FIRST})(?!\d)", re.I)
# In a file's name: 2017-11-09, 20171109, or a stamp of 14 digits.
_IN_NAME = re.compile(rf"(?<!\d)(?P<y>{_YEAR})[-_.]?(?P<m>\d\d)[-_.]?(?P<d>\d\d)(?=\d{{6}}(?!\d)|(?!\d))")
_LABELLED = re.compile(r"^\W*(?:published|posted|(?:last )?updated|date|dated|issued|released)\b", re.I)

# A line is furniture when it begins with one of these (one pattern a line) …
_OPENINGS = r"""
skip to (?:main )?content
sources?:
(?:photo|image|picture|video|graphic|photograph)s?(?: credits?)?\s*:
(?:featured|embedded|file|cover|stock) (?:image|photo|picture|video)s?\b
image placeholder
(?:also )?(?:read|watch|see|listen)(?: also| more| next| now)?\s*:
(?:also read|read (?:more|next|also|full))\b
related(?: (?:articles?|stories|story|news|topics|content|links|coverage))?\s*:?$
more (?:from|on|about)\b.{0,40}$
(?:follow|like|join|find|contact|email|support|donate to) us\b
share (?:this|on|via)\b
(?:tweet|share|print|email|edit|menu)$
(?:sign up|sign in|log in|subscribe|register)\b.{0,80}$
(?:published|posted|(?:last )?updated|last modified)\b.{0,60}(?<![.!?"”])$
(?:©|\(c\)|copyright\b|all rights reserved)
(?:advertisements?|sponsored(?: content)?|promoted)$
(?:story|article) continues\b
(?:we|this (?:web)?site|our (?:web)?site)\b[^.]{0,40}\bcookies\b
(?:accept (?:all )?cookies|cookie (?:policy|settings|notice)|privacy policy)
terms (?:of|and)\b[^.]{0,30}$
(?:click|tap) here\b
(?:tags|topics|keywords|filed under|categories|category|labels)\s*:
(?:leave a )?(?:comments?|reply)(?: \(\d+\))?$
\d+ (?:comments?|shares?|views?|min(?:ute)?s? read)$
loading\W*$
popular (?:videos?|posts|stories)$
(?:most (?:read|popular)|trending(?: now)?|breaking news|live updates)$
(?:previous|next) (?:article|post|story)\b
(?:back to top|toggle navigation|open menu|download (?:the|our) app)
(?:our )?newsletters?\b[^.]{0,40}$
coordinates:
\(?(?:this (?:article|story|report) was|(?:reporting|writing|edited|editing) by)\b
\(?(?:additional reporting|with reporting)\b
(?:--\s*)?posted by\b
isbn\b
editors?[’'] (?:note|picks)
"""
_OPENING = re.compile(r"^\W*(?:" + "|".join(_OPENINGS.split("\n")[1:-1]) + ")", re.I)
# … or ends with one of these …
_CLOSING = re.compile(r"\b(?:promo (?:image|video)|placeholder title|all rights reserved\.?)$", re.I)
# … or is nothing but a byline, an address, a reference or a date.
_BYLINE = re.compile(r"^[Bb][Yy] [A-Z][\w.'’-]*(?:(?:,? and|,| \|)? [A-Z][\w.'’-]*){0,11}$")
_ADDRESS = re.compile(r"^\W*(?:https?://|www\.)\S+\W*$|^\S+@\S+\.\w+$|^@\w+$", re.I)
_REFERENCE = re.compile(r"^(?:\^|↑|\[\d{1,3}\]\s*\S|\d{1,3}\.\s+\^)")
_DATE_LINE = re.compile(
    rf"^\W*{_WEEKDAY}(?:{_ISO}|{_MONTH_FIRST}|{_DAY_FIRST})[\s,|@–T-]*(?:at\s+)?"
    r"(?:\d{1,2}[:.]\d\d)?(?::\d\d)?\s*(?:[ap]\.?m\.?)?\s*(?:[A-Z]{1,4})?\W*$",
    re.I,
)
_END_MATTER = re.compile(
    r"^\W*(?:references|external links|see also|further reading|bibliography|footnotes|works cited)\W*$",
    re.I,
)
_CREDIT = re.compile(r"[(\[]?\b(?:Image|Photo|Picture|File photo|Credit)s?(?: credit)?: [^.\n]{1,60}[.)\]]*$")

SHORT = 300  # characters of the longest line that can be furniture
_SENTENCE_END = re.compile(r"[.!?…:;][\"”’')\]]*(?:\[\d+\])*$")
_BULLET = re.compile(r"^(?:[-–—•*▪●◦·>»]+|\(?\d{1,2}[.)])\s+")
_PLACE = r"[A-Z][\w.’'-]*(?:[ ,/]+(?:[A-Z][\w.’'-]*|al|el|de|la|du|of)){0,6}"
_MONTH_CASED = _MONTH.replace("(?:jan", "(?i:jan", 1)
_DATELINE = re.compile(
    rf"^(?:{_PLACE},?\s*\((?P<agency>[A-Z][\w .&/’'-]{{1,30}})\)"  # City (Agency) -
    rf"|(?:\w+ )?{_PLACE},?\s+(?:{_MONTH_CASED}\.?\s+\d{{1,2}}|\d{{1,2}}\s+{_MONTH_CASED}\.?)"
    r"(?:,?\s+\d{4})?,?"
    r"(?:\s*\((?P<agency_after>[^)]{2,40})\))?"  # City, Nov. 9 (Agency) -
    r"|[A-Z][A-Z .’'-]{3,30}(?:,\s*[A-Z][\w.]*(?: [A-Z][\w.]*)?)?"  # CITY, Country -
    r")\s*(?:--|[-–—:])\s+(?=[A-Z“\"‘'])"
)

_OPENERS = (
    "The|A|An|In|On|At|As|After|Before|While|When|With|For|From|Following|Amid|During|Despite|Two|Three|Four"
    "|Five|Six|Seven|Eight|Nine|Ten|At least|More than|It|He|She|They|His|Her|Their|Its|This|These|There"
    "|Some|Several|Many|Nearly|About|Around|Over"
)
_LOOSE = re.compile(  # datelines with fewer spaces, or a date behind the dash, at the front of an article
    rf"^(?:[A-Z][A-Z .’']{{3,30}}(?:,\s*[A-Z][\w.]*(?: [A-Z][\w.]*)?)?\s*(?:--|[–—])\s*(?=[A-Z“\"])"  # CITY--
    r"|[A-Z]{6,}-(?=[A-Z][a-z])"  # CITY-Minister
    rf"|{_PLACE}\s*[-–—]\s*(?i:{_DAY_FIRST}|{_MONTH_FIRST})\s*[:–—-]\s*(?=[A-Z“\"])"  # CITY-9 May 2017:
    rf"|{_PLACE}\s*(?:--|[-–—])\s*(?=(?:{_OPENERS})\s)"  # City-The
    rf"|{_PLACE}(?:\s*(?:--|[–—])|\s?-|:)\s+(?=[A-Z])(?![^–—-]{{0,60}}\s[-–—]\s)(?=.*[.!?…][\"”’')]*$))",
    re.S,
)
_FRONT = 1200  # characters within which an article begins


def body(text: str) -> tuple[Span, ...]:
    """Spans of the paragraphs and headlines of ``text`` that may state something, in order."""
    spans: list[Span] = []
    seen: set[str] = set()
    for span in _paragraphs(text):
        line = text[span.start : span.end]
        if _END_MATTER.match(line) and span.start > len(text) // 3:
            break
        key = re.sub(r"\W+", " ", line).casefold().strip()
        if is_furniture(line) or (key in seen and len(line) < 200):
            continue
        seen.add(key)
        trimmed = _trim(text, span)
        if trimmed.start < trimmed.end:
            spans.append(trimmed)
    return tuple(spans)


def is_furniture(line: str) -> bool:
    """Whether a line belongs to the page rather than to the article."""
    line = line.strip()
    letters = sum(c.isalpha() for c in line)
    if letters < 0.5 * len(line.replace(" ", "")):
        return True
    if len(line) > SHORT:
        return False
    shapes = (_OPENING, _ADDRESS, _REFERENCE, _BYLINE, _DATE_LINE)
    if any(shape.match(line) for shape in shapes) or _CLOSING.search(line):
        return True
    links = max(line.count(" | "), line.count(" · "))
    return links > 1 or (len(line.split()) < 3 and not _ends_sentence(line))


def _ends_sentence(line: str) -> bool:
    return _SENTENCE_END.search(line[-40:]) is not None


def title(text: str) -> str | None:
    """The first line, when it reads as a headline: short, no full stop, and more text below."""
    for span in _paragraphs(text):
        line = text[span.start : span.end]
        if is_furniture(line) and len(line.split()) != 2:  # a headline may have two words
            continue
        rest = text[span.end :].strip()
        headline = len(line) <= 200 and "\n" not in line and not re.search(r"[.;:,][\"”’')]*$", line)
        return line if headline and rest else None
    return None


def published(text: str, name: str = "") -> date | None:
    """The article's own date: a labelled or bare date line, a dateline with a year, or the file's name."""
    lines = [text[s.start : s.end] for s in _paragraphs(text)]
    for line in lines:
        if len(line) < 120 and (_LABELLED.match(line) or _DATE_LINE.match(line)) and (day := find_date(line)):
            return day
    for line in lines[:4]:
        if (dateline := _DATELINE.match(line[:120])) and (day := find_date(dateline.group())):
            return day
    return next((day for m in _IN_NAME.finditer(name) if (day := _as_date(m["y"], m["m"], m["d"]))), None)


def publisher(text: str) -> str | None:
    """The agency that a dateline names in brackets, as in ``CITY (Agency) - …``."""
    for span in list(_paragraphs(text))[:4]:
        dateline = _DATELINE.match(text[span.start : min(span.end, span.start + 120)])
        if dateline and (agency := dateline["agency"] or dateline["agency_after"]):
            return agency
    return None


def find_date(words: str) -> date | None:
    """The first full date in ``words``: ISO 8601, ``Nov. 9, 2017`` or ``9 November 2017``."""
    for match in _DATE.finditer(words):
        numbers = re.findall(r"\d+", match.group())
        if match["iso"]:
            year, month, day = numbers
        else:
            day, year = numbers
            name = re.search(_MONTH, match.group(), re.I)
            month = str(MONTHS.index(name.group()[:3].casefold()) + 1) if name else "0"
        if found := _as_date(year, month, day):
            return found
    return None


def _as_date(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _paragraphs(text: str) -> Iterator[Span]:
    """Each line is a paragraph, except that hard-wrapped lines of one block are joined."""
    block: list[Span] = []
    start = 0
    for line in [*text.split("\n"), ""]:
        if stripped := line.strip():
            left = start + len(line) - len(line.lstrip())
            block.append(Span(left, left + len(stripped)))
        elif block:
            wrapped = _is_wrapped([text[s.start : s.end] for s in block])
            yield from [Span(block[0].start, block[-1].end)] if wrapped else block
            block = []
        start += len(line) + 1


def _is_wrapped(lines: list[str]) -> bool:
    if len(lines) < 2 or max(map(len, lines)) > 100 or min(map(len, lines[:-1])) < 45:
        return False
    return 2 * sum(not _ends_sentence(line) for line in lines[:-1]) >= len(lines)


def _trim(text: str, span: Span) -> Span:
    """Without a bullet or dateline in front and a picture credit behind."""
    start, end = span.start, span.end
    for front in (_BULLET, _DATELINE):
        if found := front.match(text[start : min(end, start + 120)]):
            start += found.end()
    if start == span.start and start < _FRONT and (found := _LOOSE.match(text[start:end])):
        start += found.end()
    tail = max(start, end - 120)
    if credit := _CREDIT.search(text[tail:end]):
        end = start + len(text[start : tail + credit.start()].rstrip())
    return Span(start, end)
