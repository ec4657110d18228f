"""Turtle files read into plain mappings, with the places where things stand in them.

The parser is pyoxigraph's: it keeps the order of the file and reports the line of a mistake.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from kg import names
from kg.errors import OntologyError
from kg.records import Problem

LITERAL_LANGUAGES = ("", "en")


class Value(NamedTuple):
    """An object of a triple: an IRI, a blank node or a literal with its language and datatype."""

    text: str
    kind: str  # "iri" | "blank" | "literal"
    language: str = ""
    datatype: str = ""


@dataclass(slots=True)
class File:
    """One file as read: its text, for looking up lines, and every IRI that it uses."""

    path: Path
    text: str
    iris: set[str] = field(default_factory=set)


Node = dict[str, list[Value]]
_NOTHING: Node = {}


@dataclass
class Facts:
    """All triples of some files by subject and predicate, in order of the files.

    A triple that a file repeats is kept as often as it is written.
    """

    nodes: dict[str, Node] = field(default_factory=lambda: defaultdict(lambda: defaultdict(list)))
    files: list[File] = field(default_factory=list)

    def values(self, subject: str, predicate: str) -> tuple[Value, ...]:
        """The objects of ``subject predicate``, repetitions left out, in order."""
        return tuple(dict.fromkeys(self.raw(subject, predicate)))

    def raw(self, subject: str, predicate: str) -> list[Value]:
        """The objects of ``subject predicate`` as often as they are written."""
        return self.nodes.get(subject, _NOTHING).get(predicate, [])

    def texts(self, subject: str, predicate: str) -> tuple[str, ...]:
        """The texts or IRIs of :meth:`values`."""
        found = self.raw(subject, predicate)
        if len(found) < 2:  # nearly always: worth a way of its own
            return (found[0].text,) if found else ()
        return tuple(dict.fromkeys(value.text for value in found))

    def text(self, subject: str, predicate: str) -> str:
        """The English (or else the first) of :meth:`texts`, empty for none."""
        found = self.raw(subject, predicate)
        if len(found) < 2:
            return found[0].text if found else ""
        return next((value.text for value in found if value.language in LITERAL_LANGUAGES), found[0].text)

    @cached_property
    def by_type(self) -> dict[str, list[str]]:
        """Subjects by class IRI, in order of the files."""
        found: dict[str, list[str]] = defaultdict(list)
        for subject, node in self.nodes.items():
            for kind in dict.fromkeys(node.get(names.PREFIXES["rdf"] + "type", ())):
                found[kind.text].append(subject)
        return found

    def typed(self, cls: str) -> list[str]:
        """Subjects that are said to be a ``cls`` (an IRI), subclasses aside."""
        return self.by_type.get(cls, [])

    def where(self, iri: str) -> str:
        """``file:line`` of the first statement about ``iri``, else of its first use."""
        users = [file for file in self.files if iri in file.iris]
        for pattern in _patterns(iri):
            for file in users:
                if line := _line(file.text, pattern):
                    return f"{file.path}:{line}"
        return str(users[0].path) if users else ""

    def where_text(self, text: str, iri: str = "") -> str:
        """``file:line`` of the literal ``text``, after the statement about ``iri`` if given."""
        for file in self.files:
            start = 1
            if iri:
                start = next((n for p in _patterns(iri)[:1] if (n := _line(file.text, p))), 0)
                if iri not in file.iris or not start:
                    continue
            if line := _line(file.text, re.compile(r'["\']' + re.escape(text) + r'["\']'), start):
                return f"{file.path}:{line}"
        return self.where(iri) if iri else ""


def _patterns(iri: str) -> tuple[re.Pattern[str], ...]:
    local = re.escape(local_name(iri))
    end = r"(?![\w-])"
    return (re.compile(rf"^\s*<?[^\s\"#]*[:/#]{local}{end}"), re.compile(rf"[:/#]{local}{end}"))


def _line(text: str, pattern: re.Pattern[str], start: int = 1) -> int:
    """Number of the first line from ``start`` on that holds ``pattern`` and is no comment; 0 for none."""
    for number, line in enumerate(text.splitlines(), 1):
        if number >= start and not line.lstrip().startswith("#") and pattern.search(line):
            return number
    return 0


def local_name(iri: str) -> str:
    """What follows the last ``#`` or ``/``."""
    return re.split(r"[#/]", iri)[-1]


def short(iri: str) -> str:
    """``iri`` as a person writes it in Turtle (``kg:Claim``) where a prefix of ours fits."""
    for prefix, base in names.PREFIXES.items():
        if iri.startswith(base) and len(iri) > len(base):
            return f"{prefix}:{iri.removeprefix(base)}"
    return f"<{iri}>"


def read(paths: Iterable[Path]) -> tuple[Facts, list[Problem]]:
    """The facts of Turtle files, and a problem for each file that cannot be read.

    A file with a mistake gives the triples before it.
    """
    facts, problems = Facts(), list[Problem]()
    for path in paths:
        problems += _read_one(path, facts)
    return facts, problems


def _read_one(path: Path, facts: Facts) -> Iterator[Problem]:
    from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, parse

    try:
        data = path.read_bytes()
        text = data.decode("utf-8")
    except OSError as error:
        yield Problem(str(path), f"cannot be read ({error.strerror})", "check the path and its permissions")
        return
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        yield Problem(f"{path}:{line}", "is not UTF-8", "save the file as UTF-8")
        return
    file = File(path, text)
    facts.files.append(file)
    nodes, iris = facts.nodes, file.iris
    try:
        for triple in parse(data, RdfFormat.TURTLE):
            subject, predicate, term = triple.subject, triple.predicate.value, triple.object
            if isinstance(subject, NamedNode):
                iris.add(subject.value)
            iris.add(predicate)
            if isinstance(term, Literal):
                value = Value(term.value, "literal", term.language or "", term.datatype.value)
            elif isinstance(term, NamedNode):
                iris.add(term.value)
                value = Value(term.value, "iri")
            elif isinstance(term, BlankNode):
                value = Value(term.value, "blank")
            else:
                continue  # a quoted triple: RDF 1.2, nothing of ours
            nodes[getattr(subject, "value", "")][predicate].append(value)
    except SyntaxError as error:
        message = " ".join(str(error.msg).split())
        place = f"{path}:{error.lineno}" if error.lineno else str(path)
        yield Problem(place, f"is not valid Turtle: {message}", "mend the line or the one before it")


def fail(problems: list[Problem]) -> OntologyError:
    """The first of ``problems`` as an error, which says how many more there are."""
    more = f" (and {len(problems) - 1} more: kg validate --ontology lists them)" if problems[1:] else ""
    return OntologyError(f"{problems[0]}{more}")
