"""Answers and pictures as a notebook shows them; everything from outside is escaped."""

import html
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas

    from kg.queries import Answer


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawn graph, which a notebook shows."""

    format: str
    data: bytes

    def _repr_svg_(self) -> str | None:
        return self.data.decode() if self.format == "svg" else None

    def _repr_html_(self) -> str | None:
        if self.format != "html":
            return None
        frame = html.escape(self.data.decode(), quote=True)
        return f'<iframe sandbox="allow-scripts" srcdoc="{frame}" width="100%" height="640"></iframe>'

    def _repr_png_(self) -> bytes | None:
        return self.data if self.format == "png" else None

    def __repr__(self) -> str:
        return f"<kg.Picture: {self.format}, {len(self.data):,} bytes>"


class Table:
    """An answer: rows to iterate over as tuples, a DataFrame, a table in a notebook."""

    def __init__(self, answer: "Answer") -> None:
        self.kind = answer.kind  # "rows", "ask" or "graph"
        self.columns = answer.columns
        self.rows = answer.rows
        self.value = answer.value
        self.serialize = answer.serialize

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        return (tuple(row[c] for c in self.columns) for row in self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def __bool__(self) -> bool:
        return bool(self.value) if self.kind == "ask" else True

    def to_pandas(self) -> "pandas.DataFrame":
        """The rows as a DataFrame."""
        import pandas

        return pandas.DataFrame(self.rows, columns=list(self.columns))

    def __repr__(self) -> str:
        what = {"ask": str(self.value).lower(), "graph": "an RDF graph"}.get(self.kind, f"{len(self)} rows")
        return f"<kg answer: {what}>"

    def _repr_html_(self) -> str:
        if self.kind != "rows":
            return f"<p>{html.escape(repr(self))}</p>"
        return html_table(self.rows, self.columns)


SHOWN = 20  # rows of a table in a notebook


def html_table(rows: list[dict[str, Any]], columns: Iterable[str]) -> str:
    """The first rows as an HTML table; everything in it is escaped."""
    columns = list(columns)
    head = "".join(f"<th>{html.escape(c)}</th>" for c in columns)
    cells = [["" if row[c] is None else html.escape(str(row[c])) for c in columns] for row in rows[:SHOWN]]
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in cells)
    more = f"<p>… and {len(rows) - SHOWN} more rows</p>" if len(rows) > SHOWN else ""
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}"
