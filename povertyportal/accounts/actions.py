"""Everything that changes an account. Each action leaves one event."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from povertyportal.accounts.audit import record
from povertyportal.accounts.models import Assignment, User
from povertyportal.accounts.roles import Permission, Role
from povertyportal.areas.models import Area


def signed_in(*, by: User) -> None:
    """Note a successful login."""
    record("account.login", by=by, on=by)


def signed_out(*, by: User) -> None:
    """Note a logout."""
    record("account.logout", by=by, on=by)


def login_failed(*, username: str) -> None:
    """Note a failed login under the name that was tried."""
    record("account.login_failed", by=None, on=User(username=username[:150]), actor=username)


@transaction.atomic
def change_password(*, password: str, by: User) -> User:
    """Set the user's own new password. Other sessions end with the old one."""
    user = User.objects.select_for_update().get(pk=by.pk)
    if user.check_password(password):
        raise ValidationError(_("Mật khẩu mới phải khác mật khẩu đang dùng."), code="same")
    user.set_password(password)
    user.must_change_password = False
    user.save(update_fields=["password", "must_change_password"])
    record("account.password", by=by, on=user)
    return user


@transaction.atomic
def password_was_set(*, user: User, by: User) -> None:
    """Note that an administrator set a password; its owner must choose another at once."""
    User.objects.filter(pk=user.pk).update(must_change_password=True)
    record("account.password_set", by=by, on=user)


@transaction.atomic
def set_language(*, language: str, by: User) -> None:
    """Remember the language the user reads."""
    User.objects.filter(pk=by.pk).update(language=language)
    record("account.language", by=by, on=by, changes={"language": (by.language, language)})


@transaction.atomic
def assign(*, assignment: Assignment, by: User) -> Assignment:
    """Give a role on an area, or change its days; refuse pairs that one person may not hold."""
    if not by.has(Permission.REFERENCE_EDIT):
        raise PermissionDenied
    User.objects.select_for_update().get(pk=assignment.user_id)
    names = ("user_id", "role", "area_id", "valid_from", "valid_to")
    before = Assignment.objects.filter(pk=assignment.pk).values(*names)
    old: dict[str, Any] = dict(before.first() or {})
    assignment.full_clean()
    assignment.save()
    new = {name: getattr(assignment, name) for name in names}
    record(
        "account.assign",
        by=by,
        on=assignment,
        area_path=assignment.area.path,
        changes={name: (old.get(name), new[name]) for name in new if old.get(name) != new[name]},
        note=assignment.document,
    )
    return assignment


@transaction.atomic
def create_administrator(*, user: User, area: Area, today: date) -> User:
    """Make the first account, from the command line, where nobody is signed in yet."""
    user.must_change_password = True
    user.save()
    Assignment.objects.create(user=user, role=Role.ADMINISTRATOR, area=area, valid_from=today)
    record("account.first", by=None, on=user, area_path=area.path, actor="create_administrator")
    return user


@transaction.atomic
def end_assignment(*, assignment: Assignment, by: User) -> None:
    """End a role at once; the row stays, because who could do what on a day must stay known."""
    if not by.has(Permission.REFERENCE_EDIT):
        raise PermissionDenied
    assignment = Assignment.objects.select_for_update().get(pk=assignment.pk)
    if assignment.ended_at:
        return
    old = assignment.valid_to
    assignment.ended_at = timezone.now()
    assignment.valid_to = max(timezone.localdate(), assignment.valid_from)
    assignment.save(update_fields=["ended_at", "valid_to"])
    record(
        "account.unassign",
        by=by,
        on=assignment,
        area_path=assignment.area.path,
        changes={
            "valid_to": (old, assignment.valid_to),
            "ended_at": (None, assignment.ended_at),
        },
    )
