"""How the words of a frame are meant: their status by the sentence, by their kind and by the frame."""

from __future__ import annotations

from kg.clauses import Predicate
from kg.frames import Evoked
from kg.qualifiers import ASSERTED, NEGATED, Qualifiers
from kg.records import Frame, Lexicon
from kg.syntax import Tree

DENIED = "denied"  # status of a frame whose words state something only where the text negates them
_HOME = "home"


class Meaning:
    """Reads how predicates are meant in one article."""

    def __init__(self, tree: Tree, lexicon: Lexicon, qualifiers: Qualifiers, evoked: Evoked) -> None:
        self.tree, self.lexicon = tree, lexicon
        self.qualifiers, self.evoked = qualifiers, evoked

    def status(self, predicate: Predicate) -> tuple[str, int]:
        """The status of a predicate and the word that makes it so, a noun of a verb's words included: "has
        no faith in X"."""
        used = self.evoked.verb_frames(predicate.token)[2] if predicate.kind == "verb" else []
        for k in (k for noun in used for k in self.tree.kids(noun, "det")):
            if self.lexicon.has("not", self.tree.text[k].lower()):
                return NEGATED, k
        return self.qualifiers.status(predicate.token, predicate.governor)

    def of(self, predicate: Predicate, frame: Frame, status: str, token: int) -> tuple[str, int] | None:
        """The status of what ``frame`` states by a predicate of ``status``; none where it states nothing."""
        if frame.status == DENIED:  # "had no right to", "is not fit"
            return (ASSERTED, token) if status == NEGATED else None
        return (ASSERTED, -1) if self._presupposed(predicate, frame) else (status, token)

    def _presupposed(self, predicate: Predicate, frame: Frame) -> bool:
        """A word that only describes ("the president of X", "X-backed") is meant as fact, wherever it is."""
        tree, i = self.tree, predicate.token
        if predicate.kind in ("adjective", "prefix") or tree.dep[i] == "amod":
            return tree.dep[i] == "amod" or predicate.kind == "prefix" or bool(predicate.roles.get("stem"))
        # "his government" is there whatever somebody intends to do to it
        describes = all(
            {r.partition(":")[0] for r in s.subject} == {"self"} or s.object == (_HOME,) for s in frame.states
        )
        predicative = tree.kids(i, "cop", "nsubj") or tree.dep[i] in ("xcomp", "root") or tree.case(i) == "as"
        return predicate.kind == "noun" and describes and not predicative
