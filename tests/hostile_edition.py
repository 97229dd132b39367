"""An edition whose every name, title and setting is an attack: mark-up of all kinds that outputs are made in.

It is the invented edition of Quillhaven. What was "Quillhaven Library" is `hostile("publisher")`, and so on.
"""

import json
from pathlib import Path
from typing import Final

from lxml import etree
from site_building import copy_edition

from pressmark.tei.names import TEI_NS

# HTML, templates, docutils, LaTeX, Markdown, format strings, XML, JavaScript; nothing is closed at the end.
MARKUP: Final = (
    """<evil-word class="evil">&amp;</evil-word> "q" 'a' {{ 7919*7907 }} {% raw %} {# c #} |evil| """
    """\\evil{x} %Y %(a)s %s {0} {evil} $E=mc^2$ #1 ~t _u_ *e* **s** `c` [l](evil:l) """
    """<script>evil()</script> ]]> --> ${x} evil_ {abbr}`x` <!-- {evil"""
)
EVALUATED: Final = str(7919 * 7907)  # what a template would make of it
# The elements of headers, registers and texts whose words are replaced.
_NAMED: Final = (
    "title", "author", "publisher", "persName", "orgName", "placeName", "surname", "note", "occupation",
    "change", "name", "licence", "catDesc",
)  # fmt: skip


def hostile(name: str) -> str:
    """The attack that stands for a name. Each is another, so that it can be told where it came from."""
    return f"Zq{name} {MARKUP} qZ{name}"


def make_hostile(root: Path) -> Path:
    """The edition in a new folder, with the project's pages."""
    copy_edition(root)
    settings = {"title": "title", "subtitle": "subtitle", "publisher": "publisher"}
    lines = [f"{key} = {json.dumps(hostile(name))}\n" for key, name in settings.items()]
    (root / "edition.toml").write_text(
        f'{"".join(lines)}base-url = "https://quillhaven.example/press/"\n'
        f"[editors.ada]\nname = {json.dumps(hostile('editor'))}\n",
        encoding="utf-8",
    )
    for path in sorted(root.glob("tei/*/*.xml")):
        tree = etree.parse(path)
        for element in tree.iter(*(f"{{{TEI_NS}}}{name}" for name in _NAMED)):
            in_text = any(each.tag == f"{{{TEI_NS}}}body" for each in element.iterancestors())
            if not in_text and element.text and element.text.strip():
                element.text = hostile(etree.QName(element).localname.lower())
        for block in tree.iter(f"{{{TEI_NS}}}p", f"{{{TEI_NS}}}head"):
            block.text = f"{hostile(etree.QName(block).localname)} {block.text or ''}"
        tree.write(path, encoding="utf-8", xml_declaration=True)
    return root
