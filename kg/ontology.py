"""The only reader of domains: folders of Turtle in the notation of ``docs/ontology.md`` → records.

:func:`load` is fast and refuses what the extractor could not work with; :func:`check` looks for
everything that may be wrong and is slower.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from kg import names, turtle
from kg.errors import OntologyError
from kg.records import ClassDef, Frame, KnownActor, Lexicon, Ontology, Problem, RelationDef, State
from kg.turtle import Facts, local_name, short

DEFAULT_DOMAIN = "conflict"
TERMS = "kg.ttl"  # the file that declares every term of the notation
STATUSES = ("asserted", "planned", "negated", "denied")

_KG = names.NS
_RDF = names.PREFIXES["rdf"]
_RDFS = names.PREFIXES["rdfs"]
_OWL = names.PREFIXES["owl"]
_SKOS = names.PREFIXES["skos"]
_SCHEMA = names.PREFIXES["schema"]
_ACTOR, _PLACE = _KG + "Actor", _KG + "Place"
_CODE_LINKS = tuple(_SKOS + kind + "Match" for kind in ("exact", "close", "narrow", "broad", "related"))
_ROLE = re.compile(r"[a-z]+(-[a-z]+)*")
_NARROW = re.compile(r"[a-z]+(-[a-z]+)*(:[A-Z]\w*)?")  # "whole:State": a role of one class only


def load(folder: Path | str | None = None) -> Ontology:
    """The domain in ``folder`` (its ``*.ttl``), with kg's own terms and words of English grammar.

    ``None`` is the domain that kg ships. Everything is in a fixed order: mappings by name, lists as written.

    Raises :class:`~kg.errors.OntologyError` with file, line and cure when the folder is missing, a file
    does not parse, a ``kg:`` term is unknown, or a name in a frame or relation leads nowhere.
    """
    domain, facts, problems = _read(folder)
    if not problems:
        problems = unknown_terms(facts)
    ontology, found = _build(domain, facts)
    if problems or found:
        raise turtle.fail(problems or found)
    return ontology


def check(folder: Path | str | None = None) -> tuple[Problem, ...]:
    """All that is wrong with the domain in ``folder``, by file and line; empty when it is right.

    Raises :class:`~kg.errors.OntologyError` only when there is no such folder.
    """
    from kg import ontology_check

    domain, facts, problems = _read(folder)
    if problems:
        return tuple(problems)
    ontology, found = _build(domain, facts)
    found = unknown_terms(facts) + found + ontology_check.problems(facts, ontology, domain)
    return tuple(sorted(set(found), key=_by_place))


def _by_place(problem: Problem) -> tuple[str, int, str]:
    path, _, line = problem.where.rpartition(":")
    return (path, int(line), problem.what) if line.isdigit() else (problem.where, 0, problem.what)


def files_of(folder: Path | str | None) -> tuple[Path, ...]:
    """Kg's own Turtle files and those of a domain, in the order in which they are read.

    Raises :class:`~kg.errors.OntologyError` when the folder is missing or holds no Turtle.
    """
    common = names.data_path("ontology")
    domain = common / DEFAULT_DOMAIN if folder is None else Path(folder)
    if not domain.is_dir():
        what = "is a file, not a folder" if domain.exists() else "there is no such folder"
        raise OntologyError(f"{domain}: {what}; name a folder that holds the Turtle files of a domain")
    own = sorted(domain.glob("*.ttl"))
    if not own:
        raise OntologyError(f"{domain}: holds no *.ttl; put classes, relations and frames there in Turtle")
    return (common / TERMS, common / "english.ttl", common / "confidence.ttl", common / "salience.ttl", *own)


def _read(folder: Path | str | None) -> tuple[Path, Facts, list[Problem]]:
    paths = files_of(folder)
    facts, problems = turtle.read(paths)
    return paths[-1].parent, facts, problems


def unknown_terms(facts: Facts) -> list[Problem]:
    """A problem for each ``kg:`` term that no file declares by giving it a type."""
    from difflib import get_close_matches

    used = {iri for file in facts.files for iri in file.iris if iri.startswith(_KG)}
    kind = _RDF + "type"
    declared = sorted(iri.removeprefix(_KG) for iri in used if facts.raw(iri, kind))
    result = []
    for term in sorted(used):
        if term == _KG or facts.raw(term, kind):
            continue
        near = get_close_matches(term.removeprefix(_KG), declared, 1, 0.6)
        cure = f"did you mean kg:{near[0]}?" if near else f"{TERMS} lists all terms; give a new one a type"
        result.append(Problem(facts.where(term), f"unknown term {short(term)}", cure))
    return result


# ---------------------------------------------------------------- facts → records


def _build(domain: Path, facts: Facts) -> tuple[Ontology, list[Problem]]:
    """The ontology, and what in it leads nowhere (then it is not to be used)."""
    classes = {c.name: c for c in sorted(_classes(facts), key=lambda c: c.name)}
    relations = {r.name: r for r in sorted(_relations(facts), key=lambda r: r.name)}
    problems = list(_unknown_ends(facts, classes, relations))
    frames = []
    for iri in sorted(facts.typed(_KG + "Frame")):
        frame, wrong = _frame(facts, iri)
        frames.append(frame)
        problems += wrong + list(_unknown_in_frame(facts, frame, classes, relations))
    weights, unread = _weights(facts)
    problems += unread
    actors, wrong = _actors(facts, {c.iri: c.name for c in classes.values()})
    ontology = Ontology(
        name=domain.resolve().name,
        classes=classes,
        relations=relations,
        frames=tuple(frames),
        actors=actors,
        lexicon=_lexicon(facts),
        weights=weights,
        sha256=_sha256(facts),
    )
    return ontology, problems + wrong


def _sha256(facts: Facts) -> str:
    digest = hashlib.sha256()
    for file in facts.files:
        digest.update(f"{file.path.name}\0{len(file.text)}\0{file.text}".encode())
    return digest.hexdigest()


def _classes(facts: Facts) -> Iterator[ClassDef]:
    """Actor, Place and every class below them."""
    roots = (_ACTOR, _PLACE)
    candidates = dict.fromkeys((*roots, *facts.typed(_OWL + "Class"), *facts.typed(_RDFS + "Class")))
    lines = {iri: ancestors(facts, iri) for iri in candidates}
    for iri, line in lines.items():
        above = [a for a in line if a in roots or set(roots) & set(lines.get(a, ()))]
        if iri not in roots and not above:
            continue
        yield ClassDef(
            iri=iri,
            name=local_name(iri),
            label=facts.text(iri, _RDFS + "label") or local_name(iri),
            parents=tuple(local_name(a) for a in above),
            head_nouns=facts.texts(iri, _KG + "headNoun"),
            name_words=facts.texts(iri, _KG + "nameWord"),
            ner=facts.texts(iri, _KG + "nerLabel"),
            agent=_PLACE not in (iri, *above),
            home=facts.text(iri, _KG + "homeClass") == "true",
        )


def ancestors(facts: Facts, iri: str) -> tuple[str, ...]:
    """IRIs of all classes above ``iri``, nearest first, ``iri`` itself left out."""
    found: dict[str, None] = {}
    level = [iri]
    while level:
        above = [a for c in level for a in facts.texts(c, _RDFS + "subClassOf")]
        level = [a for a in dict.fromkeys(above) if a not in found and a != iri]
        found.update(dict.fromkeys(level))
    return tuple(a for a in found if facts.raw(a, _RDF + "type") and not a.startswith(_OWL))


def relation_name(facts: Facts, iri: str) -> str:
    """The name that frames use: the notation, else the local name."""
    return facts.text(iri, _SKOS + "notation") or local_name(iri)


def _unit(text: str) -> int:
    """1, -1, or 0 for anything else."""
    return int(text) if text in ("1", "-1", "+1") else 0


def _relations(facts: Facts) -> Iterator[RelationDef]:
    for iri in facts.typed(_KG + "RelationType"):
        inverse = facts.text(iri, _KG + "inverseLabel")
        codes = [
            code
            for link in _CODE_LINKS
            for concept in facts.texts(iri, link)
            for code in facts.texts(concept, _SKOS + "notation")
        ]
        yield RelationDef(
            iri=iri,
            name=relation_name(facts, iri),
            label=facts.text(iri, _RDFS + "label") or relation_name(facts, iri),
            definition=facts.text(iri, _SKOS + "definition"),
            domain=tuple(local_name(c) for c in facts.texts(iri, _KG + "domain")),
            range=tuple(local_name(c) for c in facts.texts(iri, _KG + "range")),
            sign=_unit(facts.text(iri, _KG + "sign")),
            symmetric=_OWL + "SymmetricProperty" in facts.texts(iri, _RDF + "type"),
            inverse_label=inverse,
            possessive=facts.text(iri, _KG + "possessive") == "true",
            codes=tuple(dict.fromkeys(codes)),
            stance=facts.text(iri, _KG + "stance") != "false",
            hold=_unit(facts.text(iri, _KG + "hold")),
        )


def _unknown_ends(
    facts: Facts, classes: dict[str, ClassDef], relations: dict[str, RelationDef]
) -> Iterator[Problem]:
    for relation in relations.values():
        for term, ends in (("domain", relation.domain), ("range", relation.range)):
            for name in ends:
                if name not in classes:
                    cure = f"name a class under kg:Actor or kg:Place: {_one_of(classes)}"
                    what = f"{relation.name}: kg:{term} names {name}, which is no class of actors or places"
                    yield Problem(facts.where(relation.iri), what, cure)


def _one_of(found: Iterable[str]) -> str:
    return ", ".join(sorted(found)) or "there is none yet"


# ---------------------------------------------------------------- frames


def parse_state(text: str) -> State | None:
    """``"agent relation patient|of"`` as a :class:`State`; ``None`` when it is not of that form."""
    parts = text.split()
    if len(parts) != 3:
        return None
    subject, object_ = (tuple(end.split("|")) for end in (parts[0], parts[2]))
    if not all(_NARROW.fullmatch(role) for role in (*subject, *object_)):
        return None
    return State(subject, parts[1], object_)


def parse_requirement(text: str) -> tuple[str, str] | None:
    """``"patient Class"`` as role and class; ``None`` when it is not of that form."""
    parts = text.split()
    return (parts[0], parts[1]) if len(parts) == 2 and _ROLE.fullmatch(parts[0]) else None


def frame_name(iri: str) -> str:
    """The name of the frame with that IRI."""
    return iri.removeprefix(names.FRAME) if iri.startswith(names.FRAME) else local_name(iri)


def _frame(facts: Facts, iri: str) -> tuple[Frame, list[Problem]]:
    problems = []

    def unreadable(term: str, text: str, cure: str) -> None:
        what = f'frame:{frame_name(iri)}: cannot read {term} "{text}"'
        problems.append(Problem(facts.where_text(text, iri), what, cure))

    states, requires = [], []
    for text in facts.texts(iri, _KG + "states"):
        if state := parse_state(text):
            states.append(state)
        else:
            unreadable("kg:states", text, 'write it as "SUBJECT relation OBJECT" with roles, joined by |')
    for text in facts.texts(iri, _KG + "requires"):
        if requirement := parse_requirement(text):
            requires.append(requirement)
        else:
            unreadable("kg:requires", text, 'write it as "ROLE Class", such as "patient Place"')
    status = facts.text(iri, _KG + "status") or STATUSES[0]
    if status not in STATUSES:
        unreadable("kg:status", status, f"write one of {', '.join(STATUSES)}")
    frame = Frame(
        iri=iri,
        name=frame_name(iri),
        verbs=facts.texts(iri, _KG + "verb"),
        nouns=facts.texts(iri, _KG + "noun"),
        adjectives=facts.texts(iri, _KG + "adjective"),
        prefixes=facts.texts(iri, _KG + "prefix"),
        states=tuple(states),
        status=status,
        requires=tuple(requires),
    )
    return frame, problems


def _unknown_in_frame(
    facts: Facts, frame: Frame, classes: dict[str, ClassDef], relations: dict[str, RelationDef]
) -> Iterator[Problem]:
    from difflib import get_close_matches

    def cure(name: str, known: Iterable[str], what: str) -> str:
        near = get_close_matches(name, list(known), 1, 0.5)
        return f"did you mean {near[0]}?" if near else f"name a {what} of this domain: {_one_of(known)}"

    for state in frame.states:
        if state.relation not in relations:
            what = f"frame:{frame.name}: unknown relation {state.relation}"
            yield Problem(facts.where(frame.iri), what, cure(state.relation, relations, "relation"))
    wanted = [c for _, listed in frame.requires for c in listed.split("|")]
    wanted += [r.partition(":")[2] for s in frame.states for r in (*s.subject, *s.object) if ":" in r]
    for cls in dict.fromkeys(wanted):
        if cls not in classes:
            what = f"frame:{frame.name}: names the class {cls}, which is no class of actors or places"
            yield Problem(facts.where(frame.iri), what, cure(cls, classes, "class"))


# ---------------------------------------------------------------- actors and words


def _actors(facts: Facts, class_names: dict[str, str]) -> tuple[dict[str, KnownActor], list[Problem]]:
    """Actors and places by id; one of several classes gets the most special of them."""
    depth = {iri: len(ancestors(facts, iri)) for iri in class_names}
    kinds: dict[str, list[str]] = {}
    for iri in class_names:
        for subject in facts.typed(iri):
            kinds.setdefault(subject, []).append(iri)
    found, problems = {}, []
    for iri in sorted(kinds):
        if not iri.startswith(names.ENTITY) or iri == names.ENTITY:
            cure = f"name actors and places with the prefix ent: <{names.ENTITY}>"
            what = f"{short(iri)} is an actor or place outside ent:"
            problems.append(Problem(facts.where(iri), what, cure))
            continue
        cls = max(kinds[iri], key=lambda c: (depth[c], c))
        actor = _actor(facts, iri, class_names[cls])
        found[actor.id] = actor
    return found, problems


def _actor(facts: Facts, iri: str, cls: str) -> KnownActor:
    def one(term: str) -> str | None:
        return facts.text(iri, term).removeprefix(names.ENTITY) or None

    label = facts.text(iri, _SKOS + "prefLabel") or local_name(iri)
    ambiguous = facts.texts(iri, _KG + "ambiguousName")

    def sure(found: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(name for name in found if name not in ambiguous) if ambiguous else found

    labels = (label, *facts.texts(iri, _SKOS + "prefLabel"), *facts.texts(iri, _SKOS + "altLabel"))
    return KnownActor(
        id=iri.removeprefix(names.ENTITY),
        iri=iri,
        cls=cls,
        label=label,
        names=sure(tuple(dict.fromkeys(labels))),  # not even the label when it is ambiguous
        demonyms=sure(facts.texts(iri, _KG + "demonym")),
        metonyms=sure(facts.texts(iri, _KG + "metonym")),
        ambiguous=ambiguous,
        territory=one(_KG + "territory"),
        part_of=one(_KG + "partOf"),
        state=one(_SCHEMA + "nationality"),
        same_as=tuple(sorted(facts.texts(iri, _SKOS + "exactMatch"))),
    )


def _lexicon(facts: Facts) -> Lexicon:
    lists: dict[str, set[str]] = {}
    for iri in facts.typed(_KG + "WordList"):
        name = relation_name(facts, iri)
        lists.setdefault(name, set()).update(word.lower() for word in facts.texts(iri, _KG + "word"))
    return Lexicon({name: frozenset(lists[name]) for name in sorted(lists)})


def _weights(facts: Facts) -> tuple[dict[str, float], list[Problem]]:
    """What each cue weighs in the confidence of a claim, and which weights are no numbers."""
    found, problems = {}, []
    for iri in sorted(facts.typed(_KG + "Cue")):
        text = facts.text(iri, _KG + "weight")
        try:
            found[relation_name(facts, iri)] = float(text)
        except ValueError:
            what = f"{short(iri)}: kg:weight {text!r} is not a number"
            problems.append(Problem(facts.where(iri), what, "write one, such as 0.25 or -1.0"))
    return found, problems
