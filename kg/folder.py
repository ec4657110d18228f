"""The folder of a store: a database, and a mark that says of which version it is."""

import json
from collections.abc import Mapping
from pathlib import Path

from pyoxigraph import Store

from kg import formats
from kg.errors import StoreError

VERSION = 2  # 1 had no signatures of articles, nor counts of what an entity is said to be
DATABASE = "quads"
_MARK = "kg-store.json"


def write_mark(path: Path) -> None:
    """Note that the folder holds a store of this version."""
    formats.write(path / _MARK, json.dumps({"version": VERSION}).encode() + b"\n")


def version_of(path: Path) -> int:
    """The version of the store in a folder. Raises :class:`StoreError` when it is no store."""
    try:
        found: Mapping[str, object] = json.loads((path / _MARK).read_text(encoding="utf-8"))
        if isinstance(version := found["version"], int):
            return version
    except OSError:
        raise StoreError(f"{path}: not a store of kg; give a folder that `kg build --store` made") from None
    except (ValueError, KeyError, TypeError):
        pass
    raise StoreError(f"{path}: its mark {_MARK} is damaged; build the store again")


def open_database(path: Path, version: int = VERSION) -> Store:
    """The database in the folder of a store of that version; a missing or empty folder becomes one."""
    mark = path / _MARK
    try:
        path.mkdir(parents=True, exist_ok=True)
        if not mark.exists():
            if any(path.iterdir()):
                raise StoreError(f"{path}: holds files but no store of kg; give a new or an empty folder")
            write_mark(path)
        _check_version(path, version)
        return Store(str(path / DATABASE))
    except OSError as error:
        if "lock" in str(error).lower():
            raise StoreError(f"{path}: another process writes to this store; wait until it is done") from None
        raise StoreError(f"{path}: cannot be opened as a store ({error})") from None


def _check_version(path: Path, wanted: int) -> None:
    found = version_of(path)
    if found < wanted:
        raise StoreError(
            f"{path}: a store of version {found}, this kg reads version {wanted}; run `kg migrate {path}`"
        )
    if found > wanted:
        raise StoreError(
            f"{path}: a store of version {found}, which a later kg made; this one reads version {wanted}: "
            f"install the later kg, or let it `kg export` the graph"
        )
