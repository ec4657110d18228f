"""What all commands share: options, tables, and where output goes."""

import json
import os
import sys
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from kg.errors import OutputError
from kg.interchange import format_of

if TYPE_CHECKING:
    from kg.api import Graph

F = TypeVar("F", bound=Callable[..., Any])
Row = Mapping[str, Any]

EXIT_OK, EXIT_FAILED, EXIT_USAGE, EXIT_PARTIAL = 0, 1, 2, 3
GRAPH_HELP = "GRAPH is an RDF file (.ttl .trig .nq .nt .jsonld), a store's folder, or - for standard input."


def examples(*lines: str) -> str:
    """The closing part of a command's help; ``\\b`` keeps click from re-wrapping it."""
    return "\b\nExamples:\n" + "\n".join("  " + line for line in lines)


def ontology_option(function: F) -> F:
    """``--ontology DIR``."""
    return click.option(
        "--ontology",
        type=click.Path(path_type=Path),
        metavar="DIR",
        help="Folder of Turtle with the domain.  [default: the conflict domain that comes with kg]",
    )(function)


def limit_options(function: F) -> F:
    """``--since``, ``--until`` and ``--min-articles``, which every command that reads a graph takes."""
    day = click.DateTime(["%Y-%m-%d"])
    options = (
        click.option("--since", type=day, metavar="DAY", help="Only what held, or was reported, since then."),
        click.option("--until", type=day, metavar="DAY", help="Only what held, or was reported, until then."),
        click.option(
            "--min-articles", type=click.IntRange(1), default=1, show_default=True, metavar="N",
            help="Only ties that N articles assert, in that time; copies count once.",
        ),
    )  # fmt: skip
    for option in reversed(options):
        function = option(function)
    return function


def limits(since: datetime | None, until: datetime | None, min_articles: int) -> dict[str, Any]:
    """Those of the three options that were given."""
    days = {"since": since, "until": until}
    found: dict[str, Any] = {name: day.date() for name, day in days.items() if day}
    return found | ({"min_articles": min_articles} if min_articles > 1 else {})


def part(graph: "Graph", since: datetime | None, until: datetime | None, min_articles: int) -> "Graph":
    """The part of the graph within the limits; the whole one costs nothing."""
    given = limits(since, until, min_articles)
    return graph.within(**given) if given else graph


def graph_argument(function: F) -> F:
    """The GRAPH argument and how to read it from standard input."""
    function = click.option(
        "--input-format",
        type=click.Choice(["ttl", "trig", "nt", "nq", "jsonld"]),
        help="Format of GRAPH when it is -.",
    )(function)
    return click.argument("graph", metavar="GRAPH")(function)


def opened(graph: str, input_format: str | None, ontology: Path | None = None) -> "Graph":
    """The graph that a command was given."""
    from kg import api

    return api.open(graph, ontology=ontology, input_format=input_format, stdin=sys.stdin.buffer)


def output_options(formats: Sequence[str]) -> Callable[[F], F]:
    """``-o`` and ``-f``, which goes before the output's ending."""

    def add(function: F) -> F:
        function = click.option(
            "-f", "--format", "format_", type=click.Choice(list(formats)), help="Format of the output."
        )(function)
        return click.option(
            "-o", "--output", default="-", metavar="FILE", help="Write to FILE instead of standard output."
        )(function)

    return add


def choose(format_: str | None, output: str, formats: Sequence[str], default: str) -> str:
    """The format asked for, else the output's ending, else ``default``.

    Raises OutputError on an unknown ending.
    """
    if format_ or output == "-":
        return format_ or default
    ending = format_of(output, formats)
    ending = {"turtle": "ttl", "md": "markdown", "ndjson": "jsonl", "txt": "table"}.get(ending, ending)
    if ending not in formats:
        known = " ".join("." + f for f in formats)
        raise OutputError(f"{output}: unknown format {ending!r}; end it in one of {known}, or choose with -f")
    return ending


def check_target(output: str) -> None:
    """Raises OutputError when ``output`` could not be written, before any work is done."""
    if output == "-":
        return
    path = Path(output)
    if path.is_dir():
        raise OutputError(f"{output}: is a folder; name a file in it")
    if not path.parent.is_dir():
        raise OutputError(f"{output}: folder {path.parent} does not exist; make it first")
    if not os.access(path.parent, os.W_OK) or (path.exists() and not os.access(path, os.W_OK)):
        raise OutputError(f"{output}: may not be written; check the permissions")


def put(data: str | bytes, output: str) -> None:
    """Write to standard output or, aside and then renamed, to a file."""
    raw = data.encode() if isinstance(data, str) else data
    if output == "-":
        sys.stdout.buffer.write(raw)
        sys.stdout.buffer.flush()
        return
    path = Path(output)
    aside = path.with_name(f".{path.name}.part")
    try:
        if path.exists() and not path.is_file():  # a pipe or device
            path.write_bytes(raw)
            return
        aside.write_bytes(raw)
        aside.replace(path)
    except OSError as error:
        aside.unlink(missing_ok=True)
        reason = error.strerror or type(error).__name__
        raise OutputError(f"{output}: cannot be written ({reason}); check space and permissions") from error


def say(message: str) -> None:
    """One line on standard error."""
    click.echo(message, err=True)


def default_rows_format() -> str:
    """A table for a person at a terminal, CSV for a program."""
    return "table" if sys.stdout.isatty() else "csv"


RDF_FORMATS = ("ttl", "trig", "nq", "nt", "jsonld")
CELL = 90  # characters of the longest cell of a table; the other formats keep all
DELIMITERS = {"csv": ",", "tsv": "\t"}
ROW_FORMATS = ("table", "csv", "tsv", "json", "jsonl", "markdown")


def render(rows: Sequence[Row], columns: Sequence[str], format_: str) -> str:
    """Rows in one of ROW_FORMATS; a missing value is an empty cell, in JSON ``null``."""
    if format_ == "jsonl":
        return "".join(json.dumps({c: r.get(c) for c in columns}, ensure_ascii=False) + "\n" for r in rows)
    if format_ == "json":
        return json.dumps([{c: r.get(c) for c in columns} for r in rows], ensure_ascii=False, indent=1) + "\n"
    if format_ in DELIMITERS:
        from kg.interchange import write_csv

        return write_csv(rows, columns, DELIMITERS[format_]).decode()
    cells = [["" if r.get(c) is None else str(r.get(c)) for c in columns] for r in rows]
    return _table(cells, columns, markdown=format_ == "markdown")


def _table(cells: list[list[str]], columns: Sequence[str], markdown: bool) -> str:
    # Control characters of outside text must not reach a terminal.
    clean = [["".join(c if c.isprintable() else " " for c in cell) for cell in row] for row in cells]
    if not markdown:
        clean = [[cell if len(cell) <= CELL else cell[: CELL - 1] + "…" for cell in row] for row in clean]
    else:
        clean = [[cell.replace("|", "\\|") for cell in row] for row in clean]
    widths = [max(width(column), *(width(row[i]) for row in clean), 1) for i, column in enumerate(columns)]
    rule = ["-" * w for w in widths]
    lines = []
    for row in [list(columns), rule, *clean]:
        padded = [cell + " " * (w - width(cell)) for cell, w in zip(row, widths, strict=True)]
        lines.append(f"| {' | '.join(padded)} |" if markdown else "  ".join(padded).rstrip())
    return "\n".join(lines) + "\n"


def width(words: str) -> int:
    """Columns of a terminal that ``words`` take: wide characters two, combining ones none."""
    wide = sum(unicodedata.east_asian_width(c) in "WF" for c in words)
    return len(words) + wide - sum(unicodedata.combining(c) > 0 for c in words)
