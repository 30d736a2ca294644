"""Supports, rewards, instructions, statistics, and the programme tree."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from povertyportal.accounts.models import AuditEvent
from programs import actions
from programs.models import (
    Award,
    Component,
    ComponentLead,
    Directive,
    LoanProduct,
    Statistic,
    Support,
)
from tests.programs import factories

DAY = factories.DAY


def directive(area, **fields):
    fields = {
        "title": "Rà soát vốn chưa phân bổ",
        "instruction": "Rà soát để giải ngân.",
        "owner": "Cơ quan thường trực",
        "issued_on": DAY,
        "due_on": date(2022, 12, 1),
        "document": "Thông báo",
    } | fields
    return Directive(area=area, **fields)


def test_programme_has_seven_projects_eleven_parts_thirteen_leaves(city):
    factories.programme(city)

    assert Component.objects.filter(parent=None).count() == 7
    assert Component.objects.exclude(parent=None).count() == 11
    leaves = Component.objects.filter(carries_money=True)
    assert leaves.count() == 13
    assert set(
        leaves.filter(applicability__area=city, applicability__applies=True).values_list(
            "code", flat=True
        )
    ) == {"DA2", "DA3.1", "DA3.2", "DA4.1", "DA4.3", "DA6.1", "DA6.2", "DA7.1", "DA7.2"}


def test_loading_again_changes_nothing_and_keeps_corrections(city):
    factories.programme(city)
    LoanProduct.objects.filter(code="01").update(name="Tên đã sửa")
    before = (Component.objects.count(), ComponentLead.objects.count())

    factories.programme(city)

    assert (Component.objects.count(), ComponentLead.objects.count()) == before
    assert LoanProduct.objects.get(code="01").name == "Tên đã sửa"
    assert AuditEvent.objects.filter(action="programme.load").count() == 1


def test_leading_ministry_changes_on_its_day(city):
    factories.programme(city)
    leads = factories.component("DA2").leads

    assert leads.get(valid_to=date(2025, 2, 28)).organisation.startswith("Bộ Lao động")
    assert leads.get(valid_to=None).organisation == "Bộ Nông nghiệp và Môi trường"


def test_command_names_the_city_it_misses(db):
    with pytest.raises(CommandError, match="999"):
        call_command("load_programme", city="999")


def test_support_is_recorded_in_the_ward_of_the_household(ward, officer):
    home = factories.household(ward)

    row = actions.record_support(
        support=Support(household=home, kind="livelihood", provided_on=DAY, amount=0), by=officer
    )

    assert row.area == ward


def test_award_goes_once_to_one_recipient(city, standing):
    def award():
        return Award(
            area=city,
            recipient_kind="collective",
            recipient="Hội Phụ nữ",
            decision_number="12/QĐ",
            decided_on=DAY,
            movement="Chung tay vì người nghèo",
        )

    actions.record_award(award=award(), by=standing)

    with pytest.raises(ValidationError):
        actions.record_award(award=award(), by=standing)


def test_directive_is_followed_until_done(city, standing):
    row = actions.record_directive(directive=directive(city), by=standing)

    row = actions.follow_directive(
        directive=row, state="in_progress", progress="Đã rà 5 dòng", version=1, by=standing
    )
    with pytest.raises(ValidationError, match="người khác sửa"):
        actions.follow_directive(directive=row, state="open", progress="", version=1, by=standing)
    with pytest.raises(ValidationError):
        actions.follow_directive(directive=row, state="done", progress="", version=2, by=standing)
    row = actions.follow_directive(
        directive=row, state="done", progress="Xong", version=2, done_on=DAY, by=standing
    )

    assert (row.state, row.version) == ("done", 3)
    event = AuditEvent.objects.filter(action="directive.follow").first()
    assert event.changes["state"] == ["in_progress", "done"]


@pytest.mark.parametrize("who", ["outsider", "officer", "leader", "finance", "front"])
def test_others_do_not_write_directives(city, who, request):
    with pytest.raises(PermissionDenied):
        actions.record_directive(directive=directive(city), by=request.getfixturevalue(who))


def test_statistics_are_entered_by_administrators_with_a_source(city, administrator, leader):
    def statistic(**fields):
        fields = {"source": "Cục Thống kê"} | fields
        return Statistic(
            key="trained_labour_rate", area=city, year=2023, value="73.6", stated_on=DAY, **fields
        )

    with pytest.raises(PermissionDenied):
        actions.record_statistic(statistic=statistic(), by=leader)
    with pytest.raises(ValidationError):
        actions.record_statistic(statistic=statistic(source=""), by=administrator)
    assert actions.record_statistic(statistic=statistic(), by=administrator).pk


@pytest.mark.parametrize(
    ("model", "wrong"),
    [
        (Support, {"amount": -1}),
        (Support, {"kind": "x"}),
        (Award, {"recipient": ""}),
        (Award, {"recipient_kind": "x"}),
        (Directive, {"state": "done"}),
        (Directive, {"done_on": DAY}),
        (Directive, {"due_on": date(2022, 6, 14)}),
        (Statistic, {"source": ""}),
    ],
)
def test_database_holds_the_rest(ward, city, officer, model, wrong):
    factories.programme(city)
    factories.one_of_each(ward, city, officer)

    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.update(**wrong)
