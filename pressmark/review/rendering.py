"""How the pages of the review are made: templates, notices, and the page that says what is wrong."""

from collections.abc import Callable
from typing import Any, Final
from urllib.parse import urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from pressmark.errors import PressmarkError
from pressmark.review.desk import ChangedError, Desk, Sheet
from pressmark.review.entries import Entry, read_entries

LOW: Final = 80  # hundredths: what is less certain stands out


class Rendering:
    """Makes the pages of one desk. `notice` is shown on the next one."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.notice = ""
        self._templates = Environment(
            loader=PackageLoader("pressmark.review"), autoescape=True, undefined=StrictUndefined
        )

    def guarded(self, answer: Callable[[Request], Response]) -> Callable[[Request], Response]:
        """An answer, or the page that says why there is none."""

        def respond(request: Request) -> Response:
            try:
                return answer(request)
            except ChangedError as error:
                return self._conflict(request, error)
            except (KeyError, FileNotFoundError):
                return self._error(request, 404, "There is no such article.")
            except PressmarkError as error:
                return self._error(request, 409, str(error))
            except ValueError as error:
                return self._error(request, 422, str(error))
            except OSError as error:
                return self._error(request, 500, f"{error.filename}: {error.strerror}")

        return respond

    def page(self, request: Request, template: str, status: int = 200, **values: Any) -> Response:
        """A page from a template and what it shows."""
        steps = self._desk.steps
        notice, self.notice = self.notice, ""
        text = self._templates.get_template(template).render(
            root=request.scope["root_path"],
            editor=self._desk.editor,
            edition=self._desk.edition,
            notice=notice,
            undoable=steps[-1].words if steps else "",
            low=LOW,
            **values,
        )
        return HTMLResponse(text, status)

    def _error(self, request: Request, status: int, message: str) -> Response:
        back = request.headers.get("referer", "")
        return self.page(request, "error.html", status, message=message, back=back)

    def _conflict(self, request: Request, error: ChangedError) -> Response:
        seen = (
            {each: entry for entry in self.entries(error.seen) for each in entry.anchors}
            if error.seen
            else {}
        )
        now = {each: entry for entry in self.entries(error.now) for each in entry.anchors}
        pairs = [(anchor, seen.get(anchor), now.get(anchor)) for anchor in error.anchors]
        changed = [pair for pair in pairs if _shown(pair[1]) != _shown(pair[2])] or pairs
        return self.page(request, "conflict.html", 409, sheet=error.now, pairs=changed)

    def entries(self, sheet: Sheet) -> tuple[Entry, ...]:
        """The marks of an article that can be decided."""
        records = self._desk.registers().register.by_id()
        return read_entries(sheet.pieces, self._desk.ledger(sheet.siglum), records)

    def address(self, request: Request, siglum: str, anchor: str) -> str:
        """Where a mark of an article is decided; the article, if the anchor is empty."""
        base = f"{request.scope['root_path']}/articles/{siglum}"
        return f"{base}?{urlencode({'at': anchor})}#{anchor}" if anchor else base

    def to_article(self, request: Request, siglum: str, anchor: str) -> Response:
        """The way to a mark of an article."""
        return RedirectResponse(self.address(request, siglum, anchor), 303)

    def to_list(self, request: Request) -> Response:
        """The way back to the list of articles."""
        return RedirectResponse(f"{request.scope['root_path']}/", 303)


def _shown(entry: Entry | None) -> tuple[object, ...]:
    return (entry.form, entry.words, entry.meaning, entry.is_open) if entry else ()
