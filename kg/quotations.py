"""What stands between quotation marks, over as many sentences as it goes on, and who says it."""

from __future__ import annotations

from dataclasses import dataclass

from kg.records import Lexicon
from kg.syntax import Tree

_REACH = 40  # sentences after which a mark that nobody closed is forgotten
_SHORT = 4  # tokens of words in marks that nobody need have said: the "caliphate"


@dataclass(slots=True)
class Quotation:
    """Tokens ``[first, last)`` between two marks; ``speaker`` is the token of who says them, -1 for none."""

    first: int
    last: int
    speaker: int = -1


class Quotations:
    """The quotations of one tree."""

    def __init__(self, tree: Tree, lexicon: Lexicon) -> None:
        self.tree, self.lexicon = tree, lexicon
        self.found = [Quotation(first, last) for first, last in self._spans()]
        self.inside: dict[int, Quotation] = {i: q for q in self.found for i in range(q.first, q.last)}
        before: Quotation | None = None
        for quotation in self.found:
            if self._is_speech(quotation):
                quotation.speaker = self._speaker(quotation, before)
                before = quotation

    def at(self, i: int) -> Quotation | None:
        """The quotation that token ``i`` is in."""
        return self.inside.get(i)

    def speaker(self, i: int) -> int:
        """The token of who says the quotation around token ``i``, -1 for none."""
        quotation = self.inside.get(i)
        return quotation.speaker if quotation else -1

    # ------------------------------------------------------------ marks

    def _spans(self) -> list[tuple[int, int]]:
        """Token ranges between marks; a mark at the start of a paragraph goes on with what is open."""
        tree, spans, start = self.tree, list[tuple[int, int]](), -1
        for i, word in enumerate(tree.text):
            if word not in ('"', "''", "``"):
                continue
            opens = self._opens(i)
            if start < 0 and opens is not False:
                start = i + 1
            elif start >= 0 and tree.sentence[i] - tree.sentence[start - 1] > _REACH:
                start = i + 1 if opens else -1
            elif start >= 0 and opens is not True:
                spans.append((start, i))
                start = -1
        return [(first, last) for first, last in spans if first < last]

    def _opens(self, i: int) -> bool | None:
        """Whether the mark at ``i`` opens, by the spaces around it; ``None`` where they do not tell."""
        tree = self.tree
        before = i > 0 and tree.end[i - 1] == tree.start[i]
        after = i + 1 < len(tree) and tree.end[i] == tree.start[i + 1]
        return None if before == after else after

    def _is_speech(self, quotation: Quotation) -> bool:
        return quotation.last - quotation.first >= _SHORT

    # ------------------------------------------------------------ speakers

    def _speaker(self, quotation: Quotation, before: Quotation | None) -> int:
        """Who says it: named after it, before it, in the sentence before, or who spoke right before."""
        tree = self.tree
        opening, closing = tree.sentence[quotation.first], tree.sentence[quotation.last - 1]
        last = tree.sentences[closing][1]
        if (found := self._said_in(quotation.last, last)) >= 0:
            return found
        first = tree.sentences[opening][0]
        if (found := self._said_in(first, quotation.first)) >= 0:
            return found
        if closing + 1 < len(tree.sentences) and last - quotation.last <= 1:  # '…." X said.'
            start, stop = tree.sentences[closing + 1]
            found = self._said_in(start, min(stop, start + 6))
            if found >= 0 and stop - start <= 8:
                return found
        begins = quotation.first - first <= 1
        if begins and opening > 0:
            start, stop = tree.sentences[opening - 1]
            if (found := self._said_in(start, stop)) >= 0:
                return found
            if before and before.last >= start:  # the quotation before ends in the sentence before
                return before.speaker
        return -1

    def _said_in(self, first: int, last: int) -> int:
        """The subject of a verb of saying among tokens ``first`` to ``last`` that stand in no marks."""
        tree = self.tree
        for i in range(first, last):
            if self._is_spoken(i):
                continue
            if self.lexicon.has("report", tree.lemma[i]) and tree.tag[i].startswith("VB"):
                subject = self._subject(i)
                if subject < 0 and i <= first + 2:
                    subject = self._inverted(i)
                if subject >= 0 and not self._is_spoken(subject):
                    return subject
            elif tree.text[i].lower() == "according":
                around = [*tree.kids(i, "obl", "nmod"), tree.head[i]]
                for k in around:
                    if k > i and tree.pos[k] in ("NOUN", "PROPN", "PRON"):
                        return k
        return -1

    def _inverted(self, verb: int) -> int:
        """ "“…,” denounced the party": who speaks, taken for the object of the verb right after the marks."""
        tree = self.tree
        finite = tree.tag[verb] in ("VBD", "VBZ", "VBP")
        return next((k for k in tree.kids(verb, "obj") if finite and k > verb), -1)

    def _is_spoken(self, i: int) -> bool:
        return i in self.inside and self._is_speech(self.inside[i])

    def _subject(self, verb: int) -> int:
        """The subject of a verb of saying, shared with the verbs above it where it has none; -1 for none."""
        tree = self.tree
        for v in (verb, *tree.ancestors(verb)):
            if subjects := tree.kids(v, "nsubj"):
                return subjects[0]
            if tree.dep[v] not in ("conj", "advcl", "xcomp"):
                return -1
        return -1
