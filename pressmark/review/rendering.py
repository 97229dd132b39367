"""How the pages of the review are made: templates, notices, and the page that says what is wrong."""

from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Any, Final
from urllib.parse import urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from pressmark.errors import PressmarkError
from pressmark.files import reason
from pressmark.review.desk import Desk
from pressmark.review.entries import Entry, read_entries
from pressmark.review.fields import wish_of
from pressmark.review.forms import SHAPES
from pressmark.review.sheet import ChangedError, NoArticleError, Sheet
from pressmark.review.text import Look, article_html

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
            except NoArticleError as error:
                return self._error(request, 404, str(error))
            except PressmarkError as error:
                return self._error(request, 409, self.told(error))
            except ValueError as error:
                return self._error(request, 422, str(error))
            except OSError as error:
                return self._error(request, 500, self.told(error))

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
            undoable=steps[-1] if steps else None,
            low=LOW,
            **values,
        )
        return HTMLResponse(text, status)

    def _error(self, request: Request, status: int, message: str) -> Response:
        own = f"http://{request.headers['host']}{request.scope['root_path']}/"
        referer = request.headers.get("referer", "")
        back = referer if referer.startswith(own) else ""
        return self.page(request, "error.html", status, message=message, back=back)

    def told(self, error: PressmarkError | OSError) -> str:
        """What is wrong with a file, in one line; the file as it is called from the edition's folder."""
        folder = f"{self._desk.edition.root.parent}/"
        inside = f"{self._desk.edition.root}/"
        if isinstance(error, PressmarkError):
            path = error.finding.path.removeprefix(inside).removeprefix(folder)
            return str(replace(error.finding, path=path))
        return f"{str(error.filename).removeprefix(inside)}: {reason(error)}"

    def _conflict(self, request: Request, error: ChangedError) -> Response:
        """The page that says what was wanted, what was seen, and what is there now: nothing was written."""
        seen = (
            {each: entry for entry in self.entries(error.seen) for each in entry.anchors}
            if error.seen
            else {}
        )
        now = {each: entry for entry in self.entries(error.now) for each in entry.anchors}
        pairs = [(anchor, seen.get(anchor), now.get(anchor)) for anchor in error.anchors]
        changed = [pair for pair in pairs if _shown(pair[1]) != _shown(pair[2])] or pairs
        return self.page(
            request,
            "conflict.html",
            409,
            sheet=error.now,
            known=error.seen is not None,
            wish=wish_of(request.scope["fields"]),
            pairs=changed,
            text=self.text(request, error.now, error.anchors),
        )

    def entries(self, sheet: Sheet) -> tuple[Entry, ...]:
        """The marks of an article that can be decided."""
        records = self._desk.registers().register.by_id()
        return read_entries(sheet.pieces, self._desk.ledger(sheet.siglum), records)

    def text(self, request: Request, sheet: Sheet, anchors: Collection[str]) -> Markup:
        """The text of an article, its marks as links to where they are decided; some of them stand out."""
        looks = {
            anchor: _look(entry, self.address(request, sheet.siglum, entry.anchor), anchor in anchors)
            for entry in self.entries(sheet)
            for anchor in entry.anchors
        }
        return article_html(sheet.data, looks)

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


def _look(entry: Entry, href: str, current: bool) -> Look:
    shape = SHAPES[entry.form]
    classes = [shape.entity or shape.tag, "described" if shape.tag == "rs" else "", str(entry.form)]
    classes.append("open" if entry.is_open else "decided")
    classes.append("unsure" if entry.is_open and (entry.certainty or 100) < LOW else "")
    classes.append("unknown" if shape.entity and not entry.records else "")
    classes.append("current" if current else "")
    label = f"{entry.label}: {entry.meaning}" if entry.meaning else entry.label
    return Look(classes=" ".join(filter(None, classes)), label=label, href=href, current=current)


def _shown(entry: Entry | None) -> tuple[object, ...]:
    return (entry.form, entry.words, entry.meaning, entry.is_open) if entry else ()
