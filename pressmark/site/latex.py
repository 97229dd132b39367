"""The text of an article as LaTeX: tokens in, markup out, in one pass."""

from collections.abc import Callable, Iterable
from typing import Final, Protocol

from pressmark.site.corrections import explanation, remark
from pressmark.site.links import Links
from pressmark.tei.published import (
    CorrectionKind,
    FormerAnchor,
    TextBreak,
    TextCorrection,
    TextMention,
    TextNote,
    TextSentence,
    TextTarget,
    TextWords,
    Token,
    WordsUse,
)

_LINK_END: Final = "}}"  # what closes Sphinx's `hyperlink`


class Typesetter(Protocol):
    """What rendering needs of Sphinx's LaTeX translator."""

    def encode(self, text: str) -> str: ...
    def hypertarget(self, id: str, withdoc: bool = True, anchor: bool = True) -> str: ...
    def hyperlink(self, id: str) -> str: ...


def render(tokens: Iterable[Token], links: Links, typesetter: Typesetter) -> str:
    """Inline LaTeX: names are links, every anchor is a label."""
    out: list[str] = []
    closing: list[str] = []
    for token in tokens:
        if isinstance(token, str):
            out.append(typesetter.encode(token))
        elif token is None:
            out.append(closing.pop())
        elif isinstance(token, TextBreak):
            out.append(r"\newline ")
        elif isinstance(token, TextNote):
            out.append(rf"{{\footnotesize {typesetter.encode(f' [{remark(token)}]')}}}")
        elif isinstance(token, TextSentence | TextTarget | FormerAnchor):
            out.append(typesetter.hypertarget(token.anchor))
        elif isinstance(token, TextWords):
            emphasised = token.use is WordsUse.EMPHASISED
            out.append(typesetter.hypertarget(token.anchor) if token.anchor else "")
            out.append(r"\emph{" if emphasised else "")
            closing.append("}" if emphasised else "")
        elif isinstance(token, TextCorrection):
            # On paper there is nothing to point at: the source's words follow the corrected ones.
            corrected = token.kind is CorrectionKind.CORRECTED
            said = typesetter.encode(f" [{explanation(token)}]")
            closing.append(rf"{{\footnotesize {said}}}" if corrected else "")
        else:
            out.append(typesetter.hypertarget(token.anchor) if token.anchor else "")
            start, end = _link(token, links, typesetter.hyperlink, _LINK_END in closing)
            out.append(start)
            closing.append(end)
    return "".join(out)


def _link(mark: object, links: Links, hyperlink: Callable[[str], str], inside_link: bool) -> tuple[str, str]:
    """What opens and closes the link of a mark; nothing where it is no name or stands inside a link."""
    if not isinstance(mark, TextMention) or inside_link:
        return "", ""
    found = next((link for link in map(links.record, mark.records) if link), None)
    # The LaTeX builder writes the address of a page as "%" and its name.
    return (hyperlink(found.href.lstrip("%") + "::doc"), _LINK_END) if found else ("", "")
