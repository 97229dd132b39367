"""Random articles, as odd as a seed can deliver them, and random annotations of them."""

from datetime import date

from hypothesis import strategies as st

from pressmark.model import (
    Annotations,
    ArticleMeta,
    Block,
    BlockKind,
    Confidence,
    DateExpression,
    EntityKind,
    Fact,
    Mention,
    MentionForm,
    Organisation,
    Person,
    PersonRole,
    Place,
    PullQuote,
    Quotation,
    QuotedWords,
    Register,
    SourceDocument,
    Span,
    SpeechMode,
    WordsKind,
)

PEOPLE = ("brindle-tamsin", "ferry-crews", "m1")  # an id may look like an anchor
PLACES = ("quillhaven",)
ORGANISATIONS = ("tidewire",)
REGISTER = Register(
    people=(
        Person(id="brindle-tamsin", name="Tamsin Brindle", forename="Tamsin", surname="Brindle"),
        Person(id="ferry-crews", name="ferry crews", role=PersonRole.COLLECTIVE),
        Person(id="m1", name="M1", draft=True, source="quillhaven"),
    ),
    places=(Place(id="quillhaven", name="Quillhaven", latitude=51.5, longitude=-0.12),),
    organisations=(Organisation(id="tidewire", name="Tidewire", type="news agency"),),
)
RECORDS = {EntityKind.PERSON: PEOPLE, EntityKind.PLACE: PLACES, EntityKind.ORGANISATION: ORGANISATIONS}
RULES = ("register", "cue-after", "weekday")

_ODD = "<>&'\"“”«»\u00a0\u0085\u2028\u200d\u0301\ufeff\r\n\t—🛳👩‍🚒ﬁİ]"
_characters = st.one_of(
    st.sampled_from(_ODD + "abc .,"),
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"),
)
_words = st.text(_characters, min_size=1, max_size=30).filter(lambda words: bool(words.strip()))
_gaps = st.sampled_from(("", "\n", "\n\n", "\r\n\r\n", "\r", " \u00a0\n", "\u2028"))
_anything = st.text(max_size=20)  # control characters and surrogates included
_addresses = _anything | st.tuples(st.sampled_from(("http://", "https://a.example/")), _anything).map("".join)
_certainties = st.floats(0, 1)


@st.composite
def documents(draw: st.DrawFn) -> SourceDocument:
    """An article of a few blocks of any kinds in any order."""
    text = draw(_gaps)
    blocks = []
    for _ in range(draw(st.integers(0, 8))):
        words = draw(_words).strip()
        span = Span(len(text), len(text) + len(words))
        blocks.append(Block(kind=draw(st.sampled_from(BlockKind)), span=span, group=draw(st.integers(0, 2))))
        text += words + draw(_gaps)
    return SourceDocument(
        siglum="quillhaven",
        path="quillhaven.txt",
        encoding="utf-8",
        meta=draw(_metas()),
        text=text,
        blocks=tuple(blocks),
    )


def _facts(values: st.SearchStrategy[object]) -> st.SearchStrategy[Fact]:
    return st.builds(
        Fact, value=values, inferred=st.booleans(), confidence=st.sampled_from(Confidence), evidence=_anything
    )


def _metas() -> st.SearchStrategy[ArticleMeta]:
    return st.builds(
        ArticleMeta,
        title=_facts(_anything),
        outlet=st.none() | _facts(_anything),
        authors=st.lists(_facts(_anything), max_size=2).map(tuple),
        published=st.none() | _facts(st.dates()),
        url=st.none() | _facts(_addresses),
        rights=_anything,
        language=st.sampled_from(("en", "de-AT")) | _anything,
    )


@st.composite
def annotated(draw: st.DrawFn) -> tuple[SourceDocument, Annotations]:
    """An article and annotations of it that cross each other and the borders of blocks."""
    document = draw(documents())
    length = len(document.text)

    def spans(start: int = 0, end: int = length) -> st.SearchStrategy[Span]:
        ends = st.tuples(st.integers(start, end), st.integers(start, end))
        return ends.map(lambda pair: Span(min(pair), max(pair)))

    def several(items: st.SearchStrategy) -> st.SearchStrategy[tuple]:
        return st.lists(items, max_size=5).map(tuple)

    @st.composite
    def mentions(draw: st.DrawFn) -> Mention:
        span = draw(spans())
        kind = draw(st.sampled_from(EntityKind))
        part = st.none() | spans(span.start, span.end)
        return Mention(
            span=span,
            kind=kind,
            record=draw(st.none() | st.sampled_from(RECORDS[kind])),
            certainty=draw(_certainties),
            rule=draw(st.sampled_from(RULES)),
            form=draw(st.sampled_from(MentionForm)),
            role=draw(part),
            forename=draw(part),
            surname=draw(part),
        )

    anyone = st.lists(st.sampled_from((*PEOPLE, *ORGANISATIONS)), max_size=2).map(tuple)
    quotations = st.builds(
        Quotation,
        parts=st.lists(spans(), min_size=1, max_size=3).map(tuple),
        mode=st.sampled_from(SpeechMode),
        speakers=anyone,
        addressees=anyone,
        medium=st.none() | st.sampled_from(ORGANISATIONS),
        certainty=_certainties,
        rule=st.sampled_from(RULES),
    )
    found = draw(several(quotations))
    repeated = st.none() | st.integers(0, len(found) - 1) if found else st.none()
    quoted = st.builds(
        QuotedWords,
        span=spans(),
        kind=st.sampled_from(WordsKind),
        certainty=_certainties,
        rule=st.sampled_from(RULES),
    )
    days = st.tuples(st.dates(), st.dates())
    expressions = st.builds(
        lambda span, pair, certainty, rule: DateExpression(
            span=span, earliest=min(pair), latest=max(pair), certainty=certainty, rule=rule
        ),
        spans(),
        days | st.just((date(2031, 5, 6), date(2031, 5, 6))),
        _certainties,
        st.sampled_from(RULES),
    )
    return document, Annotations(
        sentences=draw(several(spans())),
        mentions=draw(several(mentions())),
        quotations=found,
        pull_quotes=draw(several(st.builds(PullQuote, span=spans(), repeats=repeated))),
        quoted_words=draw(several(quoted)),
        dates=draw(several(expressions)),
    )
