"""Who did what to whom in single sentences coded by the PLOVER event ontology.

    python tools/plover.py FILE.json [--errors] [--pipeline DIR]

FILE.json is a list of records as the Open Event Data Alliance publishes them (``text``, ``textInfo.markup``
with ``(SRC: …)`` and ``(TAR: …)``, ``event``). Prints, for the sentences that mark both a source and a
target: in how many both are actors of the extraction, in how many a statement joins them, and how often
that statement has the side that the event type has; and the statements a sentence between others.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kg.records import Article, Extraction, Ontology, Span

# Upper half of the quad classes in the PLOVER manual (Open Event Data Alliance, 2018): cooperation.
COOPERATIVE = frozenset({"AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT"})
# Brackets inside a mark ("Revolutionary United Front (RUF)") are part of it unless they are a mark.
_MARK = re.compile(r"\((SRC/TAR|SRC|TAR|EVT|LOC)\s*:\s*((?:[^()]|\((?!SRC|TAR|EVT|LOC)[^()]*\))*)\)")


@dataclass(frozen=True, slots=True)
class Event:
    """One coded sentence; spans are of ``text``."""

    id: str
    text: str
    day: date | None
    sources: tuple[Span, ...]
    targets: tuple[Span, ...]
    event: str

    @property
    def sign(self) -> int:
        """1 for a cooperative event type, -1 for a hostile one."""
        return 1 if self.event in COOPERATIVE else -1


@dataclass(slots=True)
class Tally:
    """What was counted over all sentences."""

    sentences: int = 0
    marked: int = 0  # with a source and a target
    actors: int = 0  # of those: both are actors
    joined: int = 0  # of those: a statement joins them
    right: int = 0  # of those: with the right sign
    beyond: int = 0  # asserted statements that join no source and target


def read(file: Path) -> Iterator[Event]:
    """The coded sentences of a file; records without a text are documentation and left out."""
    for record in json.loads(file.read_text(encoding="utf-8")):
        if text := record.get("text"):
            info = record["textInfo"]
            marks = list(_marks(text, info["markup"] if isinstance(info, dict) else info))
            both = tuple(span for role, span in marks if role == "SRC/TAR")
            yield Event(
                id=record["id"],
                text=text,
                day=date.fromisoformat(record["date"]) if record.get("date") else None,
                sources=both or tuple(span for role, span in marks if role == "SRC"),
                targets=both or tuple(span for role, span in marks if role == "TAR"),
                event=record["event"],
            )


def _marks(text: str, markup: str) -> Iterator[tuple[str, Span]]:
    """Roles and spans of the marked words, looked up from left to right."""
    place = 0
    for match in _MARK.finditer(markup):
        words = match[2].strip()
        start = text.find(words, place)
        start = start if start >= 0 else text.find(words)
        if words and start >= 0:
            yield match[1], Span(start, start + len(words))
            place = start + len(words)


def meets(a: Span, b: Span) -> bool:
    """Whether two spans share a character."""
    return a.start < b.end and b.start < a.end


def touched(extraction: Extraction, spans: tuple[Span, ...]) -> set[str]:
    """Ids of the actors that have a mention in one of the spans."""
    mentions = {(a.id, m) for a in extraction.actors for m in a.mentions}
    for claim in extraction.claims:
        mentions |= {(claim.subject, claim.subject_mention), (claim.object, claim.object_mention)}
    return {id for id, mention in mentions if any(meets(mention, span) for span in spans)}


def signs(extraction: Extraction, ontology: Ontology, sources: set[str], targets: set[str]) -> list[int]:
    """Signs of the statements that join a source and a target; a relation to a place is hostile."""
    found = []
    for claim in extraction.claims:
        ends = (claim.subject, claim.object)
        joins = (ends[0] in sources and ends[1] in targets) or (ends[1] in sources and ends[0] in targets)
        if joins and claim.status != "negated":
            found.append(ontology.relations[claim.relation].sign or -1)
    return found


def measure(
    events: list[Event], extractions: Iterator[Extraction], ontology: Ontology
) -> tuple[Tally, list[str]]:
    """The tally, and a line for each sentence whose source and target no right statement joins."""
    tally, errors = Tally(), []
    for event, extraction in zip(events, extractions, strict=True):
        tally.sentences += 1
        sources, targets = touched(extraction, event.sources), touched(extraction, event.targets)
        labels = {a.id: a.label for a in extraction.actors}
        tally.beyond += sum(
            claim.status == "asserted" and not ({claim.subject, claim.object} <= sources | targets)
            for claim in extraction.claims
        )
        if (
            not event.sources
            or not event.targets
            or (event.sources == event.targets and len(event.sources) < 2)
        ):
            continue
        tally.marked += 1
        joined = signs(extraction, ontology, sources, targets)
        both = bool(sources and targets and len(sources | targets) > 1)
        tally.actors += both
        tally.joined += bool(joined)
        tally.right += event.sign in joined
        if event.sign not in joined:
            why = "sign" if joined else "no statement" if both else "actor"
            claims = "; ".join(
                f"{labels[c.subject]} {c.relation} {labels[c.object]} [{c.status}]" for c in extraction.claims
            )
            errors.append(f"{why:12} {event.event:11} {event.text}\n             -> {claims or '-'}")
    return tally, errors


def main() -> None:
    """Parse, measure, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("file", type=Path)
    parser.add_argument("--pipeline", help="a spaCy pipeline; the shipped one by default")
    parser.add_argument("--errors", action="store_true", help="list the sentences that are not right")
    args = parser.parse_args()
    from kg import english, ontology, pipeline

    domain = ontology.load()
    events = list(read(args.file))
    articles = [Article(e.id, e.text, date=e.day, body=(Span(0, len(e.text)),)) for e in events]
    tally, errors = measure(events, pipeline.extract(articles, domain, english.load(args.pipeline)), domain)
    print(f"{tally.sentences} sentences, {tally.marked} mark a source and a target")
    print(f"both are actors          {tally.actors:4} ({tally.actors / max(tally.marked, 1):.2f} of those)")
    print(f"a statement joins them   {tally.joined:4} ({tally.joined / max(tally.marked, 1):.2f} of those)")
    print(
        f"with the right sign      {tally.right:4} ({tally.right / max(tally.joined, 1):.2f} of the joined)"
    )
    print(
        f"statements beyond gold   {tally.beyond:4} ({tally.beyond / max(tally.sentences, 1):.2f} a sentence)"
    )
    if args.errors:
        print("\n".join(errors))


if __name__ == "__main__":
    main()
