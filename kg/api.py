"""The Python face of kg: ``kg.build`` and ``kg.open`` give a :class:`Graph`."""

import html
import os
import platform
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from kg import __version__, names
from kg.display import Picture, Table, html_table
from kg.errors import GraphError, InputError, NothingRead, OutputError, QueryError
from kg.interchange import NETWORKS

if TYPE_CHECKING:
    import networkx
    import pandas
    import rdflib

    from kg.balance import Report as Balance
    from kg.building import Report
    from kg.chains import Paths
    from kg.queries import Explanation, Question
    from kg.records import Article, Extraction, Ontology, Problem
    from kg.store import Store

Progress = Callable[["Iterable[Extraction]", int], "Iterator[Extraction]"]


def build(
    *inputs: str | Path,
    ontology: str | Path | None = None,
    pipeline: str | None = None,
    store: str | Path | None = None,
    day: date | None = None,
    encoding: str | None = None,
    processes: int = 1,
    stdin: BinaryIO | None = None,
    progress: Progress | None = None,
) -> "Graph":
    """Read articles (files, folders, ``-``) into a graph, in memory or added to the store in a folder.

    ``ontology`` is a folder of Turtle, ``pipeline`` a spaCy pipeline by name or folder, ``day`` the date
    of articles that give none. What became of each input stands in the graph's ``report``. Raises
    NothingRead when no input could be read, OntologyError, PipelineError and StoreError.
    """
    from kg.building import account, collect

    articles, report = collect(inputs, day=day, encoding=encoding, stdin=stdin)
    if not articles:
        raise NothingRead(report.errors)
    # Only now: what follows takes seconds to load.
    from kg.english import load as load_english
    from kg.inference import read_rules
    from kg.ontology import load as load_ontology
    from kg.pipeline import extract
    from kg.store import Store

    folder = Path(ontology) if ontology else None
    domain = load_ontology(folder)
    nlp = load_english(pipeline)
    opened = Store(store, domain)
    opened.use_rules(read_rules(domain_folder(folder)))
    if store is not None:
        articles = _unknown_texts(articles, opened, report)
    extractions: Iterable[Extraction] = extract(articles, domain, nlp, processes=processes)
    if progress:
        extractions = progress(extractions, len(articles))
    if store is not None:
        extractions = _valid(extractions, domain, report)
    for extraction in account(extractions, report):
        opened.add(extraction)
    opened.flush()
    mine = {article.id for article in articles}
    report.copies += [pair for pair in opened.copies().items() if mine & set(pair)]
    return Graph(opened, folder, report)


def _unknown_texts(articles: "list[Article]", store: "Store", report: "Report") -> "list[Article]":
    """Those whose text the store does not hold under another name; the others are told in the report."""
    twins = {article.id: store.twin(article) for article in articles}
    report.repeated += [(article, twin) for article, twin in twins.items() if twin]
    kept = [article for article in articles if not twins[article.id]]
    report.articles = len(kept)
    return kept


def _valid(
    extractions: "Iterable[Extraction]", domain: "Ontology", report: "Report"
) -> "Iterator[Extraction]":
    """Those whose graph is valid; the others are told in the report and never reach the store."""
    from kg.graph import article_quads
    from kg.validation import check_article

    for extraction in extractions:
        problems = check_article(article_quads(extraction, domain))
        if not problems:
            yield extraction
            continue
        report.articles -= 1
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        report.errors.append(
            InputError(f"{extraction.article.id}: left out of the store: {problems[0]}{more}")
        )


def open(
    graph: str | Path,
    *,
    ontology: str | Path | None = None,
    input_format: str | None = None,
    stdin: BinaryIO | None = None,
) -> "Graph":
    """The graph in an RDF file, in a store's folder, or on standard input (``-`` with ``input_format``).

    ``ontology`` is the folder of its domain, for signs of relations and canned questions. Raises
    GraphError, StoreError.
    """
    from kg.store import Store

    folder = Path(ontology) if ontology else None
    if str(graph) != "-":
        return Graph(Store.open(graph), folder)
    if input_format is None:
        raise GraphError("-: the format of standard input is unknown; say it with --input-format trig")
    store = Store()
    with tempfile.TemporaryDirectory() as aside:
        copy = Path(aside) / "standard input"
        copy.write_bytes((stdin or sys.stdin.buffer).read())
        store.load(copy, input_format)
    return Graph(store, folder)


def domain_folder(folder: Path | None) -> Path:
    """The folder of a domain, of the default one when none is given."""
    return folder or names.data_path("ontology") / "conflict"


class Graph:
    """A graph of statements that know their sentences.

    >>> graph = kg.open("news.trig")                   # doctest: +SKIP
    >>> graph.statements()                             # doctest: +SKIP
    >>> graph.query("SELECT * { ?claim a kg:Claim }")  # doctest: +SKIP
    """

    def __init__(self, store: "Store", folder: Path | None = None, report: "Report | None" = None) -> None:
        self.store = store
        self.folder = folder
        self.report = report  # what became of the inputs, when the graph was built

    @cached_property
    def ontology(self) -> "Ontology":
        """The graph's domain."""
        from kg.ontology import load

        return load(self.folder)

    # ------------------------------------------------------------ questions

    def rows(self, **limits: Any) -> list[dict[str, Any]]:
        """One dict a claim; see :func:`kg.queries.statements` for keys and ``limits``."""
        from kg.queries import statements

        return statements(self.store, **limits)

    def statements(self, **limits: Any) -> "pandas.DataFrame":
        """One row a claim: offsets are integers, confidence a float in 0..1, days ISO 8601 text."""
        import pandas

        from kg.queries import STATEMENT_COLUMNS

        return pandas.DataFrame(self.rows(**limits), columns=list(STATEMENT_COLUMNS))

    def within(self, since: date | None = None, until: date | None = None, min_articles: int = 1) -> "Graph":
        """The graph, in memory, of the claims that held, or were reported, in that time (days included).

        Of these only the ones whose tie ``min_articles`` articles assert, copies counted once.
        """
        return Graph(self.store.within(since, until, min_articles), self.folder)

    def query(self, sparql: str | None = None, *, question: str | None = None, **parameters: Any) -> Table:
        """Answer SPARQL (prefixes are declared already) or a canned question of the ontology.

        ``parameters`` bind variables; text finds the actor of that name. Raises QueryError.
        """
        from kg import queries

        if (sparql is None) == (question is None):
            raise QueryError("give either SPARQL or a question")
        if question is not None:
            return Table(queries.ask(self.store, question, domain_folder(self.folder), parameters))
        return Table(queries.run(self.store, str(sparql), parameters))

    def questions(self) -> "dict[str, Question]":
        """The canned questions of the graph's ontology, by name."""
        from kg.queries import questions

        return questions(domain_folder(self.folder))

    def explain(self, a: str, b: str | None = None, **limits: Any) -> "Explanation":
        """The sentences behind the ties of ``a``, or between ``a`` and ``b``; names of any spelling.

        Raises QueryError for a name that nobody bears.
        """
        from kg.queries import explain

        return explain(self.store, a, b, **limits)

    # ------------------------------------------------------------ the alliance graph

    def network(self, **limits: Any) -> "networkx.MultiDiGraph[str]":
        """The ties as a networkx graph; see :func:`kg.network.network` for attributes and ``limits``."""
        from kg.network import network

        return network(self.store, self.ontology, **limits)

    def paths(self, a: str, b: str, *, max_length: int = 3, **limits: Any) -> "Paths":
        """Chains of ties between two actors, their common friends and enemies, with sentences.

        Raises QueryError for a name that nobody bears, or an actor without any tie.
        """
        import networkx

        from kg import chains
        from kg.network import sentences
        from kg.queries import find_actor

        first, second = find_actor(self.store, a), find_actor(self.store, b)
        try:
            found = chains.paths(self.network(**limits), first.iri, second.iri, max_length=max_length)
        except networkx.NodeNotFound:
            raise QueryError(f"no chain: {first.label} or {second.label} has no tie in the graph") from None
        texts = sentences(self.store, [iri for link in found.links() for iri in link.sentences[:1]])
        return replace(found, texts=texts)

    def balance(self, **limits: Any) -> "Balance":
        """Structural balance and camps: prose as text, numbers by ``to_dict()``."""
        from kg.balance import report

        return report(self.network(**limits))

    def changes(self, days: "Sequence[date]") -> "pandas.DataFrame":
        """What changed between windows, each from one of ``days`` up to the next; see :mod:`kg.change`.

        One row a tie that appeared, ended or flipped, or an actor who changed camp.
        """
        import pandas

        from kg import change

        graphs = {
            f"{since}/{until}": self.network(since=since, until=until) for since, until in change.spans(days)
        }
        rows = change.rows(change.changes(graphs), graphs.values())
        return pandas.DataFrame(rows, columns=list(change.COLUMNS), dtype=object)

    def draw(self, path: str | Path | None = None, *, format: str | None = None, **options: Any) -> Picture:
        """The alliance graph as a picture (svg, png) or an offline page (html), written to ``path`` if given.

        ``options``: ``title``, ``top`` (how many actors), ``layout`` (``stress``, or ``camps`` for two of
        them face to face), ``unnamed`` (descriptions such as "rebels" too), ``since`` and ``until`` (dates).
        Raises OutputError; warns (:class:`kg.errors.PoorFit`) when two camps explain too little.
        """
        from kg.drawing import picture
        from kg.formats import write

        limits = {key: options.pop(key) for key in ("since", "until") if key in options}
        name = format or (Path(path).suffix.lstrip(".").lower() if path else "svg")
        if name == "html":
            from kg.page import page

            data = page(self.store, self.ontology, **options, **limits)
        else:
            data = picture(self.network(**limits), name, **options)
        if path:
            write(path, data)
        return Picture(name, data)

    # ------------------------------------------------------------ other forms

    def rdflib(self) -> "rdflib.Dataset":
        """An rdflib Dataset over the same store; its default graph is the union of all graphs."""
        return self.store.rdflib()

    def serialize(self, format: str = "trig") -> bytes:
        """The graph in one of the formats of ``kg export``, always in the same order."""
        from kg import interchange

        if format in interchange.NETWORKS:
            return interchange.write_network(self.network(), format)
        if format == "csv":
            from kg.queries import STATEMENT_COLUMNS

            return interchange.write_csv(self.rows(), STATEMENT_COLUMNS)
        return self.store.serialize(format)

    def export(self, path: str | Path, format: str | None = None) -> None:
        """Write the graph to a file; the format is the file's ending unless given. Raises OutputError."""
        from kg.formats import write
        from kg.interchange import format_of

        name = format or format_of(path, EXPORTS)
        if name not in EXPORTS:
            raise OutputError(f"{path}: unknown format {name!r}; use one of {', '.join(EXPORTS)}")
        write(path, self.serialize(name))

    def __len__(self) -> int:
        """How many claims there are."""
        return int(self.query("SELECT (COUNT(*) AS ?n) { ?claim a kg:Claim }").rows[0]["n"])

    def __repr__(self) -> str:
        counts = "SELECT (COUNT(*) AS ?n) { ?x a kg:%s }"
        ties, articles = (self.query(counts % kind).rows[0]["n"] for kind in ("Relation", "Article"))
        return f"<kg.Graph: {articles} articles, {len(self)} claims, {ties} ties>"

    def _repr_html_(self) -> str:
        columns = ("subject", "relation", "object", "status", "sentence")
        return f"<p>{html.escape(repr(self))}</p>{html_table(self.rows(), columns)}"


def retract(store: str | Path, article: str) -> None:
    """Remove an article (its id) and what it alone supported from the store in a folder.

    Raises StoreError, and GraphError when there is no such article.
    """
    from kg.errors import StoreError
    from kg.store import Store

    if not Path(store).is_dir():
        raise StoreError(f"{store}: no store here; give the folder that `kg build --store` made")
    with Store.open(store) as opened:
        opened.retract(article)


def check_graph(
    graph: str | Path, ontology: str | Path | None = None, **limits: Any
) -> "tuple[Problem, ...]":
    """All that is wrong with the graph in a file or a store's folder; see :mod:`kg.validation`.

    Claims outside ``limits`` (those of :meth:`Graph.within`) are left out of the report.
    Raises GraphError, StoreError, OntologyError.
    """
    from kg import validation

    opened = open(graph, ontology=ontology)
    return validation.check_graph(opened.store, opened.ontology, **limits)


def check_domain(folder: Path | None) -> "tuple[Problem, ...]":
    """All that is wrong with the domain in a folder. Raises OntologyError when there is no such folder."""
    from kg.ontology import check

    return check(folder)


def info(folder: Path | None = None, pipeline: str | None = None) -> dict[str, Any]:
    """Versions, pipeline and ontology, for a report of a problem."""
    from kg.english import VARIABLE, pipeline_info
    from kg.ontology import load

    domain = load(folder)
    pipeline = pipeline or os.environ.get(VARIABLE) or str(names.data_path("english"))
    return {
        "kg": __version__,
        "python": platform.python_version(),
        "system": platform.platform(),
        "packages": {name: version(name) for name in PACKAGES},
        "pipeline": pipeline_info(pipeline),
        "pipeline_path": pipeline,
        "ontology": {
            "name": domain.name,
            "folder": str(domain_folder(folder)),
            "classes": len(domain.classes),
            "relations": len(domain.relations),
            "frames": len(domain.frames),
            "actors": len(domain.actors),
            "sha256": domain.sha256,
        },
    }


EXPORTS = ("ttl", "trig", "nq", "nt", "jsonld", *NETWORKS, "csv")
PACKAGES = ("spacy", "pyoxigraph", "rdflib", "networkx", "matplotlib", "trafilatura")
