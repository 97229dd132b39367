"""The pictures: what is drawn, where it stands, and that it is the same every time."""

import importlib.util
import json
from datetime import date, timedelta
from functools import partial
from itertools import combinations, pairwise
from pathlib import Path
from types import ModuleType
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from pressmark.model import EntityKind
from pressmark.site.dates import in_words
from pressmark.site.pictures import calendar as calendars
from pressmark.site.pictures import frame as frames
from pressmark.site.pictures import labels, layout, network, strips, timeline, world
from pressmark.site.pictures import map as maps
from pressmark.site.pictures.calendar import Stretch, calendar, stretch
from pressmark.site.pictures.frame import Frame, Weighted
from pressmark.site.pictures.labels import Dot
from pressmark.site.pictures.svg import NARROW_TEXT, WIDE_TEXT, WIDTH, Wording
from pressmark.site.pictures.timeline import Event, Row, Told
from pressmark.site.pictures.world import coasts, land

CASES = Path(__file__).parent / "cases" / "pictures"
WORDING = Wording(name="case", title="An invented <case>", description="What is & what is not.")
SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = ("<script>alert(1)</script>", '" onload="alert(1)', "]]>&amp;", "שלום עולם", "Q" * 200, "a\n b", "")


def read(name: str) -> list[list[str]]:
    lines = (CASES / name).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if not line.startswith("#")]


def spot(name: str, longitude: str | float, latitude: str | float, mentions: str | int) -> maps.Spot:
    return maps.Spot(
        name=name,
        longitude=float(longitude),
        latitude=float(latitude),
        mentions=int(mentions),
        title=f"{name}: {mentions}",
        href=f"places/{quote(name)}.html",
    )


def draw_map(spots: list[maps.Spot]) -> str:
    return maps.drawn(maps.planned(maps.ranked(spots)), WORDING)


def event(earliest: str, latest: str, words: str) -> Event:
    days = stretch(earliest, latest)
    assert days is not None
    told = Told(when=in_words(earliest), where=words, title=f"{words}: {earliest}", href=f"a.html#{earliest}")
    return Event(days, lambda: told)


def counted(when: str, number: int) -> str:
    return f"{when}: {number}"


def draw_timeline(articles: list[Event], dates: list[Event]) -> str:
    made = timeline.span(articles, dates)
    assert made is not None
    row = partial(Row, counted=counted, href="all.html")
    above, below = row(name="Articles", events=articles, kind="a"), row(name="Dates", events=dates, kind="d")
    return timeline.drawn(made, above, below, WORDING, in_words)


def map_case(name: str) -> str:
    return draw_map([spot(*row) for row in read(f"{name}.tsv")])


def timeline_case() -> str:
    rows = read("timeline.tsv")
    return draw_timeline(
        *([event(*row[1:]) for row in rows if row[0] == kind] for kind in ("article", "date"))
    )


def network_case() -> str:
    rows = read("network.tsv")
    nodes = tuple(
        network.Node(name=n, kind=EntityKind(kind), mentions=int(number), title=n, href=f"{n}.html")
        for n, kind, number in (row for row in rows if row[0] != "tie")
    )
    place = {node.name: index for index, node in enumerate(nodes)}
    weights = {
        (place[one], place[other]): int(weight)
        for _, one, other, weight in (row for row in rows if row[0] == "tie")
    }
    part = network.reduced(network.Network(nodes=nodes, weights=weights))
    return network.drawn(part, WORDING, [str(weight) for weight in part.weights.values()])


def strips_case() -> str:
    rows = read("strips.tsv")
    made = calendar([date.fromisoformat(row[1]) for row in rows])
    speakers = [
        strips.Strip(
            title=name,
            href=f"{name}.html",
            events=[event(day, day, words) for speaker, day, words in rows if speaker == name],
            counted=counted,
        )
        for name in dict.fromkeys(row[0] for row in rows)
    ]
    return strips.drawn(made, speakers, WORDING, in_words)


DRAWN = {
    "map": partial(map_case, "map"),
    "far": partial(map_case, "far"),
    "timeline": timeline_case,
    "network": network_case,
    "strips": strips_case,
}


@pytest.mark.parametrize("name", DRAWN)
def test_a_picture_is_as_expected(name: str, request: pytest.FixtureRequest) -> None:
    land.cache_clear()
    drawn = DRAWN[name]().encode()
    if request.config.getoption("regenerate"):
        (CASES / f"{name}.svg").write_bytes(drawn)
    assert drawn == (CASES / f"{name}.svg").read_bytes()


@pytest.mark.parametrize("name", DRAWN)
def test_a_picture_can_be_read_without_being_seen(name: str) -> None:
    root = etree.fromstring(DRAWN[name]())
    ids = {element.get("id"): element.text for element in root.iter() if element.get("id")}
    assert ids[root.get("aria-labelledby")] == WORDING.title
    assert ids[root.get("aria-describedby")] == WORDING.description
    links = list(root.iter(f"{SVG}a"))
    assert links
    for link in links:
        assert link[0].tag == f"{SVG}title"
        assert link[0].text
        assert link.get("href")


# The world


def is_land(longitude: float, latitude: float) -> bool:
    """Whether a point lies in an odd number of rings."""
    inside = False
    for ring in coasts():
        for turn in (-360, 0, 360):
            x = longitude + turn
            for (ax, ay), (bx, by) in zip(ring.points, ring.points[1:] + ring.points[:1], strict=True):
                if (ay > latitude) != (by > latitude) and x < ax + (latitude - ay) * (bx - ax) / (by - ay):
                    inside = not inside
    return inside


@pytest.mark.parametrize(
    ("name", "longitude", "latitude", "expected"),
    [
        ("Prague", 14.4, 50.1, True),
        ("Chukotka, west of 180", 178.0, 67.5, True),
        ("Chukotka, east of 180", -175.5, 66.5, True),
        ("the South Pole", 0.0, -89.0, True),
        ("Tasmania", 146.5, -42.2, True),
        ("the Caspian Sea, a ring within a ring", 51.0, 41.0, False),
        ("the North Pole", 0.0, 89.0, False),
        ("the open Atlantic", -31.2, 44.1, False),
    ],
)
def test_the_coasts_tell_land_from_sea(name: str, longitude: float, latitude: float, expected: bool) -> None:
    assert is_land(longitude, latitude) is expected, name


def test_the_coasts_are_small_and_name_their_source() -> None:
    text = (Path(calendars.__file__).parent / "data" / "world.txt").read_text(encoding="ascii")
    assert len(text) < 60_000
    assert "Natural Earth" in text
    assert "public domain" in text


def make_world() -> ModuleType:
    path = Path(__file__).parents[1] / "tools" / "make_world.py"
    spec = importlib.util.spec_from_file_location("make_world", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_tool_leads_a_ring_across_the_180th_meridian_and_around_the_pole(tmp_path: Path) -> None:
    square = [[170, 10], [-340, 0], [0, 10], [340, 0], [0, -10]]  # from 170 to 190 degrees east
    cap = [[-180, -70], [120, 0], [120, 0], [120, 0]]  # around the South Pole
    topology = {
        "transform": {"scale": [1, 1], "translate": [0, 0]},
        "arcs": [square, cap],
        "objects": {"land": {"geometries": [{"arcs": [[[0]], [[1]]]}]}},
    }
    atlas = tmp_path / "land.json"
    atlas.write_text(json.dumps(topology))
    made = make_world().make_world(atlas)
    assert made == make_world().make_world(atlas)
    rings = [set(world.decoded(line)) for line in made.splitlines() if not line.startswith("#")]
    assert {(170.0, 10.0), (190.0, 10.0), (190.0, 20.0), (170.0, 20.0)} in rings
    assert {(-180.0, -70.0), (180.0, -70.0), (180.0, -90.0), (-180.0, -90.0)} in rings


# The frame of a map

longitudes = st.floats(-180, 180, allow_nan=False)
latitudes = st.floats(-85, 84, allow_nan=False)
points = st.builds(Weighted, longitudes, latitudes, st.integers(1, 50).map(float))


@settings(deadline=None)
@given(st.lists(points, min_size=1, max_size=30))
def test_most_mentions_lie_in_the_frame_and_on_the_picture(given_points: list[Weighted]) -> None:
    frame = frames.around(given_points, WIDTH)
    held = [point for point in given_points if frame.holds(point.longitude, point.latitude)]
    assert sum(point.weight for point in held) >= 0.85 * sum(point.weight for point in given_points) - 1e-6
    assert 0 < frame.height <= WIDTH
    for point in held:
        x, y = frame.place(point.longitude, point.latitude)
        assert 0 <= x <= WIDTH
        assert 0 <= y <= frame.height


def test_places_on_either_side_of_the_180th_meridian_lie_close_together() -> None:
    frame = frames.around([Weighted(178, -18, 1), Weighted(-172, -14, 1)], WIDTH)
    assert frame.east - frame.west < 20
    assert frame.holds(180, -16)
    assert frame.holds(-180, -16)
    assert not frame.holds(0, -16)


def test_one_far_place_does_not_make_all_others_small() -> None:
    near = [Weighted(10 + index, 50, 10) for index in range(5)]
    frame = frames.around([*near, Weighted(170, -45, 1)], WIDTH)
    assert not frame.holds(170, -45)
    assert all(frame.holds(point.longitude, point.latitude) for point in near)


def test_a_far_place_that_counts_is_on_the_map() -> None:
    frame = frames.around([Weighted(10, 50, 10), Weighted(170, -45, 10)], WIDTH)
    assert frame.holds(170, -45)


@settings(max_examples=25, deadline=None)
@given(st.floats(-180, 170), st.floats(-60, 60), st.floats(5, 300))
def test_the_land_stays_inside_its_frame(west: float, south: float, wide: float) -> None:
    frame = Frame(west, south, west + wide, min(south + wide / 2, 85.0), 360)
    for ring in land(frame).split("z")[:-1]:
        start, _, moves = ring.removeprefix("M").partition("l")
        x, y = (int(number) for number in start.split())
        numbers = [int(number) for number in moves.replace("-", " -").split()]
        for dx, dy in [(0, 0), *zip(numbers[::2], numbers[1::2], strict=True)]:
            x, y = x + dx, y + dy
            assert -1 <= x <= frame.width + 1
            assert -1 <= y <= frame.height + 1


# Names beside dots

dots = st.builds(
    Dot,
    st.floats(0, 720),
    st.floats(0, 400),
    st.floats(2, 15),
    st.text("abcdefgh 日本", min_size=0, max_size=40),
)


@settings(deadline=None)
@given(st.lists(dots, max_size=40))
def test_no_name_covers_another_or_a_dot(given_dots: list[Dot]) -> None:
    found = labels.placed(given_dots, 720, 400)
    for narrow, size in ((True, NARROW_TEXT), (False, WIDE_TEXT)):
        boxes = {
            index: labels.covered(given_dots[index], label.text, label.side, size)
            for index, label in found.items()
            if label.narrow or not narrow
        }
        for one, other in combinations(boxes.values(), 2):
            assert not meet(one, other)
        for index, box in boxes.items():
            assert box[0] >= 0
            assert box[2] <= 720
            for other_index, dot in enumerate(given_dots):
                around = (dot.x - dot.radius, dot.y - dot.radius, dot.x + dot.radius, dot.y + dot.radius)
                assert other_index == index or not meet(box, around)


def meet(one: labels.Box, other: labels.Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def test_names_of_the_most_mentioned_come_first() -> None:
    crowd = [Dot(x, y, 3, f"Place {x} {y}") for x in range(100, 600, 30) for y in range(100, 300, 30)]
    found = labels.placed(crowd, 720, 400)
    assert found[0].narrow
    assert len([label for label in found.values() if label.narrow]) < len(crowd) / 4


def test_a_long_name_is_cut_and_stands_in_full_in_the_title() -> None:
    root = etree.fromstring(draw_map([spot("Q" * 200, 10, 50, 1)]))
    assert root.findtext(f".//{SVG}text") == "Q" * (labels.LONGEST - 1) + "…"
    assert "Q" * 200 in (root.findtext(f".//{SVG}a/{SVG}title") or "")


# Days


@settings(deadline=None)
@given(st.lists(st.dates(), min_size=1, max_size=20))
def test_a_calendar_holds_its_days_in_few_parts(days: list[date]) -> None:
    made = calendar(days)
    assert 1 <= len(made) <= 101
    for day in days:
        index = made.index(day)
        assert 0 <= index < len(made)
        part = made.iso(index).partition("/")
        held = stretch(part[0], part[2] or part[0])
        assert held is None or held.first <= day <= held.last


@pytest.mark.parametrize(
    ("days", "unit"),
    [(1, "day"), (60, "day"), (90, "month"), (2_000, "year"), (40_000, "decade"), (400_000, "century")],
)
def test_the_parts_of_a_calendar_fit_its_length(days: int, unit: str) -> None:
    first = date(1000, 1, 1)
    assert calendar([first, first + timedelta(days=days)]).unit == unit


@pytest.mark.parametrize(
    ("earliest", "latest", "expected"),
    [
        ("2031-05-07", "2031-05-07", (date(2031, 5, 7), date(2031, 5, 7))),
        ("2031-02", "2031-02", (date(2031, 2, 1), date(2031, 2, 28))),
        ("2030", "2031", (date(2030, 1, 1), date(2031, 12, 31))),
        ("9999-12", "9999-12", (date(9999, 12, 1), date(9999, 12, 31))),
        ("2031", "2030", None),
        ("0000", "0000", None),
        ("2031-13", "2031-13", None),
        ("2031-02-30", "2031-02-30", None),
        ("-0044", "-0044", None),
        ("", "", None),
        ("soon", "soon", None),
    ],
)
def test_dates_are_read_as_exact_as_they_are(
    earliest: str, latest: str, expected: tuple[date, date] | None
) -> None:
    assert stretch(earliest, latest) == (Stretch(*expected) if expected else None)


def test_one_far_date_does_not_squeeze_the_timeline() -> None:
    articles = [event("2031-03-03", "2031-03-03", "a")]
    dates = [event(f"2031-03-{day:02}", f"2031-03-{day:02}", "d") for day in range(1, 20)]
    far = event("1215-06-15", "1215-06-15", "long ago")
    made = timeline.span(articles, [*dates, far])
    assert made is not None
    assert made.unit == "day"
    assert timeline.outside(made, [*dates, far]) == 1


def test_many_events_of_one_part_become_a_bar_that_says_how_many() -> None:
    many = [event("2031-03-03", "2031-03-03", str(number)) for number in range(500)]
    root = etree.fromstring(draw_timeline(many, [event("2031-04-09", "2031-04-09", "then")]))
    bars = root.findall(f".//{SVG}rect[@class='a']")
    assert len(bars) == 1
    assert bars[0].getparent()[0].text == "3 March 2031: 500"
    assert bars[0].getparent().get("href") == "all.html"


def test_labels_of_an_axis_do_not_touch() -> None:
    for days in (1, 20, 100, 1_500, 20_000):
        made = calendar([date(1950, 6, 15), date(1950, 6, 15) + timedelta(days=days)])
        root = etree.fromstring(
            f'<svg xmlns="http://www.w3.org/2000/svg">{calendars.axis(made, 10, in_words)}</svg>'
        )
        texts = root.findall(f"{SVG}text")
        assert texts
        for text, after in pairwise(texts):
            assert float(text.get("x", "")) + labels.text_width(text.text or "", NARROW_TEXT) < float(
                after.get("x", "")
            )


# The network

networks = st.integers(2, 14).flatmap(
    lambda number: st.tuples(
        st.just(number),
        st.dictionaries(
            st.sampled_from(list(combinations(range(number), 2))), st.integers(1, 9), min_size=1, max_size=40
        ),
    )
)


@settings(deadline=None)
@given(networks)
def test_nodes_stand_in_the_unit_square_the_same_every_time(
    network_of: tuple[int, dict[layout.Pair, int]],
) -> None:
    found = layout.positions(*network_of)
    assert found == layout.positions(*network_of)
    assert len(found) == network_of[0]
    assert all(0 <= x <= 1 and 0 <= y <= 1 for x, y in found)


def parts(number: int, ties: list[layout.Pair]) -> set[frozenset[int]]:
    """The nodes that hang together."""
    found = {frozenset({index}) for index in range(number)}
    for a, b in ties:
        joined = [part for part in found if a in part or b in part]
        found = (found - set(joined)) | {frozenset().union(*joined)}
    return found


@settings(deadline=None)
@given(networks, st.integers(0, 20))
def test_the_strongest_ties_hold_together_what_hung_together(
    network_of: tuple[int, dict[layout.Pair, int]], most: int
) -> None:
    number, weights = network_of
    kept = layout.strongest(weights, most)
    assert parts(number, kept) == parts(number, list(weights))
    assert len(kept) <= max(most, number - 1)
    assert max(weights.values()) in {weights[pair] for pair in kept}


def test_those_who_share_more_paragraphs_stand_closer() -> None:
    points = layout.positions(3, {(0, 1): 9, (1, 2): 1})
    near, far = (abs(points[1][0] - points[other][0]) for other in (0, 2))
    assert near < far


def test_a_large_network_is_cut_to_its_strongest_part() -> None:
    nodes = tuple(
        network.Node(name=f"Name {n}", kind=EntityKind.PERSON, mentions=n, title="", href=str(n))
        for n in range(200)
    )
    weights = {(a, b): 1 + (a == 0) * b for a, b in combinations(range(200), 2)}
    part = network.reduced(network.Network(nodes=nodes, weights=weights))
    assert part.nodes[0].name == "Name 0"
    assert {node.name for node in part.nodes[1:]} == {
        f"Name {n}" for n in range(200 - len(part.nodes) + 1, 200)
    }
    assert len(part.weights) <= 2 * len(part.nodes)


def test_many_marks_are_not_in_the_way_of_the_keyboard() -> None:
    days = [date(2031, 3, 1) + timedelta(days=number) for number in range(45)]
    few, many = ([event(f"{day}", f"{day}", "a") for day in days for _ in range(times)] for times in (1, 2))
    assert 'tabindex="-1"' not in draw_timeline(few, [])
    assert draw_timeline(many, []).count('tabindex="-1"') == len(many)


# Bad input


@pytest.mark.parametrize("name", HOSTILE)
def test_no_name_breaks_out_of_a_picture(name: str) -> None:
    node = network.Node(name=name, kind=EntityKind.PERSON, mentions=1, title=name, href=name)
    pair = network.Network(nodes=(node, node), weights={(0, 1): 1})
    told = Told(when=name, where=name, title=name, href=name)
    happened = Event(Stretch(date(2031, 5, 7), date(2031, 5, 7)), lambda: told)
    strip = strips.Strip(title=name, href=name, events=[happened], counted=counted)
    drawn = (
        draw_map([spot(name, 10, 50, 1)]),
        network.drawn(pair, WORDING, [name]),
        draw_timeline([happened], [happened]),
        strips.drawn(calendar([date(2031, 5, 7)]), [strip], WORDING, in_words),
    )
    for svg in drawn:
        for element in etree.fromstring(svg).iter():
            assert element.tag.removeprefix(SVG) in {
                "svg", "title", "desc", "g", "a", "path", "rect", "circle", "text",
            }  # fmt: skip
            assert not [attribute for attribute in element.attrib if attribute.startswith("on")]


def test_a_thousand_places_are_drawn_and_few_are_in_the_way_of_the_keyboard() -> None:
    spots = [spot(f"Place {n}", -170 + n * 0.33, -50 + n * 7 % 120, n) for n in range(1000)]
    root = etree.fromstring(draw_map(spots))
    links = root.findall(f".//{SVG}a")
    assert len(links) == 1000
    reached = [link for link in links if link.get("tabindex") != "-1"]
    assert all(link.find(f"{SVG}text") is not None for link in reached)
    assert 0 < len(reached) < 160
