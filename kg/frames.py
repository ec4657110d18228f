"""Frames found by the words that evoke them."""

from __future__ import annotations

from dataclasses import dataclass, field

from kg.clauses import Clauses
from kg.records import Frame, Ontology, RelationDef
from kg.syntax import Tree
from kg.wording import Wording

ANY = "*"  # a frame's noun that stands for any noun of its role


@dataclass(slots=True)
class Index:
    """Frames by part of speech and first word (verbs) or last word (nouns)."""

    by_word: dict[tuple[str, str], list[tuple[list[str], Frame]]] = field(default_factory=dict)
    adjectives: dict[str, list[Frame]] = field(default_factory=dict)  # those of one word
    prefixes: dict[str, list[Frame]] = field(default_factory=dict)
    any_noun: list[Frame] = field(default_factory=list)
    longer: dict[str, set[str]] = field(default_factory=dict)  # keys of what is of several words, by kind

    @classmethod
    def of(cls, ontology: Ontology) -> Index:
        """The index of an ontology's frames."""
        index = cls()
        for frame in ontology.frames:
            kinds = (
                ("verb", frame.verbs),
                ("noun", frame.nouns),
                ("adjective", frame.adjectives),
                ("prefix", frame.prefixes),
            )
            for kind, lemmas in kinds:
                for lemma in lemmas:
                    words = lemma.split()
                    key = words[-1] if kind == "noun" else words[0]
                    index.by_word.setdefault((kind, key), []).append((words, frame))
        index._sort_out()
        return index

    def _sort_out(self) -> None:
        """Fill in what is asked of every word of a text."""
        for (kind, key), listed in self.by_word.items():
            frames = [frame for words, frame in listed if len(words) == 1]
            if kind == "adjective" and frames:
                self.adjectives[key] = frames
            elif kind == "prefix":
                self.prefixes[key] = [frame for _, frame in listed]
            if any(len(words) > 1 for words, _ in listed):
                self.longer.setdefault(kind, set()).add(key)
        self.any_noun = [frame for _, frame in self.by_word.get(("noun", ANY), ())]


class Evoked:
    """Which frames the words of one article evoke."""

    def __init__(self, tree: Tree, clauses: Clauses, index: Index) -> None:
        self.tree, self.clauses, self.index = tree, clauses, index
        self.wording = Wording(tree, clauses, clauses.lexicon)
        self._of_verb: dict[int, tuple[list[Frame], int, list[int]]] = {}  # each is asked for twice
        self.inside_longer = self._find_inside_longer()

    def verb_frames(self, i: int) -> tuple[list[Frame], int, list[int]]:
        """The frames of the longest words at verb ``i``, their last token, and nouns among them."""
        if i not in self._of_verb:
            self._of_verb[i] = self._find_verb_frames(i)
        return self._of_verb[i]

    def _find_verb_frames(self, i: int) -> tuple[list[Frame], int, list[int]]:
        best: list[Frame] = []
        longest, last, used = 0, i, list[int]()
        listed = self.index.by_word.get(("verb", self.tree.lemma[i]), ())
        longer = self.tree.lemma[i] in self.index.longer.get("verb", ())
        below = self.wording.words_below(i) if longer else set[str]()
        for words, frame in listed:
            if len(words) < longest or not (len(words) == 1 or below.issuperset(words[1:])):
                continue
            fits, end, nouns = self.wording.match(i, words[1:]) if len(words) > 1 else (True, i, [])
            if not fits:
                continue
            if len(words) > longest:
                best, longest, last, used = [], len(words), end, nouns
            best.append(frame)
        return best, last, used

    def deverbal_frames(self, i: int) -> tuple[list[Frame], list[int]]:
        """The frames of a verb and its nouns that noun ``i`` stands for: "calls for X's resignation", "the
        demand that X leave"; with the nouns."""
        tree, best, used = self.tree, list[Frame](), list[int]()
        if tree.lemma[i] not in self.index.longer.get("verb", ()):
            return [], []
        listed = self.index.by_word["verb", tree.lemma[i]]
        below = [k for k in tree.kids(i, "nmod", "acl") if k > i and tree.name[k] < 0]
        beside = tree.kids(tree.head[i], "xcomp", "advcl", "obl") if tree.dep[i] == "obj" else []
        below += [k for k in beside if k > i and self._goes_on(i, k)]
        below += [tree.head[c] for c in range(i + 1, min(i + 2, len(tree))) if tree.dep[c] == "case"]
        nouns = {tree.lemma[k]: k for k in below if tree.name[k] < 0 and tree.tag[k] in ("NN", "NNS", "VB")}
        for words, frame in listed:
            if len(words) == 2 and words[1] in nouns:
                best.append(frame)
                used = [nouns[words[1]]]
        return best, used

    def _goes_on(self, i: int, k: int) -> bool:
        """Whether what stands between noun ``i`` and the phrase of ``k`` is of the two: "a call by X for"."""
        tree = self.tree
        start = min([k, *tree.children[k]])
        return all(i in tree.ancestors(j) or tree.head[j] in (k, tree.head[i]) or tree.dep[j] in
                   ("case", "det", "flat") for j in range(i + 1, start))  # fmt: skip

    def noun_frames(self, i: int) -> tuple[list[Frame], int]:
        """The frames of the longest noun that ends at token ``i``, and its length in tokens; a noun that
        a frame has in the plural goes before its lemma."""
        best: list[Frame] = []
        longest, length = 0, 0
        by_word, text = self.index.by_word, self.tree.text[i].lower()
        listed = by_word.get(("noun", text)) or by_word.get(("noun", self.tree.lemma[i]))
        if not listed and text[-1:] == ".":  # "Rep."
            listed = by_word.get(("noun", text[:-1]))
        for words, frame in listed or ():
            tokens = self._preceded(i, words[:-1])
            if len(words) < longest or tokens < 0:
                continue
            if len(words) > longest:
                best, longest, length = [], len(words), tokens + 1
            best.append(frame)
        return best, length

    def named(self, noun: str) -> list[Frame]:
        """The frames that have just this noun."""
        words = noun.split()
        return [frame for own, frame in self.index.by_word.get(("noun", words[-1]), ()) if own == words]

    def _preceded(self, i: int, words: list[str]) -> int:
        """How many tokens before ``i`` spell ``words``, hyphens aside; -1 when they do not."""
        j = i - 1
        for word in reversed(words):
            while j >= 0 and self.tree.text[j] == "-":
                j -= 1
            if j < 0 or word not in (self.tree.lemma[j], self.tree.text[j].lower()):
                return -1
            j -= 1
        return i - 1 - j

    def _find_inside_longer(self) -> set[int]:
        """Tokens that are only part of a longer noun: "head" and "state" of "head of state"."""
        inside: set[int] = set()
        ends = self.index.longer.get("noun", set())
        for i, (text, lemma) in enumerate(zip(self.tree.text, self.tree.lemma, strict=True)):
            if self.tree.name[i] >= 0:
                continue
            if self.clauses.is_verbal(i):
                inside.update(self.verb_frames(i)[2])
            if lemma in ends or (word := text.lower()) in ends or word.rstrip(".") in ends:
                best, length = self.noun_frames(i)
                if best and length > 1:
                    inside.update(range(i - length + 1, i))
        return inside

    def befallen(self, i: int, relations: dict[str, RelationDef]) -> list[int]:
        """Whom the deed that noun ``i`` names is done to by its "of": "the murder of X"; its tokens."""
        states = [s for f in self.noun_frames(i)[0] for s in f.states if "of" in s.object]
        if not any(relations[s.relation].sign < 0 for s in states):
            return []
        return [
            j for k in self.tree.kids(i, "nmod") if self.tree.case(k) == "of" for j in self.tree.conjuncts(k)
        ]
