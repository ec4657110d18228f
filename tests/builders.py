"""Small records made by hand, for tests of the rooms that take what the extractor gives."""

import datetime as dt
from collections.abc import Iterable

from kg import names
from kg.records import (
    Actor,
    Article,
    Claim,
    ClassDef,
    Extraction,
    KnownActor,
    Lexicon,
    Ontology,
    RelationDef,
    Span,
    TimeExpr,
)


def find(text: str, words: str, after: int = 0) -> Span:
    """The first span of ``words`` in ``text``."""
    start = text.index(words, after)
    return Span(start, start + len(words))


def actor(label: str, cls: str = "ArmedGroup", *other_names: str, known: bool = False) -> Actor:
    """An actor whose id is made of its label."""
    return Actor(label.lower().replace(" ", "-"), label, cls, tuple(sorted({label, *other_names})), known)


def extraction(
    article_id: str,
    rows: Iterable[tuple[str, ...]],
    *,
    date: str | None = "2020-05-01",
    classes: dict[str, str] | None = None,
    title: str | None = "A title",
    known: Iterable[str] = (),
) -> Extraction:
    """An article with one sentence a row: ``(subject, relation, object[, status[, earliest, latest]])``.

    Ends are labels; ``classes`` gives the class of those that are no armed groups.
    """
    sentences, claims, labels = [], [], set()
    start = 0
    for subject, relation, object_, *more in rows:
        status = more[0] if more else "asserted"
        sentence = f"{subject} {relation} {object_} ({status})."
        where = Span(start, start + len(sentence))
        time = None
        if len(more) > 1:
            earliest, latest = (dt.date.fromisoformat(day) for day in more[1:3])
            time = TimeExpr(f"{earliest}/{latest}", earliest, latest)
        first = start + len(subject) + 1
        second = first + len(relation) + 1
        claims.append(
            Claim(
                article_id,
                actor(subject).id,
                relation,
                actor(object_).id,
                status,
                where,
                Span(first, first + len(relation)),
                Span(start, start + len(subject)),
                Span(second, second + len(object_)),
                frame=relation,
                confidence=0.75,
                time=time,
            )
        )
        sentences.append(sentence)
        labels |= {subject, object_}
        start += len(sentence) + 1
    text = " ".join(sentences) or "Nothing happened."
    kinds = classes or {}
    article = Article(
        article_id, text, title, dt.date.fromisoformat(date) if date else None, body=(Span(0, len(text)),)
    )
    actors = tuple(
        actor(label, kinds.get(label, "ArmedGroup"), known=label in set(known)) for label in sorted(labels)
    )
    return Extraction(article, actors, tuple(claims), "" if claims else "no actors found")


def ontology() -> Ontology:
    """Three classes, a few relations and one listed state with its territory."""

    def relation(name: str, sign: int, range_: str = "Actor", symmetric: bool = False) -> RelationDef:
        return RelationDef(
            names.NS + name, name, name, f"test relation {name}", ("Actor",), (range_,), sign, symmetric
        )

    classes = {
        name: ClassDef(names.NS + name, name, name, parents)
        for name, parents in {
            "Actor": (),
            "Place": (),
            "ArmedGroup": ("Actor",),
            "State": ("Actor",),
            "Person": ("Actor",),
        }.items()
    }
    relations = [
        relation("backs", 1),
        relation("opposes", -1),
        relation("fights", -1, symmetric=True),
        relation("captured", 0, "Place"),
        relation("member_of", 1),
    ]
    listed = [
        KnownActor(
            "norland",
            names.ENTITY + "norland",
            "State",
            "Norland",
            ("Norland",),
            territory="norland-territory",
            same_as=("http://publications.europa.eu/resource/authority/country/NOR",),
        ),
        KnownActor(
            "norland-territory", names.ENTITY + "norland-territory", "Place", "Norland (territory)", ()
        ),
    ]
    return Ontology(
        "test",
        classes,
        {item.name: item for item in relations},
        (),
        {item.id: item for item in listed},
        Lexicon(),
        "0" * 64,
    )
