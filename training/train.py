"""Trains one network of the pipeline; a run that was broken off goes on after its last whole epoch.

python -m training.train trees     # tags, sentences, heads and relations
python -m training.train names     # names, over the tags of the trees' run

Needs PyTorch. Prints the scores on the dev part after each epoch, with gold's words and sentences; of heads
and relations punctuation is counted too.
"""

from __future__ import annotations

import argparse
import math
import random
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import torch
from spacy.language import Language
from spacy.tokens import Doc, DocBin
from spacy.util import load_model
from torch import nn

import kg.tokenization  # noqa: F401 - registers tokenizer and vectors
from kg.nametagger import NameTagger
from kg.parser import Parser
from training.convert import NAME_LABELS
from training.network import Names, Trees
from training.readers import epochs
from training.samples import Sample, batches, name_samples, padded, tree_samples

WORK = Path(__file__).parent / "work"
CYCLES = {"trees": (12, 15), "names": (4, 7)}  # epochs; each cycle starts at a high rate again
WORDS = {"trees": 960, "names": 640}  # of a batch
RATE, WARM, LEAST = 1.5e-3, 300, 0.03  # greatest rate, steps towards it, share of it that is left in the end
CLIP = {"trees": 5.0, "names": 2.0}  # the gradient's greatest norm
AVERAGED = 5  # every how many steps the weights enter their average


class Average:
    """The exponential average of a network's weights, which scores better than the last ones."""

    def __init__(self, network: nn.Module) -> None:
        self.weights = {name: w.clone() for name, w in network.state_dict().items()}

    def add(self, network: nn.Module, step: int) -> None:
        share = min(0.99, (1 + step / AVERAGED) / (10 + step / AVERAGED))
        for name, weight in network.state_dict().items():
            self.weights[name].mul_(share).add_(weight, alpha=1 - share)


class Task:
    """Data, labels and network of one part."""

    def __init__(self, part: str, nlp: Language, first: int, size: dict[str, Any]) -> None:
        self.part, self.nlp = part, nlp
        self.stream: Iterator[list[Doc]] = epochs(nlp, WORK / part, first)
        docs = next(epochs(nlp, WORK / part, 0))
        vectors = torch.tensor(nlp.vocab.vectors.data)
        self.tags = sorted({t.tag_ for d in docs for t in d if t.tag_})
        if part == "trees":
            self.relations = sorted({t.dep_ for d in docs for t in d})
            self.network: Any = Trees(vectors, self.tags, self.relations, **size)
        else:
            parser = Parser(nlp.vocab).from_disk(WORK / "run-trees")
            self.parser, self.tags = parser, parser.tags
            kinds = sorted(set(NAME_LABELS.values()))
            self.marks = ["O", *(f"{place}-{kind}" for kind in kinds for place in "BILU")]
            self.network = Names(vectors, self.marks, self.tags, **size)

    def samples(self, docs: list[Doc]) -> Iterable[Sample]:
        if self.part == "trees":
            return tree_samples(docs, self.tags, self.relations)
        tagged = self.parser.pipe(Doc(d.vocab, words=[t.text for t in d]) for d in docs)
        return name_samples(docs, ([t.tag_ for t in d] for d in tagged), self.marks, self.tags)

    def score(self) -> str:
        """Scores on the dev part, in words."""
        docs = list(DocBin().from_disk(WORK / f"{self.part}-dev.spacy").get_docs(self.nlp.vocab))
        counts: dict[str, int] = {}
        self.network.eval()
        with torch.no_grad():
            for batch in batches(list(self.samples(docs)), WORDS[self.part], random.Random(0)):
                for name, count in self.network.right(*padded(batch)).items():
                    counts[name] = counts.get(name, 0) + count
        self.network.train()
        if self.part == "names":
            return f"F1 {200 * counts['right'] / (counts['found'] + counts['gold']):.2f}"
        return " ".join(f"{k} {100 * counts[k] / counts['words']:.2f}" for k in counts if k != "words")

    def save(self, folder: Path) -> None:
        """The weights as the pipeline takes them."""
        component = (Parser if self.part == "trees" else NameTagger)(self.nlp.vocab)
        first, second = (self.network.names[name] for name in component.LISTS)
        component.prepare(self.network.weights(), first, second)
        component.to_disk(folder)


def rate(step: int, epoch: int, share: float, cycles: tuple[int, ...]) -> float:
    """Down along a cosine in each cycle (Loshchilov & Hutter 2017); in the first steps up.

    ``share`` is how much of the epoch is done.
    """
    begun = 0
    for length in cycles:
        if epoch < begun + length:
            break
        begun += length
    cosine = 0.5 * (1 + math.cos(math.pi * min(1.0, (epoch - begun + share) / length)))
    return RATE * min(1.0, (step + 1) / WARM) * (LEAST + (1 - LEAST) * cosine)


def train(task: Task, folder: Path, cycles: tuple[int, ...]) -> None:
    """All epochs that are still to do; a checkpoint after each."""
    network, checkpoint = task.network, folder / "checkpoint.pt"
    learnt = [w for w in network.parameters() if w.requires_grad]
    optimizer = torch.optim.AdamW(learnt, lr=RATE, weight_decay=0.01, betas=(0.9, 0.95))
    average, step, first = Average(network), 0, 0
    if checkpoint.exists():
        kept = torch.load(checkpoint)
        network.load_state_dict(kept["network"])
        optimizer.load_state_dict(kept["optimizer"])
        average.weights, step, first = kept["average"], kept["step"], kept["epoch"] + 1
    for epoch in range(first, sum(cycles)):
        begun, lost = time.perf_counter(), 0.0
        torch.manual_seed(epoch)
        cut = batches(list(task.samples(next(task.stream))), WORDS[task.part], random.Random(epoch))
        for number, batch in enumerate(cut):
            for group in optimizer.param_groups:
                group["lr"] = rate(step, epoch, number / len(cut), cycles)
            loss = network.loss(*padded(batch))
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(learnt, CLIP[task.part])
            optimizer.step()
            step, lost = step + 1, lost + loss.item()
            if step % AVERAGED == 0:
                average.add(network, step)
        kept = {"optimizer": optimizer.state_dict(), "average": average.weights, "step": step, "epoch": epoch}
        torch.save(kept | {"network": network.state_dict()}, checkpoint)
        current = {name: w.clone() for name, w in network.state_dict().items()}
        network.load_state_dict(average.weights)
        passed = time.perf_counter() - begun
        print(f"epoch {epoch}  loss {lost / len(cut):.3f}  {task.score()}  {passed:.0f} s", flush=True)
        task.save(folder)
        network.load_state_dict(current)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("part", choices=["trees", "names"])
    parser.add_argument("--cycles", type=int, nargs="+", metavar="EPOCHS", help="instead of the usual ones")
    parser.add_argument("--hidden", type=int, help="units of a layer and direction")
    parser.add_argument("--layers", type=int, help="of the trees; names have one")
    parser.add_argument("--dropout", type=float)
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    args = parser.parse_args()
    if args.layers and args.part == "names":
        parser.error("--layers is for trees: the name tagger has one layer")
    size = {k: v for k in ("hidden", "layers", "dropout") if (v := getattr(args, k)) is not None}
    torch.set_num_threads(args.threads)
    folder = WORK / f"run-{args.part}"
    folder.mkdir(parents=True, exist_ok=True)
    done = torch.load(folder / "checkpoint.pt")["epoch"] + 1 if (folder / "checkpoint.pt").exists() else 0
    torch.manual_seed(1)
    task = Task(args.part, load_model(WORK / "vectors"), done, size)
    train(task, folder, tuple(args.cycles or CYCLES[args.part]))


if __name__ == "__main__":
    main()
