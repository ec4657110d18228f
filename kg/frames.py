"""Frames found by the words that evoke them."""

from __future__ import annotations

from dataclasses import dataclass, field

from kg.records import Frame, Ontology

ANY = "*"  # a frame's noun that stands for any noun of its role


@dataclass(slots=True)
class Index:
    """Frames by part of speech and first word (verbs) or last word (nouns)."""

    by_word: dict[tuple[str, str], list[tuple[list[str], Frame]]] = field(default_factory=dict)

    @classmethod
    def of(cls, ontology: Ontology) -> Index:
        """The index of an ontology's frames."""
        index = cls()
        for frame in ontology.frames:
            kinds = (
                ("verb", frame.verbs),
                ("noun", frame.nouns),
                ("adjective", frame.adjectives),
                ("prefix", frame.prefixes),
            )
            for kind, lemmas in kinds:
                for lemma in lemmas:
                    words = lemma.split()
                    key = words[-1] if kind == "noun" else words[0]
                    index.by_word.setdefault((kind, key), []).append((words, frame))
        return index
