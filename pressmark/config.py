"""The settings of an edition, read from `edition.toml`, and where its files are."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pressmark.errors import PressmarkError
from pressmark.model import EntityKind, Finding

FILE_NAME = "edition.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One key of `edition.toml`: declared here and nowhere else."""

    key: str  # dotted: "seeds.max-bytes"
    field: str  # of `Edition`
    type: type
    help: str


SETTINGS = (
    Setting(key="title", field="title", type=str, help="title of the edition"),
    Setting(key="subtitle", field="subtitle", type=str, help="what stands under the title"),
    Setting(key="publisher", field="publisher", type=str, help="who publishes the edition"),
    Setting(key="language", field="language", type=str, help="language of the pages, BCP 47"),
    Setting(key="base-url", field="base_url", type=str, help="where it is published, with a final slash"),
    Setting(key="licence-url", field="licence_url", type=str, help="licence of the mark-up and the code"),
    Setting(key="seeds.max-bytes", field="max_seed_bytes", type=int, help="larger seeds are refused"),
    Setting(key="names.recognizer", field="recogniser", type=str, help="what finds names: rules, spacy, …"),
    Setting(key="names.model", field="name_model", type=str, help="the model it uses, if it has several"),
    Setting(key="citing.styles", field="citation_styles", type=str, help="styles: apa, chicago, mla"),
    Setting(key="run.backend", field="backend", type=str, help="joblib backend that encodes in parallel"),
    Setting(key="run.jobs", field="jobs", type=int, help="workers; -1 for one per processor"),
)


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
    max_seed_bytes: int = 5_000_000
    recogniser: str = "rules"
    name_model: str = ""
    citation_styles: str = "chicago mla apa"  # names, separated by spaces; empty for none
    backend: str = "loky"
    jobs: int = 1

    @property
    def seeds(self) -> Path:
        return self.root / "seeds"

    @property
    def articles(self) -> Path:
        return self.root / "tei" / "articles"

    @property
    def registers(self) -> Path:
        return self.root / "tei" / "registers"

    def article_path(self, siglum: str) -> Path:
        return self.articles / f"{siglum}.xml"


# The file of the register of each kind, in `Edition.registers`.
REGISTER_FILES = {
    EntityKind.PERSON: "people.xml",
    EntityKind.PLACE: "places.xml",
    EntityKind.ORGANISATION: "organisations.xml",
}


def _flatten(table: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for key, value in table.items():
        if isinstance(value, dict):
            flat |= _flatten(value, f"{prefix}{key}.")
        else:
            flat[prefix + key] = value
    return flat


def find_root(start: Path) -> Path | None:
    """The nearest folder at or above `start` that holds an edition, or None."""
    for folder in (start, *start.parents):
        if (folder / FILE_NAME).is_file():
            return folder
    return None


def load_edition(root: Path) -> Edition:
    """Read `root/edition.toml`. Raises PressmarkError on a syntax error or an unknown or mistyped key."""
    path = root / FILE_NAME

    def fault(message: str, hint: str) -> PressmarkError:
        return PressmarkError(Finding(path=str(path), rule="settings", message=message, hint=hint))

    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise fault(f"cannot be read ({error.strerror})", "make the file readable") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise fault(f"is no TOML: {error}", "correct the line") from error
    known = {setting.key: setting for setting in SETTINGS}
    values: dict[str, Any] = {}
    for key, value in _flatten(table).items():
        if key not in known:
            raise fault(f"has an unknown key {key!r}", f"use one of: {', '.join(known)}")
        setting = known[key]
        if type(value) is not setting.type:
            expected = f"write a value of type {setting.type.__name__} ({setting.help})"
            raise fault(f"{key} is {value!r}", expected)
        values[setting.field] = value
    return Edition(root=root, **values)
