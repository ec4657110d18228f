"""Puts the trained parts together into the folder that is shipped."""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path
from typing import Any

import spacy
import srsly
from spacy.language import Language

import kg.english  # noqa: F401 - registers components
from training.convert import trees as treebanks
from training.words import learn

HERE = Path(__file__).parent
WORK = HERE / "work"
TRAINING_ONLY = ("training", "corpora", "initialize", "pretraining", "paths", "system")
TOKENIZER = {"@tokenizers": "kg.tokenizer.v1"}
META, SCORES = HERE / "meta.json", HERE / "scores.json"


def assemble(trees: Path, names: Path, corpora: Path) -> Language:
    """Lines, tags and trees, word tables and names in one pipeline over the word vectors."""
    config = {"batch_size": 8, "tokenizer": TOKENIZER, "vectors": {"@vectors": "kg.vectors.v1"}}
    nlp = spacy.blank("en", config={"nlp": config})
    nlp.vocab.from_disk(WORK / "vectors" / "vocab")
    nlp.add_pipe("kg_lines")
    nlp.add_pipe("kg_parser").from_disk(trees)  # type: ignore[attr-defined]
    nlp.add_pipe("kg_words").words = learn(treebanks(corpora, "train"))  # type: ignore[attr-defined]
    nlp.add_pipe("kg_names").from_disk(names)  # type: ignore[attr-defined]
    nlp.add_pipe("kg_trim")
    return nlp


def needed_strings(nlp: Language) -> list[str]:
    """Strings that a fresh load must know: labels, and words of the tokenizer's exceptions."""
    strings = set(spacy.blank("en", config={"nlp": {"tokenizer": TOKENIZER}}).vocab.strings)
    for name in nlp.pipe_names:
        strings.update(getattr(nlp.get_pipe(name), "labels", ()))
    return sorted(strings)


def write(nlp: Language, out: Path) -> None:
    """The pipeline without what only training needs."""
    shutil.rmtree(out, ignore_errors=True)
    nlp.to_disk(out)
    srsly.write_json(out / "vocab" / "strings.json", needed_strings(nlp))
    config = nlp.config.copy()
    for section in TRAINING_ONLY:
        config.pop(section, None)
    (out / "config.cfg").write_text(config.to_str(interpolate=False), encoding="utf8")
    meta: dict[str, Any] = json.loads((out / "meta.json").read_text(encoding="utf8"))
    meta.update(json.loads(META.read_text(encoding="utf8")))
    meta.pop("labels", None)
    meta["performance"] = json.loads(SCORES.read_text(encoding="utf8")) if SCORES.exists() else {}
    (out / "meta.json").write_text(json.dumps(meta, indent=1, ensure_ascii=False) + "\n", encoding="utf8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("--trees", type=Path, default=WORK / "run-trees")
    parser.add_argument("--names", type=Path, default=WORK / "run-names")
    parser.add_argument("--out", type=Path, default=HERE.parent / "english")
    args = parser.parse_args()
    write(assemble(args.trees, args.names, args.corpora), args.out)
    size = sum(f.stat().st_size for f in args.out.rglob("*") if f.is_file())
    print(f"{args.out}: {size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
