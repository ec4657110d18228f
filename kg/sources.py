"""Text, HTML and JSON Lines, from files, folders or standard input → articles.

An article's text is kept as read, with newlines as ``\\n`` and other control characters as spaces, so
that an offset found in the graph can be looked up in the file.
"""

import json
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from kg import prose
from kg.errors import InputError
from kg.records import Article

TEXT, HTML, JSONL = (".txt", ".text"), (".html", ".htm", ".xhtml"), (".jsonl", ".ndjson")
SUFFIXES = TEXT + HTML + JSONL  # what a folder is searched for
MAX_BYTES = 10_000_000  # of one file, or one line of JSON Lines
MAX_CHARS = 1_000_000  # of one article: a parser's memory grows with its length
ENGLISH_SHARE = 0.15  # of function words; English prose has 0.3 to 0.5, its neighbours below 0.1

# The commonest English function words, without those that German, Dutch or French also have.
_WORDS = (
    "the of and to that for with as by from are be have has had his her its this these not but they he she it"
    " who which been their would will at or were there also after when than more about into our we you"
)
FUNCTION_WORDS = frozenset(_WORDS.split())
_MAGIC = {
    b"%PDF": "a PDF", b"PK\x03\x04": "a ZIP or Office file", b"\xd0\xcf\x11\xe0": "an Office file",
    b"\x89PNG": "a picture", b"\xff\xd8\xff": "a picture", b"GIF8": "a picture",
    b"\x1f\x8b": "a gzip file", b"\x7fELF": "a program",
}  # fmt: skip
_BOMS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff]")
_CHARSET = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?([\w-]+)", re.I)

OnError = Callable[[InputError], None]


def read(
    source: str | Path,
    *,
    day: date | None = None,
    encoding: str | None = None,
    stdin: BinaryIO | None = None,
    on_error: OnError | None = None,
) -> Iterator[Article]:
    """Articles of a file, a folder (searched recursively, sorted) or ``-`` (``stdin``).

    ``day`` is the date of articles that give none themselves; ``encoding`` overrides UTF-8. Raises
    InputError for each input that cannot be read, or hands it to ``on_error`` and goes on.
    """
    report = on_error or _raise
    try:
        files = ["-"] if str(source) == "-" else _files(Path(source))
    except InputError as error:
        report(error)
        return
    for file in files:
        try:
            for got in _read_file(file, encoding, stdin):
                if isinstance(got, InputError):
                    report(got)
                else:
                    yield got if got.date or not day else replace(got, date=day)
        except InputError as error:
            report(error)


def _raise(error: InputError) -> None:
    raise error


def _files(path: Path) -> list[str]:
    if not path.exists():
        raise InputError(f"{path}: no such file or folder; check the spelling")
    if not path.is_dir():
        return [str(path)]
    wanted = (p for p in path.rglob("*") if p.suffix.lower() in SUFFIXES and not p.name.startswith("."))
    found = sorted((p for p in wanted if p.is_file()), key=lambda p: p.relative_to(path).parts)
    if not found:
        raise InputError(f"{path}: a folder without articles; put {' '.join(SUFFIXES)} files into it")
    return [str(p) for p in found]


def _read_file(name: str, encoding: str | None, stdin: BinaryIO | None) -> Iterator[Article | InputError]:
    """Articles of one file; a bad line of JSON Lines is yielded as the error that it is."""
    suffix, stem = Path(name).suffix.lower(), "stdin" if name == "-" else one_line(Path(name).stem)
    try:
        with (stdin or sys.stdin.buffer) if name == "-" else Path(name).open("rb") as stream:
            if suffix in JSONL:
                yield from _jsonl(stream, name, stem, encoding)
                return
            data = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise InputError(f"{name}: cannot be read ({error.strerror}); check its permissions") from error
    text = decode(data, name, encoding, html=suffix in HTML)
    start = text[:1000].lstrip().lower()
    if suffix in HTML or (suffix not in TEXT and re.match(r"<(!doctype html|html|head|\?xml)\b", start)):
        yield from_html(text, id=stem, name=name)
    elif suffix not in TEXT and start.startswith("{"):
        yield from _jsonl(BytesIO(data), name, stem, encoding)
    else:
        yield from_text(text, id=stem, name=name)


def decode(data: bytes, name: str, encoding: str | None = None, html: bool = False) -> str:
    """Bytes of one input as text. Raises InputError when empty, too large, binary or of another encoding."""
    if len(data) > MAX_BYTES:
        raise InputError(
            f"{name}: larger than {MAX_BYTES // 1_000_000} MB, too long for one article; "
            "split it, or give one article a line as .jsonl"
        )
    if not data.strip():
        raise InputError(f"{name}: empty; give a file with an article in it")
    bom = next((codec for mark, codec in _BOMS.items() if data.startswith(mark)), None)
    kind = next((kind for magic, kind in _MAGIC.items() if data.startswith(magic)), None)
    if kind or (not bom and not encoding and b"\0" in data[:8192]):
        raise InputError(f"{name}: {kind or 'binary'}, not text; save the article as .txt or .html")
    declared = _CHARSET.search(data[:4096]) if html else None
    codec = encoding or bom or (declared.group(1).decode("ascii", "replace") if declared else "utf-8")
    try:
        return data.decode(codec)
    except LookupError:
        raise InputError(f"{name}: unknown encoding {codec!r}; use a name such as utf-8 or cp1252") from None
    except UnicodeDecodeError as error:
        raise InputError(
            f"{name}: not {codec} (byte 0x{data[error.start]:02x} at {error.start}); "
            "convert it to UTF-8, or name its encoding: --encoding cp1252"
        ) from None


def from_text(text: str, *, id: str, name: str = "", **known: Any) -> Article:
    """An article from plain text; ``known`` are fields that need not be found in it.

    Raises InputError when it is empty, longer than MAX_CHARS, or not English.
    """
    name = name or id
    text = _CONTROL.sub(" ", text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n"))
    if not text.strip():
        raise InputError(f"{name}: empty; give a file with an article in it")
    if len(text) > MAX_CHARS:
        length = f"{len(text):,} characters, more than the {MAX_CHARS:,}"
        raise InputError(f"{name}: {length} that one article may have; split it")
    if any("\ud800" <= c <= "\udfff" for c in text):
        raise InputError(f"{name}: half of a surrogate pair in the text; write it again as valid UTF-8")
    share = english_share(text)
    if share is not None and share < ENGLISH_SHARE:
        raise InputError(f"{name}: does not look English ({share:.0%} function words); translate it first")
    fields: dict[str, Any] = {
        "title": prose.title(text),
        "date": prose.published(text, Path(name).stem),
        "publisher": prose.publisher(text),
    }
    for key, value in known.items():
        if value:
            fields[key] = one_line(value) if isinstance(value, str) else value
    return Article(id=one_line(id), text=text, body=prose.body(text), **fields)


def one_line(words: str) -> str:
    """A name from outside without control and broken characters, at most 500 characters long."""
    whole = words.encode("utf-8", "replace").decode("utf-8")
    return " ".join(_CONTROL.sub(" ", whole).split())[:500]


def english_share(text: str) -> float | None:
    """Share of English function words among all words, or None for fewer than 20 words."""
    words = re.findall(r"[^\W\d_]+", text[:20_000].lower())
    return sum(word in FUNCTION_WORDS for word in words) / len(words) if len(words) >= 20 else None


def from_html(page: str, *, id: str, name: str = "") -> Article:
    """The article inside a web page, found by trafilatura; the text it finds is the text kept.

    Raises InputError when there is none.
    """
    from trafilatura import bare_extraction

    name = name or id
    # max_date: trafilatura would otherwise ask the clock.
    dates = {"original_date": True, "extensive_search": False, "max_date": "2100-01-01"}
    try:
        found: Any = bare_extraction(
            page,
            with_metadata=True,
            include_comments=False,
            include_tables=False,
            date_extraction_params=dates,
        )
    except Exception as error:  # a page may be broken in any way
        broken = f"HTML that cannot be read ({type(error).__name__})"
        raise InputError(f"{name}: {broken}; save its text as .txt") from error
    if found is None or not (found.text or "").strip():
        raise InputError(f"{name}: no article found in the page; save its text as .txt")
    text, headline = str(found.text), found.title
    if headline and not text.lstrip().startswith(headline):
        text = f"{headline}\n\n{text}"
    day = prose.find_date(found.date) if found.date else None
    return from_text(
        text, id=id, name=name, title=headline, date=day, publisher=found.sitename, url=found.url
    )


def _jsonl(stream: BinaryIO, name: str, stem: str, encoding: str | None) -> Iterator[Article | InputError]:
    number = articles = 0
    while line := stream.readline(MAX_BYTES + 1):
        number += 1
        where = f"{name}:{number}"
        oversized = len(line) > MAX_BYTES
        while oversized and line and not line.endswith(b"\n"):
            line = stream.readline(MAX_BYTES)
        if oversized:
            yield InputError(f"{where}: a line of more than {MAX_BYTES // 1_000_000} MB; split the article")
        elif line.strip():
            articles += 1
            try:
                yield _from_json(decode(line, where, encoding), where, f"{stem}-{number}")
            except InputError as error:
                yield error
    if not articles and not number:
        raise InputError(f"{name}: empty; give one JSON object a line, with a text in its field 'text'")


def _from_json(line: str, where: str, default_id: str) -> Article:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        detail = error.msg if isinstance(error, json.JSONDecodeError) else type(error).__name__
        raise InputError(f"{where}: not JSON ({detail}); give one object a line") from None
    if not isinstance(row, dict) or not isinstance(row.get("text"), str):
        raise InputError(f"{where}: no text; give an object with a field 'text' that is a string")
    fields = {key: str(row[key]) for key in ("title", "source", "url") if row.get(key)}
    day = prose.find_date(str(row["date"])) if row.get("date") else None
    if row.get("date") and day is None:
        raise InputError(f"{where}: date {str(row['date'])[:40]!r} is not one; write it as 2017-11-09")
    id = str(row.get("id") or default_id)
    return from_text(
        row["text"],
        id=id,
        name=where,
        title=fields.get("title"),
        date=day,
        publisher=fields.get("source"),
        url=fields.get("url"),
    )
