"""Many findings of one kind, as one."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from pressmark.model import Finding

# Of a rule that a file breaks so often, one finding is enough: the cure is the same.
MANY = 100
# Different words in question that are counted, and named, in such a finding.
_MOST_WORDS = 1000
_NAMED = 5


def folded(findings: Iterable[Finding]) -> list[Finding]:
    """The findings, each once; where one file breaks one rule `MANY` times, its first place with the count.

    They are taken one by one, so that a million of them need no more memory than a hundred.
    """
    kinds: dict[tuple[str, str, str], _Kind] = {}
    for finding in findings:
        kinds.setdefault((finding.path, finding.rule, finding.severity), _Kind()).add(finding)
    return [finding for kind in kinds.values() for finding in kind.findings()]


@dataclass(slots=True)
class _Kind:
    """The findings of one rule and severity in one file."""

    kept: dict[Finding, None] = field(
        default_factory=dict
    )  # in their order; only the first once they are many
    count: int = 0
    words: Counter[str] = field(default_factory=Counter)

    def add(self, finding: Finding) -> None:
        if self.count < MANY and finding in self.kept:
            return
        self.count += 1
        if finding.words in self.words or len(self.words) < _MOST_WORDS:
            self.words[finding.words] += 1
        self.kept[finding] = None
        if self.count >= MANY:
            self.kept = {min(self.kept, key=_position): None}

    def findings(self) -> Iterable[Finding]:
        if self.count < MANY:
            return self.kept
        (first,) = self.kept
        return [replace(first, message=f"{first.message} ({self._others()})")]

    def _others(self) -> str:
        others = f"and {self.count - 1:,} more of this rule in this file"
        if len(self.words) == 1:
            return others
        often = ", ".join(
            f"{words} {count:,} times" for words, count in self.words.most_common(_NAMED) if words
        )
        return f"{others}: {often}" + (", …" if len(self.words) > _NAMED else "")


def _position(finding: Finding) -> tuple[int, int]:
    return finding.line or 0, finding.column or 0
