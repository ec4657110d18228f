"""SPARQL as text: its tokens, values bound into it safely, and errors that say where."""

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from kg import names
from kg.errors import QueryError

if TYPE_CHECKING:
    from pyoxigraph import Literal, NamedNode

# SPARQL 1.1, section 19.8: comments, IRIs and strings are the tokens that may hold anything.
_TOKEN = re.compile(
    r"""(?P<comment>\#[^\n\r]*)
      | (?P<iri><[^\x00-\x20<>"{}|^`\\]*>)
      | (?P<string>\"{3}(?:\\.|(?!\"{3}).)*\"{3} | '{3}(?:\\.|(?!'{3}).)*'{3}
                  | "(?:\\.|[^"\\\n\r])*" | '(?:\\.|[^'\\\n\r])*')
      | (?P<var>[?$]\w+)
      | (?P<word>(?:[\w:%.-]|\\.)+)
      | (?P<space>\s+)
      | (?P<other>.)""",
    re.VERBOSE | re.DOTALL,
)
_FORMS = ("SELECT", "CONSTRUCT", "ASK", "DESCRIBE")


class Token(NamedTuple):
    """A piece of a query: its kind, its text, and the offset where it starts."""

    kind: str
    text: str
    start: int


def tokens(text: str) -> Iterator[Token]:
    """The tokens of a query, without comments and white space."""
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or "other"
        if kind not in ("comment", "space"):
            yield Token(kind, match.group(), match.start())


def variables(text: str) -> list[str]:
    """Names of the variables of a query, in order of first use."""
    return list(dict.fromkeys(token.text[1:] for token in tokens(text) if token.kind == "var"))


def form(text: str) -> str:
    """``SELECT``, ``CONSTRUCT``, ``ASK`` or ``DESCRIBE``; empty when it is none of them."""
    words = (token.text.upper() for token in tokens(text) if token.kind == "word")
    return next((word for word in words if word in _FORMS), "")


def bind(text: str, values: "Mapping[str, NamedNode | Literal]") -> str:
    """The query with each variable of ``values`` held to a term.

    The terms come in as a ``VALUES`` block at the start of the pattern, written by pyoxigraph, so a
    value is never read as SPARQL. Raises :class:`QueryError` for a variable that the query lacks.
    """
    if not values:
        return text
    known = variables(text)
    for name in values:
        if name not in known:
            has = ", ".join("?" + other for other in known) or "no variables"
            raise QueryError(f"the query has no variable ?{name} to bind; it has {has}")
    at = _pattern_start(text)
    heads = " ".join("?" + name for name in values)
    row = " ".join(str(term) for term in values.values())
    return f"{text[:at]} VALUES ({heads}) {{ ({row}) }} {text[at:]}"


def _pattern_start(text: str) -> int:
    """Offset just after the brace that opens the query's pattern."""
    kind, depth, brackets, template = form(text), 0, 0, False
    for token in tokens(text):
        if token.kind == "word" and token.text.upper() == "CONSTRUCT":
            template = True
        elif token.kind == "word" and token.text.upper() == "WHERE":
            template = False
        elif token.text in ("(", ")"):
            brackets += 1 if token.text == "(" else -1
        elif token.text == "{" and not brackets:
            if depth == 0 and not template:
                return token.start + 1
            depth += 1
        elif token.text == "}" and not brackets:
            depth -= 1
            template = template and depth > 0
    raise QueryError(f"nothing to bind a value in: this {kind or 'text'} has no pattern in braces")


def describe_error(text: str, message: str) -> str:
    """One line for people from pyoxigraph's message about ``text``: where, what stands there, the cure."""
    found = re.search(r"error at (\d+):(\d+)", message)
    if not found:
        return " ".join(message.split())[:300]
    line, column = int(found[1]), int(found[2])
    lines = text.splitlines() or [""]
    row = lines[min(line, len(lines)) - 1]
    where = f"line {line}, column {column}"
    if "Prefix not found" in message:
        prefix = re.search(r"[\w.-]*:[\w.-]*$", row[: column - 1])
        name = prefix[0].partition(":")[0] if prefix else ""
        where = f"line {line}, column {prefix.start() + 1 if prefix else column}"
        known = " ".join(f"{known}:" for known in names.PREFIXES)
        return f"{where}: the prefix {name}: is not declared; add PREFIX {name}: <…> or use one of {known}"
    near = row[column - 1 :][:30].strip()
    expected = " ".join(message.partition("expected")[2].split())
    hint = f"; expected {expected}" if expected and len(expected) < 120 and "\\u" not in expected else ""
    return f"{where}: {f'did not understand {near!r}' if near else 'the query ends too early'}{hint}"
