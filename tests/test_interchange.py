"""What other programs are given: read back by networkx, attribute by attribute."""

import csv
import io
import json
import re
from typing import Any

import networkx as nx
import pytest
from builders import extraction, ontology

from kg.interchange import NETWORKS, write_network
from kg.network import network
from kg.store import Store

KINDS = {"sign": int, "weight": int, "claims": int, "articles": int, "confidence": float, "symmetric": bool}


@pytest.fixture(scope="module")
def ties() -> "nx.MultiDiGraph[str]":
    """Two actors with three ties, a place, a name that markup would take apart, a tie without any day."""
    store = Store(ontology=ontology())
    evil = 'Q&A "<b>", Ltd\u0007'
    store.add(
        extraction(
            "one",
            [
                ("Norland", "backs", "Reds", "asserted", "2019-02-03", "2019-04-05"),
                ("Norland", "opposes", "Reds"),
                ("Reds", "fights", "Norland"),
                ("Reds", "captured", "Old Town"),
            ],
            classes={"Old Town": "Place"},
        )
    )
    store.add(extraction("two", [("Reds", "backs", evil)], date=None))
    return network(store, ontology())


def edges(graph: Any) -> dict[tuple[str, str, str], dict[str, Any]]:
    """Edges by their ends and relation."""
    return {(u, v, data["relation"]): data for u, v, data in graph.edges(data=True)}


READ = {
    "graphml": lambda data: nx.parse_graphml(data.decode(), force_multigraph=True),
    "gexf": lambda data: nx.read_gexf(io.BytesIO(data)),
    "cyjs": lambda data: nx.cytoscape_graph(json.loads(data)),
    "json": lambda data: nx.node_link_graph(json.loads(data), edges="edges"),
}


@pytest.mark.parametrize("form", READ)
def test_networkx_reads_it_back(form: str, ties: "nx.MultiDiGraph[str]"):
    """All nodes with their labels, all ties with sign, weight and the rest in their own types."""
    back = READ[form](write_network(ties, form))
    assert back.is_directed() and back.is_multigraph()
    assert set(back.nodes) == set(ties.nodes) and len(ties) == 4
    for node, data in ties.nodes(data=True):
        assert back.nodes[node]["label"] == data["label"].replace(
            "\u0007", " " if form in ("graphml", "gexf") else "\u0007"
        )
        assert back.nodes[node]["place"] is data["place"]
    there, here = edges(back), edges(ties)
    assert there.keys() == here.keys() and len(here) == 5
    for at, data in here.items():
        for key, kind in KINDS.items():
            assert there[at][key] == data[key], (at, key)
            assert (form == "gexf" and key == "weight") or type(there[at][key]) is kind, (at, key)
    first, last = ("start", "end") if form == "gexf" else ("first", "last")
    dated = next(data for (_, _, relation), data in there.items() if relation == "backs" and data.get(first))
    assert (dated[first], dated[last]) == ("2019-02-03", "2019-04-05")


def test_gexf_says_that_its_times_are_dates(ties: "nx.MultiDiGraph[str]"):
    """Typed as dates for the time line; a tie without a day has none; attributes have their types."""
    text = write_network(ties, "gexf").decode()
    assert 'timeformat="date"' in text and 'mode="dynamic"' in text and "lastmodified" not in text
    types = dict(re.findall(r'title="(\w+)" type="(\w+)"', text))
    assert {"sign": "long", "confidence": "double", "symmetric": "boolean"}.items() <= types.items()
    found = re.findall(r"<edge [^>]*>", text)
    assert len(found) == 5 and sum('start="' in edge for edge in found) == 4
    assert all(re.search(r' weight="\d', edge) for edge in found)


def test_cytoscape_has_ids_and_an_object_of_data(ties: "nx.MultiDiGraph[str]"):
    """What Cytoscape.js asks of elements: ids that are unique, ends that exist, names to show."""
    data = json.loads(write_network(ties, "cyjs"))
    nodes, links = ([item["data"] for item in data["elements"][kind]] for kind in ("nodes", "edges"))
    ids = [item["id"] for item in nodes + links]
    assert len(set(ids)) == len(ids) == 9
    assert {end for link in links for end in (link["source"], link["target"])} <= {n["id"] for n in nodes}
    assert "Norland" in {node["name"] for node in nodes}
    assert data["data"]["domain"] == "test" and isinstance(links[0]["sentences"], list)


def test_lists_in_csv(ties: "nx.MultiDiGraph[str]"):
    """Each node and each edge is a row; numbers and names come back."""
    nodes = list(csv.DictReader(io.StringIO(write_network(ties, "nodes.csv").decode())))
    links = list(csv.DictReader(io.StringIO(write_network(ties, "edges.csv").decode())))
    assert {row["id"]: row["cls"] for row in nodes} == dict(ties.nodes(data="cls"))
    assert list(nodes[0])[:2] == ["id", "label"] and list(links[0])[:3] == ["source", "target", "type"]
    back = nx.MultiDiGraph()
    for row in links:
        back.add_edge(row["source"], row["target"], row["relation"], **row)
    here = edges(ties)
    assert edges(back).keys() == here.keys() and len(links) == 5
    for at, row in edges(back).items():
        assert (int(row["sign"]), int(row["weight"])) == (here[at]["sign"], here[at]["weight"])
        assert row["type"] == ("Undirected" if here[at]["symmetric"] else "Directed")
        assert row["first"] == (here[at]["first"] or "")


@pytest.mark.parametrize("form", NETWORKS)
def test_the_same_bytes_and_an_empty_graph(form: str, ties: "nx.MultiDiGraph[str]"):
    """Twice the same; nodes in another order make no difference; no ties are no error."""
    turned = nx.MultiDiGraph(**ties.graph)
    turned.add_nodes_from(reversed(list(ties.nodes(data=True))))
    turned.add_edges_from(reversed(list(ties.edges(keys=True, data=True))))
    assert write_network(ties, form) == write_network(turned, form)
    assert write_network(nx.MultiDiGraph(), form)
