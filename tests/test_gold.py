"""The gold fits its seeds and the registers, and its README counts it rightly."""

import re
from collections import Counter
from pathlib import Path

import pytest
from gold_files import FOLDER, Gold, GoldError, GoldMode, load_gold

from pressmark.config import Edition
from pressmark.model import EntityKind, MentionForm
from pressmark.tei.records import read_register

EDITION = Edition(root=Path(__file__).parents[1])
SIGLA = sorted(path.name.split(".")[0] for path in FOLDER.glob("*.mentions.tsv"))
IN_QUOTATION_MARKS = {GoldMode.DIRECT, GoldMode.MENTIONED}

SEED = (
    "The Quillhaven Courier said so.\n“Ferries, Ferries and more,” said Ada Byron of Ferry Row, “so be it.”"
)
MENTIONS = "line\tnth\twords\tkind\trecord\tform\n"
QUOTATIONS = "id\tline\tnth\twords\tmode\tspeakers\taddressee\tmedium\tpart-of\trepeats\n"
DATES = "line\tnth\twords\tearliest\tlatest\n"


def seed_text(siglum: str) -> str:
    return (EDITION.seeds / f"{siglum}.txt").read_bytes().decode("utf-8")


def counts(gold: Gold) -> dict[str, int]:
    modes = Counter(quotation.mode for quotation in gold.quotations)
    forms = Counter(mention.form for mention in gold.mentions)
    named = {(m.kind, m.record) for m in gold.mentions if m.form is MentionForm.NAME}
    kinds = Counter(kind for kind, _ in named)
    return {
        "names": forms[MentionForm.NAME],
        "records named": len(named),
        "people named": kinds[EntityKind.PERSON],
        "places named": kinds[EntityKind.PLACE],
        "organisations named": kinds[EntityKind.ORGANISATION],
        "descriptions": forms[MentionForm.DESCRIPTION],
        "records that are only described": len({(m.kind, m.record) for m in gold.mentions} - named),
        "stretches of direct speech": modes[GoldMode.DIRECT],
        "pull quotes": modes[GoldMode.PULL_QUOTE],
        "stretches that continue another": sum(q.part_of is not None for q in gold.quotations),
        "passages of indirect speech": modes[GoldMode.INDIRECT],
        "quoted words that are no speech": modes[GoldMode.MENTIONED],
        "sources of direct speech": len({q.speakers for q in gold.quotations if q.mode is GoldMode.DIRECT}),
        "dates": len(gold.dates),
    }


def counts_in_readme(siglum: str) -> dict[str, int]:
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    section = readme.partition(f"\n## {siglum}\n")[2].partition("\n## ")[0]
    return {what: int(count) for what, count in re.findall(r"^\| (.+?) \| (\d+) \|$", section, re.MULTILINE)}


@pytest.mark.parametrize("siglum", SIGLA)
def test_readme_counts_the_gold(siglum: str) -> None:
    assert counts_in_readme(siglum) == counts(load_gold(siglum, seed_text(siglum)))


@pytest.mark.parametrize("siglum", SIGLA)
def test_every_record_of_the_gold_stands_in_the_register_of_its_kind(siglum: str) -> None:
    gold = load_gold(siglum, seed_text(siglum))
    kinds = {record.id: record.kind for record in read_register(EDITION)}
    assert {m.record: m.kind for m in gold.mentions}.items() <= kinds.items()
    for quotation in gold.quotations:
        media = (quotation.medium,) if quotation.medium else ()
        assert {*quotation.speakers, *quotation.addressees, *media} <= kinds.keys(), quotation.id


@pytest.mark.parametrize("siglum", SIGLA)
def test_words_in_quotation_marks_are_all_accounted_for(siglum: str) -> None:
    text = seed_text(siglum)
    gold = load_gold(siglum, text)
    marked = [q.span.of(text) for q in gold.quotations if q.mode in IN_QUOTATION_MARKS]
    assert marked == re.findall("“[^”]*”", text)


@pytest.mark.parametrize("siglum", SIGLA)
def test_mentions_nest_and_never_cross(siglum: str) -> None:
    gold = load_gold(siglum, seed_text(siglum))
    spans = [mention.span for mention in gold.mentions] + [quotation.span for quotation in gold.quotations]
    for one in spans:
        for other in spans:
            assert not one.overlaps(other) or one.covers(other) or other.covers(one)


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
    with pytest.raises(GoldError, match=re.escape(message)):
        load_gold("a", SEED, tmp_path)


def test_other_columns_are_refused(tmp_path: Path) -> None:
    write_gold(tmp_path)
    (tmp_path / "a.dates.tsv").write_text("line\twords\n", encoding="utf-8")
    with pytest.raises(GoldError, match="the columns are line, words"):
        load_gold("a", SEED, tmp_path)
