"""Reads lemmas and word classes off the treebanks into the tables of ``kg.words``."""

from __future__ import annotations

import gzip
import importlib.util
import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

from kg.words import Words
from training.convert import Sentence

KINDS = {"VERB": "verb", "AUX": "verb", "NOUN": "noun", "ADJ": "adj", "ADV": "adj"}
LEAST = 2  # times a form must be seen with a lemma that no rule gives


def lookups() -> dict[str, list[str]]:
    """English lemmas by kind from the package ``spacy-lookups-data``."""
    spec = importlib.util.find_spec("spacy_lookups_data")
    if spec is None or spec.origin is None:
        raise SystemExit("The package spacy-lookups-data is missing: pip install spacy-lookups-data")
    folder = Path(spec.origin).parent / "data"
    index = json.loads(gzip.decompress((folder / "en_lemma_index.json.gz").read_bytes()))
    exceptions = json.loads(gzip.decompress((folder / "en_lemma_exc.json.gz").read_bytes()))
    known = {
        kind: [w for w in index[kind] if w.isalpha() and w.islower() and len(w) > 1]
        for kind in ("verb", "noun", "adj")
    }
    known["irregular"] = [
        f"{kind}\t{form}\t{lemma[0]}"
        for kind in ("verb", "noun", "adj")
        for form, lemma in exceptions[kind].items()
        if form.isalpha() and lemma[0].isalpha()
    ]
    return known


def _irregular(entries: Iterable[str]) -> dict[str, str]:
    """Irregular forms under the tags that they may have."""
    tags = {"verb": ("VBD", "VBN", "VBG", "VBZ"), "noun": ("NNS",), "adj": ("JJR", "JJS", "RBR", "RBS")}
    found = {}
    for entry in entries:
        kind, form, lemma = entry.split("\t")
        found.update({f"{form}\t{tag}": lemma for tag in tags[kind]})
    return found


def _majority(counts: Counter[str]) -> str:
    return counts.most_common(1)[0][0]


def lemma_table(sentences: list[Sentence], known: dict[str, list[str]]) -> dict[str, str]:
    """Lemmas that the rules would get wrong, by form and tag; by exact form where case matters."""
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    for sentence in sentences:
        for word in sentence.words:
            seen[f"{word.form}\t{word.tag}"][word.lemma] += 1
            if word.form != word.form.lower():
                seen[f"{word.form.lower()}\t{word.tag}"][word.lemma] += 1
    table = _irregular(known.pop("irregular"))
    words = Words(table, dict(known), {})
    for key in sorted(seen, key=lambda k: (k != k.lower(), k)):
        form, tag = key.split("\t")
        lemma = _majority(seen[key])
        if seen[key][lemma] >= LEAST and words.lemma(form, tag) != lemma:
            table[key] = lemma
    return table


def class_table(sentences: list[Sentence]) -> dict[str, str]:
    """Word classes by tag, by tag and relation, and by form where those are not enough."""
    rows = [(w.form.lower(), w.tag, w.dep if w.head else "ROOT", w.pos) for s in sentences for w in s.words]
    table: dict[str, str] = {"_SP": "SPACE"}
    words = Words({}, {}, table)
    for depth in range(4):
        counts: dict[str, Counter[str]] = defaultdict(Counter)
        for form, tag, dep, pos in rows:
            key = [tag, f"{tag}\t{dep}", f"{form}\t{tag}", f"{form}\t{tag}\t{dep}"][depth]
            counts[key][pos] += 1
        for form, tag, dep, _ in dict.fromkeys(rows):
            key = [tag, f"{tag}\t{dep}", f"{form}\t{tag}", f"{form}\t{tag}\t{dep}"][depth]
            best = _majority(counts[key])
            if counts[key][best] >= LEAST and (depth < 2 or words.word_class(form, tag, dep) != best):
                table[key] = best
    return table


def learn(sentences: list[Sentence], known: dict[str, list[str]] | None = None) -> Words:
    """The tables from trees and a list of known lemmas."""
    known = known if known is not None else lookups()
    for word in (w for s in sentences for w in s.words):
        if (kind := KINDS.get(word.pos)) and word.lemma.islower():
            known[kind].append(word.lemma)
    lemmas = lemma_table(sentences, known)
    known.pop("irregular", None)
    return Words(lemmas, dict(known), class_table(sentences))
