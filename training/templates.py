"""Writes war trees and names that the treebanks lack: reduced relatives, headlines, groups, titles.

The same sentences teach the parser and the name tagger; ``sentences.py`` and ``clauses.py`` hold their kinds.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import spacy
from spacy.tokens import Doc
from spacy.vocab import Vocab

from training.clauses import Clauses
from training.convert import save
from training.phrases import Node


def flatten(root: Node) -> list[tuple[Node, Node]]:
    """Words in order, each with its head."""
    found: list[tuple[Node, Node]] = []

    def walk(node: Node, head: Node) -> None:
        for child in node.before:
            walk(child, node)
        found.append((node, head))
        for child in node.after:
            walk(child, node)

    walk(root, root)
    return found


def tidy(words: list[tuple[Node, Node]]) -> list[tuple[Node, Node]]:
    """Without a comma before another comma or a full stop."""
    kept = []
    for i, (node, head) in enumerate(words):
        following = words[i + 1][0].form if i + 1 < len(words) else "."
        if not (node.form == "," and following in (",", ".")):
            kept.append((node, head))
    return kept


def name_tags(words: list[Node]) -> list[str]:
    """BIO tags; a name goes on while its words hang together under one label."""
    tags, last = [], ""
    for i, node in enumerate(words):
        inside = node.name and last == node.name and node.dep in ("flat", "punct")
        above = (
            node.name
            and last == node.name
            and words[i - 1].dep in ("amod", "compound", "punct")
            and (any(words[i - 1] is c for c in node.before))
        )
        chain = node.name and last == node.name and words[i - 1].dep in ("amod", "compound")
        tags.append("O" if not node.name else ("I-" if inside or above or chain else "B-") + node.name)
        last = node.name
    return tags


def to_doc(vocab: Vocab, roots: list[Node]) -> Doc:
    """Some sentences as one document, with tags, trees and names."""
    words, spaces, tags, deps, heads, starts, ents = [], [], [], [], [], [], []
    for root in roots:
        pairs = tidy(flatten(root))
        base = len(words)
        index = {id(node): base + i for i, (node, _) in enumerate(pairs)}
        ents += name_tags([node for node, _ in pairs])
        for i, (node, head) in enumerate(pairs):
            words.append(node.form[:1].upper() + node.form[1:] if i == 0 else node.form)
            spaces.append(not (i + 1 < len(pairs) and pairs[i + 1][0].glued) and node.form != "-")
            tags.append(node.tag)
            deps.append(node.dep)
            heads.append(index[id(head)])
            starts.append(i == 0)
    return Doc(
        vocab, words=words, spaces=spaces, tags=tags, deps=deps, heads=heads, sent_starts=starts, ents=ents
    )


def write(vocab: Vocab, sentences: int, seed: int) -> Iterator[Doc]:
    """Documents of one to three generated sentences; a headline stands alone."""
    writer = Clauses(seed)
    roots: list[Node] = []
    for _ in range(sentences):
        root = writer.sentence()
        roots.append(root)
        headline = root.tag in ("VBP", "VBZ")
        if headline or len(roots) == 3 or writer.chance(0.4):
            yield to_doc(vocab, [root] if headline else roots)
            roots = []


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--trees", type=int, default=3000)
    parser.add_argument("--names", type=int, default=2200)
    parser.add_argument("--show", action="store_true")
    args = parser.parse_args()
    vocab = spacy.blank("en").vocab
    if args.show:
        for doc in write(vocab, 60, 7):
            print(doc.text, [(e.text, e.label_) for e in doc.ents])
        return
    save(write(vocab, args.trees, 11), args.out / "trees" / "templates.spacy")
    save(names_only(vocab, args.names), args.out / "names" / "templates.spacy")


def names_only(vocab: Vocab, sentences: int) -> Iterator[Doc]:
    """Documents with names and no trees."""
    for doc in write(vocab, sentences, 12):
        ents = [f"{t.ent_iob_}-{t.ent_type_}" if t.ent_type_ else "O" for t in doc]
        yield Doc(
            vocab, words=[t.text for t in doc], ents=ents, sent_starts=[bool(t.is_sent_start) for t in doc]
        )


if __name__ == "__main__":
    main()
