"""The alliance graph against rdflib's bridge to networkx, and the figure after it.

    python benchmarks/network.py [--quads 200000] [--times 5]

Prints seconds (wall clock; medians) and ratios of one run, on the made-up graph of benchmarks/store.py.
The bridge makes an edge of every triple, so it does less than the network: no signs, counts, days, sentences.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import rdflib
from rdflib.extras.external_graph_libs import rdflib_to_networkx_multidigraph
from store import ONTOLOGY, made

from kg.drawing import picture
from kg.network import network
from kg.store import Store


def clocked(work: Callable[[], Any], times: int) -> tuple[float, Any]:
    """Median seconds, and what the work gave."""
    taken, result = [], None
    for _ in range(times):
        start = time.perf_counter()
        result = work()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken), result


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quads", type=int, default=200_000)
    parser.add_argument("--times", type=int, default=5)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        file = made(asked.quads, Path(folder))
        read, store = clocked(lambda: Store.open(file, ONTOLOGY), 1)
        # Before rdflib fills the memory, which Python's garbage collector would walk through in between.
        ours, graph = clocked(lambda: network(store, ONTOLOGY), asked.times)
        triples = Path(folder) / "graph.nt"  # the bridge takes no named graphs
        triples.write_bytes(store.serialize("nt"))
        theirs = rdflib.Graph()
        their_read, _ = clocked(lambda: theirs.parse(triples, format="nt"), 1)
    bridge, other = clocked(lambda: rdflib_to_networkx_multidigraph(theirs), asked.times)
    claims = sum(data["claims"] for *_, data in graph.edges(data=True))
    print(f"network: {graph.number_of_nodes():,} nodes, {graph.number_of_edges():,} ties, {claims:,} claims")
    print(f"bridge: {other.number_of_nodes():,} nodes, {other.number_of_edges():,} edges")
    rows = {
        "reading the file": (read, their_read),
        "graph to networkx": (ours, bridge),
        "file to networkx": (read + ours, their_read + bridge),
    }
    for what, (mine, other_seconds) in rows.items():
        print(f"{what:18} {mine:8.3f} s {other_seconds:8.3f} s {other_seconds / mine:7.1f}×")
    for form in ("svg", "png"):
        seconds, data = clocked(lambda form=form: picture(graph, form, top=40), 1)
        print(f"figure of 40 actors, {form}: {seconds:.2f} s, {len(data):,} bytes")


if __name__ == "__main__":
    main()
