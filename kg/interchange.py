"""Forms for other programs: GraphML, GEXF, Cytoscape's JSON, node-link JSON and lists in CSV.

Of the alliance graph: a node an actor or place, an edge a tie, with the attributes of
:func:`kg.network.network`.
"""

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import networkx

# By the ending of a file; compound ones come before their last part.
NETWORKS = ("graphml", "gexf", "cyjs", "json", "nodes.csv", "edges.csv")
# XML 1.0, section 2.2, allows no others.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def format_of(path: str | Path, formats: Iterable[str]) -> str:
    """The ending of a file: the compound one of ``formats`` that it has, else its last part."""
    name = Path(path).name.lower()
    compound = (item for item in formats if "." in item and (name == item or name.endswith("." + item)))
    return next(compound, Path(name).suffix.lstrip("."))


def write_network(network: "networkx.MultiDiGraph[str]", format: str) -> bytes:
    """The alliance graph in one of ``NETWORKS``, UTF-8; nodes and edges are sorted.

    - ``graphml``, ``gexf``: lists become text; unknown values are empty text in GraphML and left out of
      GEXF, where ``first`` and ``last`` are the ``start`` and ``end`` of an edge, as dates.
    - ``cyjs``: JSON as Cytoscape and Cytoscape.js read it; ``json``: node-link data, as networkx and D3.
    - ``nodes.csv``, ``edges.csv``: lists whose ``id``, ``label``, ``source``, ``target``, ``type`` and
      ``weight`` Gephi knows.
    """
    import networkx

    if format in ("cyjs", "json"):
        return _json(network, format)
    if format == "nodes.csv":
        return write_csv(*_node_rows(network))
    if format == "edges.csv":
        return write_csv(*_edge_rows(network))
    if format == "graphml":
        return ("\n".join(networkx.generate_graphml(_copy(network, _plain))) + "\n").encode()
    lines = networkx.generate_gexf(_copy(network, _dated))
    # networkx writes the day on which it runs; the same graph should give the same bytes.
    return (re.sub(r' lastmodifieddate="[^"]*"', "", "\n".join(lines)) + "\n").encode()


def _copy(network: "networkx.MultiDiGraph[str]", form: Any) -> "networkx.MultiDiGraph[str]":
    """Nodes and edges in order, with ``form`` of their attributes."""
    import networkx

    made: networkx.MultiDiGraph[str] = networkx.MultiDiGraph()
    for node in sorted(network.nodes):
        made.add_node(_text(node), **form(network.nodes[node]))
    for source, target, key in sorted(network.edges(keys=True)):
        made.add_edge(_text(source), _text(target), key=key, **form(network.edges[source, target, key]))
    return made


def _plain(data: Mapping[str, Any]) -> dict[str, str | int | float | bool]:
    return {key: _text(value) for key, value in sorted(data.items())}


def _dated(data: Mapping[str, Any]) -> dict[str, str | int | float | bool]:
    names = {"first": "start", "last": "end"}
    return _plain({names.get(key, key): value for key, value in data.items() if value is not None})


def _text(value: Any) -> Any:
    if isinstance(value, (bool, int, float)):
        return value
    words = " ".join(map(str, value)) if isinstance(value, (tuple, list)) else str(value or "")
    return _NOT_XML.sub(" ", words)


def _json(network: "networkx.MultiDiGraph[str]", format: str) -> bytes:
    """Lists stay lists and unknown values null."""
    import networkx

    made = _copy(network, lambda data: dict(sorted(data.items())))
    made.graph.update(sorted(network.graph.items()))
    if format == "json":
        data: dict[str, Any] = networkx.node_link_data(made, edges="edges")
    else:
        data = networkx.cytoscape_data(made, name="label")
        data["data"] = dict(data["data"])  # networkx writes pairs; Cytoscape wants an object
        for edge in data["elements"]["edges"]:
            edge["data"]["id"] = f"{edge['data']['source']} {edge['data']['key']} {edge['data']['target']}"
    return (json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()


def _node_rows(network: "networkx.MultiDiGraph[str]") -> tuple[list[dict[str, Any]], list[str]]:
    rows = [{"id": node, **_plain(network.nodes[node])} for node in sorted(network.nodes)]
    return rows, ["id", "label", *_others(rows, {"id", "label"})]


def _edge_rows(network: "networkx.MultiDiGraph[str]") -> tuple[list[dict[str, Any]], list[str]]:
    rows = []
    for source, target, key in sorted(network.edges(keys=True)):
        data = network.edges[source, target, key]
        kind = "Undirected" if data.get("symmetric") else "Directed"
        rows.append({**_plain(data), "source": source, "target": target, "type": kind})
    first = ["source", "target", "type", "relation", "label", "sign", "weight"]
    return rows, [*first, *_others(rows, set(first))]


def _others(rows: list[dict[str, Any]], known: set[str]) -> list[str]:
    return sorted({key for row in rows for key in row} - known)


def write_csv(rows: Iterable[Mapping[str, Any]], columns: Sequence[str], delimiter: str = ",") -> bytes:
    """Rows as CSV (RFC 4180, but with newlines as ``\\n``); a missing value is an empty cell."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([row.get(column) for column in columns] for row in rows)
    return out.getvalue().encode()
