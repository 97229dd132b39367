"""Language tags: well-formed by BCP 47 (RFC 5646), of languages, scripts and regions that there are."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from pressmark.tei.names import XML_LANG
from pressmark.tei.tree import Remark, written
from pressmark.tei.validation.checks import Scope, Subject, check

# RFC 5646, 2.1, without the tags of before 2005 that it still suffers ("i-klingon").
_TAG: Final = re.compile(
    r"""(?P<language>[a-z]{2,3}(?:-[a-z]{3}){0,3}|[a-z]{4,8})
        (?:-(?P<script>[a-z]{4}))?
        (?:-(?P<region>[a-z]{2}|\d{3}))?
        (?:-(?:[a-z0-9]{5,8}|\d[a-z0-9]{3}))*
        (?:-[0-9a-wyz](?:-[a-z0-9]{2,8})+)*
        (?:-x(?:-[a-z0-9]{1,8})+)?
      | x(?:-[a-z0-9]{1,8})+""",
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
_EXAMPLE: Final = "a tag such as en, en-GB or zh-Hant; und if the language is not known"
_MIXED_UP: Final = {"UK": "GB"}  # what people write for what the standard has


@check("language", scope=Scope.EVERY_FILE)
def check_languages(subject: Subject) -> Iterator[Remark]:
    """Every language tag is one."""
    tags = [(element, "xml:lang", tag) for element, tag in subject.tree.having.get(XML_LANG, ())]
    for element in subject.tree.elements.get("language", ()):
        tags.append((element, "ident", element.get("ident", "")))
    for element, attribute, tag in tags:
        if fault := tag_fault(tag):
            yield Remark(
                rule="language", at=element, part=attribute, words=written(element, attribute),
                message=fault[0],
                hint=f"write {attribute}={fault[1]}" if fault[1] else f"write {_EXAMPLE}",
            )  # fmt: skip


@lru_cache(maxsize=256)
def tag_fault(tag: str) -> tuple[str, str] | None:
    """What is wrong with a language tag, and the tag that was meant, in quotation marks, if that is clear.

    Of languages only those with two letters are looked up: their list is closed.
    """
    match = _TAG.fullmatch(tag)
    if not match:
        meant = tag.replace("_", "-").strip()
        return "is no language tag", f'"{meant}"' if meant != tag and not tag_fault(meant) else ""
    if tag in ("en", "und") or not match["language"]:
        return None
    from babel import Locale  # takes 20 ms to load its tables, which most editions never need

    english = Locale("en")
    language, script, region = match["language"].lower(), match["script"], (match["region"] or "").upper()
    if len(language) == 2 and language not in english.languages:
        return f"there is no language {language}", ""
    if script and script.title() not in english.scripts:
        return f"there is no script {script}", ""
    if len(region) == 2 and region not in english.territories:
        meant = (
            re.sub(rf"-{region}\b", f"-{_MIXED_UP[region]}", tag, flags=re.IGNORECASE)
            if region in _MIXED_UP
            else ""
        )
        return f"there is no region {region}", f'"{meant}"' if meant else ""
    return None
