"""What an article says, as quads of the article's own graph; see ``docs/graph.md``.

An article's graph is the unit of replace and retract and holds everything that only that article
gives. The graphs of entities and edges are derived from article graphs by :mod:`kg.derived`.
Positions are RFC 5147 fragments (``#char=start,end``) that count Unicode code points.
"""

import hashlib
from collections.abc import Iterable, Iterator
from typing import cast
from urllib.parse import quote, unquote

from pyoxigraph import Literal, NamedNode, Quad, Store

from kg import copies, names
from kg.records import Actor, Article, Claim, Extraction, KnownActor, Ontology, Span

ENTITIES = names.GRAPH + "entities"
EDGES = names.GRAPH + "edges"
INFERRED = names.GRAPH + "inferred"
RULES = names.GRAPH + "rules"

STATUS_PROPERTY = {"asserted": "supports", "negated": "disputes", "planned": "anticipates"}

_RDF = names.PREFIXES["rdf"]
_SKOS = names.PREFIXES["skos"]
_DCT = names.PREFIXES["dct"]
_PROV = names.PREFIXES["prov"]
_OA = names.PREFIXES["oa"]
_XSD = names.PREFIXES["xsd"]
RDF_TYPE = _RDF + "type"


# ---------------------------------------------------------------- names of nodes


def article_iri(article_id: str) -> str:
    """IRI of an article, which is also the name of its graph."""
    return names.ARTICLE + quote(article_id, safe="-._~")


def article_id(iri: str) -> str:
    """The id that :func:`article_iri` turned into ``iri``; a fragment is dropped."""
    return unquote(iri.removeprefix(names.ARTICLE).partition("#")[0])


def entity_iri(actor_id: str) -> str:
    """IRI of an actor's or a place's node."""
    return names.ENTITY + quote(actor_id, safe="-._~")


def span_iri(article: str, span: Span) -> str:
    """IRI of a range of the article's text (RFC 5147), from the article's IRI."""
    return f"{article}#char={span.start},{span.end}"


def tie_iri(subject: str, predicate: str, object_: str) -> str:
    """IRI of the ``kg:Relation`` node of a triple of IRIs: a hash of the three."""
    key = f"{subject} {predicate} {object_}".encode()
    return names.RELATION + hashlib.sha256(key).hexdigest()[:20]


def text_sha256(text: str) -> str:
    """Hash of an article's text, by which the same text under two names is known."""
    return hashlib.sha256(text.encode()).hexdigest()


def predicate_iri(relation: str, ontology: Ontology | None = None) -> str:
    """IRI of a relation given by its name."""
    known = ontology.relations.get(relation) if ontology else None
    return known.iri if known else names.NS + quote(relation, safe="-._~")


def class_iri(cls: str, ontology: Ontology | None = None) -> str:
    """IRI of a class given by its name."""
    known = ontology.classes.get(cls) if ontology else None
    return known.iri if known else names.NS + quote(cls, safe="-._~")


def ends_of_tie(subject: str, relation: str, object_: str, ontology: Ontology | None) -> tuple[str, str]:
    """The two ends in the order that the tie is filed under.

    A relation without direction is one tie whichever end the text put first, so its ends are sorted.
    """
    known = ontology.relations.get(relation) if ontology else None
    if known and known.symmetric and object_ < subject:
        return object_, subject
    return subject, object_


# ---------------------------------------------------------------- writing quads


class _Writer:
    """Collects quads of one graph; every term goes through pyoxigraph's own constructors."""

    def __init__(self, graph: str) -> None:
        self.graph = NamedNode(graph)
        self.quads: set[Quad] = set()

    def link(self, subject: str, predicate: str, object_: str) -> None:
        self._add(subject, predicate, NamedNode(object_))

    def value(self, subject: str, predicate: str, value: object, datatype: str = "") -> None:
        """A literal, left out when ``value`` is ``None``."""
        if value is not None:
            kind = NamedNode(_XSD + datatype) if datatype else None
            self._add(subject, predicate, Literal(str(value), datatype=kind))

    def label(self, subject: str, predicate: str, text: str) -> None:
        self._add(subject, predicate, Literal(text, language="en"))

    def _add(self, subject: str, predicate: str, object_: NamedNode | Literal) -> None:
        self.quads.add(Quad(NamedNode(subject), NamedNode(predicate), object_, self.graph))


def value(term: object) -> str:
    """The IRI or the text of a term; kg writes neither blank nodes nor quoted triples."""
    return cast("NamedNode", term).value


def ordered(quads: Iterable[Quad]) -> list[Quad]:
    """Quads sorted by graph, subject, predicate and object; ``rdf:type`` comes first."""

    def key(quad: "Quad") -> tuple[str, str, str, str]:
        predicate = quad.predicate.value
        first = "" if predicate == RDF_TYPE else predicate
        return str(quad.graph_name), str(quad.subject), first, str(quad.object)

    return sorted(quads, key=key)


# ---------------------------------------------------------------- the graphs of articles


def articles(store: Store) -> list[str]:
    """The IRIs of all articles, sorted."""
    graphs = (value(node) for node in store.named_graphs())
    return sorted(iri for iri in graphs if iri.startswith(names.ARTICLE))


def article_graphs(store: Store) -> Iterator[list[Quad]]:
    """The quads of each article's own graph, in order of their IRIs."""
    for iri in articles(store):
        yield list(store.quads_for_pattern(None, None, None, NamedNode(iri)))


def article_quads(extraction: Extraction, ontology: Ontology | None = None) -> set[Quad]:
    """The article's own graph: the article, its claims, spans and actors as it knows them.

    ``ontology`` gives the IRIs of classes and relations, tells which relations have no direction,
    and adds the places and wholes that listed actors belong to.
    """
    article = extraction.article
    iri = article_iri(article.id)
    writer = _Writer(iri)
    _write_article(writer, iri, article, ontology, extraction.note)
    for actor, known in _with_wholes(extraction.actors, ontology):
        _write_appearance(writer, iri, actor, known, ontology)
    for number, claim in enumerate(extraction.claims, 1):
        _write_claim(writer, iri, number, claim, article, ontology)
    return writer.quads


def _write_article(writer: _Writer, iri: str, article: Article, ontology: Ontology | None, note: str) -> None:
    kg = names.NS
    writer.link(iri, RDF_TYPE, kg + "Article")
    writer.value(iri, _DCT + "identifier", article.id)
    writer.value(iri, _DCT + "title", article.title)
    writer.value(iri, _DCT + "issued", article.date, "date")
    writer.value(iri, _DCT + "publisher", article.publisher)
    writer.value(iri, names.PREFIXES["schema"] + "url", article.url, "anyURI")
    writer.value(iri, kg + "text", article.text)
    writer.value(iri, kg + "textSha256", text_sha256(article.text))
    _write_signature(writer, iri, article.text, article.body)
    writer.value(iri, kg + "note", note or None)
    activity = iri + "#extraction"
    writer.link(iri, _PROV + "wasInfluencedBy", activity)
    writer.link(activity, RDF_TYPE, _PROV + "Activity")
    writer.link(activity, _PROV + "used", iri)
    if ontology and ontology.sha256:
        writer.value(activity, kg + "ontologySha256", ontology.sha256)


def _write_signature(writer: _Writer, iri: str, text: str, body: Iterable[Span]) -> None:
    prose = "\n".join(text[span.start : span.end] for span in body) or text
    signature = copies.signature(prose)
    writer.value(iri, names.NS + "signature", signature or None)
    for band in copies.bands(signature):
        writer.value(iri, names.NS + "band", band)


def signature_quads(iri: str, text: str, body: Iterable[Span]) -> set[Quad]:
    """The part of an article's graph by which its copies are known; ``body`` is what of the text is prose."""
    writer = _Writer(iri)
    _write_signature(writer, iri, text, body)
    return writer.quads


def _with_wholes(
    actors: Iterable[Actor], ontology: Ontology | None
) -> Iterator[tuple[Actor, KnownActor | None]]:
    """The actors and, after them, the listed places and wholes that they lead to."""
    queue = list(actors)
    seen = {actor.id for actor in queue}
    for actor in queue:
        known = ontology.actors.get(actor.id) if ontology else None
        yield actor, known
        for other in (known.territory, known.part_of) if known else ():
            whole = ontology.actors.get(other) if ontology and other else None
            if whole and whole.id not in seen:
                seen.add(whole.id)
                queue.append(Actor(whole.id, whole.label, whole.cls, known=True))


def _write_appearance(
    writer: _Writer, article: str, actor: Actor, known: KnownActor | None, ontology: Ontology | None
) -> None:
    """The actor as this article knows it; :mod:`kg.derived` makes the entity from all of these."""
    kg = names.NS
    entity = entity_iri(actor.id)
    node = f"{article}#actor={entity.removeprefix(names.ENTITY)}"
    writer.link(node, RDF_TYPE, kg + "Appearance")
    writer.link(node, kg + "of", entity)
    writer.link(node, kg + "asClass", class_iri(actor.cls, ontology))
    writer.label(node, kg + "asLabel", actor.label)
    writer.value(node, kg + "listed", "true" if actor.known else "false", "boolean")
    for name in actor.names:
        writer.label(node, kg + "asName", name)
    if known and known.territory:
        writer.link(node, kg + "asTerritory", entity_iri(known.territory))
    if known and known.part_of:
        writer.link(node, kg + "asPartOf", entity_iri(known.part_of))
    for match in known.same_as if known else ():
        writer.link(node, kg + "asMatch", match)


def _write_claim(
    writer: _Writer, iri: str, number: int, claim: Claim, article: Article, ontology: Ontology | None
) -> None:
    kg = names.NS
    node = f"{iri}#claim-{number}"
    predicate = predicate_iri(claim.relation, ontology)
    subject, object_ = entity_iri(claim.subject), entity_iri(claim.object)
    writer.link(node, RDF_TYPE, kg + "Claim")
    writer.link(node, _RDF + "subject", subject)
    writer.link(node, _RDF + "predicate", predicate)
    writer.link(node, _RDF + "object", object_)
    first, second = ends_of_tie(subject, claim.relation, object_, ontology)
    writer.link(node, kg + STATUS_PROPERTY[claim.status], tie_iri(first, predicate, second))
    writer.value(node, kg + "status", claim.status)
    writer.value(node, kg + "confidence", _decimal(claim.confidence), "decimal")
    writer.link(node, kg + "frame", names.FRAME + quote(claim.frame, safe="-._~"))
    writer.link(node, _PROV + "hadPrimarySource", iri)
    if claim.attributed_to:
        writer.link(node, kg + "attributedTo", entity_iri(claim.attributed_to))
    if claim.place:
        writer.link(node, kg + "place", entity_iri(claim.place))
    if claim.time:
        writer.value(node, kg + "timeExpr", claim.time.edtf)
        writer.value(node, kg + "earliest", claim.time.earliest, "date")
        writer.value(node, kg + "latest", claim.time.latest, "date")
    _write_spans(writer, iri, node, claim, article)


def _write_spans(writer: _Writer, iri: str, node: str, claim: Claim, article: Article) -> None:
    spans = {
        "evidence": claim.sentence,
        "trigger": claim.trigger,
        "subjectMention": claim.subject_mention,
        "objectMention": claim.object_mention,
        "statusTrigger": claim.status_trigger,
        "timeMention": claim.time.span if claim.time else None,
    }
    for role, span in spans.items():
        if span is None:
            continue
        place = span_iri(iri, span)
        writer.link(node, names.NS + role, place)
        writer.link(place, RDF_TYPE, names.NS + "Span")
        writer.link(place, _OA + "hasSource", iri)
        writer.value(place, _OA + "start", span.start, "integer")
        writer.value(place, _OA + "end", span.end, "integer")
        writer.value(place, _OA + "exact", article[span])


def _decimal(value: float) -> str:
    """``value`` in the lexical form that the store keeps (no trailing zeros)."""
    return f"{value:.3f}".rstrip("0").rstrip(".")
