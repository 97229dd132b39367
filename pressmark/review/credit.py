"""Who reviewed an article, and what they did: the header's `respStmt` and `change`."""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Final

from lxml import etree
from lxml.builder import ElementMaker

from pressmark.config import Editor
from pressmark.review.decisions import Accept, Add, Decision, Reject
from pressmark.tei.edit.changes import Change, Replace, Set, element_path
from pressmark.tei.names import TEI_NS, tei
from pressmark.tei.revision import noted, reviewed, tally
from pressmark.tei.text import squeezed_text

E: Final = ElementMaker(namespace=TEI_NS, nsmap={None: TEI_NS})


def pointer(editor: Editor) -> str:
    """What `@resp` and `@who` say of an editor."""
    return f"#ed-{editor.id}"


def verb_of(decision: Decision) -> str:
    """What was done to a mark, in a word."""
    if isinstance(decision, Accept):
        return "accepted"
    if isinstance(decision, Reject):
        return "rejected"
    return "added" if isinstance(decision, Add) else "changed"


def counted(root: etree._Element, done: Mapping[str, int], editor: Editor, day: date) -> list[Change]:
    """The changes that note how many marks were decided: one entry for each editor and day.

    `done` says how many of each of "accepted", "rejected", "changed", "added".
    """
    for entry in root.iter(tei("change")):
        if entry.get("who") != pointer(editor) or entry.get("when") != day.isoformat():
            continue
        words = squeezed_text(entry)
        told = tally(words)
        if told is None:
            break
        replaced = words.replace(told[1], reviewed(told[0] + Counter(done)))
        element = E.change(replaced)
        element.attrib.update(entry.attrib)
        return [Replace(target=element_path(entry), element=element)]
    return noted(root, reviewed(done), day, pointer(editor))


def status_set(root: etree._Element, status: str, editor: Editor, day: date) -> list[Change]:
    """The changes that give an article another status, and note who did so."""
    revision = root.find(f"{tei('teiHeader')}/{tei('revisionDesc')}")
    if revision is None or revision.get("status") == status:
        return []
    words = {"approved": "Approved.", "checked": "Checked."}.get(status, f"Set to {status}.")
    return [
        Set(target=element_path(revision), attributes={"status": status}),
        *noted(root, words, day, pointer(editor)),
    ]
