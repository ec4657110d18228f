"""``kg serve`` over a real socket: the protocol, other people's clients, and hostile requests."""

import csv
import http.client
import io
import json
import shutil
import socket
import subprocess
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from typing import Any

import pandas
import pytest
import rdflib
from builders import extraction, ontology
from rdflib.plugins.stores.sparqlstore import SPARQLStore

from kg import names
from kg.api import Graph
from kg.errors import OutputError
from kg.store import Store
from kg.web import protocol
from kg.web.server import Server, serve

ASK = "ASK { ?a kg:backs ?b }"
SELECT = "SELECT ?a ?b { ?a kg:backs ?b } ORDER BY ?a"
CONSTRUCT = "CONSTRUCT { ?b kg:backedBy ?a } WHERE { ?a kg:backs ?b }"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A server over a small graph, with a short limit of time."""
    store = Store(ontology=ontology())
    for number in range(30):
        rows = [(f"Actor {number}", "backs", f"Actor {number + 1}"), ("Reds", "fights", f"Actor {number}")]
        store.add(extraction(f"article-{number}", rows))
    with Server(Graph(store), port=0, seconds=2.0) as running:
        thread = threading.Thread(target=running.serve_forever, daemon=True)
        thread.start()
        yield running
        running.shutdown()


def send(
    server: Server, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None
) -> tuple[int, dict[str, str], bytes]:
    """One request; status, headers and body of the answer."""
    connection = http.client.HTTPConnection("127.0.0.1", server.server_address[1], timeout=30)
    connection.request(method, path, body, headers or {})
    answer = connection.getresponse()
    found = answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    connection.close()
    return found


def get(server: Server, query: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    """A query by GET."""
    return send(server, "GET", "/sparql?" + urllib.parse.urlencode({"query": query}), None, headers)


# ---------------------------------------------------------------- protocol

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
DIRECT = {"Content-Type": "application/sparql-query"}
UPDATE = {"Content-Type": "application/sparql-update"}
ART = urllib.parse.quote(names.ARTICLE + "article-1", safe="")
Q = urllib.parse.quote(ASK)

# Names of the query tests of the SPARQL 1.1 Protocol test suite (W3C, data-r2 of sparql11/protocol), and
# what they ask, in our words. Those left out concern updates.
W3C = {
    "query_get": ("GET", f"?query={Q}", None, {}, 200),
    "query_post_form": ("POST", "", f"query={Q}".encode(), FORM, 200),
    "query_post_direct": ("POST", "", ASK.encode(), DIRECT, 200),
    "query_dataset_default_graph": ("GET", f"?query={Q}&default-graph-uri={ART}", None, {}, 200),
    "query_dataset_default_graphs_get": (
        "GET", f"?query={Q}&default-graph-uri={ART}&default-graph-uri={ART}2", None, {}, 200),
    "query_dataset_default_graphs_post": (
        "POST", f"?default-graph-uri={ART}&default-graph-uri={ART}2", ASK.encode(), DIRECT, 200),
    "query_dataset_named_graphs_get": ("GET", f"?query={Q}&named-graph-uri={ART}", None, {}, 200),
    "query_dataset_named_graphs_post": ("POST", f"?named-graph-uri={ART}", ASK.encode(), DIRECT, 200),
    "query_dataset_full": (
        "GET", f"?query={Q}&default-graph-uri={ART}&named-graph-uri={ART}2", None, {}, 200),
    "query_multiple_dataset": ("POST", "", f"query={Q}&default-graph-uri={ART}".encode(), FORM, 200),
    "query_content_type_select": ("GET", f"?query={urllib.parse.quote(SELECT)}", None, {}, 200),
    "query_content_type_ask": ("GET", f"?query={Q}", None, {}, 200),
    "query_content_type_describe": ("GET", "?query=DESCRIBE%20%3Chttp://a.example/x%3E", None, {}, 200),
    "query_content_type_construct": ("GET", f"?query={urllib.parse.quote(CONSTRUCT)}", None, {}, 200),
    "bad_query_method": ("PUT", f"?query={Q}", None, {}, 405),
    "bad_multiple_queries": ("GET", f"?query={Q}&query={Q}", None, {}, 400),
    "bad_query_wrong_media_type": ("POST", "", ASK.encode(), {"Content-Type": "text/plain"}, 415),
    "bad_query_missing_form_type": ("POST", "", f"query={Q}".encode(), {"Content-Type": ""}, 415),
    "bad_query_missing_direct_type": ("POST", "", ASK.encode(), {"Content-Type": "x/y"}, 415),
    "bad_query_non_utf8": ("POST", "", "ASK {?a ?b 'é'}".encode("utf-16"), DIRECT, 400),
    "bad_query_syntax": ("GET", "?query=ASK%20%7B%20%3Fa%20", None, {}, 400),
}  # fmt: skip


@pytest.mark.parametrize("name", W3C)
def test_the_protocol_tests_of_the_w3c_that_concern_queries(server: Server, name: str) -> None:
    """Status of each request of the suite; the update tests do not apply, for updates are refused."""
    method, query, body, headers, status = W3C[name]
    found = send(server, method, "/sparql" + query, body, headers)
    assert found[0] == status, found
    assert len(W3C) == 21


def test_a_dataset_in_the_request_is_the_one_asked(server: Server) -> None:
    """Only the graphs named are seen."""
    count = urllib.parse.quote("SELECT (COUNT(DISTINCT ?c) AS ?n) { ?c a kg:Claim }")
    numbers = []
    for more in ("", f"&default-graph-uri={ART}", f"&default-graph-uri={ART}&default-graph-uri={ART}2"):
        _, _, body = send(server, "GET", f"/sparql?query={count}{more}&format=csv")
        numbers.append(int(body.split()[1]))
    assert numbers == [60, 2, 4]


@pytest.mark.parametrize(
    ("query", "accept", "kind"),
    [
        (SELECT, "", "application/sparql-results+json"),
        (SELECT, "*/*", "application/sparql-results+json"),
        (SELECT, "application/sparql-results+xml", "application/sparql-results+xml"),
        (SELECT, "text/csv;q=0.9, text/tab-separated-values", "text/tab-separated-values; charset=utf-8"),
        (SELECT, "text/csv", "text/csv; charset=utf-8"),
        (SELECT, "application/json", "application/sparql-results+json"),
        (SELECT, "text/html, */*;q=0.1", "application/sparql-results+json"),
        (CONSTRUCT, "", "text/turtle; charset=utf-8"),
        (CONSTRUCT, "application/n-triples", "application/n-triples"),
        (CONSTRUCT, "application/rdf+xml", "application/rdf+xml"),
        (CONSTRUCT, "text/csv", "text/turtle; charset=utf-8"),
    ],
)
def test_content_negotiation(server: Server, query: str, accept: str, kind: str) -> None:
    """The client gets what it asks for, by weight and order."""
    status, headers, _ = get(server, query, **({"Accept": accept} if accept else {}))
    assert (status, headers["content-type"]) == (200, kind)


def test_what_nobody_can_give_is_not_acceptable(server: Server) -> None:
    """An image of an answer does not exist."""
    assert get(server, SELECT, Accept="image/png")[0] == 406
    assert send(server, "GET", f"/sparql?query={Q}&format=docx")[0] == 406


def test_the_service_describes_itself(server: Server) -> None:
    """Without a query the endpoint answers with its description, which parses."""
    status, headers, body = send(server, "GET", "/sparql")
    graph = rdflib.Graph().parse(data=body, format="turtle")
    sd = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
    assert status == 200 and headers["content-type"].startswith("text/turtle")
    assert next(graph.objects(None, sd.endpoint)) == rdflib.URIRef(server.url + "sparql")


def test_errors_say_where(server: Server) -> None:
    """A broken query comes back with line and column, as plain text."""
    status, headers, body = get(server, "SELECT ?a {\n ?a foo:x ?b }")
    assert status == 400 and headers["content-type"].startswith("text/plain")
    assert body.startswith(b"line 2, column 5: the prefix foo: is not declared")


def test_the_page_is_safe_and_small(server: Server) -> None:
    """The page loads nothing from elsewhere, and no other site may read the answers."""
    status, headers, body = send(server, "GET", "/")
    assert status == 200 and b"30 articles" in body
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "access-control-allow-origin" not in headers
    assert send(server, "HEAD", "/")[2] == b""
    assert send(server, "GET", "/nothing")[0] == 404


def test_only_this_machine_is_a_host(server: Server) -> None:
    """A page of another site cannot reach us under its own name."""
    port = server.server_address[1]
    for host, status in (
        (f"localhost:{port}", 200),
        (f"127.0.0.1:{port}", 200),
        ("evil.example", 421),
        ("", 421),
    ):
        assert get(server, ASK, Host=host)[0] == status, host


def test_a_taken_port_is_told(server: Server) -> None:
    """The second server on a port says so."""
    with pytest.raises(OutputError, match="choose another --port"):
        serve(Graph(Store()), port=server.server_address[1])


# ---------------------------------------------------------------- other people's clients


def test_rdflibs_client(server: Server) -> None:
    """rdflib's SPARQLStore reads the graph through the endpoint."""
    graph = rdflib.Graph(SPARQLStore(server.url + "sparql", returnFormat="json"))
    kg = rdflib.Namespace(names.NS)
    assert len(list(graph.query("SELECT ?a { ?a <https://kg.example/ns#backs> ?b }"))) == 30
    assert (
        rdflib.URIRef(names.ENTITY + "actor-1"),
        kg.backs,
        rdflib.URIRef(names.ENTITY + "actor-2"),
    ) in graph


def test_sparqlwrapper(server: Server) -> None:
    """SPARQLWrapper, the client most used, gets JSON."""
    wrapper = pytest.importorskip("SPARQLWrapper")
    client = wrapper.SPARQLWrapper(server.url + "sparql")
    client.setQuery(SELECT)
    client.setReturnFormat(wrapper.JSON)
    assert len(client.queryAndConvert()["results"]["bindings"]) == 30


def test_pandas_through_csv(server: Server) -> None:
    """pandas reads the endpoint's CSV from its address."""
    address = f"{server.url}sparql?{urllib.parse.urlencode({'query': SELECT, 'format': 'csv'})}"
    frame = pandas.read_csv(address)
    assert list(frame.columns) == ["a", "b"] and len(frame) == 30


def test_curl(server: Server) -> None:
    """curl posts a query and gets rows."""
    if not shutil.which("curl"):
        pytest.skip("no curl on this machine")
    command = [
        "curl",
        "-sS",
        "--noproxy",
        "*",
        "-H",
        "Accept: text/csv",
        "--data-urlencode",
        f"query={SELECT}",
    ]
    done = subprocess.run([*command, server.url + "sparql"], capture_output=True, text=True, check=True)
    assert len(list(csv.DictReader(io.StringIO(done.stdout)))) == 30


# ---------------------------------------------------------------- hostile requests

CROSS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
HOSTILE: dict[str, tuple[str, set[int]]] = {
    "nested groups": ("ASK " + "{" * 2000 + "?a ?b ?c" + "}" * 2000, {400}),
    "nested groups under the limit": ("ASK " + "{" * 39 + "?a ?b ?c" + "}" * 39, {200, 400, 503}),
    "unclosed groups": ("ASK " + "{" * 3000, {400}),
    "nested brackets": ("ASK { FILTER(" + "(" * 5000 + "1" + ")" * 5000 + ") }", {400}),
    "nested lists": ("ASK { ?a ?b " + "( " * 3000 + ") " * 3000 + "}", {400}),
    "nested blank nodes": ("ASK { ?a ?b " + "[ ?p " * 3000 + "1" + "]" * 3000 + "}", {400}),
    "nested optionals": ("ASK { " + "OPTIONAL { " * 500 + "?a ?b ?c" + "}" * 501, {400}),
    "many nots": ("ASK { FILTER(" + "!" * 10000 + "true) }", {400}),
    "many minuses": ("ASK { FILTER(" + "- " * 10000 + "1 < 2) }", {400}),
    "path bomb": ("ASK { ?a " + "(" * 39 + "kg:backs" + "*)" * 39 + " ?b }", {200, 400, 503}),
    "path alternatives": (
        "SELECT (COUNT(*) AS ?n) { ?a (kg:backs|!kg:x)*/(kg:fights|!kg:y)* ?b . ?c ?d ?e }", {200, 503}),
    "deep path": ("ASK { ?a " + "/".join(["kg:backs"] * 5000) + " ?b }", {200, 400, 503}),
    "cross product": (CROSS, {503}),
    "cross product in order": ("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?a ?f ?i", {503}),
    "cross product of strings": (
        "SELECT (GROUP_CONCAT(CONCAT(STR(?c),STR(?f))) AS ?x) { ?a ?b ?c . ?d ?e ?f }", {200, 503}),
    "values bomb": (
        "SELECT * { " + " ".join(f"VALUES ?x{n} {{ 1 2 3 4 5 6 7 8 9 }}" for n in range(20)) + " }", {503}),
    "doubling strings": (
        "SELECT * { BIND('xxxxxxxxxxxxxxxx' AS ?s0) "
        + " ".join(f"BIND(CONCAT(?s{n},?s{n}) AS ?s{n + 1})" for n in range(40)) + " }", {200, 400, 503}),
    "slow regex": ("ASK { ?a kg:text ?t FILTER(REGEX(?t, '(a*)*(a*)*(a*)*b$')) }", {200, 400, 503}),
    "huge regex": ("ASK { ?a kg:text ?t FILTER(REGEX(?t, '((a{1000}){1000}){1000}')) }", {200, 400, 503}),
    "service": ("SELECT * { SERVICE <http://127.0.0.1:9/> { ?a ?b ?c } }", {400}),
    "service silent": ("SELECT * { SERVICE SILENT <http://127.0.0.1:9/> { ?a ?b ?c } }", {400}),
    "service in other letters": ("SELECT * { sErViCe <http://127.0.0.1:9/> { ?a ?b ?c } }", {400}),
    "service after a comment": ("SELECT * { # x\nSERVICE#y\n<http://127.0.0.1:9/> { ?a ?b ?c } }", {400}),
    "service by escapes": ("SELECT * { \\u0053ERVICE <http://127.0.0.1:9/> { ?a ?b ?c } }", {400}),
    "service in a comment": ("# SERVICE\nASK { ?a ?b ?c }", {400}),
    "service variable": ("SELECT * { BIND(<http://127.0.0.1:9/> AS ?u) SERVICE ?u { ?a ?b ?c } }", {400}),
    "service as a prefix": ("PREFIX SERVICE: <http://127.0.0.1:9/> ASK { ?a SERVICE:x ?c }", {400}),
    "from file": ("SELECT * FROM <file:///etc/passwd> { ?a ?b ?c }", {400}),
    "from named file": ("SELECT * FROM NAMED <file:///etc/passwd> { GRAPH ?g { ?a ?b ?c } }", {400}),
    "from file after a comment": ("SELECT * FROM # x\n <file:///etc/passwd> { ?a ?b ?c }", {400}),
    "from the web": ("SELECT * FROM <http://127.0.0.1:9/x.ttl> { ?a ?b ?c }", {200}),
    "file base": ("BASE <file:///etc/> SELECT * FROM <passwd> { ?a ?b ?c }", {400}),
    "load": ("LOAD <file:///etc/passwd>", {400}),
    "drop": ("DROP ALL", {400}),
    "insert": ("INSERT DATA { <http://a.example/> <http://a.example/> 1 }", {400}),
    "query then update": ("ASK { ?a ?b ?c } ; DROP ALL", {400}),
    "empty": ("", {400}),
    "nul": ("ASK { ?a ?b '\0' }", {200, 400}),
    "very long": ("ASK { ?a ?b '" + "x" * 70_000 + "' }", {413, 400}),
    "not a query": ("<html><script>alert(1)</script>", {400}),
}  # fmt: skip


def honest(server: Server) -> None:
    """The next honest query is answered, and rightly, at the first try."""
    status, _, body = get(server, "SELECT (COUNT(*) AS ?n) { ?a kg:backs ?b }", Accept="text/csv")
    assert (status, body.split()) == (200, [b"n", b"30"])


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_queries(server: Server, name: str) -> None:
    """Refused or ended, in a fitting way, and the server goes on."""
    query, statuses = HOSTILE[name]
    body = urllib.parse.urlencode({"query": query}).encode()
    status, headers, answer = send(server, "POST", "/sparql", body, FORM)
    assert status in statuses, (status, answer[:200])
    assert headers["content-type"].split(";")[0] != "text/html"
    assert b"root:" not in answer
    honest(server)
    assert len(HOSTILE) == 40


def test_no_query_reaches_out(server: Server) -> None:
    """Whatever a query names, nobody is called: a listener on this machine hears nothing."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        listener.settimeout(0.2)
        asked = [query.replace(":9/", f":{port}/") for query, _ in HOSTILE.values() if ":9/" in query]
        for query in asked:
            get(server, query)
            send(server, "GET", f"/sparql?query={Q}&default-graph-uri=http://127.0.0.1:{port}/x.ttl")
        with pytest.raises(TimeoutError):
            listener.accept()
    assert len(asked) == 8


def raw(server: Server, data: bytes, wait: float = 15) -> bytes:
    """Bytes as they are over a socket, and what comes back until it closes."""
    with socket.create_connection(server.server_address, timeout=wait) as connection:
        connection.sendall(data)
        found = b""
        try:
            while piece := connection.recv(65536):
                found += piece
        except (TimeoutError, ConnectionResetError):
            pass
        return found


HEAD = b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query\r\n"
RAW: dict[str, tuple[bytes, bytes]] = {
    "100 MB announced": (HEAD + b"Content-Length: 104857600\r\n\r\n" + b"x" * 1000, b" 413 "),
    "huge length": (HEAD + b"Content-Length: " + b"9" * 300 + b"\r\n\r\n", b" 413 "),
    "negative length": (HEAD + b"Content-Length: -1\r\n\r\n", b" 411 "),
    "no length": (HEAD + b"\r\n", b" 411 "),
    "chunks": (HEAD + b"Transfer-Encoding: chunked\r\n\r\nffffffff\r\n", b" 411 "),
    "broken UTF-8": (HEAD + b"Content-Length: 4\r\n\r\n\xff\xfe\xfd\xfc", b" 400 "),
    "long path": (b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n", b" 414 "),
    "many headers": (b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 1000 + b"\r\n", b" 431 "),
    "no HTTP": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\n", b""),
    "path out of the root": (b"GET /../../etc/passwd HTTP/1.1\r\nHost: localhost\r\n\r\n", b" 404 "),
    "other method": (b"BREW /sparql HTTP/1.1\r\nHost: localhost\r\n\r\n", b" 501 "),
}  # fmt: skip


@pytest.mark.parametrize("name", RAW)
def test_hostile_bytes(server: Server, name: str) -> None:
    """Requests that are no requests get a status, if any, and the server goes on."""
    data, status = RAW[name]
    answer = raw(server, data)
    assert status in answer.split(b"\r\n")[0], answer[:200]
    honest(server)
    assert len(RAW) == 11


def test_dripping_clients_are_cut_off(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """Clients that send a byte now and then neither stay for ever nor keep others out."""
    monkeypatch.setattr("kg.web.server.PATIENCE", 1.5)
    drips = [socket.create_connection(server.server_address) for _ in range(20)]
    start = time.monotonic()
    for drip in drips:
        drip.sendall(b"GET /sparql?que")
    honest(server)
    drips[0].settimeout(20)
    assert drips[0].recv(1) == b""
    assert time.monotonic() - start < 15
    for drip in drips:
        drip.close()


def test_results_parse_as_what_they_say(server: Server) -> None:
    """JSON has the head and bindings of the standard."""
    found: Any = json.loads(get(server, SELECT)[2])
    assert found["head"]["vars"] == ["a", "b"]
    assert len(found["results"]["bindings"]) == 30


def test_weights_decide() -> None:
    """Accept headers by weight, then by order."""
    assert protocol.accepted("text/csv;q=0.1, application/sparql-results+xml;q=0.2")[0].endswith("+xml")
    assert protocol.accepted("text/turtle, application/n-triples")[1] == "text/turtle"
