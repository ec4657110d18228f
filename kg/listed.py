"""What a list says of its members: "nations include A and B", "groups such as X", "ministers of A and B"."""

from __future__ import annotations

from kg import peoples
from kg.entities import Cluster, Name
from kg.syntax import SUBJECTS, Tree
from kg.vocabulary import PLACE, Vocabulary

_BETWEEN = frozenset((",", "and", "the", "&", "or"))
_TOLD = 4  # votes of the noun that a list follows


def vote(tree: Tree, names: list[Name], clusters: list[Cluster], vocabulary: Vocabulary) -> None:
    """Votes for the class of the noun whose members are listed, for each unlisted name among them."""
    for name in names:
        _gather(tree, name.head, vocabulary)
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
