"""Edits in place: the cases in tests/cases/edit, and what holds of every edit of every file."""

import re
import shlex
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from lxml.builder import ElementMaker

from pressmark.errors import PressmarkError
from pressmark.model import Span
from pressmark.tei.edit import (
    Change,
    EditError,
    Empty,
    InsertAfter,
    Remove,
    Replace,
    Reword,
    Set,
    Side,
    Unwrap,
    Wrap,
    edit,
)
from pressmark.tei.edit.places import layer_of
from pressmark.tei.edit.tokens import join_items, read_items
from pressmark.tei.names import TEI_NS, XML_ID
from pressmark.tei.parse import parse
from pressmark.tei.text import plain_text, source_text

E = ElementMaker(namespace=TEI_NS, nsmap={None: TEI_NS})
FOLDER = Path(__file__).parent / "cases" / "edit"
FRAME = f'<TEI xmlns="{TEI_NS}"><teiHeader/><text xml:space="preserve"><body>\n{{}}\n</body></text></TEI>'
CASE = re.compile(r"^## (.+)\n([\s\S]+?)\n((?:-- .+\n)+)=>\n?([\s\S]*?)\s*(?=^## |\Z)", re.MULTILINE)


def cases() -> list[tuple[Path, str]]:
    paths = sorted(FOLDER.glob("[a-z]*.txt"))
    return [(path, match[1]) for path in paths for match in CASE.finditer(path.read_text(encoding="utf-8"))]


def in_body(body: str) -> bytes:
    return FRAME.format(body).encode()


def body_of(data: bytes) -> str:
    return data.decode()[FRAME.index("{}") : -len(FRAME.partition("{}")[2])]


def read_change(line: str, text: str) -> Change:
    """A change as the README of the cases describes it."""
    kind, *words = [re.sub(r"\\(n|r|x01)", lambda m: {"n": "\n", "r": "\r"}.get(m[1], "\x01"), word)
                    for word in shlex.split(line.replace("\\", "\\\\"))]  # fmt: skip
    pairs = [word.partition("=")[::2] for word in words[1:] if "=" in word and not word.startswith("part:")]
    given = dict(pairs)
    match kind:
        case "wrap":
            span = located(words[0], text)
            marked = [word.removeprefix("part:").partition("=") for word in words if word.startswith("part:")]
            parts = tuple((located(part, text, span), tag) for tag, _, part in marked)
            return Wrap(span=span, tag=words[1], attributes=given, parts=parts)
        case "unwrap":
            return Unwrap(target=words[0])
        case "set":
            tag = next((word.removeprefix("tag:") for word in words if word.startswith("tag:")), None)
            changed = {name: value or None for name, value in given.items()}
            return Set(target=words[0], attributes=changed, tag=tag)
        case "parts":
            return Set(target=words[0], parts=tuple((located(part, text), tag) for tag, part in pairs))
        case "empty":
            return Empty(offset=located(words[0], text).start, tag=words[1], attributes=given)
        case "remove":
            return Remove(target=words[0])
        case "reword":
            return Reword(span=located(words[0], text), words=words[1])
        case "insert":
            end = located(words[0], text).end
            return Reword(span=Span(end, end), words=words[1], side=Side[words[2].upper()])
    raise ValueError(f"no change: {line}")


def located(words: str, text: str, within: Span | None = None) -> Span:
    """Where words stand; `Quay#2` is the second Quay."""
    words, _, number = words.partition("#")
    found = [match.start() for match in re.finditer(re.escape(words), text)] if words else [0]
    found = [start for start in found if within is None or within.start <= start < within.end]
    start = found[int(number or 1) - 1]
    return Span(start, start + len(words))


def outcome(body: str, lines: str) -> str:
    data = in_body(body)
    text = source_text(parse(data, "case"))
    try:
        return body_of(edit(data, [read_change(line[3:], text) for line in lines.splitlines()]))
    except EditError as error:
        return f"error: {error}"


@pytest.mark.parametrize(("path", "title"), cases(), ids=lambda value: getattr(value, "stem", value))
def test_case(path: Path, title: str, request: pytest.FixtureRequest) -> None:
    content = path.read_text(encoding="utf-8")
    match = next(match for match in CASE.finditer(content) if match[1] == title)
    found = outcome(match[2], match[3])
    if request.config.getoption("--regenerate", default=False):
        path.write_text(content[: match.start(4)].rstrip() + "\n" + found + "\n\n" + content[match.end() :])
        return
    assert found == match[4]


HEADER = f"""<?xml version="1.0"?>
<TEI xmlns="{TEI_NS}">
  <teiHeader>
    <titleStmt>
      <title>One</title>
      <respStmt xml:id="pressmark"><name>P</name></respStmt>
    </titleStmt>
    <revisionDesc status="draft">
      <change who="#pressmark">Encoded.</change>
    </revisionDesc>
  </teiHeader>
  <text><body><p xml:id="p1">One.</p></body></text>
</TEI>
"""


def edited_header(*changes: Change, data: str = HEADER) -> list[str]:
    """What an edit took from the file and what it added, as lines of a difference."""
    old, new = data.splitlines(keepends=True), edit(data.encode(), changes).decode().splitlines(keepends=True)
    return [f"-{line}" for line in old if line not in new] + [f"+{line}" for line in new if line not in old]


def test_an_element_of_the_header_comes_on_a_line_of_its_own() -> None:
    statement = E.respStmt(E.resp("mark-up reviewed"), E.name("Ada & Sons"))
    change = E.change("Reviewed.", who="#ed-ada")
    assert edited_header(
        InsertAfter(target="pressmark", element=statement),
        InsertAfter(target="teiHeader/revisionDesc/change[last()]", element=change),
        Set(target="teiHeader/revisionDesc", attributes={"status": "approved"}),
    ) == [
        '-    <revisionDesc status="draft">\n',
        "+      <respStmt>\n",
        "+        <resp>mark-up reviewed</resp>\n",
        "+        <name>Ada &amp; Sons</name>\n",
        "+      </respStmt>\n",
        '+    <revisionDesc status="approved">\n',
        '+      <change who="#ed-ada">Reviewed.</change>\n',
    ]


def test_elements_after_the_same_one_come_in_the_order_given() -> None:
    added = edited_header(*(InsertAfter(target="pressmark", element=E.note(words)) for words in ("a", "b")))
    assert added == ["+      <note>a</note>\n", "+      <note>b</note>\n"]


def test_an_element_of_the_header_is_replaced_or_deleted_with_its_line() -> None:
    assert edited_header(
        Replace(target="teiHeader/titleStmt/title", element=E.title("Two")),
        Remove(target="pressmark"),
    ) == [
        "-      <title>One</title>\n",
        '-      <respStmt xml:id="pressmark"><name>P</name></respStmt>\n',
        "+      <title>Two</title>\n",
    ]


def test_new_lines_end_as_the_file_has_them() -> None:
    data = HEADER.replace("\n", "\r\n")
    new = edit(data.encode(), [InsertAfter(target="pressmark", element=E.note(E.p("a"), E.p("b")))])
    assert new.count(b"\n") == new.count(b"\r\n") == data.count("\n") + 4


def test_elements_get_the_prefix_of_the_file() -> None:
    data = f'<t:TEI xmlns:t="{TEI_NS}"><t:text><t:body><t:p>One</t:p></t:body></t:text></t:TEI>'
    changes = [Wrap(span=Span(0, 3), tag="date"), Empty(offset=0, tag="milestone", attributes={})]
    assert b"<t:p><t:milestone/><t:date>One</t:date></t:p>" in edit(data.encode(), changes)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (Remove(target="teiHeader/nothing"), "nothing is found at that path"),
        (Remove(target="teiHeader/x["), "the path cannot be read"),
        (Replace(target="p1", element=E.p()), "holds words of the source"),
        (InsertAfter(target="p1", element=E.p()), "into the header, not into the text"),
        (Wrap(span=Span(0, 99), tag="date"), "the text has only 4 characters"),
        (Wrap(span=Span(1, 1), tag="date"), "there are no words"),
        (Wrap(span=Span(0, 3), tag="no name"), "is not well-formed"),
        (Reword(span=Span(0, 3), words="\ud800"), "no character that a file can hold"),
    ],
)
def test_what_cannot_be_changed_is_refused_with_the_reason(change: Change, reason: str) -> None:
    with pytest.raises(EditError, match=re.escape(reason)) as raised:
        edit(HEADER.encode(), [change])
    assert raised.value.change is change


def test_a_file_that_is_not_well_formed_is_refused() -> None:
    with pytest.raises(EditError, match="not well-formed"):
        edit(b"<TEI", [Unwrap(target="m1")])


def test_words_that_are_not_of_the_source_are_not_counted() -> None:
    choice = "<choice><sic>Qill</sic><corr>Quill</corr></choice>"
    data = in_body(f'<p xml:id="p1">In {choice}haven it rained.</p>')
    wrap = Wrap(span=Span(4, 13), tag="placeName", attributes={"xml:id": "m1"})  # "Qillhaven"
    reword = Reword(span=Span(14, 16), words="this")
    expected = f'<p xml:id="p1">In <placeName xml:id="m1">{choice}haven</placeName> this rained.</p>'
    assert body_of(edit(data, [wrap, reword])) == expected


# Any file, any changes

PIECES = (
    *(
        "a",
        "b c",
        " ",
        "“é”",
        "🛳",
        "&amp;",
        "&lt;",
        "&#13;",
        "&#x41;",
        "\r\n",
        "\r",
        "\n",
        "]]",
        "]",
        "&gt;",
        ">",
    ),
    *("<!-- a > b -->", "<?pi x>y?>", "<![CDATA[x<y]]>", "<![CDATA[\r\n]]>", '<milestone n="1>2"/>'),
)
TAGS = ("said", "q", "soCalled", "persName", "rs", "date", "surname", "hi")
TOKEN = re.compile(
    r"<!--.*?-->|<\?.*?\?>|<!\[CDATA\[.*?\]\]>|<(?:\"[^\"]*\"|'[^']*'|[^\"'>])*>|[^<]+", re.DOTALL
)


def is_well_formed(data: bytes) -> bool:
    try:
        return bool(len(parse(data, "file")))
    except PressmarkError:
        return False


@st.composite
def _files(draw: st.DrawFn) -> bytes:
    count = 0

    def element(tag: str, depth: int) -> str:
        nonlocal count
        count += 1
        start = draw(st.sampled_from(("<{} xml:id='a{}' n='a>b'>", '<{}\n n="&lt;"  xml:id="a{}" >')))
        return start.format(tag, count) + content(depth) + f"</{tag}>"

    def content(depth: int) -> str:
        parts = []
        for _ in range(draw(st.integers(0, 4))):
            if depth and draw(st.booleans()):
                parts.append(element(draw(st.sampled_from(TAGS)), depth - 1))
            else:
                parts.append(draw(st.sampled_from(PIECES)))
        return "".join(parts)

    blocks = (
        element("p", 3) + draw(st.sampled_from(("", "\n\n", "\r\n"))) for _ in range(draw(st.integers(1, 3)))
    )
    return HEADER.replace('<p xml:id="p1">One.</p>', "".join(blocks)).encode()


# Files that are well-formed but not tidy. The elements of the text have the `xml:id` a1, a2, …
files = _files().filter(is_well_formed)


def text_of(data: bytes) -> str:
    return source_text(parse(data, "file"))


def changes_of(data: bytes) -> st.SearchStrategy[Change]:
    """Changes that may or may not be possible in a file. The `xml:id` of new elements begins with "new"."""
    length = len(text_of(data))
    offsets = st.integers(0, length)
    spans = st.tuples(offsets, offsets).map(lambda pair: Span(min(pair), max(pair)))
    targets = st.sampled_from(re.findall(r"""xml:id=["'](a\d+)["']""", data.decode()))
    tags = st.sampled_from(TAGS)
    new = st.integers(1, 10**6).map(lambda number: {"xml:id": f"new{number}", "n": "<new>"})
    values = st.none() | st.text(st.sampled_from("ab<&\"'\n\t é"), max_size=5)
    return st.one_of(
        st.builds(Wrap, span=spans, tag=tags, attributes=new),
        st.builds(Unwrap, target=targets),
        st.builds(Set, target=targets, attributes=st.dictionaries(st.sampled_from(("n", "ref")), values)),
        st.builds(Set, target=targets, tag=tags),
        st.builds(Empty, offset=offsets, tag=st.just("milestone"), attributes=new),
        st.builds(Remove, target=targets),
        st.builds(
            Reword, span=spans, words=st.text(st.sampled_from("a]>&<\r\n ")), side=st.sampled_from(Side)
        ),
    )


def expected_text(text: str, changes: list[Change]) -> str:
    rewords = [change for change in changes if isinstance(change, Reword)]
    # Inserted words stand before those that replace others from the same place on.
    for change in sorted(rewords, key=lambda change: (change.span, change.side.value), reverse=True):
        text = text[: change.span.start] + change.words + text[change.span.end :]
    return text


def markup(data: bytes, without: set[str]) -> list[str]:
    """Start tags, comments and instructions as they stand, but for the tags of some elements."""
    found = []
    for match in TOKEN.finditer(data.decode()):
        name = re.search(r"""xml:id=["']([^"']*)["']""", match[0])
        is_tag = match[0].startswith("<") and not match[0].startswith(("</", "<![CDATA["))
        if is_tag and not (name and (name[1] in without or name[1].startswith("new"))):
            found.append(match[0])
    return found


@given(files)
def test_the_items_of_a_file_are_the_file(data: bytes) -> None:
    items = read_items(data.decode())
    assert join_items(items).encode() == data
    assert items[-1].offset == len(text_of(data))


@given(st.data())
def test_an_edit_changes_what_it_says_and_nothing_else(data: st.DataObject) -> None:
    before = data.draw(files)
    changes = data.draw(st.lists(changes_of(before), min_size=1, max_size=4))
    try:
        after = edit(before, changes)
    except EditError as error:
        assert error.change is None or error.change in changes
        return
    text = text_of(before)
    inserted = {
        (change.span, change.side) for change in changes if isinstance(change, Reword) and not change.span
    }
    if len({span for span, _ in inserted}) == len(inserted):
        assert text_of(after) == expected_text(text, changes)
    touched = {change.target for change in changes if isinstance(change, Set | Unwrap)}
    removed = {name for change in changes if isinstance(change, Remove) for name in [change.target]}
    if not removed:
        parts = {name[1] for name in re.finditer(r"""<surname[^>]*?xml:id=["'](a\d+)""", before.decode())}
        gone = touched | (parts if any(isinstance(change, Unwrap) for change in changes) else set())
        assert markup(after, gone) == markup(before, gone)


@given(st.data())
def test_a_mark_that_is_put_around_words_and_taken_away_leaves_no_trace(data: st.DataObject) -> None:
    before = data.draw(files.filter(lambda data: b"CDATA" not in data))
    length = len(text_of(before))
    start = data.draw(st.integers(0, length))
    span = Span(start, data.draw(st.integers(start, length)))
    try:
        wrapped = edit(before, [Wrap(span=span, tag="hi", attributes={"xml:id": "new1"})])
    except EditError:
        return
    root = parse(wrapped, "file")
    (element,) = [each for each in root.iter() if each.get(XML_ID) == "new1"]
    assert plain_text(element) == span.of(text_of(before))
    assert edit(wrapped, [Unwrap(target="new1")]) == before


@given(files, st.integers(1, 5), st.text(st.sampled_from("ab<&\"'\n\té"), max_size=5))
def test_an_attribute_that_is_set_and_deleted_leaves_no_trace(data: bytes, number: int, value: str) -> None:
    target = f"a{number}"
    try:
        changed = edit(data, [Set(target=target, attributes={"ref": value, "cert": value})])
    except EditError:
        return
    (element,) = [each for each in parse(changed, "file").iter() if each.get(XML_ID) == target]
    assert element.get("ref") == element.get("cert") == value
    assert edit(changed, [Set(target=target, attributes={"ref": None, "cert": None})]) == data


@given(st.data())
def test_the_order_of_changes_does_not_matter(data: st.DataObject) -> None:
    before = data.draw(files)
    kinds = Wrap | Unwrap | Set | Empty | Remove
    strategy = changes_of(before).filter(lambda change: isinstance(change, kinds))
    changes = data.draw(st.lists(strategy, min_size=2, max_size=3))
    layers = [(change.span, layer_of(change.tag)) for change in changes if isinstance(change, Wrap)]
    others = [getattr(change, "target", None) or getattr(change, "offset", None) for change in changes]
    assume(len(set(layers)) == len(layers) and len(set(others)) >= len(others) - max(len(layers) - 1, 0))
    results = []
    for order in (changes, changes[::-1]):
        try:
            results.append(edit(before, order))
        except EditError:
            results.append(b"refused")
    assert results[0] == results[1]
