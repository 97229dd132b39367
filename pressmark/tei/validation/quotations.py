"""Quotations: linked parts, speakers, pull quotes and quotation marks."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from lxml import etree

from pressmark.tei.names import UNKNOWN_SPEAKER, XML_ID, local_name, tei
from pressmark.tei.text import Action, plain_text, walk
from pressmark.tei.tree import Remark, Tree, start_tag, written
from pressmark.tei.validation.checks import Subject, check
from pressmark.tei.validation.quotation_marks import conventions_of, has_marks, unbalanced

_SPEECH: Final = ("said", "q")
_QUOTED: Final = ("said", "q", "quote")
_TAGS: Final = tuple(map(tei, _QUOTED))
_ELLIPSIS: Final = re.compile(r"\[?(?:…|\.\s?\.\s?\.)\]?")
_WORD: Final = re.compile(r"\w+(?:['’]\w+)*")


@check("chain", "chain-order", "chain-speaker")
def check_chains(subject: Subject) -> Iterator[Remark]:
    """The parts of an interrupted quotation point to each other, in order, and have one speaker."""
    order = {name: position for position, name in enumerate(subject.tree.ids)}
    for attribute, back, forwards in (("next", "prev", True), ("prev", "next", False)):
        for element, value in subject.tree.having.get(attribute, ()):
            name, pointer = element.get(XML_ID, ""), value.removeprefix("#")
            other = subject.tree.ids.get(pointer)
            if other is None or local_name(other) not in _SPEECH or name not in order:
                continue  # reported as a pointer to nothing, or as without an anchor
            if other.get(back) != f"#{name}":
                yield Remark(
                    rule="chain", at=element, part=attribute, words=written(element, attribute),
                    message=f"{pointer} does not point back to {name}",
                    hint=f'write {back}="#{name}" on {pointer}, or delete @{attribute}',
                )  # fmt: skip
            elif (order[pointer] > order[name]) is not forwards:
                yield Remark(
                    rule="chain-order", at=element, part=attribute, words=written(element, attribute),
                    message=f"{pointer} does not stand {'behind' if forwards else 'before'} {name}",
                    hint="link the parts of a quotation in the order of the text",
                )  # fmt: skip
            elif forwards and element.get("who") != other.get("who"):
                yield Remark(
                    rule="chain-speaker", at=other, part="who", words=written(other, "who"),
                    message=f"this part continues {name}, which has {written(element, 'who')}",
                    hint=f"write {written(element, 'who')}, or take the two parts apart",
                )  # fmt: skip


@check("speaker")
def check_speakers(subject: Subject) -> Iterator[Remark]:
    """All speech has a speaker, or says that nobody knows."""
    for element in subject.tree.named.get("said", ()):
        if not (element.get("who") or "").strip():
            yield Remark(
                rule="speaker", at=element, words=start_tag(element), message="does not say who speaks",
                hint=f'write who="person:…", or who="#{UNKNOWN_SPEAKER}" if the text does not tell',
            )  # fmt: skip


@check("pull-quote")
def check_pull_quotes(subject: Subject) -> Iterator[Remark]:
    """The words of a pull quote occur in the quotation that it repeats, in the same order."""
    ids = subject.tree.ids
    for element in subject.tree.named.get("quote", ()):
        original = ids.get((element.get("corresp") or "").removeprefix("#"))
        if original is None or local_name(original) not in _SPEECH:
            continue  # repeats nothing, or is reported as a pointer to nothing
        words, whole = shown_words(element), _whole(original, ids)
        if not _is_repeated(words, " ".join(map(shown_words, whole))):
            meant = _original_of(words, subject.tree)
            hint = f'write corresp="#{meant}"' if meant else "point to the quotation that it repeats"
            yield Remark(
                rule="pull-quote", at=element, part="corresp", words=words,
                message=f"{original.get(XML_ID)} does not say these words",
                hint=f"{hint}, or delete @corresp",
            )  # fmt: skip


def _original_of(words: str, tree: Tree) -> str | None:
    """The quotation that holds the words of a pull quote; of those around each other, the innermost."""
    found = [
        name for name, element in tree.ids.items()
        if local_name(element) in _SPEECH and _is_repeated(words, shown_words(element))
    ]  # fmt: skip
    return found[-1] if found else None


def _is_repeated(repeat: str, original: str) -> bool:
    """Whether a text repeats another, with nothing left out but what an ellipsis stands for.

    Quotation marks, other punctuation, case and white space do not count.
    """
    words, reached = _plain(original), 0
    for piece in map(_plain, _ELLIPSIS.split(repeat)):
        found = words.find(piece, reached)
        if found < 0:
            return False
        reached = found + len(piece) - 1
    return True


def _plain(words: str) -> str:
    """Words for comparing: lower case, one space before, between and after them."""
    return " ".join(["", *(word.casefold().replace("’", "'") for word in _WORD.findall(words)), ""])


def _whole(part: etree._Element, ids: Mapping[str, etree._Element]) -> list[etree._Element]:
    """All parts of the quotation that a part belongs to, in order."""
    before = list(_linked(part, "prev", ids))
    return [*reversed(before), part, *_linked(part, "next", ids)]


def _linked(
    part: etree._Element, attribute: str, ids: Mapping[str, etree._Element]
) -> Iterator[etree._Element]:
    """The parts that follow a part by one of the two links, each once even if they go in a circle."""
    seen = {part}
    while (other := ids.get((part.get(attribute) or "").removeprefix("#"))) is not None and other not in seen:
        seen.add(other)
        yield other
        part = other


@check("quotation-marks")
def check_quotation_marks(subject: Subject) -> Iterator[Remark]:
    """Quotation marks inside quotations are balanced, once corrections of the text are counted in."""
    tree = subject.tree
    conventions = None
    quoted = [element for name in _QUOTED for element in tree.named.get(name, ())]
    outer = {each for element in quoted for each in element.iterancestors(*_TAGS)}
    corrected = "choice" in tree.named or "note" in tree.named
    for element in quoted:
        if (element.get("prev") or "").removeprefix("#") in tree.ids:
            continue
        parts = [element, *_linked(element, "next", tree.ids)]
        words = [_own_words(part) if corrected or part in outer else plain_text(part) for part in parts]
        if not any(map(has_marks, words)):
            continue
        conventions = conventions or conventions_of(plain_text(tree.root))
        for fault in unbalanced(words, conventions):
            state = "is not closed" if fault.opens else "closes nothing"
            missing = f'<supplied reason="omitted">{fault.missing}</supplied>'
            surplus = f"<choice><sic>{fault.mark}</sic><corr/></choice>"
            yield Remark(
                rule="quotation-marks", at=parts[fault.part], words=words[fault.part],
                message=f"the quotation mark {fault.mark} {state}",
                hint=f"if it is printed so, write {missing} for a missing one, or {surplus} for one too many",
            )  # fmt: skip


def shown_words(element: etree._Element) -> str:
    """The words of an element as readers see them, corrections counted in."""
    return "".join(step.words for step in walk(element) if step.shown)


def _own_words(element: etree._Element) -> str:
    """The words of a quotation as readers see them, without those of quotations inside it."""
    if not len(element):
        return element.text or ""
    apart = 0
    words = []
    for step in walk(element):
        if step.element is not element and local_name(step.element) in _QUOTED:
            apart += {Action.OPEN: 1, Action.CLOSE: -1, Action.CHARACTERS: 0}[step.action]
        if step.shown and not apart:
            words.append(step.words)
    return "".join(words)
