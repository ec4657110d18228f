"""What an office word is an office of, and whether it still is, read along the words of a noun phrase."""

from __future__ import annotations

from kg.bearers import Bearers


class Titles(Bearers):
    """Reads office words in one tree."""

    # ------------------------------------------------------------ what it is an office of

    def before_office(self, i: int) -> int:
        """The nearest name or describing noun before office word ``i`` in its phrase, -1 for none."""
        tree = self.tree
        start = tree.sentences[tree.sentence[i]][0]
        j = i - 1
        if j >= start and self._is_rank(i) and self.is_title(j) and not self._is_rank(j):
            return -1  # "army commander General X"
        while j >= start:
            stem = j - 2 >= start and tree.text[j - 1] == "-"
            if stem and self.lexicon.has("bound", tree.text[j - 2].lower()):
                return -1  # "pro-government MP"
            if tree.name[j] >= 0:
                return -1 if self.is_person(j) else tree.unit(j)
            field = self.lexicon.has("fieldOffice", tree.lemma[i])
            field = field and (tree.text[j][:1].isupper() or self.lexicon.has("ofGovernment", tree.lemma[j]))
            if (
                tree.lemma[j] in self.actor_nouns
                and tree.pos[j] in ("NOUN", "PROPN")
                and not self.is_title(j)
                and not field  # "Local Administration Minister X"
            ):
                return -1 if self._is_any(start, j) else j
            if tree.text[j] == ")":  # "the Democratic Party (DP) president"
                while j > start and tree.text[j] != "(":
                    j -= 1
                j -= 1
                continue
            if tree.text[j] in ("'s", "’s", "'", "’") and j > start and tree.name[j - 1] < 0:
                noun = tree.lemma[j - 1] in self.actor_nouns
                if not noun:  # "the Velmian team's coach" is the team's
                    return -1
            plain = tree.pos[j] in ("ADJ", "NOUN", "PROPN") or self.is_title(j)
            if not plain and tree.text[j] not in ("-", "'s", "’s", "'", "’", '"'):
                return -1
            j -= 1
        return -1

    def _is_any(self, start: int, j: int) -> bool:
        """Whether body ``j`` is one of many without a name: "a union leader"."""
        tree, k = self.tree, j - 1
        while k >= start and tree.name[k] < 0 and tree.pos[k] in ("ADJ", "NOUN", "PUNCT"):
            k -= 1
        return (
            k >= start and tree.text[k].lower() in ("a", "an") and self.lexicon.has("anyBody", tree.lemma[j])
        )

    def outer(self, i: int) -> int:
        """The name right before the nearest one before office word ``i``: the Harvest Party of "the Harvest
        Party Velm candidate"; -1 for none."""
        tree, near = self.tree, self.before_office(i)
        if near < 0 or tree.name[near] < 0:
            return -1
        j = tree.span_of_name(near)[0] - 1
        start = tree.sentences[tree.sentence[i]][0]
        if j > start and tree.text[j] == ")":
            while j > start and tree.text[j] != "(":
                j -= 1
            j -= 1
        return tree.unit(j) if j >= start and tree.name[j] >= 0 and not self.is_person(j) else -1

    def is_field(self, i: int) -> bool:
        """Whether an office word is but what another office is for: "Justice Minister"."""
        tree = self.tree
        following = i + 1 < len(tree) and tree.name[i + 1] < 0
        return following and self.lexicon.has("fieldOffice", tree.lemma[i + 1].lower())

    def second(self, i: int) -> str:
        """The word before the fields of office ``i`` that makes its bearer a deputy, empty for none."""
        tree, k = self.tree, i - 1
        if not self.lexicon.has("fieldOffice", tree.lemma[i].lower()) or not tree.text[i][:1].isupper():
            return ""
        while k >= 0 and (tree.text[k][:1].isupper() or tree.text[k].lower() in ("and", "&", ",")):
            word = tree.text[k].lower()
            if self.lexicon.has("secondary", word):
                return word if k < i - 1 else ""
            if tree.name[k] < 0 and self.is_title(k):
                return ""
            k -= 1
        return ""

    def _is_rank(self, i: int) -> bool:
        return self.lexicon.has("rank", self.tree.lemma[i])

    def after_office(self, first: int, i: int) -> int:
        """The body right after "of", whatever the parser hung it on, or after a comma; -1 for none."""
        tree = self.tree
        j = i + 2
        if j < len(tree) and tree.text[i + 1].lower() in ("of", "for"):
            the = tree.text[j].lower() == "the"
            j += the
            inside = j < len(tree) and tree.sentence[j] == tree.sentence[i]
            field = not the or tree.entity[j].lower() != "org"  # "secretary for Innovation"
            inside = inside and (tree.text[i + 1].lower() == "of" or not field)
            end = tree.span_of_name(j)[1] if inside else j
            inside = inside and tree.text[end : end + 1] not in (["'s"], ["’s"], ["'"])  # "aide of X's rival"
            return tree.unit(j) if inside and tree.name[j] >= 0 and not self.is_person(j) else -1
        return self.after_comma(first, i)

    def after_comma(self, first: int, i: int) -> int:
        """The body in "X, commander, Northern Command": a name closed by a comma or a stop, -1 for none."""
        tree = self.tree
        end = tree.sentences[tree.sentence[i]][1]
        j = i + 2
        if j >= end or tree.text[i + 1] != ",":
            return -1
        j += tree.text[j].lower() == "the"
        if j >= end or tree.name[j] < 0 or self.is_person(j):
            return -1
        if self._before(first, i) < 0:
            return (
                tree.unit(j)
                if self.is_title(i) and not self._is_plural(i) and self._after_body(i + 1, end) >= 0
                else -1
            )
        last = j
        while last < end and tree.name[last] == tree.name[j]:
            last += 1
        closed = (
            last >= end
            or tree.text[last] in (",", ".", ";", ")", '"')
            or tree.pos[last] in ("VERB", "AUX", "ADV")
        )
        return tree.unit(j) if closed else -1

    def is_former(self, i: int) -> bool:
        """ "former president", "ex-minister", "late", "then"."""
        tree = self.tree
        start = max(tree.sentences[tree.sentence[i]][0], i - 5)
        for j in range(i - 1, start - 1, -1):
            if self.lexicon.has("former", tree.text[j].lower()):
                return True
            if tree.pos[j] not in ("ADJ", "NOUN", "PROPN", "PUNCT", "PART") and tree.name[j] < 0:
                return False
        return False
