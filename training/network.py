"""The two networks in PyTorch, and their weights as the rooms of kg take them."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from kg.encoder import LETTERS
from kg.nametagger import follows
from training.lstm import Lstm, steps

NORMS, SHAPES, NORM_WIDTH, SHAPE_WIDTH, LETTER_WIDTH, SPELLING = 6000, 600, 32, 16, 24, 64
NEVER, LEAST = -1e4, 1e-30


class Encoder(nn.Module):
    """Words by themselves, then bidirectional LSTM layers.

    ``extra`` numbers a word may come from elsewhere. ``shared``: the same states of all words of a sequence
    are dropped (Gal & Ghahramani 2016), otherwise of each word others.
    """

    def __init__(
        self, vectors: Tensor, hidden: int, layers: int, dropout: float, extra: int = 0, shared: bool = True
    ) -> None:
        super().__init__()
        self.shared = shared
        blank = torch.zeros(1, vectors.shape[1])
        self.vectors = nn.Parameter(torch.cat([blank, vectors]), requires_grad=False)
        self.norms = nn.Embedding(NORMS + 1, NORM_WIDTH, padding_idx=0)
        nn.init.normal_(self.norms.weight, 0, 0.1)
        self.shapes = nn.Embedding(SHAPES + 1, SHAPE_WIDTH, padding_idx=0)
        self.letters = nn.Embedding(len(LETTERS) + 2, LETTER_WIDTH, padding_idx=0)
        self.spelling = nn.Conv1d(LETTER_WIDTH, SPELLING, 3, padding=1)
        width = vectors.shape[1] + NORM_WIDTH + SHAPE_WIDTH + SPELLING + extra
        self.layers = nn.ModuleList(Lstm(width if not i else 2 * hidden, hidden) for i in range(layers))
        self.dropout = dropout

    def words(self, numbers: Tensor, letters: Tensor) -> Tensor:
        """Rows of vector, norm (two) and shape (batch × words × 4), and letters, as numbers."""
        batch, size = numbers.shape[:2]
        rows, norms = numbers[..., 0], self.norms(numbers[..., 1]) + self.norms(numbers[..., 2])
        if self.training:  # now and then a word is unknown
            rows = rows * (torch.rand(rows.shape) > 0.04)
            norms = norms * (torch.rand(batch, size, 1) > 0.2)
        spelt = self.spelling(self.letters(letters.flatten(0, 1)).transpose(1, 2)).max(2).values
        parts = [functional.embedding(rows, self.vectors), norms, self.shapes(numbers[..., 3])]
        return torch.cat([*parts, torch.tanh(spelt).view(batch, size, -1)], -1)

    def forward(self, words: Tensor, lengths: Tensor) -> list[Tensor]:
        """The states of each layer (batch × words × 2 hidden)."""
        x = functional.dropout(words, 0.75 * self.dropout, self.training)
        states, walk = [], steps(lengths, x.shape[1])
        for layer in self.layers:
            x = layer(x, walk)
            if self.training:
                size = (len(x), 1 if self.shared else x.shape[1], x.shape[2])
                x = x * (torch.rand(*size) > self.dropout) / (1 - self.dropout)
            states.append(x)
        return states

    def weights(self) -> dict[str, Tensor]:
        """What ``kg.encoder.Embedding`` takes."""
        spelling = self.spelling.weight  # out × in × 3
        letters = torch.stack([self.letters.weight @ spelling[:, :, place].T for place in range(3)])
        return {
            "norms": self.norms.weight,
            "shapes": self.shapes.weight,
            "letters": letters,
            "letters_bias": self.spelling.bias,
        }


def linear(layer: nn.Linear, name: str) -> dict[str, Tensor]:
    return {name: layer.weight.T, name + "_bias": layer.bias}


def _with_one(x: Tensor) -> Tensor:
    return torch.cat([x, torch.ones(*x.shape[:-1], 1)], -1)


class Trees(nn.Module):
    """Tags, sentence starts, heads and relations; see ``kg.parser``.

    ``gold`` is batch × words × 5: tag, head (0 for the root, else the word's place from 1), relation,
    number of the sentence, start; -1 for unknown.
    """

    def __init__(self, vectors: Tensor, tags: list[str], relations: list[str], **size: Any) -> None:
        super().__init__()
        hidden, arc, relation = size.get("hidden", 200), size.get("arc", 200), size.get("relation", 64)
        self.dropout = size.get("dropout", 0.33)
        self.names = {"tags": tags, "relations": relations}
        self.encoder = Encoder(vectors, hidden, size.get("layers", 2), self.dropout)
        layers = size.get("layers", 2)
        self.tagger, self.starts = (
            nn.Linear(2 * layers * hidden, len(tags)),
            nn.Linear(2 * layers * hidden, 1),
        )
        self.heads, self.dependents = nn.Linear(2 * hidden, arc), nn.Linear(2 * hidden, arc)
        self.relation_heads = nn.Linear(2 * hidden, relation)
        self.relation_dependents = nn.Linear(2 * hidden, relation)
        self.root = nn.Parameter(torch.randn(2 * hidden) * 0.1)
        self.arcs = nn.Parameter(nn.init.orthogonal_(torch.empty(arc + 1, arc)))
        self.pairs = nn.Parameter(torch.randn(len(relations), relation + 1, relation + 1) * 0.05)

    def _active(self, layer: nn.Linear, x: Tensor) -> Tensor:
        return functional.dropout(functional.leaky_relu(layer(x), 0.1), self.dropout, self.training)

    def scores(self, numbers: Tensor, letters: Tensor, lengths: Tensor, gold: Tensor) -> dict[str, Tensor]:
        """Of tags, starts and heads, heads outside the (gold) sentence ruled out; states for relations."""
        states = self.encoder(self.encoder.words(numbers, letters), lengths)
        every, top = torch.cat(states, -1), states[-1]
        rooted = torch.cat([self.root.expand(len(top), 1, -1), top], 1)
        heads, dependents = self._active(self.heads, rooted), self._active(self.dependents, top)
        arcs = torch.einsum("bia,ac,bjc->bij", _with_one(dependents), self.arcs, heads)
        sentence = gold[..., 3]
        same = (sentence[:, :, None] == sentence[:, None]) & (sentence[:, :, None] >= 0)
        same &= ~torch.eye(sentence.shape[1], dtype=torch.bool)
        lawful = torch.cat([torch.ones(*sentence.shape, 1, dtype=torch.bool), same], 2)
        return {
            "tags": self.tagger(every),
            "starts": self.starts(every)[..., 0],
            "heads": arcs.masked_fill(~lawful, NEVER),
            "first": self._active(self.relation_dependents, top),
            "second": self._active(self.relation_heads, rooted),
        }

    def relations(self, scores: dict[str, Tensor], heads: Tensor) -> Tensor:
        """Scores of the relations to these heads (batch × words × relations)."""
        second = scores["second"]
        chosen = torch.gather(second, 1, heads[..., None].expand(*heads.shape, second.shape[-1]))
        return torch.einsum("bti,lij,btj->btl", _with_one(scores["first"]), self.pairs, _with_one(chosen))

    def loss(self, numbers: Tensor, letters: Tensor, lengths: Tensor, gold: Tensor) -> Tensor:
        """The sum of four cross entropies, each a mean over words."""
        scores = self.scores(numbers, letters, lengths, gold)
        tags, heads, relations, sentence, starts = gold.unbind(-1)
        there = sentence >= 0
        known, related = there & (tags >= 0), there & (relations >= 0)
        found = self.relations(scores, heads.clamp(min=0))
        return (
            functional.cross_entropy(scores["heads"][there], heads[there])
            + functional.cross_entropy(found[related], relations[related])
            + functional.cross_entropy(scores["tags"][known], tags[known], label_smoothing=0.03)
            + functional.binary_cross_entropy_with_logits(scores["starts"][there], starts[there].float())
        )

    def right(self, numbers: Tensor, letters: Tensor, lengths: Tensor, gold: Tensor) -> dict[str, int]:
        """Counts for a score: words, tags, heads and relations that are right, in gold sentences."""
        scores = self.scores(numbers, letters, lengths, gold)
        tags, heads, relations, sentence, _ = gold.unbind(-1)
        there = sentence >= 0
        best = scores["heads"].argmax(2)
        headed = (best == heads) & there
        labelled = headed & (self.relations(scores, best).argmax(2) == relations)
        counts = {"words": there, "tags": (scores["tags"].argmax(2) == tags) & there}
        counts |= {"heads": headed, "relations": labelled}
        return {name: int(found.sum()) for name, found in counts.items()}

    def weights(self) -> dict[str, np.ndarray[Any, Any]]:
        """As ``kg.parser.Parser`` takes them."""
        found = self.encoder.weights()
        for number, layer in enumerate(self.encoder.layers):
            found |= layer.weights(f"layer{number}_")
        for name in ("tagger", "starts", "heads", "dependents", "relation_heads", "relation_dependents"):
            found |= linear(getattr(self, name), name)
        found |= {"root": self.root[None], "arcs": self.arcs, "relation_pairs": self.pairs}
        return numbers_of(found)


class Names(nn.Module):
    """Marks of names; see ``kg.nametagger``. ``gold`` is batch × words × 2: mark (-1 for unknown), tag."""

    def __init__(self, vectors: Tensor, marks: list[str], tags: list[str], **size: Any) -> None:
        super().__init__()
        hidden, self.dropout = size.get("hidden", 160), size.get("dropout", 0.4)
        self.names = {"marks": marks, "known_tags": tags}
        self.encoder = Encoder(vectors, hidden, 1, self.dropout, extra=16, shared=False)
        self.tags = nn.Embedding(len(tags) + 1, 16)
        self.out = nn.Linear(2 * hidden, len(marks))
        self.moves, self.first, self.last = (
            nn.Parameter(torch.zeros(*shape)) for shape in ((len(marks),) * 2, (len(marks),), (len(marks),))
        )
        self.lawful = torch.tensor([[follows(a, b) for b in marks] for a in marks])
        self.opens = torch.tensor([mark[0] in "OBU" for mark in marks])
        self.closes = torch.tensor([mark[0] in "OLU" for mark in marks])

    def emissions(self, numbers: Tensor, letters: Tensor, lengths: Tensor, gold: Tensor) -> Tensor:
        words = torch.cat([self.encoder.words(numbers, letters), self.tags(gold[..., 1].clamp(min=0))], -1)
        return self.out(self.encoder(words, lengths)[0])

    def _total(self, scores: Tensor, there: Tensor) -> Tensor:
        """The logarithm of the sum over all lawful sequences (forward algorithm)."""
        moves = self.moves.exp() * self.lawful
        value = scores[:, 0] + self.first.masked_fill(~self.opens, NEVER)
        for t in range(1, scores.shape[1]):
            peak = value.detach().max(1, keepdim=True).values  # a product of matrices instead of many sums
            after = ((value - peak).exp() @ moves).clamp(min=LEAST).log() + peak + scores[:, t]
            value = torch.where(there[:, t, None], after, value)
        return torch.logsumexp(value + self.last.masked_fill(~self.closes, NEVER), 1)

    def loss(self, numbers: Tensor, letters: Tensor, lengths: Tensor, gold: Tensor) -> Tensor:
        """Minus the logarithm of gold's probability, a word; words without a mark may have any."""
        scores = self.emissions(numbers, letters, lengths, gold)
        there = torch.arange(scores.shape[1]) < lengths[:, None]
        marks = gold[..., 0]
        allowed = functional.one_hot(marks.clamp(min=0), scores.shape[2]).bool() | (marks < 0)[..., None]
        given = self._total(scores.masked_fill(~allowed, NEVER), there)
        return (self._total(scores, there) - given).sum() / there.sum()

    def right(self, numbers: Tensor, letters: Tensor, lengths: Tensor, gold: Tensor) -> dict[str, int]:
        """Counts for a score: names found, names of gold, names right."""
        scores = self.emissions(numbers, letters, lengths, gold)
        counts = {"found": 0, "gold": 0, "right": 0}
        for row, marks, length in zip(scores, gold[..., 0], lengths.tolist(), strict=True):
            found = self._names(self._best(row[:length]))
            named = self._names(marks[:length].clamp(min=0).tolist())
            counts["found"] += len(found)
            counts["gold"] += len(named)
            counts["right"] += len(found & named)
        return counts

    def _best(self, scores: Tensor) -> list[int]:
        moves = self.moves.masked_fill(~self.lawful, NEVER)
        value, back = scores[0] + self.first.masked_fill(~self.opens, NEVER), []
        for row in scores[1:]:
            best, place = (value[:, None] + moves).max(0)
            back.append(place)
            value = best + row
        marks = [int((value + self.last.masked_fill(~self.closes, NEVER)).argmax())]
        for place in reversed(back):
            marks.append(int(place[marks[-1]]))
        return marks[::-1]

    def _names(self, marks: list[int]) -> set[tuple[int, int, str]]:
        found, first = set(), 0
        for i, number in enumerate(marks):
            mark = self.names["marks"][number]
            first = i if mark[0] in "BU" else first
            if mark[0] in "LU":
                found.add((first, i, mark[2:]))
        return found

    def weights(self) -> dict[str, np.ndarray[Any, Any]]:
        """As ``kg.nametagger.NameTagger`` takes them."""
        found = self.encoder.weights() | self.encoder.layers[0].weights("") | linear(self.out, "out")
        found |= {"tags": self.tags.weight, "moves": self.moves, "first": self.first, "last": self.last}
        return numbers_of(found)


def numbers_of(weights: dict[str, Tensor]) -> dict[str, np.ndarray[Any, Any]]:
    return {name: np.ascontiguousarray(w.detach().numpy()).astype("float32") for name, w in weights.items()}
