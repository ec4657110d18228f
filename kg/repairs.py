"""What a parser often hangs on the wrong word, put right once the names of a tree are joined.

Which rule is asked of which tokens stands in one table; the rules are in ``repair_names``, ``repair_clauses``
and ``repair_phrases``.
"""

from __future__ import annotations

from collections.abc import Callable

from kg import repair_clauses as clauses
from kg import repair_names as names
from kg import repair_phrases as phrases
from kg.records import Lexicon
from kg.syntax import SUBJECTS, Tree

Rule = Callable[[Tree, Lexicon, int], None]

# Labels of the tokens that a rule is asked of (none: of all), in the order in which the rules are asked.
_RULES: tuple[tuple[tuple[str, ...], Rule], ...] = (
    ((), names.title_for_name),
    (("nmod:desc",), names.case_of_title),
    (SUBJECTS, clauses.subject_of_auxiliary),
    (("obl", "obl:agent"), phrases.doer_of_deed),
    (("obl", "obl:agent"), phrases.doer_of_object),
    (("obl",), names.object_after_day),
    (("obl",), names.object_after_aside),
    (("acl",), clauses.clause_of_nearest),
    (("advcl",), clauses.adjective_for_participle),
    (("acl", "advcl"), clauses.participle_of_nearest),
    (("obj", "appos"), phrases.said_of_object),
    (("expl",), clauses.who_is_disposed),
    (("obj",), phrases.charge_of_object),
    (("obj", "amod"), phrases.held_to_be),
    ((), clauses.participle_for_verb),
    (("advcl",), clauses.named_to_office),
    (("flat", "appos"), names.land_before_bearer),
    (("compound",), names.name_before_aside),
    (("ccomp",), clauses.subject_after_that),
    (("ccomp",), clauses.bare_infinitive),
    (("ccomp",), clauses.doing_while_said),
    (("ccomp",), clauses.swapped_subjects),
    (("appos",), names.object_after_time),
    (("case",), phrases.particle),
    (("flat",), phrases.found_so),
    (("root", "ccomp"), clauses.verb_for_noun),
    (("compound", "amod"), clauses.subject_for_modifier),
    (("conj",), clauses.participle_in_list),
    (("conj",), names.between),
    (("conj",), clauses.which_did),
    (("acl:relcl", "acl", "advcl"), clauses.told),
    (("acl:relcl",), clauses.content),
    (("acl",), phrases.doer_behind),
    (("advcl",), clauses.doing_with),
    (("acl",), clauses.doing_before),
    (("obj", "iobj"), names.speaker_after),
    (("obj", "iobj"), phrases.charged_with_being),
    ((), names.be_beside),
    (("nmod",), phrases.done_by),
    (("compound",), phrases.found_to_be),
    (("conj",), names.name_after_office),
    (("advcl",), clauses.to_doing),
    (("advcl", "xcomp"), clauses.what_for),
)
_OF_ALL = tuple((n, rule) for n, (labels, rule) in enumerate(_RULES) if not labels)
_OF_LABEL = {
    label: tuple((n, rule) for n, (labels, rule) in enumerate(_RULES) if not labels or label in labels)
    for labels, _ in _RULES
    for label in labels
}
# Four words in ten, of which no rule asks anything.
_STAYS = frozenset({"punct", "det", "case", "cc", "aux", "mark"})
_SMALL = frozenset({",", ".", ":", "''", "``", "HYPH", "DT", "PDT", "IN", "TO", "CC", "MD", "POS"})


def repair(tree: Tree, lexicon: Lexicon) -> None:
    """Move what hangs wrong; only heads, labels and, of verbs taken for nouns, tags change."""
    for k in range(len(tree)):
        small = tree.dep[k] in _STAYS and tree.tag[k] in _SMALL and tree.name[k] < 0
        if small and tree.pos[k] not in ("NOUN", "PROPN"):
            continue
        _ask(tree, lexicon, k)
    tree.link()


def _ask(tree: Tree, lexicon: Lexicon, k: int, first: int = 0) -> None:
    """The rules for a token's label from number ``first`` on; after a change of it those for the new one."""
    label = tree.dep[k]
    for number, rule in _OF_LABEL.get(label, _OF_ALL):
        if number >= first:
            rule(tree, lexicon, k)
            if tree.dep[k] != label:
                _ask(tree, lexicon, k, number + 1)
                return
