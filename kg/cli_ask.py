"""Commands that ask a graph: statements, query, explain, paths, balance."""

import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from kg.cli_common import (
    EXIT_FAILED,
    EXIT_OK,
    GRAPH_HELP,
    RDF_FORMATS,
    ROW_FORMATS,
    check_target,
    choose,
    default_rows_format,
    examples,
    graph_argument,
    limit_options,
    ontology_option,
    opened,
    output_options,
    part,
    put,
    render,
    say,
)


@click.command(
    epilog=GRAPH_HELP
    + "\n\n"
    + examples("kg statements news.trig", "kg statements news.trig -f jsonl > rows.jsonl")
)
@graph_argument
@output_options(ROW_FORMATS)
@limit_options
def statements(
    graph: str,
    input_format: str | None,
    output: str,
    format_: str | None,
    since: datetime | None,
    until: datetime | None,
    min_articles: int,
) -> int:
    """Print one row a claim.

    Who, relation, whom, status, as what words, who says so, when, where, the sentence and its offsets.
    """
    from kg.queries import STATEMENT_COLUMNS

    check_target(output)
    format_ = choose(format_, output, ROW_FORMATS, default_rows_format())
    rows = part(opened(graph, input_format), since, until, min_articles).rows()
    columns = [c for c in STATEMENT_COLUMNS if format_ != "table" or c not in NOT_IN_TABLE]
    put(render(rows, columns, format_), output)
    return EXIT_OK


NOT_IN_TABLE = ("subject_mention", "object_mention", "time", "start", "end")


@click.command(
    epilog=GRAPH_HELP
    + "\n\n"
    + examples(
        "kg query news.trig 'SELECT ?who ?name { ?who a kg:Person ; skos:prefLabel ?name }'",
        'kg query news.trig --question neighbours -p actor "Ruritania" --since 2017-01-01 -f csv',
    )
)
@graph_argument
@click.argument("sparql", required=False)
@click.option("-q", "--query-file", metavar="FILE", help="Read the query from FILE (- for standard input).")
@click.option("--question", metavar="NAME", help="Ask a canned question of the ontology; --list shows them.")
@click.option("--list", "list_", is_flag=True, help="List the canned questions.")
@click.option("-p", "--parameter", "parameters", nargs=2, multiple=True, metavar="NAME VALUE",
              help="Bind ?NAME to the actor or value VALUE, safely.")  # fmt: skip
@output_options([*ROW_FORMATS, *RDF_FORMATS])
@limit_options
@ontology_option
def query(
    graph: str,
    input_format: str | None,
    sparql: str | None,
    query_file: str | None,
    question: str | None,
    list_: bool,
    parameters: tuple[tuple[str, str], ...],
    output: str,
    format_: str | None,
    since: datetime | None,
    until: datetime | None,
    min_articles: int,
    ontology: Path | None,
) -> int:
    """Ask SPARQL or a canned question.

    Prefixes are declared already. SELECT prints rows (a table on a terminal, else CSV), ASK prints true
    or false, CONSTRUCT and DESCRIBE print RDF (Turtle).
    """
    if list_:
        return _list_questions(ontology)
    if sum(x is not None for x in (sparql, query_file, question)) != 1:
        raise click.UsageError("give one of SPARQL, -q FILE, --question NAME (--list shows the names)")
    check_target(output)
    text = sparql if sparql is not None else _read(query_file) if query_file is not None else None
    asked = part(opened(graph, input_format, ontology), since, until, min_articles)
    answer = asked.query(text, question=question, **dict(parameters))
    if answer.kind == "ask":
        put("true\n" if answer.value else "false\n", output)
    elif answer.kind == "graph":
        put(answer.serialize(choose(format_, output, RDF_FORMATS, "ttl")), output)
    else:
        rows_format = choose(format_, output, ROW_FORMATS, default_rows_format())
        put(render(answer.rows, answer.columns, rows_format), output)
        if not answer.rows:
            say("no rows")
    return EXIT_OK


def _list_questions(ontology: Path | None) -> int:
    from kg.api import domain_folder
    from kg.queries import questions

    for question in questions(domain_folder(ontology)).values():
        parameters = "".join(f"\n    -p {name}: {what}" for name, what in question.parameters.items())
        put(f"{question.name}: {question.title}{parameters}\n", "-")
    return EXIT_OK


def _read(name: str) -> str:
    from kg.errors import InputError

    try:
        if name == "-":
            return sys.stdin.buffer.read().decode("utf-8")
        return Path(name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{name}: query cannot be read ({type(error).__name__}); check the file") from error


@click.command(
    epilog=GRAPH_HELP
    + "\n\n"
    + examples("kg explain news.trig Ruritania Utopia", "kg explain news.trig Ruritania")
)
@graph_argument
@click.argument("a", metavar="A")
@click.argument("b", metavar="[B]", required=False)
@output_options(("text", *ROW_FORMATS))
@limit_options
def explain(
    graph: str,
    input_format: str | None,
    a: str,
    b: str | None,
    output: str,
    format_: str | None,
    since: datetime | None,
    until: datetime | None,
    min_articles: int,
) -> int:
    """Show the sentences behind ties.

    Those between the actors A and B, or without B all of A's. Actors are given by any of their
    names. The exit code is 1 when nothing ties them.
    """
    check_target(output)
    format_ = choose(format_, output, ("text", *ROW_FORMATS), "text")
    explanation = part(opened(graph, input_format), since, until, min_articles).explain(a, b)
    put(
        str(explanation) if format_ == "text" else render(explanation.rows, explanation.columns, format_),
        output,
    )
    return EXIT_OK if explanation.rows else EXIT_FAILED


@click.command(
    epilog=GRAPH_HELP
    + "\n\n"
    + examples(
        "kg paths news.trig Ruritania Utopia", 'kg paths news.trig Ruritania "Grand Fenwick" --max-length 4'
    )
)
@graph_argument
@click.argument("a", metavar="A")
@click.argument("b", metavar="B")
@click.option(
    "--max-length", type=click.IntRange(1, 6), default=3, show_default=True, help="Ties in a chain."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@limit_options
@ontology_option
def paths(
    graph: str,
    input_format: str | None,
    a: str,
    b: str,
    max_length: int,
    as_json: bool,
    since: datetime | None,
    until: datetime | None,
    min_articles: int,
    ontology: Path | None,
) -> int:
    """Show chains of ties between two actors.

    And their common friends and enemies. Each tie comes with a sentence that
    states it. The exit code is 1 when no chain joins them.
    """
    asked = part(opened(graph, input_format, ontology), since, until, min_articles)
    found = asked.paths(a, b, max_length=max_length)
    put(_json(found) if as_json else str(found), "-")
    return EXIT_OK if found else EXIT_FAILED


@click.command(epilog=GRAPH_HELP + "\n\n" + examples("kg balance news.trig", "kg balance news.trig --json"))
@graph_argument
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@limit_options
@ontology_option
def balance(
    graph: str,
    input_format: str | None,
    as_json: bool,
    since: datetime | None,
    until: datetime | None,
    min_articles: int,
    ontology: Path | None,
) -> int:
    """Measure structural balance; name the camps."""
    result = part(opened(graph, input_format, ontology), since, until, min_articles).balance()
    put(_json(result) if as_json else str(result), "-")
    return EXIT_OK


def _json(result: Any) -> str:
    import json

    return json.dumps(result.to_dict(), indent=1, ensure_ascii=False) + "\n"


COMMANDS = (statements, query, explain, paths, balance)
