"""The pages of articles: what each shows, and what its forms do."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from pressmark.errors import PressmarkError
from pressmark.model import Record
from pressmark.review.decisions import STATUSES, Decision, DecisionError, Recast
from pressmark.review.desk import Desk
from pressmark.review.entries import Entry, by_certainty
from pressmark.review.fields import ACTIONS, FieldError, OpenQuestionError, decision_of, one, several
from pressmark.review.forms import SHAPES
from pressmark.review.guard import Fields
from pressmark.review.rendering import Rendering
from pressmark.review.sheet import Sheet


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """An article in the list: how many marks wait for a decision, and how sure the least sure is."""

    siglum: str
    title: str
    status: str
    open: int
    marks: int
    lowest: int | None


class ArticlePages:
    """Answers requests for the list of articles and for articles. What is raised, `Rendering` says."""

    def __init__(self, desk: Desk, rendering: Rendering) -> None:
        self._desk = desk
        self._rendering = rendering
        self._overviews: dict[tuple[str, tuple[int, ...]], Overview] = {}

    # Lists and articles

    def articles(self, request: Request) -> Response:
        """The list of articles, those with most to decide first."""
        rows = [self._overview(siglum) for siglum in self._desk.sigla()]
        rows.sort(key=lambda row: (row.status == "approved", -row.open, row.title))
        return self._rendering.page(request, "articles.html", rows=rows)

    def _overview(self, siglum: str) -> Overview:
        paths = (self._desk.edition.article_path(siglum), self._desk.edition.article_ledger(siglum))
        stamp = tuple(path.stat().st_mtime_ns if path.exists() else 0 for path in paths)
        if (siglum, stamp) not in self._overviews:
            try:
                sheet = self._desk.sheet(siglum)
                entries = self._rendering.entries(sheet)
            except (OSError, PressmarkError) as error:
                return Overview(
                    siglum=siglum,
                    title=self._rendering.told(error),
                    status="at fault",
                    open=0,
                    marks=0,
                    lowest=None,
                )
            waiting = by_certainty(entries)
            self._overviews[siglum, stamp] = Overview(
                siglum=siglum,
                title=sheet.title,
                status=sheet.status,
                open=len(waiting),
                marks=len(entries),
                lowest=waiting[0].certainty if waiting else None,
            )
        return self._overviews[siglum, stamp]

    def article(self, request: Request) -> Response:
        """An article with its marks, and the one that is to be decided."""
        sheet = self._desk.shown(request.path_params["siglum"])
        entries = self._rendering.entries(sheet)
        by_anchor = {anchor: entry for entry in entries for anchor in entry.anchors}
        waiting = by_certainty(entries)
        current = by_anchor.get(request.query_params.get("at", "")) or (waiting[0] if waiting else None)
        place = waiting.index(current) if current in waiting else -1
        return self._rendering.page(
            request,
            "article.html",
            sheet=sheet,
            text=self._rendering.text(request, sheet, current.anchors if current else ()),
            waiting=waiting,
            decided=[entry for entry in entries if not entry.is_open],
            current=current,
            following=waiting[(place + 1) % len(waiting)] if waiting else None,
            preceding=waiting[place - 1] if waiting else None,
            alike=_alike(current, waiting) if current else {},
            forms=SHAPES,
            statuses=STATUSES,
        )

    def together(self, request: Request) -> Response:
        """Every place that one decision would cover, to be looked at before it is made."""
        sheet = self._desk.shown(request.path_params["siglum"])
        waiting = by_certainty(self._rendering.entries(sheet))
        current = next((each for each in waiting if each.anchor == request.query_params.get("at")), None)
        by = request.query_params.get("by", "")
        alike = _alike(current, waiting) if current else {}
        if current is None or by not in alike:
            raise DecisionError("that mark has been decided already")
        title, places = alike[by]
        return self._rendering.page(
            request, "together.html", sheet=sheet, current=current, title=title, places=places, by=by
        )

    def decide(self, request: Request) -> Response:
        """Carry out what a form of an article's page says."""
        fields: Fields = request.scope["fields"]
        siglum, version, action = request.path_params["siglum"], one(fields, "version"), one(fields, "do")
        if action == "status":
            status = one(fields, "status")
            if status not in STATUSES:
                raise FieldError(f"there is no status {status!r}")
            self._desk.set_status(siglum, version, status)
            self._rendering.notice = f"The article is now: {status}."
            return self._rendering.to_article(request, siglum, one(fields, "at"))
        seen = self._desk.seen(siglum, version, several(fields, "at"))
        register = self._desk.registers().register
        try:
            decision = decision_of(fields, seen.pieces, register.by_id(), self._desk.catalogue())
        except OpenQuestionError as question:
            return self._question(request, fields, question)
        return self.carry_out(request, seen, decision, action)

    def carry_out(
        self, request: Request, seen: Sheet, decision: Decision, action: str, new: Record | None = None
    ) -> Response:
        """Carry out a decision about an article as a page showed it, and go on to the next mark.

        A `new` record is added with it.
        """
        entries = self._rendering.entries(seen)
        chosen = [entry for entry in entries if set(entry.anchors) & set(decision.anchors)]
        words = _quoted(chosen) or "new words"
        done = ACTIONS[action].done
        after = self._desk.decide(seen.siglum, seen.version, [decision], f"{done} {words}", new)
        added = [anchor for anchor in after.pieces.by_anchor if anchor not in seen.pieces.by_anchor]
        if action == "add" and added:
            words = f"“{after.pieces.words(after.pieces.by_anchor[added[0]])}”"
        self._rendering.notice = f"{done[0].upper()}{done[1:]} {words}."
        stays = isinstance(decision, Recast) or not decision.anchors
        place = (
            (added or [*decision.anchors])[0]
            if stays
            else _next_open(entries, chosen, self._rendering.entries(after))
        )
        return self._rendering.to_article(request, seen.siglum, place)

    def _question(self, request: Request, fields: Fields, question: OpenQuestionError) -> Response:
        kept = [(name, value) for name, values in fields.items() for value in values]
        return self._rendering.page(
            request, "choose.html", question=question, kept=kept, action=request.url.path
        )

    def undo(self, request: Request) -> Response:
        """Undo the last thing that was done, if it is what the page offered to undo."""
        number = one(request.scope["fields"], "step")
        step = self._desk.undo(int(number) if re.fullmatch(r"[0-9]{1,9}", number) else 0)
        self._rendering.notice = f"Undone: {step.words}."
        if step.siglum:
            return self._rendering.to_article(request, step.siglum, step.anchor)
        return self._rendering.to_list(request)


def _alike(entry: Entry, waiting: Sequence[Entry]) -> dict[str, tuple[str, list[Entry]]]:
    """The marks that could be decided together with one, by what they share, with words for it."""
    if not entry.is_open:
        return {}
    same_words = [each for each in waiting if each.form is entry.form and each.words == entry.words]
    found = {}
    if entry.pointers:
        same = [each for each in same_words if each.pointers == entry.pointers]
        found["record"] = (f"“{entry.words}” as {entry.meaning or 'this record'}", same)
        of_record = [each for each in waiting if each.form is entry.form and each.pointers == entry.pointers]
        found["all-of-record"] = (f"{entry.label}: {entry.meaning or 'this record'}", of_record)
    else:
        found["words"] = (f"“{entry.words}”, {entry.label}", same_words)
    if entry.rule and entry.certainty is not None:
        by_rule = [
            each
            for each in waiting
            if each.rule == entry.rule and each.certainty is not None and each.certainty >= entry.certainty
        ]
        certainty = f"{entry.certainty / 100:.2f}"
        found["rule"] = (f"found as: {entry.rule_words}; certainty {certainty} or more", by_rule)
    shown: dict[str, tuple[str, list[Entry]]] = {}
    for by, (title, places) in found.items():
        if len(places) > 1 and places not in [others for _, others in shown.values()]:
            shown[by] = title, places
    return shown


def _next_open(before: Iterable[Entry], chosen: Sequence[Entry], after: Iterable[Entry]) -> str:
    """The mark to go on with: the next in the order in which the editor goes through them."""
    left = {entry.anchor for entry in after if entry.is_open}
    order = by_certainty(before)
    done = max((order.index(entry) for entry in chosen if entry in order), default=-1)
    following = [*order[done + 1 :], *order]
    return next((entry.anchor for entry in following if entry.anchor in left), "")


def _quoted(entries: Sequence[Entry]) -> str:
    if not entries:
        return ""
    words = entries[0].words if len(entries[0].words) <= 60 else entries[0].words[:60].rstrip() + "…"
    return f"“{words}”" + (f" and {len(entries) - 1} more" if len(entries) > 1 else "")
