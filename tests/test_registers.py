"""Merging proposals, and finding records by name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pressmark.model import EntityKind, Organisation, Person, Place, Record, Register, Variant
from pressmark.registers import find, listing, merge_drafts, nearest_ids, with_records

BRINDLE = Person(
    id="brindle-tamsin",
    name="Tamsin Brindle",
    forename="Tamsin",
    surname="Brindle",
    variants=(Variant(name="Tam Brindle"),),
)
QUILLHAVEN = Place(id="quillhaven", name="Quillhaven", type="city")
TIDEWIRE = Organisation(id="tidewire", name="Tidewire", variants=(Variant(name="T.W."),), draft=True)
AABENRAA = Place(id="abenra-havn", name="Åbenrå Havn")
REGISTER = Register(people=(BRINDLE,), places=(QUILLHAVEN, AABENRAA), organisations=(TIDEWIRE,))


def draft(record_id: str, *variants: str, kind: type[Record] = Person) -> Record:
    return kind(
        id=record_id,
        name=record_id.title(),
        variants=tuple(Variant(name=name) for name in variants),
        draft=True,
    )


def test_only_what_the_register_lacks_is_added() -> None:
    assert merge_drafts(REGISTER, [draft("brindle-tamsin", "Other"), draft("fenn")]) == (draft("fenn"),)


def test_proposals_under_one_id_become_one_record_with_the_variants_of_all() -> None:
    merged = merge_drafts(Register(), [draft("fenn", "A"), draft("marrow"), draft("fenn", "B", "A")])
    assert merged == (draft("fenn", "A", "B"), draft("marrow"))


def test_of_two_kinds_under_one_id_the_first_stands() -> None:
    assert merge_drafts(Register(), [draft("fenn"), draft("fenn", kind=Place)]) == (draft("fenn"),)


@given(st.lists(st.sampled_from([draft("a", "x"), draft("a", "y"), draft("b"), draft("c", kind=Place)])))
def test_merging_again_adds_nothing(proposals: list[Record]) -> None:
    merged = merge_drafts(REGISTER, proposals)
    assert merge_drafts(with_records(REGISTER, merged), proposals) == ()


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Tamsin Brindle", "brindle-tamsin"),
        ("tam brindle", "brindle-tamsin"),
        ("BRINDLE", "brindle-tamsin"),
        ("brindle-tamsin", "brindle-tamsin"),
        ("Brindle, Tamsin", "brindle-tamsin"),
        ("Tamsyn Brindel", "brindle-tamsin"),
        ("TW", "tidewire"),
        ("abenra", "abenra-havn"),
        ("Quilhaven", "quillhaven"),
    ],
)
def test_a_record_is_found_by_what_a_person_would_type(words: str, expected: str) -> None:
    assert [match.record.id for match in find(REGISTER, words)] == [expected]


@pytest.mark.parametrize("words", ["", " – ", "zzz", "Northmere Gazette"])
def test_nothing_is_found_for_nothing_like_it(words: str) -> None:
    assert find(REGISTER, words) == ()


def test_a_match_says_under_which_name_and_how_well() -> None:
    match = find(REGISTER, "tam brindle")[0]
    assert (match.name, match.score) == ("Tam Brindle", 1.0)


def test_the_listing_follows_the_alphabet_of_surnames() -> None:
    assert [record.id for record in listing(REGISTER)] == [
        "abenra-havn",
        "brindle-tamsin",
        "quillhaven",
        "tidewire",
    ]


def test_the_listing_can_be_narrowed() -> None:
    assert listing(REGISTER, drafts_only=True) == (TIDEWIRE,)
    assert listing(REGISTER, kind=EntityKind.PERSON) == (BRINDLE,)


def test_a_misspelt_id_has_neighbours() -> None:
    assert nearest_ids(REGISTER, "brindel-tamsin") == ("brindle-tamsin",)
