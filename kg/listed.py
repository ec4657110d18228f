"""What a list says of its members: "nations include A and B", "groups such as X", "ministers of A and B"."""

from __future__ import annotations

from collections.abc import Iterator

from kg import peoples
from kg.entities import Cluster, Name
from kg.syntax import SUBJECTS, Tree
from kg.vocabulary import PLACE, Vocabulary

_BETWEEN = frozenset((",", "and", "the", "&", "or"))
_ROLES = (*SUBJECTS, "obj", "iobj", "obl", "obl:agent", "nmod", "nmod:poss", "root")
_TOLD = 4  # votes of the noun that a list follows


def vote(tree: Tree, names: list[Name], clusters: list[Cluster], vocabulary: Vocabulary) -> None:
    """Votes for the class of the noun whose members are listed, for each unlisted name among them."""
    for name in names:
        _gather(tree, name.head, vocabulary)
        _name_part(tree, name, vocabulary)
    for run in _runs(tree, names, vocabulary):
        _coordinate(tree, [n.head for n in run])
    tree.link()
    for name in names:
        cls = _class_of_list(tree, name.head, vocabulary) if tree.dep[name.head] != "conj" else ""
        for j in tree.conjuncts(name.head) if cls else ():
            number = names[tree.name[j]].actor if tree.name[j] >= 0 else -1
            if number < 0 or clusters[number].known is not None:
                continue
            if cls in vocabulary.home:
                peoples.found(clusters[number], vocabulary)
                continue
            clusters[number].votes[cls] += _TOLD
            clusters[number].votes[peoples.NO_HOME] += _TOLD * (cls == PLACE)


def _runs(tree: Tree, names: list[Name], vocabulary: Vocabulary) -> Iterator[list[Name]]:
    """Lists of three persons or more by commas and "and", whatever the parser hangs them on."""
    run: list[Name] = []
    last = ""
    for name in names:
        between = tree.text[run[-1].last : name.first] if run else []
        person = not name.label or name.label.lower() in vocabulary.person_labels
        if person and between and len(between) < 3 and _BETWEEN.issuperset(between):
            run, last = [*run, name], between[-1]
            continue
        if len(run) > 2 and last != ",":
            yield run
        run, last = ([name] if person and name.label else []), ""
    if len(run) > 2 and last != ",":
        yield run


def _coordinate(tree: Tree, heads: list[int]) -> None:
    """Give the first of a list the role that one of it has, and hang the others on it."""
    apart = [i for i in heads if tree.head[i] not in heads]
    roles = [i for i in apart if tree.dep[i] in _ROLES] or [i for i in apart if tree.dep[i] == "appos"]
    if len(roles) != 1 or all(tree.dep[i] == "conj" for i in heads[1:]):
        return
    first, role = heads[0], roles[0]
    tree.head[first], tree.dep[first] = tree.head[role], tree.dep[role]
    for k in tree.kids(role, "case"):
        tree.head[k] = first
    for i in heads[1:]:
        tree.head[i], tree.dep[i] = first, "conj"


def _gather(tree: Tree, i: int, vocabulary: Vocabulary) -> None:
    """Hang what a parser coordinates with an office on the first of a list: "the ministers of A, B and C"."""
    h = tree.head[i]
    if (
        not _are_offices(tree, h, vocabulary)
        or tree.dep[i] != "nmod"
        or tree.case(i) != "of"
        or tree.name[i] < 0
    ):
        return
    for k in tree.kids(h, "conj", "appos"):
        apart = [t for t in range(i + 1, k) if tree.name[t] < 0 and tree.text[t].lower() not in _BETWEEN]
        if k > i and tree.name[k] >= 0 and not apart and not tree.kids(k, "case"):
            tree.head[k], tree.dep[k] = i, "conj"


def _name_part(tree: Tree, name: Name, vocabulary: Vocabulary) -> None:
    """Hang on "faction" what gives it a name in "a faction of X known as Y"."""
    k, h = name.last, tree.head[name.head]
    told = k < len(tree) and tree.head[k] == name.head and tree.dep[k] == "acl"
    named = told and any(tree.name[c] >= 0 for c in tree.kids(k, "obl", "xcomp", "obj", "nmod"))
    if not named or not vocabulary.ontology.lexicon.has("naming", tree.lemma[k]):
        return
    one = any(vocabulary.ontology.lexicon.has("oneOf", tree.text[d].lower()) for d in tree.kids(h, "det"))
    if tree.case(name.head) == "of" and tree.dep[name.head] == "nmod" and tree.name[h] < 0 and one:
        tree.head[k] = h


def _class_of_list(tree: Tree, i: int, vocabulary: Vocabulary) -> str:
    """The class that the noun before the list headed by token ``i`` gives its members, "" for none."""
    h, dep, lexicon = tree.head[i], tree.dep[i], vocabulary.ontology.lexicon
    if dep == "nmod" and tree.case(i) == "of" and len(tree.conjuncts(i)) > 1:
        return vocabulary.home[0] if _are_offices(tree, h, vocabulary) and vocabulary.home else ""
    nouns = list[int]()
    if dep == "obj" and lexicon.has("containing", tree.lemma[h]):
        nouns = tree.kids(h, *SUBJECTS)
    elif tree.kids(i, "cop"):
        nouns = tree.kids(i, *SUBJECTS)
    elif dep == "appos" or (dep == "nmod" and lexicon.has("listing", tree.case(i))):
        nouns = [h]
    elif len(tree.conjuncts(i)) > 1:
        nouns = [c for c in tree.kids(i, "compound", "nmod:desc") if c == i - 1]
    return next((_class_of(tree, k, vocabulary) for k in nouns if _is_plural(tree, k)), "")


def _are_offices(tree: Tree, i: int, vocabulary: Vocabulary) -> bool:
    return tree.lemma[i].lower() in vocabulary.home_office_last and _is_plural(tree, i)


def _is_plural(tree: Tree, i: int) -> bool:
    return tree.name[i] < 0 and tree.tag[i] in ("NNS", "NNPS")


def _class_of(tree: Tree, i: int, vocabulary: Vocabulary) -> str:
    pair = f"{tree.lemma[i - 1]} {tree.lemma[i]}" if i else ""
    return vocabulary.head_class.get(pair) or vocabulary.head_class.get(tree.lemma[i], "")
