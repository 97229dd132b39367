"""The imprint: the names of the edition and of its publisher, wherever Sphinx would take them for mark-up.

They are words, whatever stands in them. The templates escape them; the rest is here.
"""

from typing import Final

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util import logging
from sphinx.util.docutils import SphinxRole
from sphinx.util.texescape import escape, escape_abbr

from pressmark.config import SETTINGS
from pressmark.files import FILE_NAME
from pressmark.site.domain import NAME
from pressmark.site.environment import project_of

SHOWN: Final = {setting.key: setting.field for setting in SETTINGS if setting.field != "editors"}

logger = logging.getLogger(__name__)


class SettingRole(SphinxRole):
    """What `edition.toml` says, as it says it: ``{setting}`title` ``."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        if self.text not in SHOWN:
            logger.warning(
                "there is no setting %r; use one of %s",
                self.text,
                ", ".join(SHOWN),
                location=self.get_location(),
                type=NAME,
                subtype="reference",
            )
            return [nodes.Text(self.text)], []
        edition = project_of(self.env).edition
        self.env.note_dependency(str(edition.root / FILE_NAME))
        return [nodes.inline("", str(getattr(edition, SHOWN[self.text])), support_smartquotes=False)], []


class Copyright:
    """Whose the edition is. Sphinx puts the year for a "%Y" in it, and for a year that it begins with."""

    def __init__(self) -> None:
        self._words: str | tuple[str, ...] = ""

    def note(self, _app: Sphinx, config: Config) -> None:
        """Note what `conf.py` says. To be called before Sphinx looks at it."""
        self._words = config.copyright

    def set_back(self, app: Sphinx) -> None:
        """Say the publisher's name again as it is. To be called once the edition is known."""
        if self._words == project_of(app.env).edition.publisher:
            app.config.copyright = app.config.epub_copyright = self._words


def set_volumes(app: Sphinx) -> None:
    """Let the title and the author of a volume in LaTeX be words, where they are the edition's own."""
    edition, engine = project_of(app.env).edition, app.config.latex_engine
    app.config.latex_documents = [
        (
            start,
            name,
            *(
                escape_abbr(escape(words, engine)) if words in (edition.title, edition.publisher) else words
                for words in (title, author)
            ),
            *others,
        )
        for start, name, title, author, *others in app.config.latex_documents
    ]
