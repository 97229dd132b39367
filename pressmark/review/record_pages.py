"""The pages of records: found while typing, made, merged."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from pressmark.model import EntityKind
from pressmark.review.article_pages import ArticlePages
from pressmark.review.decisions import Point
from pressmark.review.desk import Desk
from pressmark.review.fields import FieldError, chosen_record, one
from pressmark.review.forms import SHAPES
from pressmark.review.guard import Fields
from pressmark.review.rendering import Rendering
from pressmark.stages.record_life import MergeConflictError


class RecordPages:
    """Answers requests about records. What is raised, `Rendering` says."""

    def __init__(self, desk: Desk, rendering: Rendering, articles: ArticlePages) -> None:
        self._desk = desk
        self._rendering = rendering
        self._articles = articles

    def records(self, request: Request) -> Response:
        """The records that what is being typed may mean, as JSON."""
        kind = request.query_params.get("kind", "")
        found = self._desk.catalogue().look_up(
            request.query_params.get("q", "")[:200], EntityKind(kind) if kind in set(EntityKind) else None
        )
        return JSONResponse(
            [
                {
                    "id": each.record.id,
                    "name": each.record.name,
                    "label": each.label,
                    "kind": each.record.kind,
                    "description": each.record.description,
                    "draft": each.record.draft,
                }
                for each in found
            ]
        )

    def new_record(self, request: Request) -> Response:
        """The form for a new record, filled in from the mark that it is for."""
        siglum, at = request.query_params.get("siglum", ""), request.query_params.get("at", "")
        sheet = self._desk.shown(siglum) if siglum else None
        entries = self._rendering.entries(sheet) if sheet else ()
        entry = next((each for each in entries if at in each.anchors), None)
        shape = SHAPES[entry.form] if entry else None
        kind = (shape.entity if shape else None) or EntityKind.PERSON
        name = entry.words if entry and shape and shape.entity else ""
        return self._rendering.page(
            request,
            "new_record.html",
            sheet=sheet,
            entry=entry,
            kind=kind,
            kinds=list(EntityKind),
            name=_filing_order(name) if kind is EntityKind.PERSON else name,
        )

    def add_record(self, request: Request) -> Response:
        """Make a new record and, if it is for a mark, point that to it: both or neither."""
        fields: Fields = request.scope["fields"]
        kind, siglum, at = one(fields, "kind"), one(fields, "siglum"), one(fields, "at")
        if kind not in set(EntityKind):
            raise FieldError("say whether it is a person, a place or an organisation")
        typed = EntityKind(kind), one(fields, "name"), one(fields, "description"), one(fields, "id")
        if not siglum:
            record = self._desk.add_record(*typed)
            self._rendering.notice = f"Made the record of {record.name}."
            return self._rendering.to_list(request)
        seen = self._desk.seen(siglum, one(fields, "version"), (at,))
        record = self._desk.new_record(*typed)
        decision = Point(anchors=(at,), records=(record.id,))
        return self._articles.carry_out(request, seen, decision, "point", record)

    def merge_form(self, request: Request) -> Response:
        """The form that makes two records one."""
        known = self._desk.registers().register.by_id()
        keep, gone = (known.get(request.query_params.get(name, "")) for name in ("keep", "gone"))
        return self._rendering.page(
            request, "merge.html", keep=keep, gone=gone, contradictions=(), query=request.query_params
        )

    def merge(self, request: Request) -> Response:
        """Make two records one; what contradicts itself is shown first."""
        fields: Fields = request.scope["fields"]
        known, catalogue = self._desk.registers().register.by_id(), self._desk.catalogue()
        ids: list[str] = []
        for name in ("keep", "gone"):
            chosen = chosen_record(fields, known, catalogue, f"{name}-")
            found = [] if chosen else catalogue.look_up(one(fields, f"{name}-query"))
            if not chosen and len(found) != 1:
                raise FieldError(
                    f"choose the record that {'stays' if name == 'keep' else 'goes'} from the list"
                )
            ids.append(chosen or found[0].record.id)
        try:
            report = self._desk.merge(*ids, force=bool(one(fields, "force")))
        except MergeConflictError as error:
            return self._rendering.page(
                request,
                "merge.html",
                409,
                keep=known.get(ids[0]),
                gone=known.get(ids[1]),
                contradictions=[str(each) for each in error.differences if each.contradicts],
                query=request.query_params,
            )
        points = "1 mark points" if report.pointers == 1 else f"{report.pointers} marks point"
        self._rendering.notice = f"Merged: {points} to {report.record.name} now."
        return self._rendering.to_list(request)


def _filing_order(name: str) -> str:
    """A personal name with the surname first, as far as it can be told: the last word."""
    forename, _, surname = name.rpartition(" ")
    return f"{surname}, {forename}" if forename and "," not in name else name
