"""Who may do what, where and when."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from povertyportal.accounts import actions
from povertyportal.accounts.models import Assignment, AuditEvent, User
from povertyportal.accounts.roles import INCOMPATIBLE, ROLE_PERMISSIONS, Permission, Role
from povertyportal.areas.models import AreaTotal
from tests.conftest import LONG_AGO, make_area, make_user


def fresh(user):
    """Return the user as the next request sees them."""
    return User.objects.get(pk=user.pk)


@pytest.fixture
def totals(ward, other_ward):
    """Return one row per ward, standing in for whatever belongs to an area."""
    return [
        AreaTotal.objects.create(
            area=area,
            year=2023,
            households=10,
            persons=40,
            as_of=timezone.localdate(),
            source="Báo cáo",
        )
        for area in (ward, other_ward)
    ]


def visible(user, permission=Permission.HOUSEHOLD_VIEW, **names):
    return list(AreaTotal.objects.filter(user.scope(permission, **names)))


def test_an_officer_works_in_the_own_ward(officer, ward, village, other_ward, city):
    assert officer.can(Permission.HOUSEHOLD_EDIT, ward)
    assert officer.can(Permission.HOUSEHOLD_EDIT, village)
    assert not officer.can(Permission.HOUSEHOLD_EDIT, other_ward)
    assert not officer.can(Permission.HOUSEHOLD_EDIT, city)
    assert not officer.can(Permission.REVIEW_RECOGNISE, ward)
    assert set(officer.areas(Permission.HOUSEHOLD_VIEW)) == {ward, village}


def test_a_leader_reads_the_whole_city_and_changes_nothing_but_instructions(leader, totals, ward):
    assert visible(leader) == totals
    changing = [p for p in Permission if p.endswith((".edit", ".submit", ".post", ".recognise"))]
    assert [p for p in changing if leader.can(p, ward)] == [Permission.DIRECTIVE_EDIT]


def test_rows_of_another_ward_are_not_in_scope(officer, totals):
    assert visible(officer) == totals[:1]


def test_no_area_is_no_row_and_not_all_rows(outsider, officer, totals):
    assert visible(outsider) == []
    assert visible(officer, Permission.AUDIT_VIEW) == []


def test_an_investigator_sees_the_own_village_only(investigator, totals, ward, village):
    second = make_area(code="v2", name="Tổ 9", level="village", parent=ward, residence="urban")
    condition = investigator.scope(Permission.HOUSEHOLD_VIEW, area="area", village="area")

    assert not AreaTotal.objects.filter(condition).exists()
    AreaTotal.objects.filter(area=ward).update(area=village)
    assert AreaTotal.objects.filter(condition).count() == 1
    assert visible(investigator) == []
    assert not investigator.can(Permission.REVIEW_EDIT, second)
    assert not investigator.can(Permission.REVIEW_EDIT, ward)
    assert investigator.can(Permission.REVIEW_EDIT, village)


@pytest.mark.parametrize(
    ("starts", "ends", "holds"),
    [(0, None, True), (-5, 0, True), (1, None, False), (-5, -1, False), (0, 0, True)],
)
def test_a_role_holds_from_its_first_to_its_last_day(outsider, ward, starts, ends, holds):
    today = timezone.localdate()
    Assignment.objects.create(
        user=outsider,
        role=Role.WARD_OFFICER,
        area=ward,
        valid_from=today + timedelta(days=starts),
        valid_to=None if ends is None else today + timedelta(days=ends),
    )

    assert fresh(outsider).has(Permission.HOUSEHOLD_VIEW) is holds


def test_a_role_ends_at_midnight_of_hanoi(outsider, ward, time_machine):
    Assignment.objects.create(
        user=outsider,
        role=Role.WARD_OFFICER,
        area=ward,
        valid_from=LONG_AGO,
        valid_to=LONG_AGO.replace(year=2025, month=12, day=31),
    )

    time_machine.move_to("2025-12-31T16:59:59Z", tick=False)
    assert fresh(outsider).has(Permission.HOUSEHOLD_VIEW)
    time_machine.move_to("2025-12-31T17:00:00Z", tick=False)
    assert not fresh(outsider).has(Permission.HOUSEHOLD_VIEW)


def test_a_user_who_was_switched_off_holds_nothing(officer, ward):
    officer.is_active = False
    officer.save()

    user = fresh(officer)
    assert not user.has(Permission.SIGNED_IN)
    assert not user.has(Permission.HOUSEHOLD_VIEW)
    assert not user.can(Permission.HOUSEHOLD_VIEW, ward)


def test_django_superusers_have_no_rights_of_their_own(outsider):
    User.objects.filter(pk=outsider.pk).update(is_superuser=True, is_staff=True)

    assert not fresh(outsider).has(Permission.REFERENCE_EDIT)
    assert not fresh(outsider).has_perm("accounts.change_user")


@pytest.mark.parametrize("role", list(Role))
def test_every_role_can_do_something_and_nobody_checks_their_own_work(role):
    rights = ROLE_PERMISSIONS[role]

    assert rights
    assert not {Permission.REVIEW_EDIT, Permission.REVIEW_RECOGNISE} <= rights
    assert not {Permission.CAPITAL_EDIT, Permission.REFERENCE_EDIT} <= rights


@pytest.mark.parametrize(
    "pair", sorted(INCOMPATIBLE, key=sorted), ids=lambda p: "+".join(sorted(p))
)
def test_incompatible_roles_are_refused(administrator, outsider, city, pair):
    one, two = sorted(pair)
    actions.assign(
        assignment=Assignment(user=outsider, role=one, area=city, valid_from=LONG_AGO),
        by=administrator,
    )

    with pytest.raises(ValidationError, match="Một người không thể"):
        actions.assign(
            assignment=Assignment(user=outsider, role=two, area=city, valid_from=LONG_AGO),
            by=administrator,
        )
    assert outsider.assignments.count() == 1


def test_incompatible_roles_may_follow_each_other(administrator, outsider, ward):
    today = timezone.localdate()
    first = Assignment(user=outsider, role="ward_officer", area=ward, valid_from=LONG_AGO)
    first.valid_to = today - timedelta(days=1)
    actions.assign(assignment=first, by=administrator)

    actions.assign(
        assignment=Assignment(user=outsider, role="ward_chair", area=ward, valid_from=today),
        by=administrator,
    )

    assert fresh(outsider).role_names == "Chủ tịch phường, xã"


def test_only_administrators_assign_roles(officer, outsider, ward):
    wanted = Assignment(user=outsider, role="ward_officer", area=ward, valid_from=LONG_AGO)

    with pytest.raises(PermissionDenied):
        actions.assign(assignment=wanted, by=officer)
    with pytest.raises(PermissionDenied):
        actions.end_assignment(assignment=officer.assignments.get(), by=officer)


def test_each_change_of_roles_leaves_one_event(administrator, outsider, ward):
    given = actions.assign(
        assignment=Assignment(user=outsider, role="ward_officer", area=ward, valid_from=LONG_AGO),
        by=administrator,
    )
    actions.end_assignment(assignment=given, by=administrator)

    ended, assigned = AuditEvent.objects.all()
    assert (assigned.action, ended.action) == ("account.assign", "account.unassign")
    assert assigned.changes["role"] == [None, "ward_officer"]
    assert assigned.area_path == ward.path
    assert ended.changes["valid_to"] == [None, timezone.localdate().isoformat()]


@pytest.mark.parametrize("days", [0, 400])
def test_a_role_that_is_ended_is_gone_at_the_next_request(
    administrator, outsider, city, client_of, days
):
    start = timezone.localdate() - timedelta(days=days)
    given = Assignment(user=outsider, role="auditor", area=city, valid_from=start)
    actions.assign(assignment=given, by=administrator)
    browser = client_of(outsider)
    assert browser.get("/audit/").status_code == 200

    client_of(administrator).post(
        reverse("admin:accounts_assignment_delete", args=[given.pk]), {"post": "yes"}
    )

    assert browser.get("/audit/").status_code == 403
    ended = Assignment.objects.get(pk=given.pk)
    assert ended.ended_at is not None
    yesterday = timezone.localdate() - timedelta(days=1)
    held = Assignment.objects.valid_on(yesterday).filter(pk=given.pk)
    assert held.exists() is (days > 0)


def test_a_role_that_was_ended_is_given_anew_and_not_revived(administrator, outsider, city):
    today = timezone.localdate()
    first = Assignment(user=outsider, role="auditor", area=city, valid_from=today)
    actions.assign(assignment=first, by=administrator)
    actions.end_assignment(assignment=first, by=administrator)
    actions.end_assignment(assignment=first, by=administrator)

    first.refresh_from_db()
    with pytest.raises(ValidationError, match="đã kết thúc"):
        actions.assign(assignment=first, by=administrator)
    again = Assignment(user=outsider, role="auditor", area=city, valid_from=today)
    actions.assign(assignment=again, by=administrator)

    assert fresh(outsider).has(Permission.AUDIT_VIEW)
    assert AuditEvent.objects.filter(action="account.unassign").count() == 1


def test_a_role_moved_to_somebody_or_somewhere_else_is_in_the_record(
    administrator, officer, outsider, ward, other_ward
):
    given = officer.assignments.get()
    given.user, given.area = outsider, other_ward
    actions.assign(assignment=given, by=administrator)

    assert AuditEvent.objects.get().changes == {
        "user_id": [officer.pk, outsider.pk],
        "area_id": [ward.pk, other_ward.pk],
    }


@pytest.mark.parametrize(
    "wrong",
    [{"role": "king"}, {"valid_to": LONG_AGO - timedelta(days=1)}, {"ended_at": timezone.now()}],
)
def test_the_database_refuses_a_wrong_assignment(officer, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        officer.assignments.update(**wrong)


def test_the_database_keeps_one_open_row_for_a_role_and_area(officer, ward):
    twin = Assignment(user=officer, role="ward_officer", area=ward, valid_from=timezone.localdate())

    with pytest.raises(IntegrityError), transaction.atomic():
        Assignment.objects.bulk_create([twin])


def test_the_head_of_the_page_says_who_and_where(ward, other_ward):
    user = make_user("two", full_name="Lý Thị Hai", role="ward_officer", area=ward)
    Assignment.objects.create(user=user, role="ward_officer", area=other_ward, valid_from=LONG_AGO)

    assert str(user) == "Lý Thị Hai"
    assert user.place == "Phường Huyền Tụng, Xã Dương Quang"
    assert user.role_names == "Cán bộ phường, xã"
