"""The settings of the edition, as `conf.py` asks for them."""

from pathlib import Path

from sphinx.errors import ConfigError

from pressmark.config import Edition, load_edition
from pressmark.errors import PressmarkError
from pressmark.files import find_root


def read_settings(folder: Path) -> Edition:
    """The settings of the edition in a folder or around it.

    Raises ConfigError if there is none or they are faulty: Sphinx shows that on a line of its own.
    """
    root = find_root(folder)
    if root is None:
        raise ConfigError(f"there is no edition.toml in {folder} or above it")
    try:
        return load_edition(root)
    except PressmarkError as error:
        raise ConfigError(str(error)) from error
