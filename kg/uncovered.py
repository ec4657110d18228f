"""What stands between two actors and evokes no frame: where an ontology can grow."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from kg.clauses import Roles
from kg.pipeline import Extractor, each
from kg.records import Article, Ontology
from kg.relations import Relations
from kg.syntax import Tree
from kg.vocabulary import PLACE

if TYPE_CHECKING:
    from spacy.language import Language

_ROLES = ("agent", "patient", "self", "whole", "stem")  # of those a frame may use, beside prepositions


@dataclass(frozen=True, slots=True)
class Gap:
    """A word in the same pair of roles, wherever it stood between two actors without a frame."""

    words: str  # lemma, with its particle
    pos: str  # "verb" | "noun" | "adjective", as the properties of a frame
    roles: str  # as in ``kg:states``: "agent/patient", "agent/with", "agent/patient:Place"
    count: int  # how often it stood so
    articles: int  # in how many articles
    article: str  # id of the first
    sentence: str  # the first, on one line


COLUMNS = tuple(Gap.__dataclass_fields__)
Sight = tuple[str, str, str, str, str]  # words, part of speech, roles, article, sentence
Progress = Callable[[Iterable[list[Sight]], int], Iterator[list[Sight]]]


def run(
    articles: Sequence[Article],
    ontology: Ontology,
    nlp: Language,
    processes: int = 1,
    progress: Progress | None = None,
) -> tuple[Gap, ...]:
    """The gaps of all articles, most frequent first; the same whatever the number of processes."""
    found: Iterable[list[Sight]] = each(articles, ontology, nlp, sights, processes)
    groups: defaultdict[tuple[str, str, str], list[tuple[str, str]]] = defaultdict(list)
    for seen in progress(found, len(articles)) if progress else found:
        for words, pos, roles, article, sentence in seen:
            groups[words, pos, roles].append((article, sentence))
    gaps = [Gap(*key, len(group), len({a for a, _ in group}), *group[0]) for key, group in groups.items()]
    return tuple(sorted(gaps, key=lambda g: (-g.count, g.words, g.pos, g.roles)))


def sights(extractor: Extractor, article: Article, tree: Tree) -> list[Sight]:
    """Where one article has a word between two actors that evokes no frame, in order of text."""
    if not len(tree):
        return []
    relations = extractor.read(tree)
    found = []
    for token, words, pos, roles in sorted(_uncovered(relations), key=lambda u: u[0]):
        sentence = " ".join(article[relations.tree.sentence_span(token)].split())
        found += [(words, pos, pair, article.id, sentence) for pair in _pairs(relations, roles)]
    return found


def _uncovered(relations: Relations) -> Iterator[tuple[int, str, str, Roles]]:
    """Token, words, part of speech and roles of what evokes no frame; a light verb is its noun's."""
    tree, clauses, nominals = relations.tree, relations.clauses, relations.nominals
    covered = set(relations.evoked.inside_longer)
    for predicate, _ in relations.predicates():
        covered |= {predicate.token, predicate.last, predicate.governor}
    rest = [i for i in range(len(tree)) if i not in covered and tree.name[i] < 0]
    lending = set()
    for i in rest:
        if tree.pos[i] == "NOUN" and not _is_actor(relations, i):
            roles, governor = nominals.noun_roles(i, i)
            roles["self"] = [k for k in roles.get("self", ()) if tree.name[k] >= 0]
            if governor >= 0:
                lending.add(governor)
            yield i, tree.lemma[i], "noun", roles
        elif tree.pos[i] == "ADJ" and not clauses.is_verbal(i):
            yield i, tree.lemma[i], "adjective", nominals.adjective_roles(i)
    for i in rest:
        if clauses.is_verbal(i) and tree.pos[i] == "VERB" and i not in lending:
            particles = [tree.text[k].lower() for k in tree.kids(i, "compound:prt")]
            roles = clauses.roles(i)
            if (stem := nominals.stem_before(i)) >= 0:
                roles = {"agent": [stem], "patient": [nominals.described_by(i)]}
            yield i, " ".join([tree.lemma[i], *particles]), "verb", roles


def _is_actor(relations: Relations, i: int) -> bool:
    """Whether noun ``i`` is for whoever acts, or for people that are no actor, not for what is done."""
    lemma = relations.tree.lemma[i]
    return lemma in relations.vocabulary.head_class or relations.ontology.lexicon.has("nobody", lemma)


def _pairs(relations: Relations, roles: Roles) -> Iterator[str]:
    """The pairs of roles with two different actors, or an actor and a place that is not just where."""
    known = relations.ontology.lexicon.lists.get("preposition", frozenset()) - {"below"}  # a role of its own
    ends = [
        (role, token, number, place)
        for role, tokens in roles.items()
        for token in (tokens if role in _ROLES or role in known else ())
        for number, place in _ends(relations, role, token)
    ]
    pairs = {}
    for (role, token, number, place), (other, another, second, there) in combinations(ends, 2):
        if token == another or number == second or (place and there) or not _beside(role, other, roles):
            continue
        first, last = f"{role}:{PLACE}" if place else role, f"{other}:{PLACE}" if there else other
        pairs[f"{last}/{first}" if place else f"{first}/{last}"] = True
    yield from pairs


def _beside(role: str, other: str, roles: Roles) -> bool:
    """Whether frames would name these two roles together: what a noun belongs to, with whom it names."""
    if "whole" in (role, other):
        return role == "self"
    if role == "self":
        return other != "agent" and not set(roles[other]) & set(roles.get("whole", ()))
    return role != other and bool({role, other} & {*_ROLES, "of"})


def _ends(relations: Relations, role: str, token: int) -> Iterator[tuple[int, bool]]:
    """Clusters of the actors, else places, that ``token`` means, and whether each is a place."""
    where = relations.ontology.lexicon.has("locative", role)
    for ref in relations.resolver.resolve(token) if token >= 0 else ():
        number = ref.actor if ref.actor >= 0 else ref.place
        if number < 0 or ref.oblique or (where and ref.place >= 0):
            continue
        if cls := relations.clusters[number].cls:
            yield number, cls == PLACE
