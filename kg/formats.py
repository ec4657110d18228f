"""Quads to bytes and back, in the formats that kg reads and writes.

Turtle has no named graphs. kg writes the union of its graphs there and, since each triple stands in
exactly one graph, finds the graph again when it reads: see :func:`sorted_into_graphs`.
"""

import os
import re
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from kg import names
from kg.errors import GraphError, OutputError
from kg.graph import EDGES, ENTITIES, INFERRED, RDF_TYPE, RULES, ordered, value

if TYPE_CHECKING:
    from pyoxigraph import Quad, RdfFormat

NAMES = ("ttl", "trig", "nq", "jsonld", "nt")  # also the endings of files
_ALIASES = {"turtle": "ttl", "nquads": "nq", "n-quads": "nq", "json-ld": "jsonld", "ntriples": "nt"}
_WITHOUT_GRAPHS = ("ttl", "nt")
_RDF = names.PREFIXES["rdf"]
_OF_ENTITIES = {
    RDF_TYPE,
    *(names.PREFIXES["skos"] + name for name in ("prefLabel", "altLabel", "exactMatch")),
    *(names.NS + name for name in ("listed", "territory", "partOf", "appearanceCount", "dissentCount")),
}


def format_of(path: str | Path, name: str | None = None) -> str:
    """The format called ``name``, or else the one that the ending of ``path`` stands for.

    Raises :class:`OutputError` for one that nobody knows.
    """
    asked = (name or Path(path).suffix.lstrip(".")).lower()
    asked = _ALIASES.get(asked, asked)
    if asked not in NAMES:
        where = f"format {name!r}" if name else f"{path}: the ending {Path(path).suffix or '(none)'!r}"
        raise OutputError(f"{where} is not an RDF format; use one of {', '.join('.' + n for n in NAMES)}")
    return asked


def rdf_format(name: str) -> "RdfFormat":
    """pyoxigraph's object for a format of :data:`NAMES`."""
    from pyoxigraph import RdfFormat

    return {
        "ttl": RdfFormat.TURTLE,
        "trig": RdfFormat.TRIG,
        "nq": RdfFormat.N_QUADS,
        "jsonld": RdfFormat.JSON_LD,
        "nt": RdfFormat.N_TRIPLES,
    }[name]


def serialize(quads: "Iterable[Quad]", name: str) -> bytes:
    """Quads as bytes of the format ``name``, always in the same order.

    Formats without named graphs get the triples of all graphs.
    """
    from pyoxigraph import Quad, serialize

    wanted = ordered(quads)
    if name in _WITHOUT_GRAPHS:
        wanted = ordered({Quad(quad.subject, quad.predicate, quad.object) for quad in wanted})
    prefixes = dict(names.PREFIXES) if name in ("ttl", "trig") else None
    data = serialize(wanted, format=rdf_format(name), prefixes=prefixes) or b""
    return _tidy(data) if prefixes else data


def _tidy(turtle: bytes) -> bytes:
    """Prefixes in order, those in use only (the library's order differs from run to run)."""
    head, body = [], turtle
    while body.startswith(b"@prefix "):
        line, _, body = body.partition(b"\n")
        head.append(line)
    used = sorted(line for line in head if re.search(rb"(?<![\w-])" + line.split()[1], body))
    body = re.sub(rb"(?m)^(?=\S[^\n]* a )", b"\n", body)
    return b"\n".join(used) + b"\n" + body


def read(path: str | Path, name: str | None = None) -> "list[Quad]":
    """The quads of an RDF file, each in its graph.

    Raises :class:`GraphError` when the file is missing, of an unknown format, or broken.
    """
    file = Path(path)
    try:
        kind = format_of(file, name)
        data = file.read_bytes()
    except OutputError as error:
        raise GraphError(f"{error} to read a graph from a file") from None
    except OSError as error:
        raise GraphError(f"{file}: cannot be read ({error.strerror}); check the path") from None
    return parse(data, kind, str(file))


def parse(data: bytes, name: str, source: str = "standard input") -> "list[Quad]":
    """The quads of RDF in the format ``name``, each in its graph.

    Raises :class:`GraphError` when it is broken; the message gives ``source`` and the line.
    """
    from pyoxigraph import parse as parsed

    try:
        quads = list(parsed(data, format=rdf_format(format_of(source, name))))
    except (SyntaxError, ValueError) as error:
        line = f", line {error.lineno}" if isinstance(error, SyntaxError) and error.lineno else ""
        what = " ".join(str(error.msg if isinstance(error, SyntaxError) else error).split())[:200]
        raise GraphError(f"{source}{line}: not valid {name} ({what}); mend it or build it again") from None
    return sorted_into_graphs(quads)


def sorted_into_graphs(quads: "list[Quad]") -> "list[Quad]":
    """Puts quads of the default graph into the named graph that kg wrote them in.

    An article's IRI starts those of its claims and spans; an entity's own properties are known; a
    ``kg:Relation`` node or the triple it describes is an edge; what is left between two entities was
    inferred. Anything else, such as other people's data, stays where it is.
    """
    from pyoxigraph import DefaultGraph, NamedNode, Quad

    relation, inference = NamedNode(names.NS + "Relation"), NamedNode(names.NS + "Inference")
    kinds = {quad.subject: quad.object for quad in quads if quad.predicate.value == RDF_TYPE}
    reported = _described(quads, {node for node, kind in kinds.items() if kind == relation})
    inferred = _described(quads, {node for node, kind in kinds.items() if kind == inference})
    result = []
    for quad in quads:
        graph: str | None = None
        subject = value(quad.subject)
        if quad.graph_name != DefaultGraph():
            pass
        elif quad.predicate.value == names.NS + "copyOf":
            graph = EDGES
        elif subject.startswith(names.ARTICLE):
            graph = subject.partition("#")[0]
        elif subject.startswith(RULES):
            graph = RULES
        elif kinds.get(quad.subject) in (relation, inference):
            graph = EDGES if kinds[quad.subject] == relation else INFERRED
        elif subject.startswith(names.ENTITY):
            triple = (subject, quad.predicate.value, value(quad.object))
            if triple in reported:
                graph = EDGES
            elif triple not in inferred and quad.predicate.value in _OF_ENTITIES:
                graph = ENTITIES
            else:
                graph = INFERRED
        result.append(Quad(quad.subject, quad.predicate, quad.object, NamedNode(graph)) if graph else quad)
    return result


def _described(quads: "list[Quad]", nodes: "set[object]") -> set[tuple[str, str, str]]:
    """The triples that the reification ``nodes`` describe."""
    parts: dict[object, dict[str, str]] = {}
    for quad in quads:
        if quad.subject in nodes:
            parts.setdefault(quad.subject, {})[quad.predicate.value] = value(quad.object)
    ends = ("subject", "predicate", "object")
    return {tuple(part.get(_RDF + end, "") for end in ends) for part in parts.values()}  # type: ignore[misc]


def write(path: str | Path, data: bytes) -> None:
    """Writes a file aside and renames it, so that nobody ever sees half of it.

    Raises :class:`OutputError` when the target cannot be written.
    """
    target = Path(path)
    aside = None
    try:
        handle, aside = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent or Path())
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(aside).chmod(0o666 & ~_umask())
        Path(aside).replace(target)
    except OSError as error:
        if aside:
            Path(aside).unlink(missing_ok=True)
        raise OutputError(f"{target}: cannot be written ({error.strerror}); choose another place") from None


def _umask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask
