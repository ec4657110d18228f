"""The frozen records that rooms hand to each other. All offsets count Unicode code points."""

import datetime as dt
from dataclasses import dataclass, field

# ---------------------------------------------------------------- articles


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range ``[start, end)`` of an article's text as kept."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Article:
    """One news article. ``text`` is kept as read (newlines normalised to ``\\n``);
    ``body`` are the spans of it that are prose, furniture left out, in order."""

    id: str
    text: str
    title: str | None = None
    date: dt.date | None = None
    publisher: str | None = None
    url: str | None = None
    body: tuple[Span, ...] = ()

    def __getitem__(self, span: Span) -> str:
        return self.text[span.start : span.end]


# ---------------------------------------------------------------- ontology


@dataclass(frozen=True, slots=True)
class ClassDef:
    """A class of actors or places and the words that reveal it."""

    iri: str
    name: str
    label: str
    parents: tuple[str, ...] = ()  # all ancestors by name, nearest first
    head_nouns: tuple[str, ...] = ()  # "rebels", "army": a description of this class
    name_words: tuple[str, ...] = ()  # "Front", "Ministry": words inside names of this class
    ner: tuple[str, ...] = ()  # NER labels that vote for it
    agent: bool = True  # can act; False for places
    home: bool = False  # an article may be at home with one of this class ("the President")


@dataclass(frozen=True, slots=True)
class RelationDef:
    """A relation: ``subject name object``; ``sign`` is +1, -1 or 0 in the alliance graph."""

    iri: str
    name: str
    label: str
    definition: str
    domain: tuple[str, ...]
    range: tuple[str, ...]
    sign: int = 0
    symmetric: bool = False
    inverse_label: str = ""
    possessive: bool = False  # "condemned X's decision" states it of X
    codes: tuple[str, ...] = ()  # PLOVER/CAMEO notations
    stance: bool = True  # says on which side an end stands; talks do not, whatever their sign
    hold: int = 0  # +1 from then on the object is the subject's, -1 no longer, 0 says nothing of that


@dataclass(frozen=True, slots=True)
class State:
    """One line of ``kg:states``: ``subject relation object`` with roles for ends."""

    subject: tuple[str, ...]  # alternatives, in order of preference
    relation: str
    object: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Frame:
    """What a predicate states. Lemmas by part of speech; see ``docs/ontology.md``."""

    iri: str
    name: str
    verbs: tuple[str, ...] = ()
    nouns: tuple[str, ...] = ()
    adjectives: tuple[str, ...] = ()
    prefixes: tuple[str, ...] = ()
    states: tuple[State, ...] = ()
    status: str = "asserted"  # or "planned", "negated": what the words themselves imply
    requires: tuple[tuple[str, str], ...] = ()  # (role, class): roles that must be so filled


@dataclass(frozen=True, slots=True)
class KnownActor:
    """An actor or place of the ontology with all its names."""

    id: str  # local name of its IRI
    iri: str
    cls: str
    label: str
    names: tuple[str, ...]  # prefLabel and altLabels
    demonyms: tuple[str, ...] = ()  # "Syrian", "Syrians"
    metonyms: tuple[str, ...] = ()  # "Damascus", when it acts
    ambiguous: tuple[str, ...] = ()  # names that need support from the text ("Jordan")
    territory: str | None = None  # id of the place that a state governs
    part_of: str | None = None  # id of the actor or place it belongs to
    state: str | None = None  # id of the state that a person is a national of
    same_as: tuple[str, ...] = ()  # IRIs of skos:exactMatch, sorted


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Words of English grammar (``ontology/english.ttl``), each list in lower-case lemmas."""

    lists: dict[str, frozenset[str]] = field(default_factory=dict)

    def has(self, name: str, lemma: str) -> bool:
        """Whether ``lemma`` stands in the list called ``name``."""
        return lemma in self.lists.get(name, ())


@dataclass(frozen=True, slots=True)
class Ontology:
    """A domain, read whole. Mappings are by name (local name for actors)."""

    name: str
    classes: dict[str, ClassDef]
    relations: dict[str, RelationDef]
    frames: tuple[Frame, ...]
    actors: dict[str, KnownActor]
    lexicon: Lexicon
    sha256: str = ""
    weights: dict[str, float] = field(default_factory=dict)  # cue → what it weighs in a claim's confidence

    def is_a(self, cls: str, ancestor: str) -> bool:
        """Whether class ``cls`` is ``ancestor`` or one of its descendants."""
        return cls == ancestor or ancestor in self.classes[cls].parents


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """A mistake in a domain or a graph, in words for people: where, what, and how to mend it."""

    where: str  # "file:line" or a node; may be empty
    what: str
    cure: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}; {self.cure}" if self.where else f"{self.what}; {self.cure}"


# ---------------------------------------------------------------- what the text says


@dataclass(frozen=True, slots=True)
class Actor:
    """A real-world actor or place as one article knows it. ``id`` is its node's local name."""

    id: str
    label: str
    cls: str
    names: tuple[str, ...] = ()  # surface forms met in the article, sorted
    known: bool = False  # stands in the ontology
    mentions: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class TimeExpr:
    """When, as EDTF level 1 with the bounds it implies; unknown stays ``None``."""

    edtf: str
    earliest: dt.date | None = None
    latest: dt.date | None = None
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement of the contract, with everything needed to trace it."""

    article: str
    subject: str  # actor id
    relation: str  # relation name
    object: str  # actor id
    status: str  # "asserted" | "negated" | "planned"
    sentence: Span
    trigger: Span
    subject_mention: Span
    object_mention: Span
    frame: str  # frame name
    confidence: float = 1.0  # 0..1
    attributed_to: str | None = None  # actor id
    time: TimeExpr | None = None
    place: str | None = None  # actor id of a place
    status_trigger: Span | None = None


@dataclass(frozen=True, slots=True)
class Extraction:
    """All that one article yields. ``note`` says why when there are no claims."""

    article: Article
    actors: tuple[Actor, ...]  # sorted by id; every end of a claim is among them
    claims: tuple[Claim, ...]  # in order of text
    note: str = ""
