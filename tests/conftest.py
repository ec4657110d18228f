"""What many test modules share: the default domain and the shipped pipeline, each loaded once a run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from spacy.language import Language

    from kg.records import Ontology


@pytest.fixture(scope="session")
def conflict() -> Ontology:
    """The default domain."""
    from kg import ontology

    return ontology.load()


@pytest.fixture(scope="session")
def nlp() -> Language:
    """The shipped English pipeline."""
    from kg import english

    return english.load()
