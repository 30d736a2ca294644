"""The plans: list and page, and the forms that enter, put right, delete and split one."""

from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from povertyportal.accounts.access import requires
from povertyportal.accounts.http import Request
from povertyportal.accounts.roles import Permission
from povertyportal.reporting import actions, reach, splits
from povertyportal.reporting.figures import figure_url
from povertyportal.reporting.filters import TargetFilter
from povertyportal.reporting.forms import RemoveForm, SplitForm, TargetForm, in_figures
from povertyportal.reporting.models import Target
from povertyportal.reporting.registry import get_indicator
from povertyportal.reporting.tables import TargetTable
from povertyportal.reporting.units import trimmed, with_unit
from povertyportal.reporting.views.base import (
    Difference,
    count_from_now,
    form_page,
    removal_page,
)
from povertyportal.ui.listing import list_page

FORM = "reporting/target_form.html"


@requires(Permission.TARGET_VIEW)
def target_list(request: Request) -> HttpResponse:
    may_enter = request.user.has(Permission.TARGET_EDIT)
    return list_page(
        request,
        rows=splits.with_parts(_targets(request)),
        filters=TargetFilter,
        table=TargetTable,
        filename="targets",
        title=_("Chỉ tiêu kế hoạch"),
        template="reporting/targets.html",
        context={"create_url": reverse("target_create") if may_enter else ""},
    )


@requires(Permission.TARGET_VIEW)
def target_detail(request: Request, pk: int) -> HttpResponse:
    target = _target_or_404(request, pk)
    indicator = get_indicator(target.key)
    split = splits.split_of(target)
    scope = reach.scope_of(target, today=timezone.localdate())
    unseen = [reach.Reach(target=part, actual=None) for part in split.parts]
    context: dict[str, Any] = {"split": split, "reached": None, "parts": unseen}
    if request.user.can(indicator.permission, target.area):
        reached = reach.reach_of(target, scope=scope)
        parts = reach.reach_of_parts(reached, split.parts, scope=scope)
        context |= {"reached": reached, "parts": parts}
        if target.period_from <= timezone.localdate():
            context["figure_url"] = figure_url(target.key, scope=scope)
    if request.user.can(Permission.TARGET_EDIT, target.area):
        context["links"] = _doors(target)
    unit = indicator.unit
    return TemplateResponse(
        request,
        "reporting/target.html",
        {
            "title": _title(target),
            "target": target,
            "total": with_unit(trimmed(split.total), unit),
            "facts": [
                (_("Chỉ tiêu"), indicator.title),
                (_("Địa bàn"), target.area),
                (_("Kỳ"), f"{target.period_from:%d/%m/%Y} – {target.period_to:%d/%m/%Y}"),
                (_("Kế hoạch"), with_unit(trimmed(target.value), unit)),
                (_("Mức xuất phát"), _baseline(target)),
                (_("Hướng tốt"), reach.DIRECTIONS.get(indicator.direction, "–")),
                (_("Quyết định giao"), target.document),
                (_("Ghi chú"), target.note or "–"),
            ],
            **context,
        },
    )


@requires(Permission.TARGET_EDIT)
def target_create(request: Request) -> HttpResponse:
    form = TargetForm(request.POST or None, user=request.user)
    return form_page(
        request,
        form=form,
        act=lambda: actions.record_target(
            target=Target(**form.typed, submit_token=form.cleaned_data["submit_token"]),
            by=request.user,
        ),
        template=FORM,
        context={
            "title": _("Ghi chỉ tiêu kế hoạch"),
            "crumb": _("Ghi"),
            "submit_label": _("Ghi"),
            "cancel_url": reverse("target_list"),
        },
    )


@requires(Permission.TARGET_EDIT)
def target_edit(request: Request, pk: int) -> HttpResponse:
    target = _editable(request, pk)
    form = TargetForm(request.POST or None, user=request.user, target=target)
    return form_page(
        request,
        form=form,
        act=lambda: actions.amend_target(
            target=target,
            values=form.typed,
            by=request.user,
            version=form.cleaned_data["version"] or 0,
        ),
        template=FORM,
        context={
            "title": _("Sửa: %(record)s") % {"record": _title(target)},
            "crumb": _("Sửa"),
            **_frame(target),
        },
        differences=lambda: _changed(form, pk),
    )


@requires(Permission.TARGET_EDIT)
def target_remove(request: Request, pk: int) -> HttpResponse:
    target = _editable(request, pk)
    form = RemoveForm(request.POST or None, initial={"version": target.version})
    return removal_page(
        request,
        form=form,
        act=lambda: actions.remove_target(target=target, by=request.user, **form.cleaned_data),
        record=_title(target),
        back="target_list",
        template="reporting/target_remove.html",
        context=lambda: {
            "text": _("Chỉ xoá kế hoạch nhập nhầm. Nhật ký vẫn giữ nội dung cũ và lý do."),
            "uses": actions.uses_of(target),
            "cancel_url": target.get_absolute_url(),
            "target_title": _title(target),
        },
    )


@requires(Permission.TARGET_EDIT)
def target_split(request: Request, pk: int) -> HttpResponse:
    target = _editable(request, pk)
    wards, split = splits.wards_of(target), splits.split_of(target)
    if not wards:
        raise Http404
    unit, additive = get_indicator(target.key).unit, split.is_additive
    form = SplitForm(request.POST or None, wards=wards, unit=unit, initial=_shares(split))
    return form_page(
        request,
        form=form,
        act=lambda: actions.split_target(
            target=target,
            values=form.typed,
            document=form.cleaned_data["document"],
            by=request.user,
            seen=form.cleaned_data["seen"],
        ),
        template=FORM,
        differences=lambda: _moved(form, target),
        context={
            "title": _("Chia cho phường, xã: %(record)s") % {"record": _title(target)},
            "crumb": _("Chia cho phường, xã"),
            **_frame(target),
            "facts": [
                (_("Kế hoạch chung"), f"{in_figures(target.value)} {unit.label}"),
                (_("Đã chia"), f"{in_figures(split.total)} {unit.label}" if additive else "–"),
                (_("So với tổng"), split.words),
            ],
            "explanation": _explanation(split),
        },
    )


def _frame(target: Target) -> dict[str, Any]:
    """Return what stands around a form about a plan that is there."""
    return {
        "submit_label": _("Lưu"),
        "target": target,
        "target_title": _title(target),
        "cancel_url": target.get_absolute_url(),
    }


def _changed(form: TargetForm, pk: int) -> list[Difference]:
    """Return where the plan as it stands differs from what was typed; let the form count now."""
    current = Target.objects.select_related("area").get(pk=pk)
    count_from_now(form, "version", current.version)
    pairs = [(name, getattr(current, name), typed) for name, typed in form.typed.items()]
    return [
        (str(form.fields[name].label), _as_read(name, now), _as_read(name, typed))
        for name, now, typed in pairs
        if now != typed
    ]


def _moved(form: SplitForm, target: Target) -> list[Difference]:
    """Return the wards whose plan as it stands differs from what was typed."""
    parts = {part.area_id: part for part in splits.parts_of(target)}
    count_from_now(form, "seen", actions.state_of(parts.values()))
    rows = []
    for ward in form.wards:
        now = parts[ward.pk].value if ward.pk in parts else None
        typed = form.typed[ward.pk]
        if now != typed:
            rows.append((ward.name, _as_read("value", now), _as_read("value", typed)))
    return rows


def _as_read(name: str, value: Any) -> Any:
    if name == "key":
        return get_indicator(value).title
    if name in ("value", "baseline"):
        return in_figures(None if value is None else Decimal(value))
    return f"{value:%d/%m/%Y}" if name.startswith("period") else value


def _shares(split: splits.Split) -> dict[str, Any]:
    """Return what the form of a split shows at first."""
    shown_parts = {f"ward_{part.area_id}": in_figures(part.value) for part in split.parts}
    document = split.parts[0].document if split.parts else split.target.document
    return shown_parts | {"document": document, "seen": actions.state_of(split.parts)}


def _explanation(split: splits.Split) -> str:
    if not split.is_additive:
        return _("Chỉ tiêu này là tỷ lệ: phần của các phường, xã không cộng lại thành số chung.")
    return _("Ô để trống là phường, xã không được giao. Tổng các phần nên bằng kế hoạch chung.")


def _doors(target: Target) -> list[tuple[str | Promise, str]]:
    """Return what may be done with the plan: (label, address)."""
    pages = [(_("Sửa"), "target_edit"), (_("Xoá"), "target_remove")]
    if target.area.level == target.area.Level.CITY:
        pages.insert(0, (_("Chia cho phường, xã"), "target_split"))
    return [(label, reverse(name, args=[target.pk])) for label, name in pages]


def _title(target: Target) -> str:
    return f"{get_indicator(target.key).title}, {target.area.name}"


def _baseline(target: Target) -> str:
    if target.baseline is None:
        return _("không có, tính từ 0")
    return with_unit(trimmed(target.baseline), get_indicator(target.key).unit)


def _targets(request: Request) -> QuerySet[Target]:
    scope = request.user.scope(Permission.TARGET_VIEW)
    return Target.objects.filter(scope).select_related("area")


def _target_or_404(request: Request, pk: int) -> Target:
    found = _targets(request).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _editable(request: Request, pk: int) -> Target:
    """Return the plan if the user sees it and may write it: 404 unseen, 403 without the right."""
    found = _target_or_404(request, pk)
    if not request.user.can(Permission.TARGET_EDIT, found.area):
        raise PermissionDenied
    return found
