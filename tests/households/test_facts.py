"""What facts about members and house decide, indicator by indicator, at every boundary."""

from datetime import date
from decimal import Decimal

import pytest

from households import facts, scoring, wording
from households.facts import DwellingFacts, MemberFacts

NOTHING = DwellingFacts()


def member(age=40, **found):
    return MemberFacts(age=age, **found)


def decide(code, *members, standard="STD2022", **dwelling):
    found = facts.decide(
        standard=scoring.load(standard),
        members=members,
        dwelling=DwellingFacts(**dwelling),
    )
    return found[code]


def lacks(code, *members, **dwelling):
    return decide(code, *members, **dwelling).is_lacking


@pytest.mark.parametrize(
    ("people", "lacking"),
    [
        ([(16, "none")], True),
        ([(15, "none")], False),
        ([(59, "none")], True),
        ([(60, "none")], False),
        ([(40, "no_contract")], True),
        ([(40, "contract"), (38, "own")], False),
        ([(20, "not_seeking"), (45, "unable")], False),
        ([(40, "own"), (38, "")], None),
        ([(40, "none"), (38, "")], True),
        ([(70, ""), (8, "")], False),
        ([], None),
    ],
)
def test_work_lacks_for_one_without_a_job_or_a_contract(people, lacking):
    assert lacks("VIEC_LAM", *(member(age, work=work) for age, work in people)) is lacking


@pytest.mark.parametrize(
    ("people", "lacking"),
    [
        ([member(40), member(15)], False),
        ([member(40), member(15), member(3)], True),
        ([member(40), member(16), member(3)], False),
        ([member(40), member(60, has_allowance=True), member(61, has_allowance=True)], True),
        ([member(40), member(59, has_allowance=True), member(61, has_allowance=True)], False),
        ([member(40), member(80, has_allowance=False)], False),
        ([member(30, is_disabled=True, has_allowance=True)], True),
        ([member(30, is_disabled=True, has_allowance=False)], False),
        ([member(30, is_disabled=True)], None),
        ([member(40), member(15), member(80)], None),
        ([member(40), member(39), member(80)], False),
        ([member(5), member(6), member(80)], True),
        ([], None),
    ],
)
def test_dependants_lack_when_they_are_more_than_half(people, lacking):
    assert lacks("PHU_THUOC", *people) is lacking


@pytest.mark.parametrize(
    ("people", "lacking"),
    [
        ([(15, True)], True),
        ([(16, True)], False),
        ([(0, False), (15, False)], False),
        ([(0, None), (15, True)], True),
        ([(0, None), (15, False)], None),
        ([(40, None)], False),
    ],
)
def test_nutrition_lacks_for_one_malnourished_child(people, lacking):
    found = [member(age, is_malnourished=is_malnourished) for age, is_malnourished in people]

    assert lacks("DINH_DUONG", *found) is lacking


@pytest.mark.parametrize("standard", ["STD2022", "STD2016"])
@pytest.mark.parametrize(
    ("people", "lacking"),
    [
        ([(6, False)], True),
        ([(5, False), (40, True)], False),
        ([(40, True), (38, None)], None),
        ([(40, False), (38, None)], True),
        ([(3, None)], False),
        ([], None),
    ],
)
def test_insurance_lacks_for_one_uninsured_from_six(people, lacking, standard):
    found = [member(age, has_insurance=has_insurance) for age, has_insurance in people]

    assert lacks("BHYT", *found, standard=standard) is lacking


@pytest.mark.parametrize(
    ("age", "schooling", "education", "lacking"),
    [
        (15, "none", "none", False),
        (16, "none", "primary", True),
        (16, "none", "lower", False),
        (16, "lower", "primary", False),
        (16, "primary", "primary", True),
        (17, "upper", "lower", False),
        (17, "none", "lower", False),
        (18, "none", "lower", True),
        (18, "lower", "lower", True),
        (18, "upper", "lower", False),
        (30, "none", "vocational", False),
        (30, "none", "upper", False),
        (30, "none", "lower", True),
        (31, "none", "none", False),
        (20, "", "upper", False),
        (20, "", "lower", None),
        (20, "none", "", None),
        (20, "higher", "", False),
    ],
)
def test_adults_lack_the_level_of_their_age(age, schooling, education, lacking):
    found = member(age, schooling=schooling, education=education)

    assert lacks("GD_NGUOI_LON", found) is lacking


@pytest.mark.parametrize(
    ("age", "schooling", "lacking"),
    [
        (2, "none", False),
        (3, "none", True),
        (3, "preschool", False),
        (5, "preschool", False),
        (5, "primary", False),
        (6, "preschool", True),
        (6, "primary", False),
        (11, "primary", False),
        (11, "lower", False),
        (12, "primary", True),
        (12, "lower", False),
        (15, "lower", False),
        (15, "upper", False),
        (15, "vocational", False),
        (15, "none", True),
        (16, "none", False),
        (9, "", None),
    ],
)
def test_children_lack_the_school_of_their_age(age, schooling, lacking):
    assert lacks("DI_HOC_TRE_EM", member(age, schooling=schooling)) is lacking


@pytest.mark.parametrize(
    ("age", "schooling", "lacking"),
    [(4, "none", False), (5, "none", True), (14, "primary", False), (14, "none", True)],
)
def test_by_the_standard_of_2016_any_school_will_do(age, schooling, lacking):
    found = member(age, schooling=schooling)

    assert lacks("DI_HOC_TRE_EM", found, standard="STD2016") is lacking


@pytest.mark.parametrize(
    ("wall", "column", "roof", "lacking"),
    [
        ("durable", "durable", "durable", False),
        ("weak", "durable", "durable", False),
        ("weak", "weak", "durable", True),
        ("weak", "weak", "weak", True),
        ("weak", "weak", "", True),
        ("durable", "durable", "", False),
        ("weak", "durable", "", None),
        ("", "", "", None),
    ],
)
def test_house_lacks_with_two_weak_structures_of_three(wall, column, roof, lacking):
    assert lacks("CHAT_LUONG_NHA", wall=wall, column=column, roof=roof) is lacking


@pytest.mark.parametrize(
    ("area", "size", "lacking"),
    [
        ("40", 5, False),
        ("39.9", 5, True),
        ("7.9", 1, True),
        ("8", 1, False),
        (None, 5, None),
        ("40", 0, None),
    ],
)
def test_area_lacks_below_eight_square_metres_for_each(area, size, lacking):
    floor_area = None if area is None else Decimal(area)

    assert lacks("DIEN_TICH_NHA", *[member()] * size, floor_area=floor_area) is lacking


@pytest.mark.parametrize(
    ("code", "fact", "accepted", "refused"),
    [
        ("NUOC", "water", ["tap", "drilled", "dug", "spring", "rain", "bottled"], ["other"]),
        (
            "NHA_TIEU",
            "toilet",
            ["septic", "pour_flush", "ventilated", "pit", "two_vault"],
            ["other", "none"],
        ),
        ("VIEN_THONG", "uses_internet", [True], [False]),
        ("PHUONG_TIEN_TT", "devices", [("tv",), ("radio", "phone"), ("smartphone",)], [()]),
    ],
)
def test_house_lacks_what_is_not_accepted(code, fact, accepted, refused):
    assert {lacks(code, **{fact: value}) for value in accepted} == {False}
    assert {lacks(code, **{fact: value}) for value in refused} == {True}
    assert lacks(code) is None


def test_every_indicator_of_2022_has_a_rule_on_facts():
    found = facts.decide(standard=scoring.load("STD2022"), members=[], dwelling=NOTHING)

    assert tuple(found) == scoring.load("STD2022").codes
    assert {decision.is_lacking for decision in found.values()} == {None}


def test_indicators_whose_facts_nobody_asks_are_left_alone():
    found = facts.decide(standard=scoring.load("STD2016"), members=[member()], dwelling=NOTHING)

    assert not {"GD_NGUOI_LON", "KHAM_CHUA_BENH", "VIEN_THONG", "PHUONG_TIEN_TT"} & set(found)
    assert facts.decide(standard=scoring.load("STD2027"), members=[], dwelling=NOTHING) == {}


@pytest.mark.parametrize(
    ("birth_year", "birth_date", "age"),
    [
        (2017, date(2017, 9, 1), 6),
        (2017, date(2017, 9, 2), 5),
        (2017, None, 6),
        (2024, None, 0),
        (2023, date(2023, 10, 5), 0),
        (1700, None, 150),
    ],
)
def test_age_is_that_of_the_day_the_round_starts(birth_year, birth_date, age):
    found = facts.age_on(birth_year=birth_year, birth_date=birth_date, day=date(2023, 9, 1))

    assert found == age


@pytest.mark.parametrize(
    ("decision", "words"),
    [
        (
            decide("BHYT", *[member(has_insurance=True)] * 3, *[member(has_insurance=False)] * 2),
            "2/5 người từ 6 tuổi chưa có thẻ BHYT",
        ),
        (decide("BHYT", *[member(has_insurance=True)] * 3), "3/3 người từ 6 tuổi có thẻ BHYT"),
        (decide("BHYT", member(), member()), "còn thiếu dữ kiện của 2 người"),
        (decide("BHYT"), "chưa có thành viên nào trên phiếu"),
        (
            decide("DIEN_TICH_NHA", *[member()] * 5, floor_area=Decimal(36)),
            "7,2 m² mỗi người (dưới 8 m²): 36 m² ÷ 5 người",
        ),
        (
            decide("DIEN_TICH_NHA", *[member()] * 5, floor_area=Decimal("39.99")),
            "7,99 m² mỗi người (dưới 8 m²): 39,99 m² ÷ 5 người",
        ),
        (
            decide("DIEN_TICH_NHA", *[member()] * 3, floor_area=Decimal(25)),
            "8,33 m² mỗi người (từ 8 m²): 25 m² ÷ 3 người",
        ),
        (decide("DIEN_TICH_NHA", member()), "chưa ghi diện tích nhà"),
        (decide("PHU_THUOC", member(), member(3)), "1/2 người phụ thuộc, không quá 50%"),
        (decide("PHU_THUOC", member(3)), "1/1 người phụ thuộc, trên 50%"),
        (decide("DINH_DUONG", member()), "không có ai dưới 16 tuổi"),
        (
            decide("CHAT_LUONG_NHA", wall="weak", column="weak"),
            "2/3 kết cấu (tường, cột, mái) không bền chắc",
        ),
        (decide("NUOC", water="other"), "nguồn nước đang dùng không thuộc loại sạch"),
        (decide("NUOC"), "chưa ghi nguồn nước"),
        (decide("PHUONG_TIEN_TT", devices=("tv", "radio")), "có 2 phương tiện"),
    ],
)
def test_a_decision_is_said_with_its_numbers(decision, words):
    assert wording.decision(decision, scoring.load("STD2022")) == words


ANYBODY = [
    member(5, has_insurance=False),
    member(17, work="none", schooling="none", education="primary", has_insurance=True),
    member(70, has_allowance=True),
]
HOUSES = [
    NOTHING,
    DwellingFacts(water="tap", toilet="septic", uses_internet=True, devices=("tv",)),
    DwellingFacts(water="other", toilet="none", uses_internet=False, devices=()),
]


@pytest.mark.parametrize("standard", ["STD2016", "STD2022"])
@pytest.mark.parametrize("members", [[], ANYBODY])
@pytest.mark.parametrize("dwelling", HOUSES)
def test_every_decision_has_words(standard, members, dwelling):
    loaded = scoring.load(standard)

    for decision in facts.decide(standard=loaded, members=members, dwelling=dwelling).values():
        words = wording.decision(decision, loaded)
        assert words
        assert "%" not in words.replace("50%", "")
