"""Why statements are missed or wrong on a gold folder, counted by what can be told without reading.

    python tools/causes.py GOLD_DIR [--list CAUSE] [--pipeline DIR]

Missed: `actor` (an end is no actor of the extraction), `status` (found, but not as asserted), `direction`
(ends swapped), `relation` (the pair is joined by another relation), `apart` (both actors are found, but not
in the sentence of the evidence), `silent` (both are found in the sentence and nothing joins them).
Wrong: `actor` (an end is no actor of gold), `status` (gold has it as planned or negated), `direction`,
`relation` (gold joins the pair otherwise), `pair` (gold does not join the two).
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from kg.evaluate import read_articles, read_gold, rows_of
from kg.records import Actor, Extraction, Ontology
from kg.scoring import ASSERTED, Gold, GoldStatement, Row, Scorer

Finding = tuple[str, str, str]  # "missed" or "wrong", cause, words


class Causes:
    """Names the cause of each mistake in one article after another."""

    def __init__(self, ontology: Ontology):
        self.scorer = Scorer(ontology)

    def article(self, gold: Gold, extraction: Extraction) -> Iterator[Finding]:
        """All mistakes of an article with their causes."""
        rows = list(rows_of(extraction))
        ends = [self.scorer.ends(gold, row) for row in rows]
        required: dict[tuple[str, str, str], GoldStatement] = {}
        for g in gold.statements:
            if g.status == ASSERTED and not g.optional:
                required.setdefault(self.scorer.triple(g.subject, g.relation, g.object), g)
        for g in required.values():
            if not any(
                self._is(g, row, *e) and row["status"] == ASSERTED for row, e in zip(rows, ends, strict=True)
            ):
                words = (
                    f"{gold.id}: {g.subject} {g.relation} {g.object}  << {' '.join(g.evidence.split())[:300]}"
                )
                yield "missed", self._missed(gold, g, extraction, rows, ends), words
        for row, (subjects, objects) in zip(rows, ends, strict=True):
            same = [g for g in gold.statements if self._is(g, row, subjects, objects)]
            if row["status"] == ASSERTED and not any(g.status == ASSERTED for g in same):
                sentence = " ".join(row["sentence"].split())[:300]
                words = f"{gold.id}: {row['subject']} {row['relation']} {row['object']}  << {sentence}"
                cause = "status" if same else self._wrong(gold, row, subjects, objects)
                yield "wrong", cause, words

    def _is(self, g: GoldStatement, row: Row, subjects: frozenset[str], objects: frozenset[str]) -> bool:
        straight = g.subject in subjects and g.object in objects
        swapped = g.subject in objects and g.object in subjects
        symmetric = g.relation in self.scorer.symmetric
        return row["relation"] == g.relation and (straight or (symmetric and swapped))

    def _missed(
        self,
        gold: Gold,
        g: GoldStatement,
        extraction: Extraction,
        rows: list[dict[str, str]],
        ends: list[tuple[frozenset[str], frozenset[str]]],
    ) -> str:
        joined = [
            (row, g.subject in s and g.object in o)
            for row, (s, o) in zip(rows, ends, strict=True)
            if (g.subject in s and g.object in o) or (g.subject in o and g.object in s)
        ]
        if any(row["relation"] == g.relation and straight for row, straight in joined):
            return "status"
        if any(row["relation"] == g.relation for row, _ in joined):
            return "direction"
        if any(row["status"] == ASSERTED for row, _ in joined):
            return "relation"
        found = [self._actors(gold, end, extraction) for end in (g.subject, g.object)]
        if not all(found):
            return "actor"
        return "silent" if all(_stands_in(actors, g.evidence, extraction) for actors in found) else "apart"

    def _actors(self, gold: Gold, end: str, extraction: Extraction) -> list[Actor]:
        names = self.scorer.names
        return [
            a for a in extraction.actors if any(end in names.resolve(gold, n) for n in (a.label, *a.names))
        ]

    def _wrong(self, gold: Gold, row: Row, subjects: frozenset[str], objects: frozenset[str]) -> str:
        if not subjects or not objects:
            return "actor"
        pairs = [g for g in gold.statements if g.subject in subjects and g.object in objects]
        turned = [g for g in gold.statements if g.subject in objects and g.object in subjects]
        if any(g.relation == row["relation"] for g in turned):
            return "direction"
        return "relation" if pairs or turned else "pair"


def _stands_in(actors: list[Actor], evidence: str, extraction: Extraction) -> bool:
    """Whether one of the actors has a mention inside the evidence; true when it is not verbatim."""
    start = extraction.article.text.find(evidence[:60])
    if start < 0 or not evidence:
        return True
    end = start + len(evidence)
    return any(start <= m.start < end for actor in actors for m in actor.mentions)


def main() -> None:
    """Count, and list one cause."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("gold", type=Path)
    parser.add_argument("--list", metavar="CAUSE", help="print the mistakes of one cause, or of 'all'")
    parser.add_argument("--pipeline", help="a spaCy pipeline; the shipped one by default")
    args = parser.parse_args()
    from kg import english, ontology, pipeline

    domain = ontology.load()
    golds = read_gold(args.gold, domain)
    extractions = pipeline.extract(read_articles(args.gold, golds), domain, english.load(args.pipeline))
    causes = Causes(domain)
    findings = [f for g, e in zip(golds, extractions, strict=True) for f in causes.article(g, e)]
    for kind in ("missed", "wrong"):
        counts = Counter(cause for k, cause, _ in findings if k == kind)
        print(f"{kind}: {counts.total()}  " + ", ".join(f"{c} {n}" for c, n in sorted(counts.items())))
    for kind, cause, words in findings:
        if args.list in (cause, "all"):
            print(f"{kind} {cause}  {words}")


if __name__ == "__main__":
    main()
