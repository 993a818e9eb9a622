"""A card's text and a personal number: what is read, what is flagged, what is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.identity import check_personal_number, masked, number_warnings, parse_card
from app.errors import IdentityTextRefused, PersonalNumberInvalid

CARD = "001090123456|012345678|NGUYEN VAN A|01011990|Nam|Phường Bến Nghé, Quận 1, TP. Hồ Chí Minh|15042021"


def reason_of(text: str) -> object:
    with pytest.raises(IdentityTextRefused) as refused:
        parse_card(text)
    assert "NGUY" not in str(refused.value)
    return refused.value.facts["reason"]


def test_card_of_the_handbook() -> None:
    card = parse_card(CARD)
    assert card.personal_number == "001090123456"
    assert card.old_number == "012345678"
    assert card.full_name == "NGUYEN VAN A"
    assert (card.birth_date, card.sex, card.issued_on) == ("1990-01-01", "male", "2021-04-15")
    assert card.address == "Phường Bến Nghé, Quận 1, TP. Hồ Chí Minh"
    assert card.warnings == ()


def test_birth_date_of_unknown_precision_is_kept_as_known() -> None:
    births = {
        "00001950": "1950",
        "1950": "1950",
        "00051950": "1950-05",
        "051950": "1950-05",
        "": None,
        "00000000": None,
    }
    for text, birth in births.items():
        assert parse_card(CARD.replace("01011990", text).replace("001090", "001050")).birth_date == birth


@pytest.mark.parametrize("birth", ["31021990", "01131990", "01001990", "1990-01-01", "abc", "01010000"])
def test_impossible_dates(birth: str) -> None:
    assert reason_of(CARD.replace("01011990", birth)) == "bad_date"


def test_old_number_may_have_twelve_digits() -> None:
    assert parse_card(CARD.replace("012345678", "012345678901")).old_number == "012345678901"


def test_two_cards_without_a_terminator_between() -> None:
    second = CARD.replace("001090123456", "025185123456").replace("Nam", "Nữ")
    assert reason_of(CARD + second) == "two_codes"
    assert reason_of(CARD.rsplit("|", 1)[0] + second) == "two_codes"
    assert reason_of(f"{CARD}\r{CARD}") == "two_codes"


def test_further_fields_of_newer_cards_are_no_second_card() -> None:
    assert parse_card(f"{CARD}||Trần Thị B|025165123456|Nguyễn Văn C|001060123456||x").full_name == "NGUYEN VAN A"


@pytest.mark.parametrize("name", ["Nguyá»…n VÄƒn A", "Nguy?n V?n A", "TrÃ¢n", "Иван"])
def test_lost_letters_are_refused(name: str) -> None:
    assert reason_of(CARD.replace("NGUYEN VAN A", name)) == "garbled"


@pytest.mark.parametrize("name", ["H'Bia Niê", "Y Blŏk Êban", "Lò Văn Ỉnh", "Đinh Công Tượng"])
def test_names_of_all_peoples(name: str) -> None:
    assert parse_card(CARD.replace("NGUYEN VAN A", name)).full_name == name


def test_caps_lock_is_flagged() -> None:
    assert "name_case_inverted" in parse_card(CARD.replace("NGUYEN VAN A", "nGUYỄN vĂN a")).warnings


def test_unknown_sex_and_odd_old_number_are_not_guessed() -> None:
    card = parse_card(CARD.replace("Nam", "").replace("012345678", "12AB"))
    assert (card.sex, card.old_number, card.warnings) == (None, "", ("old_number_unreadable",))


def test_personal_number() -> None:
    assert check_personal_number(" 025 090 123 456 ") == "025090123456"
    with pytest.raises(PersonalNumberInvalid) as refused:
        check_personal_number("02509012345")
    assert refused.value.field == "personal_number"
    assert refused.value.facts["digits"] == 11
    with pytest.raises(PersonalNumberInvalid):
        check_personal_number("٠٢٥٠٩٠١٢٣٤٥٦")


def test_number_warnings() -> None:
    assert number_warnings("025090123456", "male", "1990-01-01") == ()
    assert number_warnings("025301123456", "female", "2001") == ()
    assert number_warnings("025090123456", "female", "1991") == (
        "birth_year_differs_from_number",
        "sex_differs_from_number",
    )
    assert number_warnings("025090123456", None, None) == ()


def test_masked() -> None:
    assert masked("025090456123") == "025••••••123"


@given(st.text(alphabet=st.sampled_from("0123456789|\r\n\t Nguyễn Nam Nữ]Q1\ufeff\ufffd"), max_size=120))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        card = parse_card(text)
    except IdentityTextRefused:
        return
    assert len(card.personal_number) == 12
    assert card.full_name
