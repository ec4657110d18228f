"""Processes that answer strangers' queries over a snapshot, and are killed when one takes too much.

A query cannot be stopped inside the library, and some crash it; so each runs in a process of its own
that has no network where the system allows it, limited memory, and a limited time.
"""

import multiprocessing
import queue
import threading
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from kg import names

MEMORY = 4 << 30  # bytes of address space; most of it is reserved, not used
RESULT = 64 << 20  # bytes of an answer


@dataclass(frozen=True, slots=True)
class Job:
    """A query, the formats of rows and of graphs that the client takes, and the dataset it names."""

    text: str
    rows_type: str
    graph_type: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reply:
    """HTTP status, content type and body."""

    status: int
    type: str
    body: bytes


def fail(status: int, message: str) -> Reply:
    """An error in one line of plain text."""
    return Reply(status, "text/plain; charset=utf-8", f"{message}\n".encode(errors="replace"))


# ---------------------------------------------------------------- in the worker


def work(folder: str, pipe: Connection) -> None:
    """Answer jobs from ``pipe`` until it closes."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _lock_up()
    import pyoxigraph as ox

    store = ox.Store.read_only(folder)
    pipe.send("ready")
    while True:
        try:
            job = pipe.recv()
        except EOFError:
            return
        try:
            reply = run(store, job)
        except MemoryError:
            reply = fail(503, "the query needs more memory than it may have; ask for less")
        pipe.send(reply)


def _lock_up() -> None:
    """Give up the network and most memory, as far as the system lets us."""
    import contextlib
    import ctypes
    import resource

    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None, use_errno=True).unshare(0x10000000 | 0x40000000)  # CLONE_NEWUSER | CLONE_NEWNET
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def run(store: Any, job: Job) -> Reply:
    """The answer to a job over an open store."""
    import pyoxigraph as ox

    from kg.sparql import describe_error

    union = not job.default_graphs
    try:
        result = store.query(
            job.text,
            prefixes=dict(names.PREFIXES),
            use_default_graph_as_union=union and not _has_dataset(job.text),
            default_graph=[ox.NamedNode(iri) for iri in job.default_graphs] or None,
            named_graphs=[ox.NamedNode(iri) for iri in job.named_graphs] or None,
        )
        if isinstance(result, ox.QueryTriples):
            kind = job.graph_type
            body = result.serialize(format=ox.RdfFormat.from_media_type(kind))
        else:
            kind = job.rows_type
            body = result.serialize(format=ox.QueryResultsFormat.from_media_type(kind))
    except (SyntaxError, ValueError) as error:
        return fail(400, describe_error(job.text, str(error)))
    except (RuntimeError, OSError) as error:
        return fail(400, f"the query failed while it ran: {' '.join(str(error).split())[:200]}")
    if body is None or len(body) > RESULT:
        return fail(503, f"the answer is larger than {RESULT >> 20} MB; add a LIMIT")
    charset = "; charset=utf-8" if kind.startswith("text/") else ""
    return Reply(200, kind + charset, body)


def _has_dataset(text: str) -> bool:
    from kg.sparql import tokens

    return any(token.kind == "word" and token.text.upper() == "FROM" for token in tokens(text))


# ---------------------------------------------------------------- in the server


class Worker:
    """One process over the snapshot."""

    def __init__(self, folder: Path) -> None:
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=work, args=(str(folder), theirs), daemon=True)
        self.process.start()
        theirs.close()

    def ask(self, job: Job, seconds: float) -> Reply | None:
        """The reply, or ``None`` when the time is over or the process died: it must be replaced then."""
        try:
            self.pipe.send(job)
            return self.pipe.recv() if self.pipe.poll(seconds) else None
        except (EOFError, OSError):
            return None

    def wait(self) -> None:
        """Until the process has the snapshot open."""
        if not self.pipe.poll(60) or self.pipe.recv() != "ready":
            raise OSError("the worker did not start")

    def kill(self) -> None:
        """End it at once."""
        self.process.kill()
        self.process.join()
        self.pipe.close()


class Pool:
    """Workers of which each answers one query at a time."""

    def __init__(self, folder: Path, size: int = 2, seconds: float = 10) -> None:
        self.folder = folder
        self.seconds = seconds
        self._idle: queue.Queue[Worker] = queue.Queue()
        self._all: set[Worker] = set()
        self._closed = threading.Event()
        for worker in [Worker(folder) for _ in range(size)]:
            self._ready(worker)

    def _ready(self, worker: Worker) -> None:
        worker.wait()
        self._all.add(worker)
        self._idle.put(worker)

    def ask(self, job: Job) -> Reply:
        """The reply to a job; 503 when nobody is free or the job took too much."""
        try:
            worker = self._idle.get(timeout=self.seconds)
        except queue.Empty:
            return fail(503, "all workers are busy; try again later")
        reply = worker.ask(job, self.seconds)
        if reply is not None:
            self._idle.put(worker)
            return reply
        alive = worker.process.is_alive()
        threading.Thread(target=self._replace, args=(worker,)).start()
        if alive:
            return fail(503, f"the query took longer than {self.seconds:g} s; ask for less")
        return fail(503, "the query was more than the engine can take; ask for less")

    def _replace(self, worker: Worker) -> None:
        self._all.discard(worker)
        worker.kill()
        if not self._closed.is_set():
            self._ready(Worker(self.folder))

    def close(self) -> None:
        """End all workers."""
        self._closed.set()
        for worker in list(self._all):
            worker.kill()
