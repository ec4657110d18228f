"""Trains one part of the pipeline; a run that was broken off goes on from its last checkpoint.

python -m training.train trees        # tagger and parser
python -m training.train names        # names
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from spacy import util
from spacy.language import Language
from spacy.training.initialize import init_nlp
from spacy.training.loop import train
from thinc.api import NumpyOps, set_current_ops

import kg.english  # noqa: F401 - registers tokenizer and components
import training.readers  # noqa: F401 - registers the corpus reader

HERE = Path(__file__).parent


def prepared(config: Any) -> Language:
    """An initialised pipeline that knows every label of the corpus.

    spaCy looks at the first hundred documents only when the corpus is a stream, so the stream is
    switched on after that.
    """
    config["training"]["max_epochs"] = 0
    nlp = init_nlp(config)
    nlp.config["training"]["max_epochs"] = -1
    return nlp


def take_weights(nlp: Language, checkpoint: Path) -> None:
    """Go on from a checkpoint: every weight whose shape and label fit."""
    old = util.load_model(checkpoint)
    for name in nlp.pipe_names:
        new_model, old_model = nlp.get_pipe(name).model, old.get_pipe(name).model
        for new, source in zip(new_model.walk(), old_model.walk(), strict=True):
            for param in new.param_names:
                if not (new.has_param(param) and source.has_param(param)):
                    continue
                value, current = source.get_param(param), new.get_param(param)
                moves = getattr(nlp.get_pipe(name), "moves", None)
                if moves is not None and current.shape[0] == moves.n_moves:
                    new.set_param(param, _by_action(nlp.get_pipe(name), old.get_pipe(name), current, value))
                elif current.shape == value.shape:
                    new.set_param(param, value.copy())


def _by_action(new: Any, old: Any, current: Any, value: Any) -> Any:
    """Rows of a parser's last layer, moved to where their actions stand now."""
    places = {old.moves.get_class_name(i): i for i in range(old.moves.n_moves)}
    filled = current.copy()
    for i in range(new.moves.n_moves):
        if (place := places.get(new.moves.get_class_name(i))) is not None:
            filled[i] = value[place]
    return filled


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("part", choices=["trees", "names"])
    parser.add_argument("--out", type=Path)
    parser.add_argument("--steps", type=int, help="instead of the config's max_steps")
    parser.add_argument("--trees", help="names only: the pipeline whose tags they see")
    parser.add_argument("--rate", type=float, help="instead of the config's first learning rate")
    parser.add_argument("--resume", type=Path, metavar="CHECKPOINT", help="go on from these weights")
    args = parser.parse_args()
    # numpy's matrix product is two to three times as fast as the one thinc takes by default
    set_current_ops(NumpyOps(use_blis=False))
    out = args.out or HERE / "work" / f"run-{args.part}"
    out.mkdir(parents=True, exist_ok=True)
    overrides = {
        key: value
        for key, value in (
            ("training.max_steps", args.steps),
            ("paths.trees", args.trees),
            ("training.optimizer.learn_rate.initial_rate", args.rate),
        )
        if value
    }
    config = util.load_config(HERE / "configs" / f"{args.part}.cfg", overrides=overrides, interpolate=False)
    nlp = prepared(config)
    if args.resume:
        take_weights(nlp, args.resume)
    train(nlp, out, stdout=sys.stdout, stderr=sys.stderr)


if __name__ == "__main__":
    main()
