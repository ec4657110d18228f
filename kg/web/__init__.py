"""``kg serve``: the SPARQL endpoint and a page over a snapshot of a graph."""

from kg.web.server import serve

__all__ = ["serve"]
