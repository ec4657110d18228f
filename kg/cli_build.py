"""Commands that make and check graphs and ontologies: build, retract, validate, evaluate, uncovered, info."""

import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from kg.cli_common import (
    EXIT_FAILED,
    EXIT_OK,
    EXIT_PARTIAL,
    GRAPH_HELP,
    RDF_FORMATS,
    ROW_FORMATS,
    check_target,
    choose,
    default_rows_format,
    examples,
    limit_options,
    limits,
    ontology_option,
    output_options,
    put,
    render,
    say,
)

if TYPE_CHECKING:
    from kg.building import Report

T = TypeVar("T")
DATE = click.DateTime(["%Y-%m-%d"])


def pipeline_options(function: Any) -> Any:
    """``--pipeline`` and ``--processes``."""
    function = click.option(
        "--pipeline", metavar="NAME", help="A spaCy pipeline, by name or folder.  [default: the one of kg]"
    )(function)
    return click.option(
        "--processes",
        type=click.IntRange(1, 256),
        default=1,
        show_default=True,
        help="Work in N processes.",
        metavar="N",
    )(function)


@click.command(
    epilog=examples(
        "kg build article.txt -o news.trig",
        "cat articles.jsonl | kg build - --store news.db --processes 2",
    )
)
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@output_options(RDF_FORMATS)
@click.option("--store", type=click.Path(path_type=Path), metavar="DIR", help="Add to the store in DIR.")
@ontology_option
@pipeline_options
@click.option("--date", "day", type=DATE, metavar="D", help="Date of articles that give none, as 2017-11-09.")
@click.option("--encoding", metavar="NAME", help="Encoding of the inputs.  [default: UTF-8]")
@click.option("-q", "--quiet", is_flag=True, help="Print nothing on standard error but errors.")
def build(
    inputs: tuple[str, ...],
    output: str,
    format_: str | None,
    store: Path | None,
    ontology: Path | None,
    pipeline: str | None,
    processes: int,
    day: datetime | None,
    encoding: str | None,
    quiet: bool,
) -> int:
    """Read articles into a graph.

    INPUT is a text, HTML or JSON Lines file, a folder of them, or - for standard input. A JSON line has
    the fields text, and if known id, title, date, source, url. Without -o and --store the graph goes to
    standard output as TriG. One bad input does not stop the rest.
    """
    from kg import api

    check_target(output)
    format_ = choose(format_, output, RDF_FORMATS, "trig")
    graph = api.build(
        *inputs,
        ontology=ontology,
        pipeline=pipeline,
        store=store,
        day=day.date() if day else None,
        encoding=encoding,
        processes=processes,
        stdin=sys.stdin.buffer,
        progress=None if quiet else progress_bar,
    )
    report = graph.report
    assert report is not None  # every graph that was built has one
    _account(report, quiet)
    if store is None or output != "-":
        put(graph.serialize(format_), output)
    if not quiet:
        say(report.summary())
    return EXIT_PARTIAL if report.errors else EXIT_OK


def progress_bar(articles: Iterable[T], total: int) -> Iterator[T]:
    """What was made of each article, unchanged, with a bar on a terminal."""
    if not sys.stderr.isatty() or total < 2:
        yield from articles
        return
    with click.progressbar(articles, length=total, label="Reading", file=sys.stderr) as bar:
        yield from bar


def _account(report: "Report", quiet: bool) -> None:
    for error in report.errors:
        say(f"kg: {error}")
    if quiet:
        return
    for left_out, kept in report.repeated:
        say(f"kg: {left_out}: same text as {kept}, counted once")
    for copy, first in report.copies:
        say(f"kg: {copy}: edited copy of {first}, counted as the same report")
    for article, reason in report.silent:
        say(f"kg: {article}: no claims ({reason})")


@click.command(epilog=examples("kg retract news.db article-17", "kg retract news.db article-18 --quiet"))
@click.argument("store", type=click.Path(path_type=Path), metavar="STORE")
@click.argument("article", metavar="ARTICLE")
@click.option("-q", "--quiet", is_flag=True, help="Print nothing on standard error but errors.")
def retract(store: Path, article: str, quiet: bool) -> int:
    """Remove an article from a store.

    What it alone supported goes with it; STORE is the store's folder. ARTICLE is its id: the
    input's file name without its ending.
    """
    from kg import api

    api.retract(store, article)
    if not quiet:
        say(f"{article}: retracted")
    return EXIT_OK


@click.command(epilog=examples("kg migrate news.db", "kg migrate news.db --quiet"))
@click.argument("store", type=click.Path(path_type=Path), metavar="STORE")
@click.option("-q", "--quiet", is_flag=True, help="Print nothing on standard error but errors.")
def migrate(store: Path, quiet: bool) -> int:
    """Bring a store that an earlier kg made to this version.

    STORE is the store's folder, which is changed in its place. Articles stay as they are.
    """
    from kg import folder, migration

    found = migration.migrate(store)
    if not quiet:
        now = folder.VERSION
        say(f"{store}: " + (f"is of version {now} already" if found == now else f"version {found} → {now}"))
    return EXIT_OK


@click.command(
    epilog=GRAPH_HELP + "\n\n" + examples("kg validate news.trig", "kg validate --ontology ontology/conflict")
)
@click.argument("graph", metavar="[GRAPH]", required=False)
@limit_options
@ontology_option
def validate(
    graph: str | None,
    since: datetime | None,
    until: datetime | None,
    min_articles: int,
    ontology: Path | None,
) -> int:
    """Check a graph, or a domain.

    With --ontology alone it is the domain. Each problem comes with its cure. Within --since, --until and
    --min-articles the claims outside are not complained of; all else is.

    The exit code is 1 when something is wrong.
    """
    from kg import api

    if graph is None and ontology is None:
        raise click.UsageError("name a GRAPH, or a domain with --ontology DIR")
    if graph is None:
        problems = api.check_domain(ontology)
    else:
        problems = api.check_graph(graph, ontology, **limits(since, until, min_articles))
    for problem in problems:
        put(f"{problem}\n", "-")
    what = graph if graph is not None else str(ontology)
    say(f"{what}: " + (f"{len(problems)} problem{'s' * (len(problems) != 1)}" if problems else "valid"))
    return EXIT_FAILED if problems else EXIT_OK


@click.command(epilog=examples("kg evaluate gold/", "kg evaluate gold/ --ontology mydomain --errors"))
@click.argument("gold", type=click.Path(path_type=Path), metavar="GOLD_DIR")
@ontology_option
@pipeline_options
@click.option("--errors/--no-errors", default=False, help="List every wrong and missed statement.")
def evaluate(gold: Path, ontology: Path | None, pipeline: str | None, processes: int, errors: bool) -> int:
    """Score extraction against gold.

    GOLD_DIR holds <id>.txt and <id>.json for each article (docs/evaluation.md).
    """
    from kg import english, evaluate
    from kg.ontology import load

    result = evaluate.run(gold, load(ontology), english.load(pipeline), processes)
    put(result.text(errors=errors), "-")
    return EXIT_OK


@click.command(
    epilog=examples(
        "kg uncovered articles/ --least 3", "kg uncovered articles/ -o gaps.csv --ontology mydomain"
    )
)
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option(
    "--least",
    type=click.IntRange(1),
    default=1,
    show_default=True,
    metavar="N",
    help="Only words that stood so N times.",
)
@output_options(ROW_FORMATS)
@ontology_option
@pipeline_options
@click.option("--encoding", metavar="NAME", help="Encoding of the inputs.  [default: UTF-8]")
@click.option("-q", "--quiet", is_flag=True, help="Print nothing on standard error but errors.")
def uncovered(
    inputs: tuple[str, ...],
    least: int,
    output: str,
    format_: str | None,
    ontology: Path | None,
    pipeline: str | None,
    processes: int,
    encoding: str | None,
    quiet: bool,
) -> int:
    """List words between two actors that no frame covers.

    Where an ontology can grow: each word with its part of speech and the roles of the two actors as a
    frame would name them (agent/patient, agent/with), how often and in how many articles it stood so,
    and the first sentence. INPUT is as for kg build.
    """
    from kg.building import collect
    from kg.errors import NothingRead
    from kg.uncovered import COLUMNS, run

    check_target(output)
    format_ = choose(format_, output, ROW_FORMATS, default_rows_format())
    articles, report = collect(inputs, encoding=encoding, stdin=sys.stdin.buffer)
    if not articles:
        raise NothingRead(report.errors)
    from kg import english
    from kg.ontology import load

    progress = None if quiet else progress_bar
    gaps = run(articles, load(ontology), english.load(pipeline), processes, progress)
    rows = [asdict(gap) for gap in gaps if gap.count >= least]
    for error in report.errors:
        say(f"kg: {error}")
    put(render(rows, COLUMNS, format_), output)
    if not quiet:
        say(f"{len(rows)} of {len(gaps)} words in roles that no frame covers")
    return EXIT_PARTIAL if report.errors else EXIT_OK


@click.command(epilog=examples("kg info", "kg info --json"))
@ontology_option
@click.option("--pipeline", metavar="NAME", help="A spaCy pipeline, by name or folder.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def info(ontology: Path | None, pipeline: str | None, as_json: bool) -> int:
    """Print versions, pipeline and ontology.

    To be pasted into a report of a problem.
    """
    import json

    from kg import api

    facts = api.info(ontology, pipeline)
    if as_json:
        put(json.dumps(facts, indent=1, ensure_ascii=False) + "\n", "-")
    else:
        put("".join(f"{key}: {_flat(value)}\n" for key, value in facts.items()), "-")
    return EXIT_OK


def _flat(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {_flat(item)}" for key, item in value.items())
    return str(value)


COMMANDS = (build, retract, migrate, validate, evaluate, uncovered, info)
