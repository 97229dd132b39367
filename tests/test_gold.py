"""The gold fits its seeds and the registers, and its README counts it rightly."""

import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from gold_files import FOLDER, INVENTED, SIGLA, edition_of, seed_path

from pressmark.errors import PressmarkError
from pressmark.evaluation import load_gold
from pressmark.model import EntityKind, Gold, GoldMode, MentionForm
from pressmark.seeds import read_seed
from pressmark.tei.records import read_register

INVENTED_SIGLA = [siglum for siglum in SIGLA if edition_of(siglum) is INVENTED]
IN_QUOTATION_MARKS = {GoldMode.DIRECT, GoldMode.MENTIONED}
CLOSING_MARKS = {"“": "”", "‘": "’", "«": "»", '"': '"'}
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

SEED = (
    "The Quillhaven Courier said so.\n“Ferries, Ferries and more,” said Ada Byron of Ferry Row, “so be it.”"
)
MENTIONS = "line\tnth\twords\tkind\trecord\tform\n"
QUOTATIONS = "id\tline\tnth\twords\tmode\tspeakers\taddressee\tmedium\tpart-of\trepeats\n"
DATES = "line\tnth\twords\tearliest\tlatest\n"


def seed_text(siglum: str) -> str:
    return seed_path(siglum).read_bytes().decode("utf-8")


def gold_of(siglum: str) -> tuple[str, Gold]:
    text = seed_text(siglum)
    return text, load_gold(siglum, text, FOLDER)


def sources(gold: Gold) -> set[str]:
    """Every record that speaks, is spoken to or carries the words."""
    return {
        record
        for quotation in gold.quotations
        for record in (*quotation.speakers, *quotation.addressees, quotation.medium)
        if record
    }


def counts(gold: Gold) -> dict[str, int]:
    modes = Counter(quotation.mode for quotation in gold.quotations)
    forms = Counter(mention.form for mention in gold.mentions)
    named = {(m.kind, m.record) for m in gold.mentions if m.form is MentionForm.NAME}
    kinds = Counter(kind for kind, _ in named)
    return {
        "names": forms[MentionForm.NAME],
        "records named": len(named),
        "people": kinds[EntityKind.PERSON],
        "places": kinds[EntityKind.PLACE],
        "organisations": kinds[EntityKind.ORGANISATION],
        "descriptions": forms[MentionForm.DESCRIPTION],
        "only described": len({(m.kind, m.record) for m in gold.mentions} - named),
        "direct": modes[GoldMode.DIRECT],
        "sources": len({q.speakers for q in gold.quotations if q.mode is GoldMode.DIRECT and q.speakers}),
        "indirect": modes[GoldMode.INDIRECT],
        "continuing": sum(q.part_of is not None for q in gold.quotations),
        "pull quotes": modes[GoldMode.PULL_QUOTE],
        "no speech": modes[GoldMode.MENTIONED],
        "dates": len(gold.dates),
    }


def table_in_readme() -> dict[str, dict[str, int]]:
    """The counts that the README gives: article -> what -> how many."""
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    rows = [
        [cell.strip() for cell in line.strip("| ").split("|")]
        for line in readme.partition("\n## Counts\n")[2].split("\n")
        if line.startswith("|") and "---" not in line
    ]
    return {row[0]: dict(zip(rows[0][1:], map(int, row[1:]), strict=True)) for row in rows[1:]}


def test_readme_counts_the_gold() -> None:
    assert table_in_readme() == {siglum: counts(gold_of(siglum)[1]) for siglum in SIGLA}


@pytest.mark.parametrize("siglum", SIGLA)
def test_seed_is_read_with_what_is_known_about_it(siglum: str) -> None:
    document = read_seed(seed_path(siglum), max_bytes=INVENTED.max_seed_bytes)
    assert document.text == seed_text(siglum)
    assert document.siglum == siglum
    assert document.meta.published is not None
    assert document.meta.outlet is not None
    assert document.findings == ()


@pytest.mark.parametrize("siglum", SIGLA)
def test_every_record_of_the_gold_stands_in_the_register_of_its_kind(siglum: str) -> None:
    _, gold = gold_of(siglum)
    kinds = {record.id: record.kind for record in read_register(edition_of(siglum))}
    assert {(m.record, m.kind) for m in gold.mentions} <= kinds.items()
    assert sources(gold) <= kinds.keys()


def test_invented_registers_hold_no_record_that_no_article_needs() -> None:
    needed: set[str] = set()
    for siglum in INVENTED_SIGLA:
        _, gold = gold_of(siglum)
        needed |= {mention.record for mention in gold.mentions} | sources(gold)
    assert {record.id for record in read_register(INVENTED)} == needed


@pytest.mark.parametrize("siglum", INVENTED_SIGLA)
def test_descriptions_are_those_of_sources(siglum: str) -> None:
    _, gold = gold_of(siglum)
    assert {m.record for m in gold.mentions if m.form is MentionForm.DESCRIPTION} <= sources(gold)


@pytest.mark.parametrize("siglum", SIGLA)
def test_words_in_quotation_marks_are_all_accounted_for(siglum: str) -> None:
    text, gold = gold_of(siglum)
    rest = list(text)
    for quotation in gold.quotations:
        if quotation.mode not in IN_QUOTATION_MARKS:
            continue
        words = quotation.span.of(text)
        opening, closing = words[0], CLOSING_MARKS[words[0]]
        assert opening not in words[1:-1], f"{quotation.id} runs over a second opening mark"
        # A quotation of several paragraphs is closed only in the last.
        assert words.endswith(closing) or text[quotation.span.end] == "\n", quotation.id
        rest[quotation.span.start : quotation.span.end] = " " * len(quotation.span)
    assert not set(CLOSING_MARKS) & set(rest)


@pytest.mark.parametrize("siglum", SIGLA)
def test_mentions_nest_and_never_cross(siglum: str) -> None:
    _, gold = gold_of(siglum)
    spans = [mention.span for mention in gold.mentions] + [quotation.span for quotation in gold.quotations]
    for one in spans:
        for other in spans:
            assert not one.overlaps(other) or one.covers(other) or other.covers(one)


@pytest.mark.parametrize("siglum", SIGLA)
def test_days_of_the_week_fall_on_these_days(siglum: str) -> None:
    text, gold = gold_of(siglum)
    for found in gold.dates:
        for number, weekday in enumerate(WEEKDAYS):
            if weekday in found.span.of(text):
                assert found.earliest == found.latest
                assert found.earliest.weekday() == number, f"{found.span.of(text)} {found.earliest}"


@pytest.mark.parametrize("siglum", SIGLA)
def test_years_in_the_words_are_those_of_the_dates(siglum: str) -> None:
    text, gold = gold_of(siglum)
    for found in gold.dates:
        for year in re.findall(r"\b\d{4}\b", found.span.of(text)):
            assert date(int(year), 1, 1) <= found.earliest <= found.latest <= date(int(year), 12, 31)


def write_gold(folder: Path, mentions: str = "", quotations: str = "", dates: str = "") -> None:
    (folder / "a.mentions.tsv").write_text(MENTIONS + mentions, encoding="utf-8")
    (folder / "a.quotations.tsv").write_text(QUOTATIONS + quotations, encoding="utf-8")
    (folder / "a.dates.tsv").write_text(DATES + dates, encoding="utf-8")


def test_rows_become_offsets(tmp_path: Path) -> None:
    write_gold(
        tmp_path,
        mentions="# a comment\n2\t2\tFerries\tplace\tferries\tname\n",
        quotations=(
            "one\t2\t1\t“Ferries, … more,”\tdirect\tbyron-ada\t-\t-\t-\t-\n"
            "two\t2\t1\t“so be it.”\tdirect\tbyron-ada\t-\tcourier\tone\t-\n"
        ),
    )
    gold = load_gold("a", SEED, tmp_path)
    second_line = SEED.index("“")
    assert gold.mentions[0].span.start == second_line + len("“Ferries, ")
    assert [q.span.of(SEED) for q in gold.quotations] == ["“Ferries, Ferries and more,”", "“so be it.”"]
    assert (gold.quotations[1].part_of, gold.quotations[1].medium) == ("one", "courier")


@pytest.mark.parametrize(
    ("mentions", "quotations", "dates", "message"),
    [
        ("1\t1\tCourie\tplace\tx\tname\n", "", "", "0 times, not 1"),
        ("2\t3\tFerries\tplace\tx\tname\n", "", "", "2 times, not 3"),
        ("3\t1\tFerries\tplace\tx\tname\n", "", "", "only 2 lines"),
        ("0\t1\tFerries\tplace\tx\tname\n", "", "", "not a number"),
        ("1\t1\tCourier\tship\tx\tname\n", "", "", "ship"),
        ("1\t1\tCourier\tplace\t-\tname\n", "", "", "may not be empty"),
        ("1\t1\tCourier\tplace\tx\n", "", "", "wants 6 filled columns"),
        ("1\t1\tCourier\tplace\tx\tname\n" * 2, "", "", "twice"),
        ("1\t1\tCourier\tplace\tx\tname\n1\t1\tQuillhaven\tplace\tx\tname\n", "", "", "out of order"),
        ("", "q\t2\t1\t“Ferries … so\tsung\t-\t-\t-\t-\t-\n", "", "sung"),
        ("", "q\t2\t1\tsaid … Ferries\tdirect\t-\t-\t-\t-\t-\n", "", "0 times after"),
        ("", "q\t2\t1\t“so be it.”\tdirect\t-\t-\t-\tp\t-\n", "", "points to 'p'"),
        ("", "", "1\t1\tso\t2031-05-07\t2031-05-06\n", "before it begins"),
        ("", "", "1\t1\tso\t2031-02-30\t2031-05-06\n", "not a day"),
    ],
)
def test_rows_that_do_not_fit_are_refused(
    tmp_path: Path, mentions: str, quotations: str, dates: str, message: str
) -> None:
    write_gold(tmp_path, mentions, quotations, dates)
    with pytest.raises(PressmarkError, match=re.escape(message)):
        load_gold("a", SEED, tmp_path)


def test_other_columns_are_refused(tmp_path: Path) -> None:
    write_gold(tmp_path)
    (tmp_path / "a.dates.tsv").write_text("line\twords\n", encoding="utf-8")
    with pytest.raises(PressmarkError, match="the columns are line, words"):
        load_gold("a", SEED, tmp_path)
