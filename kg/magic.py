"""``%%sparql`` in notebooks: a cell of SPARQL against a graph of the notebook. ``%load_ext kg`` loads it.

::

    %%sparql graph
    SELECT ?a ?b { ?a kg:backs ?b }

The line names the variable that holds the graph; without a name it is ``graph``. ``--into NAME`` keeps the
answer in a variable besides, ``-p NAME=VALUE`` binds a variable of the query. Names are looked up, never
evaluated.
"""

import argparse
import shlex
from typing import Any, NoReturn

from kg.api import Graph
from kg.display import Table
from kg.errors import QueryError

USAGE = "%%sparql [GRAPH] [--into NAME] [-p NAME=VALUE]"


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise QueryError(f"%%sparql: {message}; write {USAGE}")


def load(shell: Any) -> None:
    """Give the magic to an IPython ``InteractiveShell``."""

    def sparql(line: str, cell: str) -> Table:
        """Answer the SPARQL in this cell."""
        return run(shell.user_ns, line, cell)

    shell.register_magic_function(sparql, magic_kind="cell", magic_name="sparql")


def run(variables: dict[str, Any], line: str, cell: str) -> Table:
    """The answer to the SPARQL in ``cell``; ``line`` is what follows ``%%sparql``.

    ``variables`` are the notebook's; ``--into`` sets one. Raises QueryError, also for a name that holds no
    graph.
    """
    parser = _Parser(prog="%%sparql", add_help=False, allow_abbrev=False)
    parser.add_argument("graph", nargs="?", default="graph")
    parser.add_argument("--into")
    parser.add_argument("-p", action="append", default=[], dest="bound")
    try:
        asked = parser.parse_args(shlex.split(line))
    except ValueError as error:  # a quotation mark left open
        parser.error(str(error))
    graph = variables.get(asked.graph)
    if not isinstance(graph, Graph):
        named = sorted(n for n, v in variables.items() if isinstance(v, Graph) and not n.startswith("_"))
        known = f"; there is {', '.join(named)}" if named else ""
        raise QueryError(f"%%sparql: no graph is called {asked.graph!r}{known}; write {USAGE}")
    if asked.into is not None and not asked.into.isidentifier():
        raise QueryError(f"%%sparql: {asked.into!r} is no name of a variable; write {USAGE}")
    parameters = {}
    for item in asked.bound:
        name, equals, value = item.partition("=")
        if not equals:
            parser.error(f"-p {item} has no value")
        parameters[name] = value
    answer = graph.query(cell, **parameters)
    if asked.into is not None:
        variables[asked.into] = answer
    return answer
