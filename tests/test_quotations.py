"""Who says what stands between quotation marks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kg import pipeline
from kg.quotations import Quotations
from kg.records import Article, Ontology, Span

if TYPE_CHECKING:
    from spacy.language import Language

CASES = [
    ('"We hold the bridge. It is ours," Okhar said.', ["Okhar"]),
    ('Okhar told reporters: "We hold the bridge and the road."', ["Okhar"]),
    ('Okhar denied the report and said, "We never held that bridge."', ["Okhar"]),
    ('"We hold the bridge and the road." Okhar said.', ["Okhar"]),
    ('"We hold the bridge," said Okhar. "It is ours by right."', ["Okhar", "Okhar"]),
    ('"We hold the bridge," said Okhar. Tolan disagreed. "It is ours by right."', ["Okhar", None]),
    ('Okhar said the "liberators" had left.', [None]),
]


@pytest.mark.parametrize(("text", "speakers"), CASES)
def test_speakers(text: str, speakers: list[str | None], conflict: Ontology, nlp: Language) -> None:
    """The speaker is named after, before or around the marks; words in marks need none."""
    ((_, tree),) = pipeline.parse([Article("x", text, body=(Span(0, len(text)),))], nlp)
    found = Quotations(tree, conflict.lexicon).found
    assert [tree.text[q.speaker] if q.speaker >= 0 else None for q in found] == speakers


def test_marks_that_nobody_closed(conflict: Ontology, nlp: Language) -> None:
    """A mark at the start of a paragraph goes on with what is open; one that stays open means nothing."""
    paragraphs = ['"We hold the bridge.', '"It is ours," Okhar said.', 'He left "at once.']
    text = "\n".join(paragraphs)
    starts = [text.index(p) for p in paragraphs]
    body = tuple(Span(start, start + len(p)) for start, p in zip(starts, paragraphs, strict=True))
    ((_, tree),) = pipeline.parse([Article("x", text, body=body)], nlp)
    quotations = Quotations(tree, conflict.lexicon)
    (only,) = quotations.found
    assert tree.text[only.first] == "We" and tree.text[only.last - 1] == ","
    assert quotations.speaker(only.first) == tree.text.index("Okhar")
    assert quotations.speaker(len(tree) - 2) == -1
