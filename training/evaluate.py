"""Scores a pipeline on raw text of the treebanks and on the newswire corpus.

Trees are scored as in the CoNLL 2018 shared task: words are matched by their characters, every
score is an F1 over words (punctuation too), and relations count without their subtypes.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from kg import english
from training.convert import PARAGRAPH, Sentence, documents, is_free, names_docs, read_conllu

Span = tuple[int, int]
Row = tuple[Span, Span | None, str, str, str, str]  # word, head, relation, tag, lemma, class
CORE = {"PERSON", "LOC", "ORG"}


def raw_text(group: list[Sentence]) -> str:
    """The text of a document as it was before it was cut into words."""
    text = ""
    for number, sentence in enumerate(group):
        if number and sentence.paragraph:
            text = text.rstrip() + PARAGRAPH
        text += "".join(w.form + " " * w.space for w in sentence.words)
    return text.strip()


def gold_rows(group: list[Sentence]) -> tuple[list[Row], set[Span]]:
    """Words with their places among the characters that are not whitespace, and sentences."""
    rows: list[Row] = []
    sentences = set()
    at = 0
    for sentence in group:
        places = []
        for word in sentence.words:
            size = len("".join(word.form.split()))
            places.append((at, at + size))
            at += size
        for word, place in zip(sentence.words, places, strict=True):
            head = places[word.head - 1] if word.head else None
            rows.append((place, head, word.dep if word.head else "root", word.tag, word.lemma, word.pos))
        sentences.add((places[0][0], places[-1][1]))
    return rows, sentences


def parsed_rows(doc: Doc) -> tuple[list[Row], set[Span]]:
    """The same of a parsed document."""
    at = 0
    places: dict[int, Span] = {}
    for token in doc:
        size = 0 if token.is_space else len("".join(token.text.split()))
        places[token.i] = (at, at + size)
        at += size
    rows = [
        (
            places[t.i],
            None if t.head.i == t.i else places[t.head.i],
            "root" if t.head.i == t.i else t.dep_,
            t.tag_,
            t.lemma_,
            t.pos_,
        )
        for t in doc
        if not t.is_space
    ]
    spans = {(places[s.start][0], places[s.end - 1][1]) for s in doc.sents}
    return rows, {s for s in spans if s[0] < s[1]}


def compare(gold: list[Row], found: list[Row]) -> Counter[str]:
    """How many words agree, and in what."""
    by_place = {row[0]: row for row in gold}
    counts = Counter(gold=len(gold), found=len(found))
    for place, head, dep, tag, lemma, pos in found:
        if place not in by_place:
            continue
        _, head2, dep2, tag2, lemma2, pos2 = by_place[place]
        same = head == head2
        counts.update(
            words=1,
            tags=tag == tag2,
            classes=pos == pos2,
            lemmas=lemma2 in (lemma, "_"),
            uas=same,
            las=same and dep.split(":")[0] == dep2.split(":")[0],
            las_subtypes=same and dep == dep2,
        )
    return counts


def f1(right: float, gold: float, found: float) -> float:
    return round(200 * right / (gold + found), 2) if gold + found else 0.0


def score_trees(nlp: Language, sentences: Iterable[Sentence]) -> dict[str, float]:
    """All scores of one treebank part."""
    groups = list(documents(sentences))
    total: Counter[str] = Counter()
    for group, doc in zip(groups, nlp.pipe(map(raw_text, groups), batch_size=16), strict=True):
        gold, gold_sents = gold_rows(group)
        found, sents = parsed_rows(doc)
        total += compare(gold, found)
        total += Counter(sg=len(gold_sents), sf=len(sents), sr=len(sents & gold_sents))
    keys = ("words", "tags", "classes", "lemmas", "uas", "las", "las_subtypes")
    scores = {key: f1(total[key], total["gold"], total["found"]) for key in keys}
    return scores | {"sentences": f1(total["sr"], total["sg"], total["sf"])}


def score_names(nlp: Language, path: Path, seen: set[str] | None = None) -> dict[str, Any]:
    """Entity F1 on the corpus's own words: over all types, over persons, places and groups, by type."""
    right, gold, found = Counter[str](), Counter[str](), Counter[str]()
    references = list(names_docs(nlp.vocab, path, 80))
    blank = [Doc(nlp.vocab, words=[t.text for t in d]) for d in references]
    for reference, doc in zip(references, nlp.pipe(blank, batch_size=32), strict=True):
        a = {(e.start, e.end, e.label_) for e in reference.ents}
        b = {(e.start, e.end, e.label_) for e in doc.ents}
        for counter, spans in ((gold, a), (found, b), (right, a & b)):
            counter.update(label for *_, label in spans)
    by_type = {k: f1(right[k], gold[k], found[k]) for k in sorted(gold)}
    core = [sum(c[k] for k in CORE) for c in (right, gold, found)]
    return {"all": f1(right.total(), gold.total(), found.total()), "core": f1(*core), "by_type": by_type}


def genre(document: str) -> str:
    """Genre of a document of either treebank."""
    parts = document.split("_")
    return parts[1] if parts[0] == "GUM" else document.split("-")[0]


def evaluate(nlp: Language, corpora: Path, part: str, genres: bool = False) -> dict[str, Any]:
    """Every score of one part of the corpora."""
    ewt = list(read_conllu(corpora / f"ud-english-ewt-{part}.conllu.xz"))
    gum = list(read_conllu(corpora / f"ud-english-gum-{part}.conllu.xz"))
    scores: dict[str, Any] = {
        "ewt": score_trees(nlp, ewt),
        "gum": score_trees(nlp, gum),
        "gum_free": score_trees(nlp, [s for s in gum if is_free(s.document)]),
    }
    scores["mean"] = {k: round((v + scores["gum"][k]) / 2, 2) for k, v in scores["ewt"].items()}
    if genres:
        by_genre = defaultdict(list)
        for sentence in [*ewt, *gum]:
            by_genre[genre(sentence.document)].append(sentence)
        scores["genres"] = {g: score_trees(nlp, s)["las"] for g, s in sorted(by_genre.items())}
    names = corpora / f"worldwide-newswire-{part}.tsv.xz"
    if names.exists():
        scores["names"] = score_names(nlp, names)
    return scores


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("--pipeline", default=None)
    parser.add_argument("--part", default="dev", choices=["dev", "test"])
    parser.add_argument("--genres", action="store_true")
    args = parser.parse_args()
    print(json.dumps(evaluate(english.load(args.pipeline), args.corpora, args.part, args.genres), indent=1))


if __name__ == "__main__":
    main()
