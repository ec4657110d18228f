"""SPARQL 1.1 Protocol, queries only: what a request asks for, what is refused, which format it gets.

https://www.w3.org/TR/sparql11-protocol/
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from kg.web.worker import Job, Reply, fail

BODY = 256 << 10  # bytes of a request's body
LENGTH = 64 << 10  # characters of a query
DEPTH = 40  # brackets within brackets

ROWS = (
    "application/sparql-results+json",
    "application/sparql-results+xml",
    "text/csv",
    "text/tab-separated-values",
)
GRAPHS = ("text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json")
_ALSO = {
    "application/json": ROWS[0],
    "application/xml": ROWS[1],
    "text/xml": ROWS[1],
    "text/plain": GRAPHS[1],
}
_SHORT = {"json": ROWS[0], "xml": ROWS[1], "csv": ROWS[2], "tsv": ROWS[3], "ttl": GRAPHS[0], "nt": GRAPHS[1]}
FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"


@dataclass(frozen=True, slots=True)
class Request:
    """A request to the endpoint. ``query`` is the part of the URL after ``?``; headers in lower case."""

    method: str
    query: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


class Refused(Exception):
    """A request that gets no answer but ``reply``."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.reply = fail(status, message)


def read(request: Request) -> Job | None:
    """The job that a request asks for; ``None`` when it asks for the description of the service.

    Raises :class:`Refused`.
    """
    fields = _fields(request)
    texts = [value for name, value in fields if name == "query"]
    if any(name in ("update", "using-graph-uri", "using-named-graph-uri") for name, _ in fields):
        raise Refused(
            403, "this endpoint answers queries only; change the graph with kg build and kg retract"
        )
    if not texts and request.method in ("GET", "HEAD") and not fields:
        return None
    if len(texts) != 1:
        raise Refused(400, f"one parameter `query` is needed, there are {len(texts)}")
    check(texts[0])
    graphs = {
        key: tuple(value for name, value in fields if name == f"{key}-graph-uri")
        for key in ("default", "named")
    }
    for iri in (*graphs["default"], *graphs["named"]):
        if not re.fullmatch(r"https?://[^\x00-\x20<>\"{}|^`\\]+", iri):
            raise Refused(400, "a graph is named by an http IRI of this store; no other is read")
    rows_type, graph_type = accepted(request.headers.get("accept", ""), dict(fields).get("format", ""))
    return Job(texts[0], rows_type, graph_type, graphs["default"], graphs["named"])


def _fields(request: Request) -> list[tuple[str, str]]:
    """Names and values of the URL and the body."""
    try:
        fields = parse_qsl(request.query, keep_blank_values=True, errors="strict", max_num_fields=50)
        if request.method in ("GET", "HEAD"):
            return fields
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind == QUERY:
            return [*fields, ("query", request.body.decode("utf-8"))]
        if kind == FORM:
            body = request.body.decode("ascii")
            return fields + parse_qsl(body, keep_blank_values=True, errors="strict", max_num_fields=50)
    except UnicodeDecodeError:
        raise Refused(400, "the request is not UTF-8") from None
    except ValueError:
        raise Refused(400, "the request has too many parameters") from None
    if kind == "application/sparql-update":
        raise Refused(
            403, "this endpoint answers queries only; change the graph with kg build and kg retract"
        )
    raise Refused(415, f"POST a query as {QUERY} or {FORM}")


def check(text: str) -> None:
    """Refuse a query that is too long, too deep, or reaches for the network or files.

    Over-cautious on purpose: escapes are undone first, and comments and strings count too.
    """
    if len(text) > LENGTH:
        raise Refused(413, f"the query has more than {LENGTH:,} characters")
    depth = deepest = 0
    for char in text:
        depth += (char in "{([") - (char in "})]")
        deepest = max(deepest, depth)
    if deepest > DEPTH or len(re.findall(r"[!^]{20}|[-+!]\s*(?:[-+!]\s*){40}", text)):
        raise Refused(400, f"the query nests deeper than {DEPTH} brackets or signs")
    plain = re.sub(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})", _unescape, text)
    if re.search(r"\bservice\b", plain, re.IGNORECASE):
        raise Refused(
            400, "SERVICE is switched off: no query leaves this machine (the word may not occur at all)"
        )
    if re.search(r"\bfrom\s*(#[^\n]*\s*)*(named\s*)?<\s*(?!https?:)", plain, re.IGNORECASE):
        raise Refused(400, "FROM names graphs of this store by http IRIs; files are not read")


def _unescape(match: "re.Match[str]") -> str:
    code = int(match[1] or match[2], 16)
    return chr(code) if code < 0x110000 else ""


def accepted(accept: str, format: str = "") -> tuple[str, str]:
    """The formats for rows and for graphs by an Accept header (RFC 9110) or ``format=``; the first of
    each where nothing fits or everything does. Raises :class:`Refused` when nothing at all fits."""
    if format:
        kind = _SHORT.get(format, format)
        if kind not in (*ROWS, *GRAPHS):
            raise Refused(406, f"unknown format; there are {', '.join(_SHORT)}")
        return (kind, GRAPHS[0]) if kind in ROWS else (ROWS[0], kind)
    wishes = []
    for place, part in enumerate(accept.split(",")[:50]):
        name, *parameters = [piece.strip().lower() for piece in part.split(";")]
        weight = next((p[2:] for p in parameters if p.startswith("q=")), "1")
        quality = float(weight) if re.fullmatch(r"[01](\.\d{0,3})?", weight) else 0.0
        if name and quality:
            wishes.append((-quality, place, _ALSO.get(name, name)))
    if not wishes:
        return ROWS[0], GRAPHS[0]
    found = [
        _first(kind for _, _, wish in sorted(wishes) for kind in _matching(wish, known))
        for known in (ROWS, GRAPHS)
    ]
    if not any(found):
        raise Refused(406, f"there are {', '.join((*ROWS, *GRAPHS))}")
    return found[0] or ROWS[0], found[1] or GRAPHS[0]


def _first(kinds: Iterable[str]) -> str:
    return next(iter(kinds), "")


def _matching(wish: str, known: tuple[str, ...]) -> list[str]:
    if wish == "*/*":
        return [known[0]]
    if wish.endswith("/*"):
        return [kind for kind in known if kind.startswith(wish[:-1])]
    return [kind for kind in known if kind == wish]


def description(url: str) -> Reply:
    """The service description (https://www.w3.org/TR/sparql11-service-description/), as Turtle."""
    formats = " , ".join(f"<http://www.w3.org/ns/formats/{name}>" for name in _FORMATS)
    text = (
        "@prefix sd: <http://www.w3.org/ns/sparql-service-description#> .\n\n"
        f"<{url}> a sd:Service ; sd:endpoint <{url}> ;\n"
        "    sd:supportedLanguage sd:SPARQL11Query ; sd:feature sd:UnionDefaultGraph ;\n"
        f"    sd:resultFormat {formats} .\n"
    )
    return Reply(200, "text/turtle; charset=utf-8", text.encode())


_FORMATS = (
    "SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV",
    "Turtle", "N-Triples", "RDF_XML", "JSON-LD",
)  # fmt: skip
