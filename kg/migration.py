"""A store of an earlier version becomes one of this version, in its place.

Article graphs stay; entities and ties are computed from them anew. The folder's mark changes last, so that
a migration that was cut off can be run again.
"""

from pathlib import Path

from pyoxigraph import Quad

from kg import derived, folder, inference, names, prose
from kg.errors import StoreError
from kg.graph import article_graphs, signature_quads, value

FIRST = 1


def migrate(path: str | Path) -> int:
    """Bring the store in a folder to this version and return the version that it had.

    Raises :class:`StoreError` when it is no store, in use by another process, or of a later version.
    """
    where = Path(path)
    found = folder.version_of(where)
    if found == folder.VERSION:
        return found
    if found < FIRST:
        raise StoreError(f"{where}: a store of version {found}, which this kg does not know; build it again")
    database = folder.open_database(where, min(found, folder.VERSION))
    for quads in article_graphs(database):
        database.extend(_signature(quads))
    derived.rebuild(database)
    if inference.has_rules(database):
        database.add(inference.behind())
    database.flush()
    folder.write_mark(where)
    return found


def _signature(article: list[Quad]) -> set[Quad]:
    """By what copies of an article are known: version 1 did not write it yet."""
    iri = value(article[0].graph_name)
    text = next((value(quad.object) for quad in article if quad.predicate.value == names.NS + "text"), "")
    return signature_quads(iri, text, prose.body(text))
