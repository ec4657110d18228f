"""The HTTP server of ``kg serve``: on this machine only, one page and the endpoint ``/sparql``."""

import contextlib
import html
import http.server
import socket
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from kg.errors import OutputError
from kg.folder import DATABASE
from kg.web import protocol
from kg.web.worker import Pool, Reply, fail

ADDRESS = "127.0.0.1"
PATIENCE = 10.0  # seconds that a client has for its whole request
CONNECTIONS = 64

_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


def serve(
    graph: Any, *, port: int = 8000, ready: Callable[[str], object] | None = None, **limits: Any
) -> None:
    """Serve a :class:`kg.api.Graph` on this machine until it is interrupted (Ctrl-C).

    ``ready`` is called with the address once requests are answered. ``limits`` are those of
    :class:`kg.web.worker.Pool`: ``size`` (processes) and ``seconds`` a query may take. Raises
    :class:`OutputError` when the port is taken.
    """
    with Server(graph, port=port, **limits) as server:
        if ready:
            ready(server.url)
        with contextlib.suppress(KeyboardInterrupt):
            server.serve_forever()


class Server(http.server.ThreadingHTTPServer):
    """The server over a snapshot of a graph; it owns the snapshot and the workers."""

    daemon_threads = True

    def __init__(self, graph: Any, *, port: int = 8000, **limits: Any) -> None:
        self._owned = contextlib.ExitStack()  # what goes when the server closes
        try:
            super().__init__((ADDRESS, port), Handler)
        except OSError as error:
            raise OutputError(
                f"port {port}: cannot be served ({error.strerror}); choose another --port"
            ) from None
        folder = self._owned.enter_context(tempfile.TemporaryDirectory(prefix="kg-serve-"))
        snapshot = graph.store.snapshot(Path(folder) / "snapshot")
        self.pool = Pool(snapshot / DATABASE, **limits)
        self._owned.callback(self.pool.close)
        self.summary = repr(graph).strip("<>")
        self.places = threading.BoundedSemaphore(CONNECTIONS)

    @property
    def url(self) -> str:
        """Address of the page."""
        return f"http://{ADDRESS}:{self.server_address[1]}/"

    def hosts(self) -> set[str]:
        """What a Host header may be: other names would let a web page reach us by DNS rebinding."""
        port = self.server_address[1]
        return {name for host in (ADDRESS, "localhost", "[::1]") for name in (host, f"{host}:{port}")}

    def process_request(self, request: Any, client_address: Any) -> None:
        """One thread a connection, and no more connections than there are places."""
        if not self.places.acquire(blocking=False):
            self.shutdown_request(request)
            return
        super().process_request(request, client_address)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Answer one connection and free its place."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self.places.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away is no event."""

    def server_close(self) -> None:
        """Let go of the port, the workers and the snapshot."""
        super().server_close()
        self._owned.close()


class Handler(http.server.BaseHTTPRequestHandler):
    """One connection, one request."""

    server: Server
    server_version = "kg"
    sys_version = ""
    timeout = PATIENCE

    def setup(self) -> None:
        """Start the clock for the whole request: a client that drips bytes is cut off."""
        super().setup()
        self._clock = threading.Timer(PATIENCE, self._cut)
        self._clock.daemon = True
        self._clock.start()

    def finish(self) -> None:
        """Stop the clock."""
        self._clock.cancel()
        with contextlib.suppress(OSError):
            super().finish()

    def _cut(self) -> None:
        with contextlib.suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)

    def answer(self) -> None:
        """Answer whatever method was asked."""
        try:
            reply = self._reply()
        except protocol.Refused as refused:
            reply = refused.reply
        self._clock.cancel()
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.type)
        self.send_header("Content-Length", str(len(reply.body)))
        if reply.status == 405:
            self.send_header("Allow", "GET, HEAD, POST")
        for name, value in _HEADERS.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(reply.body)

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = do_PATCH = do_OPTIONS = answer

    def _reply(self) -> Reply:
        if self.headers.get("Host", "") not in self.server.hosts():
            return fail(421, "this server is for this machine only; ask it as localhost or 127.0.0.1")
        url = urlsplit(self.path)
        if url.path == "/":
            return _page(self.server) if self.command in ("GET", "HEAD") else fail(405, "GET this page")
        if url.path != "/sparql":
            return fail(404, "there is / and there is /sparql")
        if self.command not in ("GET", "HEAD", "POST"):
            return fail(405, "GET or POST a query")
        headers = {name.lower(): value for name, value in self.headers.items()}
        job = protocol.read(protocol.Request(self.command, url.query, headers, self._body()))
        if job is None:
            return protocol.description(self.server.url + "sparql")
        self._clock.cancel()
        return self.server.pool.ask(job)

    def _body(self) -> bytes:
        if self.command != "POST":
            return b""
        length = self.headers.get("Content-Length", "")
        if not length.isdigit():
            raise protocol.Refused(411, "a POST needs a Content-Length")
        if len(length) > 12 or int(length) > protocol.BODY:
            raise protocol.Refused(413, f"a request has at most {protocol.BODY >> 10} kB")
        body = self.rfile.read(int(length))
        if len(body) < int(length):
            raise protocol.Refused(400, "the request is shorter than its Content-Length says")
        return body

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing is logged: the library does not print."""


def _page(server: Server) -> Reply:
    text = f"""<!doctype html><html lang="en"><meta charset="utf-8"><title>kg</title>
<style>body{{font:16px/1.5 system-ui;max-width:50rem;margin:2rem auto;padding:0 1rem}}
textarea{{width:100%}}</style>
<h1>kg</h1><p>{html.escape(server.summary)}</p>
<form action="/sparql"><p><label for="query">SPARQL (prefixes are declared already)</label></p>
<textarea id="query" name="query" rows="10">
SELECT * {{ ?claim a kg:Claim ; ?property ?value }} LIMIT 100</textarea>
<p><label>Answer as
<select name="format"><option>csv<option>json<option>xml<option>tsv<option>ttl</select></label>
<button>Ask</button></p></form>
<p>The endpoint is <code>{html.escape(server.url)}sparql</code>: SPARQL 1.1 Protocol, queries only.</p>
</html>"""
    return Reply(200, "text/html; charset=utf-8", text.encode())
