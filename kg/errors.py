"""What can go wrong, as one tree. Each message says what, where, and how to mend it.

KgError
├── InputError        an article that cannot be read (missing, binary, too large, …)
│   └── NothingRead   no input at all could be read
├── OntologyError     a domain folder with a mistake in it
├── PipelineError     a spaCy pipeline that cannot serve
├── GraphError        a graph file that cannot be read, or lacks what a command needs
├── OutputError       a target that cannot be written, or a format nobody knows
├── QueryError        SPARQL that does not parse or may not run
└── StoreError        a store that is locked, of another version, or damaged

PoorFit is no error but a warning: a figure asserts what few of its ties bear out.
"""

from collections.abc import Sequence


class KgError(Exception):
    """Base of every error that kg raises on purpose; its text is one line for people."""


class InputError(KgError):
    """An article that cannot be read."""


class NothingRead(InputError):
    """No input at all could be read; ``errors`` says why, one for each."""

    def __init__(self, errors: Sequence[InputError]) -> None:
        self.errors = tuple(errors)
        super().__init__(" | ".join(map(str, errors)) or "nothing to read; name a file, a folder or -")


class OntologyError(KgError):
    """A domain folder with a mistake in it."""


class PipelineError(KgError):
    """A spaCy pipeline that cannot be loaded or lacks a component."""


class GraphError(KgError):
    """A graph that cannot be read or lacks what a command needs."""


class OutputError(KgError):
    """A target that cannot be written, or an unknown format."""


class QueryError(KgError):
    """SPARQL that does not parse or may not run."""


class StoreError(KgError):
    """A store that is locked, of another version, or damaged."""


class PoorFit(UserWarning):
    """A figure of two camps that leave more than 15 % of the ties unexplained."""
