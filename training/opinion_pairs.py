"""Pairs of actors in one sentence as bags of features that name nobody.

A feature is a string. It speaks of classes, grammar and common words, of what frames evoke near the two,
and of what the article's frames say of them elsewhere; never of a name.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from kg.mentions import Ref
from kg.relations import Found, Relations
from kg.vocabulary import PLACE
from training.opinion_roles import CARRIED, Roles, Words, slot

CONTENT = ("NOUN", "VERB", "ADJ", "ADV")
FAR = 99  # length of a path between tokens that no path joins


@dataclass(frozen=True, slots=True)
class Mention:
    """An actor in a sentence; ``token`` is -1 for a speaker whom a sentence before names."""

    token: int
    ref: Ref

    @property
    def cluster(self) -> int:
        """The number of the actor."""
        return self.ref.actor


@dataclass(slots=True)
class Pair:
    """An ordered pair of actors of one sentence."""

    subject: Mention
    object: Mention
    sentence: int
    status: str  # of the word that joins them
    features: tuple[str, ...] = ()  # sorted


@dataclass(slots=True)
class Known:
    """What the frames say of pairs of actors in one article."""

    of: dict[tuple[int, int], set[str]] = field(default_factory=lambda: defaultdict(set))
    opposed: dict[int, int] = field(default_factory=lambda: defaultdict(int))  # how often an actor is
    opposing: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    together: dict[tuple[int, int], int] = field(default_factory=lambda: defaultdict(int))  # sentences


def bucket(count: int) -> str:
    """A count as one of a few words."""
    return next((str(b) for b in (0, 1, 2, 3, 5, 8, 13, 21) if count <= b), "more")


class Pairs:
    """Finds the pairs of one article that its frames have been read from."""

    def __init__(self, relations: Relations, found: Iterable[Found], words: Words) -> None:
        self.relations, self.resolver, self.tree = relations, relations.resolver, relations.tree
        self.clusters = relations.clusters
        self.roles = Roles(relations, words)
        self.known = Known()
        self.mentions = self._mentions()
        self._learn(found)

    def _mentions(self) -> dict[int, list[Mention]]:
        """The actors of each sentence, and who speaks in it."""
        found: dict[int, list[Mention]] = defaultdict(list)
        for i, refs in sorted(self.resolver.refs.items()):
            found[self.tree.sentence[i]] += [Mention(i, r) for r in refs if self._acts(r)]
        for sentence, ref in self.resolver.quoted.items():
            if self._acts(ref):
                found[sentence].append(Mention(CARRIED, ref))
        return found

    def _acts(self, ref: Ref) -> bool:
        return ref.actor >= 0 and self.clusters[ref.actor].cls not in ("", PLACE)

    def _learn(self, found: Iterable[Found]) -> None:
        for claim in found:
            self.known.of[claim.subject, claim.object].add(claim.relation.name)
            if claim.relation.sign < 0:
                self.known.opposed[claim.object] += 1
                self.known.opposing[claim.subject] += 1
        for mentions in self.mentions.values():
            here = {m.cluster for m in mentions}
            for pair in ((a, b) for a in here for b in here if a != b):
                self.known.together[pair] += 1

    def __iter__(self) -> Iterator[Pair]:
        """Each two actors of a sentence once in either order, by their nearest mentions, in order of text."""
        for sentence, mentions in sorted(self.mentions.items()):
            by: dict[int, list[Mention]] = defaultdict(list)
            for mention in mentions:
                by[mention.cluster].append(mention)
            for a, b in ((a, b) for a in sorted(by) for b in sorted(by) if a != b):
                options = [(m, n) for m in by[a] for n in by[b] if m.token != n.token or m.ref != n.ref]
                if options:
                    near = min(options, key=lambda pair: self._distance(*pair))
                    yield self._pair(*near, sentence, len(by))

    def _distance(self, a: Mention, b: Mention) -> tuple[int, int]:
        if CARRIED in (a.token, b.token):
            return FAR, 0
        path = self.roles.path(a.token, b.token)
        return FAR if path is None else len(path[0]) + len(path[1]), abs(a.token - b.token)

    def _pair(self, a: Mention, b: Mention, sentence: int, actors: int) -> Pair:
        top, of_path = self._path(a, b, sentence)
        status = self.relations.qualifiers.status(top)[0] if top >= 0 else "asserted"
        features = {f"status={status}", f"actors={bucket(actors)}", *of_path}
        features.update(self._ends(a, b), self._between(a, b, sentence), self._article(a, b))
        features.update(self.roles.features(a.token, b.token, sentence))
        return Pair(a, b, sentence, status, tuple(sorted(features)))

    # ------------------------------------------------------------ the two ends

    def _ends(self, a: Mention, b: Mention) -> Iterator[str]:
        kinds = []
        for side, mention in (("a", a), ("b", b)):
            kind, cluster = self._kind(mention), self.clusters[mention.cluster]
            kinds.append(kind)
            yield f"{side}.class={cluster.cls}"
            yield f"{side}.kind={kind}"
            yield f"{side}.mentions={min(len(cluster.tokens), 5)}"
            yield f"{side}.words={min(len(cluster.label.split()), 4)}"
            if kind == "description":
                yield f"{side}.lemma={self.tree.lemma[mention.token]}"
            if mention.token >= 0:
                yield from self._beside(side, mention.token)
        yield f"classes={self.clusters[a.cluster].cls}>{self.clusters[b.cluster].cls}"
        yield f"kinds={'>'.join(kinds)}"

    def _kind(self, mention: Mention) -> str:
        ref, name = mention.ref, self.resolver.name_at(mention.token) if mention.token >= 0 else None
        if mention.token < 0:
            return "speaker"
        for kind in ("pronoun", "title", "oblique", "metonym"):
            if getattr(ref, kind):
                return kind
        return name.kind if name else "description"

    def _beside(self, side: str, i: int) -> Iterator[str]:
        """The common words that hang on a mention, and the one it hangs on."""
        tree = self.tree
        for k in tree.children[i]:
            if tree.name[k] < 0 and (tree.pos[k] in CONTENT or tree.pos[k] == "PROPN"):
                yield f"{side}.below={tree.lemma[k]}"
                yield from self.roles.evoked([k], f"{side}.below")
        head = tree.head[i]
        if head != i and tree.name[head] < 0:
            yield f"{side}.above={tree.lemma[head]}|{tree.dep[i]}"

    # ------------------------------------------------------------ words between

    def _between(self, a: Mention, b: Mention, sentence: int) -> Iterator[str]:
        tree = self.tree
        first, last = tree.sentences[sentence]
        if any(tree.text[i] == '"' for i in range(first, last)):
            yield "quotation"
        yield from self.roles.evoked(range(first, last), "sentence")
        if CARRIED in (a.token, b.token):
            yield f"carried={'a' if a.token < 0 else 'b'}"
            return
        order = "ab" if a.token < b.token else "ba"
        left, right = (a, b) if order == "ab" else (b, a)
        gap = range(left.ref.last + 1, right.ref.first)
        yield f"order={order}"
        yield f"gap={bucket(len(gap))}{order}"
        yield f"names.between={min(len({tree.name[i] for i in gap} - {-1}), 3)}"
        words = ["N" if tree.name[i] >= 0 else tree.lemma[i] for i in gap]
        if len(words) <= 4:
            yield f"between={order} {' '.join(words)}"
        for i, word in zip(gap, words, strict=True):
            if tree.pos[i] in ("PUNCT", "ADP") or (word != "N" and tree.pos[i] in CONTENT):
                yield f"word.between={order}{word}"
        yield from self.roles.evoked(gap, "gap")
        for side, ref in (("a", a.ref), ("b", b.ref)):
            for where, i in (("before", ref.first - 1), ("after", ref.last + 1)):
                if first <= i < last:
                    yield f"{side}.{where}={'N' if tree.name[i] >= 0 else tree.lemma[i]}"

    # ------------------------------------------------------------ the path

    def _path(self, a: Mention, b: Mention, sentence: int) -> tuple[int, set[str]]:
        """The token that joins the two (-1 for none), and the features of the path over it."""
        tree = self.tree
        if CARRIED in (a.token, b.token):
            other = max(a.token, b.token)
            above = tree.head[other] if other >= 0 else -1
            return above, {f"other={slot(tree, other)}"} if other >= 0 else set()
        path = self.roles.path(a.token, b.token)
        if path is None:
            return -1, {"no path"}
        up, down = path
        top = up[-1]
        rise, fall = [slot(tree, i) for i in up[:-1]], [slot(tree, i) for i in down]
        ends = f"{rise[-1] if rise else 'top'}^{fall[-1] if fall else 'top'}"
        lemma = "N" if tree.name[top] >= 0 else tree.lemma[top]
        features = {f"top={lemma}", f"top.ends={lemma}|{ends}", f"ends={ends}"}
        features |= {f"a.slot={rise[0] if rise else 'top'}", f"b.slot={fall[0] if fall else 'top'}"}
        features.add(f"lengths={min(len(rise), 6)},{min(len(fall), 6)}")
        if len(rise) + len(fall) <= 6:
            features.add(f"path={'>'.join(rise)}^{'<'.join(reversed(fall))}")
        inner = (("up", up[1:-1]), ("down", down[1:]), ("top", [top]))
        for where, tokens in inner:
            common = [i for i in tokens if tree.name[i] < 0]
            features |= {f"{where}={tree.lemma[i]}" for i in common}
            features.update(self.roles.evoked(common, where))
            features.update(f"evoked={r}|{ends}" for i in common for r in self.roles.evoked_by(i))
        return top, features

    # ------------------------------------------------------------ the article

    def _article(self, a: Mention, b: Mention) -> Iterator[str]:
        x, y, known = a.cluster, b.cluster, self.known
        yield from (f"elsewhere={r}" for r in known.of.get((x, y), ()))
        yield from (f"turned={r}" for r in known.of.get((y, x), ()))
        yield f"together={min(known.together[x, y], 4)}"
        yield f"a.opposing={min(known.opposing[x], 3)}"
        yield f"b.opposed={min(known.opposed[y], 3)}"
        if self.resolver.state_of.get(x) == y:
            yield "a is of b"
        for side, cluster in (("a", x), ("b", y)):
            if self.resolver.home == cluster:
                yield f"{side} is home"
