"""Commands that show a graph or hand it on: draw, export, serve."""

import warnings
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from kg.cli_common import (
    EXIT_OK,
    GRAPH_HELP,
    RDF_FORMATS,
    check_target,
    choose,
    examples,
    graph_argument,
    limit_options,
    ontology_option,
    opened,
    part,
    put,
    say,
)
from kg.errors import PoorFit
from kg.interchange import NETWORKS

PICTURES = ("svg", "png", "html")
LAYOUTS = ("stress", "camps")  # of kg.scene, which loads networkx
EXPORTS = (*RDF_FORMATS, *NETWORKS, "csv")


@click.command(
    epilog=GRAPH_HELP
    + "\n\n"
    + examples(
        "kg draw news.trig -o news.svg",
        "kg draw news.trig -o camps.svg --layout camps",
        "kg draw news.trig -o spring.png --since 2023-03-01 --until 2023-05-31 --title Spring",
    )
)
@graph_argument
@click.option("-o", "--output", required=True, metavar="FILE", help="Picture to write: .svg, .png or .html.")
@click.option("-f", "--format", "format_", type=click.Choice(PICTURES), help="Format of the picture.")
@click.option("--title", help="Words above the picture.")
@click.option(
    "--top", type=click.IntRange(2, 500), metavar="N", help="Draw the N strongest actors.  [default: 40]"
)
@click.option(
    "--layout",
    type=click.Choice(LAYOUTS),
    default=LAYOUTS[0],
    show_default=True,
    help="stress: friends near, foes far. camps: two camps face to face, as far as the ties bear them out.",
)
@click.option("--unnamed", is_flag=True, help="Draw descriptions without a name (“rebels”) too.")
@limit_options
@ontology_option
def draw(
    graph: str,
    input_format: str | None,
    output: str,
    format_: str | None,
    title: str | None,
    top: int | None,
    layout: str,
    unnamed: bool,
    since: datetime | None,
    until: datetime | None,
    min_articles: int,
    ontology: Path | None,
) -> int:
    """Draw the alliance graph.

    Who stands with whom and who against whom; squares are places.
    """
    check_target(output)
    format_ = choose(format_, output, PICTURES, "svg")
    options: dict[str, Any] = {"top": top} if top else {}
    options |= {"title": title, "layout": layout, "unnamed": unnamed}
    drawn_from = part(opened(graph, input_format, ontology), since, until, min_articles)
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always", PoorFit)
        drawn = drawn_from.draw(format=format_, **options)
    put(drawn.data, output)
    for message in dict.fromkeys(str(each.message) for each in told if each.category is PoorFit):
        say(f"kg: warning: {message}")
    return EXIT_OK


@click.command(
    epilog=GRAPH_HELP
    + "\n\n"
    + examples(
        "kg export news.trig -o news.ttl", "kg export news.trig --min-articles 2 -f graphml -o - > n.graphml"
    )
)
@graph_argument
@click.option(
    "-o", "--output", required=True, metavar="FILE", help="File to write, or - for standard output."
)
@click.option("-f", "--format", "format_", type=click.Choice(EXPORTS), help="Format of the output.")
@limit_options
@ontology_option
def export(
    graph: str,
    input_format: str | None,
    output: str,
    format_: str | None,
    since: datetime | None,
    until: datetime | None,
    min_articles: int,
    ontology: Path | None,
) -> int:
    """Write the graph in another format.

    RDF formats hold everything, CSV the claims. Of the ties there are GraphML, GEXF (Gephi),
    cyjs (Cytoscape), json (node-link data of networkx and D3), and lists: .nodes.csv, .edges.csv.

    Turtle and N-Triples have no named graphs: there all triples stand in one.
    """
    check_target(output)
    format_ = choose(format_, output, EXPORTS, "trig")
    exported = part(opened(graph, input_format, ontology), since, until, min_articles)
    put(exported.serialize(format_), output)
    return EXIT_OK


@click.command(epilog=GRAPH_HELP + "\n\n" + examples("kg serve news.trig", "kg serve news.db --port 9000"))
@graph_argument
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="Port on this machine."
)
@limit_options
@ontology_option
def serve(
    graph: str,
    input_format: str | None,
    port: int,
    since: datetime | None,
    until: datetime | None,
    min_articles: int,
    ontology: Path | None,
) -> int:
    """Serve the graph to a browser.

    A page at /, a SPARQL endpoint at /sparql. Ctrl-C ends it.
    """
    from kg import web

    served: Any = part(opened(graph, input_format, ontology), since, until, min_articles)
    web.serve(served, port=port, ready=lambda url: say(f"Serving {graph} at {url} (Ctrl-C ends it)"))
    return EXIT_OK


COMMANDS = (draw, export, serve)
