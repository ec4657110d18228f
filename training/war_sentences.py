"""Invented war sentences with what their predicates say, and how well a pipeline reads them.

None of the frames or names below occurs in the training templates. A frame names its slots; a fact
is a predicate, the slot of its subject and the slot of its object.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from spacy.tokens import Doc, Token

from kg import english

FILE = Path(__file__).parent / "war_sentences.jsonl"
SLOTS = {
    "A": [
        "the Veshkan army",
        "Ostrali troops",
        "the Harun Front",
        "gunmen from the Morvane Brigade",
        "the UFPL",
        "Dravian special forces",
        "the eastern command",
        "government paratroopers",
        "the Black Falcons",
        "General Osric Tamm",
        "Selvanian jets",
        "tribal volunteers",
        "the NRDF",
        "border guards",
        "Captain Liru Haddon",
    ],
    "B": [
        "the Kesh Liberation Front",
        "Torvian separatists",
        "the DPAR",
        "fighters of the Red Crescent Column",
        "hill tribes",
        "the Ombari regime",
        "Prince Valdo Merrin",
        "the southern militias",
        "Islamist cells",
        "President Edrik Solano",
        "the Quorin clan",
        "the opposition alliance",
        "naval cadets",
        "Colonel Bast Irum",
    ],
    "C": [
        "Norvania",
        "the Kingdom of Tesk",
        "Marshal Jorun Peck",
        "the Lestan government",
        "Belgravia",
        "the Council of Nine",
        "Foreign Minister Ada Quill",
        "the PFTA",
        "Zembla",
        "neighbouring Urland",
    ],
    "P": [
        "Korvath",
        "Belisar",
        "the village of Umm Tarif",
        "Sant Oru",
        "Qasr Melin",
        "the port of Djarra",
        "Vel-Torim",
        "Nahr Sadi",
        "Upper Kesh",
        "Tolvik airfield",
    ],
    "N": ["early March", "mid-June", "a night raid"],
}
FRAMES = """
After days of shelling, {A} drove {B} out of {P}.|drove A B
{A} had pushed {B} back from {P}, residents say.|pushed A B
{B} had been driven from {P} by {A} in {N}.|driven A B
{A}, supplied by {C}, crossed into {P} before dawn.|crossed A -;supplied C A
{A} armed with weapons from {C} mortared {P} overnight.|mortared A P
The column, which {A} had trapped near {P}, surrendered to {B}.|trapped A -
{C} insists that {A} never shot at {B}.|insists C -;shot A -
According to {C}, {A} razed {P} last year.|razed A P
{A} razed {P}, according to {C}.|razed A P
Witnesses told reporters that {A} looted {P} while {B} slept.|looted A P;slept B -
{C} has been arming {B} for years.|arming C B
{B}, long sheltered by {C}, torpedoed the talks.|torpedoed B -;sheltered C B
It was {A} that evacuated {P}, not {B}.|evacuated A P
{A} and {B} jointly patrolled {P} for months.|patrolled A P
Neither {A} nor {B} holds {P} today.|holds A P
{C} wants {A} to disarm {B}.|wants C -;disarm A B
{C} persuaded {B} to abandon {P}.|persuaded C B;abandon B P
{A} stopped {B} from reaching {P}.|stopped A B;reaching B P
{A} crushed {B}, taking {P} without losses.|crushed A B;taking A P
Fearing an ambush, {A} bypassed {P}.|bypassed A P
{A} besieging {P} rejected an offer from {C}.|rejected A -;besieging A P
{P}, held by {B}, was relieved by {A}.|relieved A P;held B P
{C} denied having funded {B}.|denied C -;funded C B
Had {A} not intervened, {B} would have sacked {P}.|sacked B P;intervened A -
{A} routed {B} near {P} and burned their camp.|routed A B;burned A -
{C} said on Thursday it had recognized {B}.|recognized - B
"{A} will crush {B}," said {C}.|crush A B;said C -
{C} says {A} will deport {B} from {P}.|deport A B;says C -
The officers who commanded {A} betrayed {C}.|betrayed - C;commanded - A
Tanks sent by {C} rolled into {P}.|rolled - -;sent C -
Rockets fired by {B} landed in {P}.|fired B -
{A} handed {P} to {B}.|handed A P
{C} recalled its envoy because {A} had insulted {B}.|recalled C -;insulted A B
{A} twice outflanked {B} at {P}.|outflanked A B
{C} pays {A} to guard {P}.|pays C A;guard A P
{B} fled {P} when {A} arrived.|fled B P;arrived A -
{A} freed {B} held by {C}.|freed A B;held C B
What {A} did to {P} horrified {C}.|horrified - C
{P} fell to {A} despite resistance from {B}.|fell P -
{C} vetoed a plan under which {A} would escort {B}.|vetoed C -;escort A B
"""
EACH = 9


def frames() -> list[tuple[str, str]]:
    """Texts with slots, and their facts."""
    lines = [line for line in FRAMES.strip().splitlines() if line]
    return [(line.split("|")[0], line.split("|")[1]) for line in lines]


def fill(frame: str, facts: str, rng: random.Random) -> dict[str, Any]:
    """One sentence: its text, where its slots are, and what it says."""
    text, spans = "", {}
    for piece in re.split(r"(\{[A-Z]\})", frame):
        if piece[:1] == "{":
            word = rng.choice(SLOTS[piece[1]])
            if not text or text == '"':
                word = word[:1].upper() + word[1:]
            spans[piece[1]] = [len(text), len(text) + len(word)]
            text += word
        else:
            text += piece
    return {"text": text, "slots": spans, "facts": [fact.split() for fact in facts.split(";")]}


def sentences(seed: int = 5) -> Iterator[dict[str, Any]]:
    rng = random.Random(seed)
    for frame, facts in frames():
        for _ in range(EACH):
            yield fill(frame, facts, rng)


def _kid(token: Token, *deps: str) -> Token | None:
    return next((c for c in token.children if c.dep_ in deps), None)


def subject(token: Token, depth: int = 0) -> Token | None:
    """Who does what a predicate says, also where the grammar only implies it."""
    found = _kid(token, "obl:agent") or _kid(token, "nsubj", "csubj")
    if found is not None and not (found.tag_ in ("WDT", "WP") and token.dep_ == "acl:relcl"):
        return found
    if depth > 3 or (token.dep_ == "acl" and token.tag_ == "VBN"):
        return None
    if token.dep_ in ("acl", "acl:relcl"):
        return token.head
    if token.dep_ in ("xcomp", "advcl", "conj", "ccomp"):
        controller = _kid(token.head, "obj", "iobj") if token.dep_ == "xcomp" or _kid(token, "mark") else None
        return controller or subject(token.head, depth + 1)
    return None


def target(token: Token) -> Token | None:
    """Whom or what it is done to."""
    found = _kid(token, "obj", "nsubj:pass")
    if found is None and token.dep_ == "acl" and token.tag_ in ("VBN", "VBD"):
        return token.head
    return found


def holds(doc: Doc, sentence: dict[str, Any], fact: list[str]) -> bool:
    """Whether a parse says what the sentence says."""
    word, who, whom = fact
    token = next((t for t in doc if t.text.lower() == word), None)
    if token is None:
        return False
    for slot, found in ((who, subject(token)), (whom, target(token))):
        if slot == "-":
            continue
        start, end = sentence["slots"][slot]
        if (
            found is None
            or not start <= found.idx < end
            or (found.head.idx in range(start, end) and found.head != found)
        ):
            return False
    return True


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pipeline", default=None)
    parser.add_argument("--write", action="store_true", help="make the file anew")
    parser.add_argument("--errors", action="store_true")
    args = parser.parse_args()
    if args.write:
        FILE.write_text("".join(json.dumps(s) + "\n" for s in sentences()), encoding="utf8")
    cases = [json.loads(line) for line in FILE.read_text(encoding="utf8").splitlines()]
    nlp = english.load(args.pipeline)
    right = total = whole = 0
    for case, doc in zip(cases, nlp.pipe(c["text"] for c in cases), strict=True):
        results = [holds(doc, case, fact) for fact in case["facts"]]
        right, total, whole = right + sum(results), total + len(results), whole + all(results)
        if args.errors and not all(results):
            print(case["text"], [f for f, ok in zip(case["facts"], results, strict=True) if not ok])
    share = f"facts {right}/{total} = {right / total:.1%}"
    print(f"{len(cases)} sentences: {share}, sentences wholly right {whole / len(cases):.1%}")


if __name__ == "__main__":
    main()
