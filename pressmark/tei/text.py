"""Text and TEI: the text of an article read back, and what XML can hold."""

import re
from typing import Final
from urllib.parse import quote, urlsplit, urlunsplit

from lxml import etree

from pressmark.tei.names import tei

_FORBIDDEN: Final = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

_STRAY_PERCENT: Final = re.compile(r"%(?![0-9A-Fa-f]{2})")


def source_text(root: etree._Element) -> str:
    """The seed's text, character for character: all characters inside `<text>`, in order.

    Comments and processing instructions are not part of it. A carriage return comes
    back because it is written as `&#13;`. Empty if the file has no `<text>`.
    """
    text = root.find(tei("text"))
    return "" if text is None else plain_text(text)


def plain_text(element: etree._Element) -> str:
    """The characters inside an element, in order, without comments and processing instructions."""
    return str(element.xpath("string()"))  # itertext() would give the words of comments too


def squeezed_text(element: etree._Element) -> str:
    """The characters inside an element, white space squeezed: for elements whose layout means nothing."""
    return " ".join(plain_text(element).split())


def storable(words: str) -> str:
    """Words for the header or a register: white space squeezed, what XML forbids replaced by U+FFFD."""
    return _FORBIDDEN.sub("\ufffd", " ".join(words.split()))


def uri(url: str) -> str:
    """A web address as TEI may point to it, percent-encoded where it must be; empty if it is none."""
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname, parts.port
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not host:
        return ""
    address = quote(host, safe="", errors="replace") + (f":{port}" if port is not None else "")
    path, query, fragment = (
        quote(_STRAY_PERCENT.sub("%25", part), safe="%/:@!$&'()*+,;=?", errors="replace")
        for part in (parts.path, parts.query, parts.fragment)
    )
    return urlunsplit((parts.scheme, address, path.replace("?", "%3F"), query, fragment))
