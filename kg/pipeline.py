"""The ordered steps from an article to its claims, in one process or several.

``STEPS`` in words: clean → parse → names → actors → coreference → relations → claims.
"""

from __future__ import annotations

import gc
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from kg.actors import Gathering
from kg.circumstances import Circumstances
from kg.confidence import weigh
from kg.coreference import Resolver
from kg.datelines import origin, town
from kg.entities import find_names
from kg.frames import Index
from kg.records import Actor, Article, Claim, Extraction, Ontology
from kg.relations import Found, Relations
from kg.syntax import Tree, forest, split_prefixes
from kg.vocabulary import Vocabulary

if TYPE_CHECKING:
    from spacy.language import Language

_FOOTNOTE = re.compile(r"\[\d{1,3}\]")
_SPACE = re.compile(r"\s+")
_BULLET = re.compile(r"^\s*(?:[•·▪◦*–—-]|\d{1,2}[.)])\s+")
TOGETHER = 64  # paragraphs of an article that are parsed at once
PART = 16  # articles that a process takes at a time


_PLAIN = str.maketrans(
    {"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "’": "'", "‘": "'"}
    | {char: " " for char in map(chr, range(0x3001)) if char.isspace()}
)
_NOTHING = "\u00ad\u200b\ufeff"  # soft hyphen, and characters without width
_TO_DROP = re.compile(rf"\[\d{{1,3}}\]|[{_NOTHING}]|\s\s|^\s|\s$")


def clean(text: str) -> tuple[str, list[int]]:
    """A paragraph as a parser likes it, and for each of its characters the place in ``text``.

    Footnote marks, bullets and repeated white space go; curly quotes and odd spaces become plain.
    """
    plain, bullet = text.translate(_PLAIN), _BULLET.match(text)
    if not bullet and not _TO_DROP.search(text):
        return plain, list(range(len(text)))
    kept: list[str] = []
    places: list[int] = []
    dropped = {i for m in _FOOTNOTE.finditer(text) for i in range(*m.span())}
    dropped.update(range(bullet.end()) if bullet else ())
    for i, char in enumerate(plain):
        if i in dropped or char in _NOTHING or (char == " " and (not kept or kept[-1] == " ")):
            continue
        kept.append(char)
        places.append(i)
    while kept and kept[-1] == " ":
        kept.pop()
        places.pop()
    return "".join(kept), places


def parse(articles: Iterable[Article], nlp: Language) -> Iterator[tuple[Article, Tree]]:
    """Each article with one tree of all its prose, offsets into ``article.text``."""
    for article in articles:
        cleaned = [(span.start, *clean(article[span])) for span in article.body]
        cleaned = [(start, text, places) for start, text, places in cleaned if text]
        # An article by itself, so that its parse does not depend on its neighbours by a rounding.
        docs = nlp.pipe([text for _, text, _ in cleaned], batch_size=TOGETHER)
        whole, at = forest(list(docs))
        for (start, _, places), first, last in zip(cleaned, at, at[1:], strict=False):
            whole.end[first:last] = [start + places[e - 1] + 1 for e in whole.end[first:last]]
            whole.start[first:last] = [start + places[s] for s in whole.start[first:last]]
        yield article, whole


class Extractor:
    """Turns parsed articles into extractions by one ontology."""

    def __init__(self, ontology: Ontology) -> None:
        self.ontology = ontology
        self.vocabulary = Vocabulary(ontology)
        self.index = Index.of(ontology)

    def read(self, tree: Tree, text: str = "") -> Relations:
        """The actors of a parsed article of this text, ready to be asked what is stated of them."""
        tree = split_prefixes(tree, self.vocabulary.prefixes)
        names = find_names(tree, self.vocabulary)
        written = origin(text, self.vocabulary.gazetteer)
        return Relations(Resolver(Gathering(tree, names, self.vocabulary, written, town(text))), self.index)

    def extract(self, article: Article, tree: Tree) -> Extraction:
        """All that ``article`` states."""
        with _uncollected():
            return self._extract(article, tree)

    def _extract(self, article: Article, tree: Tree) -> Extraction:
        if not len(tree):
            return Extraction(article, (), (), "no prose found: only headings, links or page furniture")
        relations = self.read(tree, article.text)
        resolver = relations.resolver
        stated = [f for f in relations.find() if relations.fits(f)]
        found = list(weigh(relations, stated, self.ontology.weights))
        around = Circumstances(article, resolver, relations.clauses)
        ids = _ids(resolver, article)
        claims = tuple(
            dict.fromkeys(self._claim(f, sure, relations, around, ids, article) for f, sure in found)
        )
        used = {c for f, _ in found for c in (f.subject, f.object)}
        actors = tuple(
            sorted(
                (self._actor(resolver, n, ids[n]) for n in used | self._named(resolver)), key=lambda a: a.id
            )
        )
        return Extraction(article, _merged(actors), claims, _note(actors, claims))

    def _named(self, resolver: Resolver) -> set[int]:
        return {n for n, c in enumerate(resolver.clusters) if c.label and c.cls and c.tokens}

    def _claim(
        self,
        found: Found,
        sure: float,
        relations: Relations,
        around: Circumstances,
        ids: list[str],
        article: Article,
    ) -> Claim:
        tree, i = relations.tree, found.predicate.token
        place = around.place(i)
        source = next((r.actor for r in relations.said_by(i)), -1)
        return Claim(
            article=article.id,
            subject=ids[found.subject],
            relation=found.relation.name,
            object=ids[found.object],
            status=found.status,
            sentence=tree.sentence_span(i),
            trigger=tree.span(i, max(i, found.predicate.last)),
            subject_mention=tree.span(found.subject_ref.first, found.subject_ref.last),
            object_mention=tree.span(*relations.ends.mention(i, found.object, found.object_ref)),
            frame=found.frame.name,
            confidence=round(sure, 3),
            attributed_to=ids[source] if source >= 0 else None,
            time=around.time(i),
            place=ids[place] if place >= 0 else None,
            status_trigger=tree.span(found.status_token, found.status_token)
            if found.status_token >= 0
            else None,
        )

    def _actor(self, resolver: Resolver, number: int, id: str) -> Actor:
        cluster, tree = resolver.clusters[number], resolver.tree
        spans = sorted(tree.span(t, t) for t in set(cluster.tokens))
        names = tuple(sorted(cluster.names)) or (cluster.label,)
        return Actor(id, cluster.label, cluster.cls, names, cluster.known is not None, tuple(spans))


def slug(text: str) -> str:
    """A readable local name: ASCII letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-") or "x" + text.encode().hex()[:16]


def _ids(resolver: Resolver, article: Article) -> list[str]:
    """Node names: the ontology's for known actors, else the label's; what only this article can
    tell apart ("the rebels") carries the article's name."""
    ids = []
    for cluster in resolver.clusters:
        if cluster.known:
            ids.append(cluster.known)
        elif (
            cluster.owner < 0 and cluster.label[:1].islower() and not any(c.isupper() for c in cluster.label)
        ):
            ids.append(f"{slug(article.id)}.{slug(cluster.label)}")
        else:
            ids.append(slug(cluster.label or "nobody"))
    for n, cluster in enumerate(resolver.clusters):
        if not cluster.known and ids[n] in resolver.ontology.actors:
            ids[n] = f"{ids[n]}-{slug(cluster.cls or 'unknown')}"
    return ids


def _merged(actors: tuple[Actor, ...]) -> tuple[Actor, ...]:
    """One actor an id: the one with most mentions lends label and class."""
    by_id: dict[str, Actor] = {}
    for actor in actors:
        other = by_id.get(actor.id)
        if other is None:
            by_id[actor.id] = actor
            continue
        first, second = sorted((actor, other), key=lambda a: (-len(a.mentions), a.label))
        names = tuple(sorted({*first.names, *second.names}))
        spans = tuple(sorted({*first.mentions, *second.mentions}))
        by_id[actor.id] = Actor(first.id, first.label, first.cls, names, first.known or second.known, spans)
    return tuple(by_id[k] for k in sorted(by_id))


def _note(actors: tuple[Actor, ...], claims: tuple[Claim, ...]) -> str:
    if claims:
        return ""
    if not actors:
        return "no actors found"
    names = ", ".join(a.label for a in actors[:3])
    return f"{len(actors)} actors found ({names}{', …' if len(actors) > 3 else ''}) but no frame matched"


def extract(
    articles: Iterable[Article], ontology: Ontology, nlp: Language, processes: int = 1
) -> Iterator[Extraction]:
    """Extractions in the order of ``articles``; the same whatever the number of processes."""
    return each(articles, ontology, nlp, Extractor.extract, processes)


T = TypeVar("T")
Work = Callable[[Extractor, Article, Tree], T]


def each(
    articles: Iterable[Article], ontology: Ontology, nlp: Language, work: Work[T], processes: int = 1
) -> Iterator[T]:
    """What ``work`` (a function of a module) makes of each article, in their order."""
    if processes > 1:
        yield from _spread(list(articles), ontology, nlp, work, processes)
        return
    extractor = Extractor(ontology)
    with _frozen():
        for article, parsed in parse(articles, nlp):
            yield work(extractor, article, parsed)


@contextmanager
def _uncollected() -> Iterator[None]:
    """No search for garbage in the middle of an article, most of whose objects live until its end."""
    ours = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if ours:
            gc.enable()


@contextmanager
def _frozen() -> Iterator[None]:
    """What is loaded by now is not searched for garbage while articles are read: a tenth of our steps."""
    ours = not gc.get_freeze_count()
    if ours:
        gc.freeze()
    try:
        yield
    finally:
        if ours:
            gc.unfreeze()


def _spread(
    articles: list[Article], ontology: Ontology, nlp: Language, work: Work[T], processes: int
) -> Iterator[T]:
    """Fixed parts of the articles, worked by ``processes`` processes, yielded in order."""
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    parts = [articles[i : i + PART] for i in range(0, len(articles), PART)]
    with ProcessPoolExecutor(processes, get_context("spawn"), _load, (ontology, nlp, work)) as pool:
        for done in pool.map(_work_on_part, parts):
            yield from done


_WORKER: list[tuple[Extractor, Language, Work[Any]]] = []


def _load(ontology: Ontology, nlp: Language, work: Work[Any]) -> None:
    _WORKER[:] = [(Extractor(ontology), nlp, work)]
    gc.freeze()


def _work_on_part(articles: list[Article]) -> list[Any]:
    extractor, nlp, work = _WORKER[0]
    return [work(extractor, article, parsed) for article, parsed in parse(articles, nlp)]
