"""The English pipeline: the one that is shipped, or any other that can serve.

>>> nlp = load()
>>> [sent.text for sent in nlp("Rebels took Zarqan. The army fled.").sents]
['Rebels took Zarqan.', 'The army fled.']
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from thinc.api import use_ops

import kg.nametagger
import kg.parser
import kg.words  # noqa: F401 - these register components
from kg import clearnlp, tokenization
from kg.errors import PipelineError
from kg.names import data_path

VARIABLE = "KG_PIPELINE"
PROBE = "Farmers left the town of Strelsau on Monday."
NEEDS = {
    "DEP": ("a parser", "grammar"),
    "TAG": ("a tagger", "word classes"),
    "LEMMA": ("a lemmatizer", "verbs"),
    "ENT_IOB": ("a name tagger (NER)", "names"),
}
UNIVERSAL = frozenset({"nsubj", "obj", "obl", "nmod"})
ADVICE = f"leave --pipeline and {VARIABLE} out to use the one that kg ships"


def load(name: str | None = None) -> Language:
    """The pipeline called ``name`` (package or folder), else ``KG_PIPELINE``, else the shipped one."""
    return _load(name or os.environ.get(VARIABLE) or str(data_path("english")))


@lru_cache(maxsize=4)
def _load(name: str) -> Language:
    nlp = _read(name)
    check(nlp, name)
    return nlp


def _read(name: str) -> Language:
    """Load with numpy's matrix product, two to three times as fast as thinc's own choice."""
    try:
        with use_ops("numpy", use_blis=False):
            nlp = spacy.load(name)
    except (OSError, ValueError, ImportError) as error:
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise PipelineError(
            f"Pipeline {name!r} cannot be loaded ({reason}). Install it, name a folder, or {ADVICE}."
        ) from error
    if clearnlp.speaks(nlp):
        nlp.add_pipe("kg_clearnlp", last=True)
    return nlp


def check(nlp: Language, name: str) -> None:
    """Refuse a pipeline that lacks something kg reads.

    The proof is a parsed sentence, not the list of components: some pipelines do everything in
    their tokenizer.
    """
    doc = nlp(PROBE)
    for annotation, (component, use) in NEEDS.items():
        if not doc.has_annotation(annotation):
            raise PipelineError(
                f"Pipeline {name!r} lacks {component}, which kg needs for {use}. Add one to it, or {ADVICE}."
            )
    if not UNIVERSAL & {token.dep_ for token in doc}:
        found = ", ".join(sorted({token.dep_ for token in doc}))
        raise PipelineError(
            f"Pipeline {name!r} uses grammar labels that kg does not read ({found}); "
            f"take one with Universal Dependencies or ClearNLP labels, or {ADVICE}."
        )


def parse(texts: Iterable[str], nlp: Language, batch_size: int = 8) -> Iterator[Doc]:
    """Parsed texts, in order; small batches fit the processor's cache."""
    yield from nlp.pipe(texts, batch_size=batch_size)


def pipeline_info(source: Language | str | Path | None = None) -> dict[str, Any]:
    """What a pipeline says of itself: name, version, licence, data, scores."""
    if isinstance(source, Language):
        meta = source.meta
    else:
        folder = Path(source) if source else data_path("english")
        try:
            meta = json.loads((folder / "meta.json").read_text(encoding="utf8"))
        except (OSError, ValueError) as error:
            raise PipelineError(
                f"{folder} holds no pipeline: its meta.json cannot be read; {ADVICE}."
            ) from error
    keys = (
        "lang",
        "name",
        "version",
        "description",
        "license",
        "sources",
        "performance",
        "speed",
        "pipeline",
    )
    return {key: meta[key] for key in keys if key in meta}


__all__ = ["check", "load", "parse", "pipeline_info", "tokenization"]
