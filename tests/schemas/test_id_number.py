"""Identity numbers as people give them at the door.

The numbers are the standard's own examples and synthetic ones with the sequence 000, which belong to nobody.
"""

import pytest

from schemas.id_number import check_digit, normalise, read

SOUND = [
    # number, birth date, sex
    ("11010519491231002X", "1949-12-31", "2"),
    ("440524188001010014", "1880-01-01", "1"),
    ("37082219400229000X", "1940-02-29", "2"),
    ("370822194410010003", "1944-10-01", "2"),
    ("370882195206300004", "1952-06-30", "2"),
    ("372722193807150006", "1938-07-15", "2"),
    ("370812201503120009", "2015-03-12", "2"),
    ("37082219250101000X", "1925-01-01", "2"),
]


@pytest.mark.parametrize(("number", "birth_date", "sex"), SOUND)
def test_a_sound_number_tells_birth_and_sex(number: str, birth_date: str, sex: str) -> None:
    reading = read(number, today="2026-11-24")
    if birth_date < "1900":
        # The standard's second example was born in 1880; nobody we meet was.
        assert reading.problems == ("id_number.date",)
        assert check_digit(number[:17]) == number[17]
    else:
        assert reading == (number, number[:6], birth_date, sex, ())


def test_a_date_that_never_was_is_found_though_the_check_digit_is_right() -> None:
    number = "370822194502300008"
    assert check_digit(number[:17]) == number[17]
    assert read(number).problems == ("id_number.date",)


def test_fifteen_digits_of_the_old_card_become_eighteen() -> None:
    assert normalise("370822401001000") == "370822194010010004"
    assert read("370822401001000") == ("370822194010010004", "370822", "1940-10-01", "2", ())


@pytest.mark.parametrize("area", ["372722", "370822", "370882", "370812", "999999"])
def test_every_area_code_yanzhou_ever_had_is_as_good_as_any_other(area: str) -> None:
    first_17 = area + "19441001" + "000"
    assert read(first_17 + check_digit(first_17)).problems == ()


@pytest.mark.parametrize(
    "typed",
    [
        "11010519491231002x",
        " 110105 19491231 002X ",
        "110105 1949 1231 002x",
        "１１０１０５１９４９１２３１００２Ｘ",
        "110105\u300019491231\u3000002ｘ",
    ],
)
def test_however_it_was_typed_it_is_the_same_number(typed: str) -> None:
    assert read(typed).number == "11010519491231002X"
    assert read(typed).problems == ()


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("", "id_number.length"),
        ("37082219441001000", "id_number.length"),
        ("3708221944100100033", "id_number.length"),
        ("3" * 10_000_000, "id_number.length"),
        ("37082219441001000A", "id_number.characters"),
        ("3708221944100100O3", "id_number.characters"),
        ("X70822194410010003", "id_number.characters"),
        ("37082240100100X", "id_number.characters"),
        ("\ud800" * 18, "id_number.characters"),
        ("٣" * 18, "id_number.characters"),
        ("370822189912310009", "id_number.date"),
        ("370822194413010003", "id_number.date"),
        ("370822194400010003", "id_number.date"),
        ("370822194102290003", "id_number.date"),
        ("370822000001010003", "id_number.date"),
    ],
)
def test_what_is_no_number_says_why(typed: str, problem: str) -> None:
    assert read(typed).problems[0] == problem


@pytest.mark.parametrize("number", [row[0] for row in SOUND])
def test_any_single_wrong_digit_is_noticed(number: str) -> None:
    for place in range(17):
        for digit in "0123456789":
            wrong = number[:place] + digit + number[place + 1 :]
            if wrong != number:
                assert "id_number.checksum" in read(wrong).problems


def test_nobody_is_born_tomorrow() -> None:
    assert read("370812201503120009", today="2015-03-12").problems == ()
    assert read("370812201503120009", today="2015-03-11").problems == ("id_number.future",)
