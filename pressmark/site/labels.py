"""Standard labels for every anchor, so that any Sphinx project can cite it.

They stand in the tables of the standard domain only while pages are written, and are made only when one is
asked for that is not there, or all are: few builds need them. The saved environment does not hold them, and
pages are not read beside them, because the standard domain goes through all labels for each page it forgets.
"""

from collections.abc import Callable, ItemsView, Iterator, KeysView, ValuesView
from typing import Any, Final

from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.domains.std import StandardDomain
from sphinx.environment import BuildEnvironment

from pressmark.site.domain import EditionDomain
from pressmark.site.environment import domain_of

_TABLES: Final = {"labels": 3, "anonlabels": 2}  # how much of page, anchor and title they hold

Label = tuple[str, ...]


class LabelTable(dict[str, Label]):
    """The labels of a project, and ours once they are needed. Of two of one name the project's counts."""

    def __init__(self, before: dict[str, Label], make: Callable[[], Iterator[tuple[str, Label]]]) -> None:
        super().__init__(before)
        self.before = before
        self._make: Callable[[], Iterator[tuple[str, Label]]] | None = make

    def _complete(self) -> None:
        make, self._make = self._make, None
        if make:
            for name, label in make():
                self.setdefault(name, label)

    def __missing__(self, name: str) -> Label:
        if self._make is None:
            raise KeyError(name)
        self._complete()
        return self[name]

    def __contains__(self, name: object) -> bool:
        if not super().__contains__(name):
            self._complete()
        return super().__contains__(name)

    def get(self, name: str, default: Any = None) -> Any:
        """The label of a name."""
        if name in self:
            return self[name]
        return default

    def __iter__(self) -> Iterator[str]:
        self._complete()
        return super().__iter__()

    def __len__(self) -> int:
        self._complete()
        return super().__len__()

    def keys(self) -> KeysView[str]:  # type: ignore[override] # typeshed has those of dict alone
        """All names."""
        self._complete()
        return super().keys()

    def values(self) -> ValuesView[Label]:  # type: ignore[override]
        """All labels."""
        self._complete()
        return super().values()

    def items(self) -> ItemsView[str, Label]:  # type: ignore[override]
        """All names with their labels."""
        self._complete()
        return super().items()


def add_labels(_app: Sphinx, builder: Builder) -> None:
    """Let references find our labels."""
    domain, standard = domain_of(builder.env), builder.env.domains.standard_domain
    withdraw(standard)
    for table, size in _TABLES.items():
        standard.data[table] = LabelTable(standard.data.get(table, {}), _maker(domain, size))


def withdraw_labels(_app: Sphinx, env: BuildEnvironment, *_documents: object) -> list[str]:
    """Take our labels out again before anything is read. No page is outdated by that."""
    withdraw(env.domains.standard_domain)
    return []


def withdraw(standard: StandardDomain) -> None:
    """Leave the project its own labels."""
    for table in _TABLES:
        labels = standard.data.get(table)
        if isinstance(labels, LabelTable):
            standard.data[table] = labels.before


def _maker(domain: EditionDomain, size: int) -> Callable[[], Iterator[tuple[str, Label]]]:
    return lambda: ((name, (page, anchor, title)[:size]) for name, page, anchor, title in domain.labels())
