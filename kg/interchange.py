"""Forms for other programs: GraphML and GEXF for drawing and network tools, CSV for spreadsheets."""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import networkx

NETWORKS = ("graphml", "gexf")
# XML 1.0, section 2.2, allows no others.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_network(network: "networkx.MultiDiGraph[str]", format: str) -> bytes:
    """The alliance graph as ``graphml`` or ``gexf``; lists become text, unknown values empty text."""
    import networkx

    plain: networkx.MultiDiGraph[str] = networkx.MultiDiGraph()
    for node in sorted(network.nodes):
        plain.add_node(_text(node), **_plain(network.nodes[node]))
    for source, target, key in sorted(network.edges(keys=True)):
        plain.add_edge(_text(source), _text(target), key=key, **_plain(network.edges[source, target, key]))
    if format == "graphml":
        return ("\n".join(networkx.generate_graphml(plain)) + "\n").encode()
    lines = networkx.generate_gexf(plain)
    # networkx writes the day on which it runs; the same graph should give the same bytes.
    return (re.sub(r' lastmodifieddate="[^"]*"', "", "\n".join(lines)) + "\n").encode()


def _plain(data: Mapping[str, Any]) -> dict[str, str | int | float | bool]:
    return {key: _text(value) for key, value in sorted(data.items())}


def _text(value: Any) -> Any:
    if isinstance(value, (bool, int, float)):
        return value
    words = " ".join(map(str, value)) if isinstance(value, (tuple, list)) else str(value or "")
    return _NOT_XML.sub(" ", words)


def write_csv(rows: Iterable[Mapping[str, Any]], columns: Sequence[str], delimiter: str = ",") -> bytes:
    """Rows as CSV (RFC 4180, but with newlines as ``\\n``); a missing value is an empty cell."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([row.get(column) for column in columns] for row in rows)
    return out.getvalue().encode()
