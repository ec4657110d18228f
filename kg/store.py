"""The graph as a database: in memory or on disk, one atomic update an article."""

import datetime as dt
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from kg import derived, formats, graph, increment, inference, names, window
from kg.errors import GraphError, OutputError, QueryError, StoreError
from kg.folder import DATABASE, open_database, version_of, write_mark
from kg.records import Article, Extraction, Ontology

if TYPE_CHECKING:
    import pyoxigraph as ox
    import rdflib

_BLANK_NODES = "ASK { GRAPH ?g { ?s ?p ?o } FILTER (isBlank(?s) || isBlank(?o)) }"
_FLUSH = 64  # changes; what the disk has not taken yet slows down each further one


class Store:
    """Article graphs and what is derived from them.

    >>> store = Store()                # in memory
    >>> store = Store("graph.kg")      # a folder, made when missing
    >>> store = Store.open("g.ttl")    # a file, read into memory

    Raises :class:`StoreError` when the folder is in use by another writer, of another version, or no
    store; :class:`GraphError` when a file cannot be read.
    """

    def __init__(self, path: str | Path | None = None, ontology: Ontology | None = None) -> None:
        import pyoxigraph as ox

        self.path = Path(path) if path is not None else None
        self.ontology = ontology
        self._ox = ox
        self._db = ox.Store() if self.path is None else open_database(self.path)
        self._changes = 0

    @classmethod
    def open(cls, path: str | Path, ontology: Ontology | None = None) -> "Store":
        """A store's folder as it is, or an RDF file read into memory."""
        file = Path(path)
        if file.is_dir():
            version_of(file)
            return cls(file, ontology)
        store = cls(None, ontology)
        store.load(file)
        return store

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Write everything to disk and let the folder go."""
        if self.path is not None:
            self.flush()
        self._db = self._ox.Store()

    def flush(self) -> None:
        """Have the disk take what was committed; a no-op in memory.

        What follows by rules waits for the next reader, for it takes a look at the whole graph.
        """
        if self.path is not None:
            self._db.flush()

    def snapshot(self, folder: str | Path) -> Path:
        """Copy the store as it is now to a new folder, by hard links, for readers beside this writer.

        Raises :class:`StoreError` when the folder is there already or cannot be made.
        """
        target = Path(folder)
        if target.exists():
            raise StoreError(f"{target}: already there; name a new folder for the snapshot")
        inference.settle(self._db)  # readers of a snapshot cannot
        if self.path is None:
            with Store(target) as copy:
                copy._db.bulk_extend(self._db)
            return target
        try:
            target.mkdir(parents=True)
            self._db.backup(str(target / DATABASE))
            write_mark(target)
        except OSError as error:
            raise StoreError(f"{target}: the snapshot cannot be made ({error})") from None
        return target

    # ------------------------------------------------------------ articles

    def add(self, extraction: Extraction) -> None:
        """Put in an article, or replace it: one atomic change of its graph, entities and edges."""
        self.put(graph.article_quads(extraction, self.ontology))

    replace = add

    def put(self, quads: "Iterable[ox.Quad]") -> None:
        """Put in the quads of one article's graph, in place of those it had."""
        new = set(quads)
        names_ = {graph.value(quad.graph_name) for quad in new}
        if len(names_) != 1:
            raise GraphError(f"an article has one graph of its own, not {len(names_)}")
        self._change(names_.pop(), new)

    def retract(self, article: str) -> None:
        """Take out an article (its id or IRI) and what it alone supported.

        Raises :class:`GraphError` when there is no such article.
        """
        iri = article if article.startswith(names.ARTICLE) else graph.article_iri(article)
        if not self._db.contains_named_graph(self._ox.NamedNode(iri)):
            raise GraphError(f"{article}: no such article in the graph; `kg statements` lists their names")
        self._change(iri, set())

    def _change(self, iri: str, new: "set[ox.Quad]") -> None:
        old = set(self._db.quads_for_pattern(None, None, None, self._ox.NamedNode(iri)))
        if old == new:
            return
        gone, come = increment.change(self._db, iri, derived.share(old), derived.share(new))
        gone |= old - new if new else set()
        come |= new - old
        if inference.has_rules(self._db):
            come.add(inference.behind())  # whatever changed, a rule may ask for it
        self._write(gone, come, drop="" if new else iri)

    def _write(self, gone: "set[ox.Quad]", come: "set[ox.Quad]", drop: str = "") -> None:
        """One atomic change; ``drop`` names a graph that goes whole."""
        if not gone and not drop:
            self._db.extend(come)  # atomic as well, and needs no parsing
            return
        whole = f"DROP SILENT GRAPH {self._ox.NamedNode(drop)} ;\n" if drop else ""
        data = f"DELETE DATA {{\n{_data(gone)}}} ;\nINSERT DATA {{\n{_data(come)}}}"
        self._db.update(whole + data)
        self._changes += 1
        if self.path is not None and self._changes % _FLUSH == 0:
            self._db.flush()

    def use_rules(self, rules: "Iterable[inference.Rule]") -> None:
        """Infer by these rules (:func:`kg.inference.read_rules`) from now on; the graph carries them."""
        wanted = inference.rule_quads(rules)
        kept = set(self._db.quads_for_pattern(None, None, None, self._ox.NamedNode(graph.RULES)))
        if wanted != kept:
            self._write(kept - wanted, (wanted - kept) | {inference.behind()})

    def articles(self) -> list[str]:
        """The IRIs of all articles, sorted."""
        return graph.articles(self._db)

    def twin(self, article: Article) -> str | None:
        """The id of another article in the store with the very same text, if there is one."""
        digest = self._ox.Literal(graph.text_sha256(article.text))
        of_text = self._ox.NamedNode(names.NS + "textSha256")
        found = (
            graph.value(quad.subject) for quad in self._db.quads_for_pattern(None, of_text, digest, None)
        )
        return min(
            (graph.article_id(iri) for iri in found if iri != graph.article_iri(article.id)), default=None
        )

    def copies(self) -> dict[str, str]:
        """The ids of edited copies, and for each the id of the first article of its kind; sorted."""
        link = self._ox.NamedNode(derived.COPY_OF)
        edges = self._ox.NamedNode(graph.EDGES)
        found = self._db.quads_for_pattern(None, link, None, edges)
        pairs = ((graph.value(quad.subject), graph.value(quad.object)) for quad in found)
        return dict(sorted((graph.article_id(copy), graph.article_id(first)) for copy, first in pairs))

    def article_quads(self) -> "Iterator[list[ox.Quad]]":
        """The quads of each article's own graph, in order of their IRIs."""
        return graph.article_graphs(self._db)

    def within(
        self, since: dt.date | None = None, until: dt.date | None = None, min_articles: int = 1
    ) -> "Store":
        """A store in memory of the claims that :func:`kg.window.within` keeps, and all derived from them."""
        part = Store(None, self.ontology)
        articles = window.within(self.article_quads(), since, until, min_articles)
        part._db.bulk_extend(quad for quads in articles for quad in quads)
        part._db.bulk_extend(derived.derive(articles))
        part.use_rules(inference.rules_of(self._db))
        return part

    def rebuild(self) -> None:
        """Compute entities and edges anew from the articles."""
        derived.rebuild(self._db)
        if inference.has_rules(self._db):
            self._db.add(inference.behind())

    # ------------------------------------------------------------ whole graphs

    def quads(self) -> "Iterator[ox.Quad]":
        """Every quad, in no order."""
        inference.settle(self._db)
        return iter(self._db)

    def __len__(self) -> int:
        inference.settle(self._db)
        return len(self._db)

    def load(self, path: str | Path, format: str | None = None) -> None:
        """Add the quads of an RDF file. Raises :class:`GraphError` when it cannot be read."""
        if not self._loaded_at_once(Path(path), format):
            self._db.extend(formats.read(path, format))

    def _loaded_at_once(self, file: Path, format: str | None) -> bool:
        """Whether an empty store in memory took the file as it is; if not, it is empty still.

        Twice as fast, but the library renames blank nodes at random, and what stands in the default
        graph is to be sorted into graphs. Of a broken file the other way finds the line.
        """
        if self.path is not None or len(self._db):
            return False
        try:
            if (name := formats.format_of(file, format)) not in ("nq", "trig"):
                return False
            data = file.read_bytes()
            if name == "nq" and b"_:" in data:
                return False
            self._db.bulk_load(data, formats.rdf_format(name))
        except (OutputError, OSError, SyntaxError, ValueError):
            self._db.clear()
            return False
        outside = self._db.quads_for_pattern(None, None, None, self._ox.DefaultGraph())
        if next(outside, None) or (name == "trig" and self._db.query(_BLANK_NODES)):
            self._db.clear()
            return False
        return True

    def bulk_load(self, *paths: str | Path) -> None:
        """Load finished graphs (``.nq``, ``.trig``) at full speed into a store that has no articles yet.

        Unlike :meth:`add` this is not atomic; entities and edges are computed anew when there are
        several parts. Raises :class:`GraphError` for a broken file or a store that has articles.
        """
        if self.articles():
            raise GraphError("a bulk load fills an empty store; add single articles to this one")
        for path in paths:
            kind = formats.format_of(path)
            try:
                self._db.bulk_load(path=str(path), format=formats.rdf_format(kind))
            except (SyntaxError, ValueError, OSError) as error:
                raise GraphError(f"{path}: cannot be loaded ({' '.join(str(error).split())[:200]})") from None
        if len(paths) > 1:
            self.rebuild()

    def load_bytes(self, data: bytes, format: str, source: str = "standard input") -> None:
        """Add the quads of RDF in memory; ``source`` names it in errors (:class:`GraphError`)."""
        self._db.extend(formats.parse(data, format, source))

    def dump(self, path: str | Path, format: str | None = None) -> None:
        """Write the whole graph to a file; the format is the file's ending unless given.

        Raises :class:`OutputError` for an unknown format or a target that cannot be written.
        """
        name = formats.format_of(path, format)
        formats.write(path, self.serialize(name))

    def serialize(self, format: str = "trig") -> bytes:
        """The whole graph as bytes of a format of :data:`kg.formats.NAMES`; always the same order."""
        return formats.serialize(self.quads(), format)

    def rdflib(self) -> "rdflib.Dataset":
        """An rdflib ``Dataset`` over this same store; its default graph is the union."""
        import rdflib
        from oxrdflib import OxigraphStore

        inference.settle(self._db)
        return rdflib.Dataset(store=OxigraphStore(store=self._db), default_union=True)

    # ------------------------------------------------------------ queries

    def query(self, text: str) -> "ox.QuerySolutions | ox.QueryTriples | ox.QueryBoolean":
        """Run SPARQL over the union of all graphs, with the prefixes of :data:`kg.names.PREFIXES`.

        Raises :class:`QueryError` with pyoxigraph's own words when it does not parse; callers with a
        person in front of them use :func:`kg.queries.run`, which says where.
        """
        inference.settle(self._db)
        try:
            return self._db.query(text, prefixes=dict(names.PREFIXES), use_default_graph_as_union=True)
        except (SyntaxError, ValueError, RuntimeError) as error:
            raise QueryError(str(error)) from error


def _data(quads: "Iterable[ox.Quad]") -> str:
    """Quads of named graphs as the body of INSERT DATA; pyoxigraph's own escaping of every term."""
    by_graph: dict[object, list[str]] = {}
    for quad in quads:
        by_graph.setdefault(quad.graph_name, []).append(str(quad))
    # A quad's text is that of N-Quads: the graph's name comes last.
    return "".join(
        f"GRAPH {name} {{\n" + "".join(f"{line[: -len(name)]}.\n" for line in lines) + "}\n"
        for name, lines in ((str(node), lines) for node, lines in by_graph.items())
    )
