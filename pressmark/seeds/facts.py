"""Writing sidecars: what an editor says about an article, as TOML that a person can go on editing."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import tomlkit

from pressmark.model import Confidence
from pressmark.seeds.sidecar import parse_sidecar


def with_facts(
    source: str, path: Path, facts: Mapping[str, str | Sequence[str]], evidence: Mapping[str, str]
) -> str:
    """The source of a sidecar with facts added or replaced; all else in it stays, comments too.

    `facts` are by the keys of a sidecar, in words as a person types them; `authors` are a
    sequence. A fact with `evidence` counts as inferred, of medium confidence. `path` is for
    messages. Raises PressmarkError for what no sidecar may say, and for a faulty `source`.
    """
    parse_sidecar(source, path)  # so that a fault of what stands is not taken for one of the facts
    document = tomlkit.parse(source)
    for key, words in facts.items():
        document[key] = _value(key, words, evidence.get(key, ""))
    result = tomlkit.dumps(document)
    parse_sidecar(result, path)
    return result


def _value(key: str, words: str | Sequence[str], evidence: str) -> Any:
    if not isinstance(words, str):
        return [_value(key, each, evidence) for each in words]
    value: str | date = words
    if key == "published":
        with suppress(ValueError):  # what is no date stays as it is, for the reader to judge
            value = date.fromisoformat(words)
    if not evidence:
        return value
    return {
        "value": value,
        "inferred": True,
        "confidence": Confidence.MEDIUM.value,
        "evidence": evidence,
    }
