"""kg reads news about conflict and politics into an RDF graph that can say where it knows things from.

>>> import kg
>>> graph = kg.build(["article.txt"])          # doctest: +SKIP
>>> graph.query("SELECT ?claim { ?claim a kg:Claim }")  # doctest: +SKIP

Names below are loaded when first asked for, so that ``import kg`` costs next to nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from kg.errors import KgError

if TYPE_CHECKING:
    from kg.api import Graph, build, open

__version__ = "0.1.0"
__all__ = ["Graph", "KgError", "__version__", "build", "open"]

_LAZY = {"Graph": "kg.api", "build": "kg.api", "open": "kg.api"}


def __getattr__(name: str) -> Any:
    if name in _LAZY:
        return getattr(import_module(_LAZY[name]), name)
    raise AttributeError(f"module 'kg' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)


def load_ipython_extension(shell: Any) -> None:
    """``%load_ext kg`` in a notebook: the cell magic of :mod:`kg.magic`."""
    import_module("kg.magic").load(shell)
