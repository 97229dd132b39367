"""The frame of pages that differ in nothing but what is put into it: set by the template once, then filled.

All that stands around the text of an article, its head and its footer, is the same on all pages of a folder:
to let the template make it for each anew costs more than to write the article.
"""

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from pathlib import Path
from re import split
from typing import Any, Final

from sphinx.builders import Builder
from sphinx.jinja2glue import BuiltinTemplateLoader
from sphinx.theming import Theme

from pressmark.site.page_frame import TEMPLATES

# In the context of a page whose frame is that of its folder: the folder.
FOLDER: Final = "frame_folder"
# What is made for each page anew, but does the same on all pages of a folder: none asks for its own address.
_MAKERS: Final = ("css_tag", "hasdoc", "js_tag", "pathto", "toctree")
# What differs from page to page, where it is not empty: then it may be left out with all around it.
_NAMES: Final = ("current_page_name", "page_source_suffix", "pagename", "pageurl", "sourcename")
_SLOTS: Final = ("body", "metatags", "title", "toc", *_NAMES)
# Through which filters the template puts it into a page; none where nothing is said.
_FILTERS: Final[Mapping[str, Sequence[str]]] = {"pageurl": ("e",), "title": ("striptags", "e")}
_MOST: Final = 16  # frames of a folder; where there are more, something differs that is not known here
_MARK: Final = "\ue000{}\ue001"  # for private use, so in no text
_MARKED: Final = "\ue000([a-z_]+)\ue001"
# What no filter leaves as it is.
_PROBE: Final = """<b>{}</b>  <!-- probe --> &amp; & "one's own" """


class _Frame:
    """A page cut where something is to be put in. `common` is all else that templates knew of it."""

    def __init__(self, marked: str, common: Mapping[str, Any]) -> None:
        """`marked` is the page with marks in these places."""
        self._texts = split(_MARKED, marked)
        self._places = list(enumerate(self._texts))[1::2]
        # Whoever changes a list in place would change it here, too.
        self.common = {
            name: copy(value) if isinstance(value, list | dict | set) else value
            for name, value in common.items()
        }
        self.sound = False  # whether it has been seen that pages may be filled in

    def filled(self, values: Mapping[str, str]) -> str:
        texts = self._texts.copy()
        for place, name in self._places:
            texts[place] = values[name]
        return "".join(texts)


class FrameTemplates(BuiltinTemplateLoader):
    """Sphinx's templates. Of two pages that differ only in what goes into the frame the second is filled in.

    A project's own templates may do anything with what they know of a page: beside them no frame is shared.
    """

    def init(self, builder: Builder, theme: Theme | None = None, dirs: list[str] | None = None) -> None:
        """Look whether the project has templates of its own."""
        super().init(builder, theme, dirs)
        folders = {Path(builder.confdir, each) for each in builder.config.templates_path} - {TEMPLATES}
        self._is_ours = not any(file.is_file() for folder in folders for file in folder.rglob("*"))
        self.forget()

    def forget(self) -> None:
        """Forget the frames of an earlier build."""
        self._frames: dict[tuple[str, str], list[_Frame]] = {}

    def render(self, template: str, context: dict[str, Any]) -> str:  # type: ignore[override] # as in Sphinx
        """A page."""
        folder = context.get(FOLDER)
        if folder is None or not self._is_ours:
            return super().render(template, context)
        values = {name: context[name] for name in _SLOTS if context.get(name)}
        own = {*values, *_MAKERS}
        common = {name: value for name, value in context.items() if name not in own}
        frames = self._frames.setdefault((template, folder), [])
        frame = next((each for each in frames if each.common == common), None)
        if frame is None and len(frames) < _MOST:
            frame = self._frame(template, context, values, common)
            frames.append(frame)
        if frame is None or not frame.sound:
            return super().render(template, context)
        return frame.filled(self._filtered(values))

    def _frame(
        self, template: str, context: dict[str, Any], slots: Iterable[str], common: Mapping[str, Any]
    ) -> _Frame:
        """The frame of a page; not sound if the template does with a page what is not known here."""
        marks = {name: _MARK.format(name) for name in slots}
        probes = {name: _PROBE.format(name) for name in slots}
        frame = _Frame(super().render(template, context | marks), common)
        frame.sound = frame.filled(self._filtered(probes)) == super().render(template, context | probes)
        return frame

    def _filtered(self, values: Mapping[str, str]) -> dict[str, str]:
        """The values as the template puts them into a page."""
        filtered = dict(values)
        for name, filters in _FILTERS.items():
            for each in filters:
                if name in filtered:
                    filtered[name] = str(self.environment.filters[each](filtered[name]))
        return filtered
