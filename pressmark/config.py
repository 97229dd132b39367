"""The settings of an edition, read from `edition.toml`, and where its files are."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pressmark.errors import PressmarkError
from pressmark.files import FILE_NAME, Limit, find_conflict, parse_toml, read_file
from pressmark.ids import is_record_id
from pressmark.model import EntityKind, Finding

_LONGEST = 60  # code points of a key or a value that a message shows
# Strings that go into addresses and tags. A page is found below the base, so that ends with a slash.
_HOST = r"https?://[\w.:\[\]-]+"
_ADDRESS = rf"({_HOST}(/[^\s\"<>\\^`{{|}}]*)?)?"
_BASE = rf"({_HOST}/([^\s\"<>\\^`{{|}}?#]*/)?)?"
LANGUAGE_TAG = r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*"  # the shape of BCP 47
# The ways of searching the site; the first is meant where none is named.
SEARCHES = ("pagefind", "small", "none")
# How long one article may take. The longest that are read, of 5 MB, take a quarter of it.
SECONDS = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One key of `edition.toml`: declared here and nowhere else."""

    key: str  # dotted: "seeds.max-bytes"
    field: str  # of `Edition`
    type: type
    help: str
    within: range | None = None  # of numbers
    form: str = ""  # a regular expression that a string has to match, empty for any


SETTINGS = (
    Setting(key="title", field="title", type=str, help="title of the edition"),
    Setting(key="subtitle", field="subtitle", type=str, help="what stands under the title"),
    Setting(key="publisher", field="publisher", type=str, help="who publishes the edition"),
    Setting(
        key="language",
        field="language",
        type=str,
        help="language of the pages, BCP 47",
        form=LANGUAGE_TAG,
    ),
    Setting(
        key="base-url",
        field="base_url",
        type=str,
        help="where it is published: https://…, with a final slash",
        form=_BASE,
    ),
    Setting(
        key="licence-url",
        field="licence_url",
        type=str,
        help="web address of the licence of the mark-up and the code",
        form=_ADDRESS,
    ),
    Setting(
        key="site.entries-per-page",
        field="page_entries",
        type=int,
        help="longer lists are split",
        within=range(1, 1_000_001),
    ),
    Setting(key="site.image", field="image", type=str, help="PNG or JPEG shown where pages are shared"),
    Setting(
        key="seeds.max-bytes",
        field="max_seed_bytes",
        type=int,
        help="larger seeds are refused",
        within=range(1, 100_000_001),
    ),
    Setting(key="names.recognizer", field="recogniser", type=str, help="what finds names: rules, spacy, …"),
    Setting(key="names.model", field="name_model", type=str, help="the model it uses, if it has several"),
    Setting(key="citing.styles", field="citation_styles", type=str, help="styles: apa, chicago, mla"),
    Setting(key="search", field="search", type=str, help="how the site is searched: pagefind, small, none"),
    Setting(key="data.publish", field="publish_data", type=bool, help="whether the site offers all as data"),
    Setting(key="run.backend", field="backend", type=str, help="joblib backend that encodes and validates"),
    Setting(
        key="run.jobs",
        field="jobs",
        type=int,
        help="workers; -1 for one per processor",
        within=range(-1, 1_025),
    ),
    Setting(
        key="run.seconds",
        field="seconds",
        type=int,
        help="computing time of one article; 0: any",
        within=range(1_000_001),
    ),
    Setting(key="editors.<id>.name", field="editors", type=str, help="who reviews, as the files name them"),
)

_EDITOR = re.compile(r"editors\.(?P<id>[^.]+)\.name")


@dataclass(frozen=True, slots=True, kw_only=True)
class Editor:
    """A person who works on the edition. In the files, `ed-` and the id is their `xml:id`."""

    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """The settings of one edition. `root` is the folder that holds `edition.toml`."""

    root: Path
    title: str = "Pressmark"
    subtitle: str = ""
    publisher: str = ""
    language: str = "en"
    base_url: str = ""
    licence_url: str = ""
    page_entries: int = 500  # of one list
    image: str = ""  # a file below `root`
    max_seed_bytes: int = 5_000_000
    recogniser: str = "rules"
    name_model: str = ""
    citation_styles: str = "chicago mla apa"  # names, separated by spaces; empty for none
    search: str = SEARCHES[0]
    publish_data: bool = True
    backend: str = "loky"
    jobs: int = 1
    seconds: int = SECONDS
    editors: tuple[Editor, ...] = ()

    @property
    def seeds(self) -> Path:
        return self.root / "seeds"

    @property
    def articles(self) -> Path:
        return self.root / "tei" / "articles"

    @property
    def registers(self) -> Path:
        return self.root / "tei" / "registers"

    @property
    def anchors(self) -> Path:
        return self.root / "tei" / "anchors"

    @property
    def schema(self) -> Path:
        return self.root / "tei" / "schema"

    @property
    def validation(self) -> Path:
        """What the last validation found: written by it, shown by the site."""
        return self.root / "build" / "validation.json"

    def article_path(self, siglum: str) -> Path:
        return self.articles / f"{siglum}.xml"

    def article_ledger(self, siglum: str) -> Path:
        return self.anchors / f"{siglum}.tsv"

    def record_ledger(self, kind: EntityKind) -> Path:
        return (self.anchors / "registers" / REGISTER_FILES[kind]).with_suffix(".tsv")


# The file of the register of each kind, in `Edition.registers`.
REGISTER_FILES = {
    EntityKind.PERSON: "people.xml",
    EntityKind.PLACE: "places.xml",
    EntityKind.ORGANISATION: "organisations.xml",
}


def _flatten(table: dict[str, Any]) -> dict[str, Any]:
    """The values of a table by their dotted keys. Not by recursion: tables may stand in tables for ever."""
    flat: dict[str, Any] = {}
    waiting = [("", table)]
    while waiting:
        prefix, inner = waiting.pop(0)
        for key, value in inner.items():
            if isinstance(value, dict):
                waiting.append((f"{prefix}{key}.", value))
            else:
                flat[prefix + key] = value
    return flat


def _expected(setting: Setting, value: object) -> str:
    """What to write instead of a value that cannot be; empty for one that can."""
    if type(value) is not setting.type:
        return f"write a value of type {setting.type.__name__}"
    if isinstance(value, str) and not value.isprintable():
        return "write it on one line, without control characters"
    if setting.form and isinstance(value, str) and not re.fullmatch(setting.form, value):
        return "write another value"
    if setting.within and isinstance(value, int) and value not in setting.within:
        return f"write a number from {setting.within[0]:,} to {setting.within[-1]:,}"
    return ""


def _shortened(words: str) -> str:
    return words if len(words) <= _LONGEST else f"{words[:_LONGEST]}…"


def load_edition(root: Path) -> Edition:
    """Read `root/edition.toml`. Raises PressmarkError on a syntax error or an unknown or mistyped key."""
    path = root / FILE_NAME

    def fault(message: str, hint: str) -> PressmarkError:
        return PressmarkError(Finding(path=str(path), rule="settings", message=message, hint=hint))

    try:
        source = read_file(path, Limit.SETTINGS).decode("utf-8")
        if conflict := find_conflict(source, str(path)):
            raise PressmarkError(conflict)
        table = parse_toml(source)
    except ValueError as error:
        raise fault(f"is no TOML: {error}", "correct the line") from error
    known = {setting.key: setting for setting in SETTINGS}
    values: dict[str, Any] = {}
    editors: list[Editor] = []
    for key, value in _flatten(table).items():
        editor = _EDITOR.fullmatch(key)
        setting = known.get("editors.<id>.name" if editor else key)
        if setting is None:
            raise fault(f"has an unknown key {_shortened(key)!r}", f"use one of: {', '.join(known)}")
        if expected := _expected(setting, value):
            raise fault(f"{_shortened(key)} is {_shortened(repr(value))}", f"{expected} ({setting.help})")
        if editor:
            if not is_record_id(editor["id"]):
                hint = "use lower-case letters, digits and hyphens, a letter first"
                raise fault(f"{key}: {editor['id']!r} is no id of an editor", hint)
            editors.append(Editor(id=editor["id"], name=str(value)))
        else:
            values[setting.field] = value
    return Edition(root=root, editors=tuple(editors), **values)
