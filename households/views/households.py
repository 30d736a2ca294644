"""The household list, a household's page, and the form that adds or edits one."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from households import actions, overview, statuses, timeline
from households.choices import Origin
from households.dossier import notes_for, sections_for
from households.forms import HouseholdForm, MemberFormSet, member_initial, with_blank_row
from households.forms.households import (
    NEW_MEMBER,
    BaseMemberFormSet,
    formset_without_errors,
    without_errors,
)
from households.lists.households import (
    HouseholdFilter,
    HouseholdTable,
    PlainHouseholdTable,
    WardHouseholdTable,
    sees_reviews,
)
from households.models import Household, Person, ReviewRound
from households.person_records import merged_into
from households.views.duplicates import hint_at_duplicates
from povertyportal.accounts import past
from povertyportal.accounts.access import requires
from povertyportal.accounts.http import Request
from povertyportal.accounts.roles import Permission
from povertyportal.areas.models import Area
from povertyportal.ui.listing import list_page


@requires(Permission.HOUSEHOLD_VIEW)
def household_list(request: Request) -> HttpResponse:
    """List the households of the user's areas with their review of the open round."""
    user = request.user
    places = [g.area for g in user.grants if Permission.HOUSEHOLD_VIEW in g.permissions]
    narrow = len(places) == 1 and places[0].level in (Area.Level.WARD, Area.Level.VILLAGE)
    title = _("Hộ dân %(place)s") % {"place": places[0].name} if narrow else _("Hộ dân")
    rows = Household.objects.visible_to(user).active().select_related("area", "village", "head")
    table: type[HouseholdTable] = PlainHouseholdTable
    if sees_reviews(user):
        rows = rows.with_current_review()
        table = WardHouseholdTable if narrow else HouseholdTable
    return list_page(
        request,
        rows=rows,
        filters=HouseholdFilter,
        table=table,
        template="households/list.html",
        filename="households",
        title=title,
        context={"can_add": user.has(Permission.HOUSEHOLD_EDIT)},
    )


@requires(Permission.HOUSEHOLD_VIEW)
def household_detail(request: Request, code: str) -> HttpResponse:
    """Show everything known about a household to those who may see each part."""
    user = request.user
    household = get_object_or_404(
        Household.objects.visible_to(user).select_related("area", "village", "head"), code=code
    )
    place, day = household.village or household.area, past.today()
    is_now = past.day_read() is None
    present, former = overview.members_of(household)
    can_view_reviews = user.can(Permission.REVIEW_VIEW, place)
    found = overview.reviews_of(household)
    reviews = found if can_view_reviews else []
    scored = next((s for s in map(overview.score_of, reviews) if s), None)
    current = ReviewRound.objects.current()
    review = next((r for r in reviews if current and r.round_id == current.pk), None)
    return TemplateResponse(
        request,
        "households/detail.html",
        {
            "title": household.head.full_name,
            "household": household,
            "present": present,
            "former": former,
            "ribbons": overview.ribbons(
                found if can_view_reviews else overview.recognised_among(found)
            ),
            "scored": scored,
            "current": current,
            "review": review,
            "can_edit": is_now
            and user.can(Permission.HOUSEHOLD_EDIT, place)
            and not household.closed_on,
            "can_review": is_now and user.can(Permission.REVIEW_EDIT, place),
            "can_view_reviews": can_view_reviews,
            "can_reveal": is_now and user.can(Permission.CITIZEN_ID_VIEW, place),
            "sections": sections_for(household, user=user),
            "notes": notes_for(household, user=user, today=day),
            "events": timeline.timeline_of(household, user=user),
            "fates": timeline.fates_of(former, user=user),
            "standing": statuses.standings_on([(household.pk, day)])[(household.pk, day)],
            "merged": merged_into([stay.person for stay in present], user=user),
            "certifiable": statuses.certifiable(present, household=household, day=day),
        },
    )


@requires(Permission.HOUSEHOLD_EDIT)
@never_cache
def household_create(request: Request) -> HttpResponse:
    """Add a household with its members."""
    return _edit(request, household=None)


@requires(Permission.HOUSEHOLD_EDIT)
@never_cache
def household_edit(request: Request, code: str) -> HttpResponse:
    """Edit a household and its members."""
    household = get_object_or_404(
        Household.objects.visible_to(request.user)
        .editable_by(request.user)
        .active()
        .select_related("area", "village", "head"),
        code=code,
    )
    return _edit(request, household=household)


def _edit(request: Request, *, household: Household | None) -> HttpResponse:
    form, formset = _forms(request, household=household, data=request.POST or None)
    if request.method == "POST" and "add_row" in request.POST:
        form, formset = _forms(request, household=household, data=with_blank_row(request.POST))
        without_errors(form)
        formset_without_errors(formset)
    elif request.method == "POST" and _both_valid(form, formset):
        try:
            saved = actions.save_household(
                data=form.data_with(formset.members()),
                by=request.user,
                today=timezone.localdate(),
                household=household,
                version=form.cleaned_data["version"],
                now=timezone.now(),
            )
        except actions.ConflictError as conflict:
            return _conflict(request, form, formset, conflict=conflict)
        except ValidationError as error:
            _put_error(form, formset, error)
        else:
            messages.success(request, _("Đã lưu hộ %(code)s.") % {"code": saved.code})
            hint_at_duplicates(request, saved)
            if any(row.without_number for row in formset.members()):
                messages.info(
                    request,
                    _("Số định danh chưa ghi: hai hồ sơ đã vào danh sách nghi trùng chờ kết luận."),
                )
            current = ReviewRound.objects.current() if "review" in request.POST else None
            if current:
                return redirect("review_edit", saved.code, current.year)
            return redirect(saved)
    return _show(request, form, formset, household=household)


def _both_valid(form: HouseholdForm, formset: BaseMemberFormSet) -> bool:
    return all([form.is_valid(), formset.is_valid()])


def _put_error(form: HouseholdForm, formset: BaseMemberFormSet, error: ValidationError) -> None:
    """Put the action's error where it belongs: at a member's number, a field, or the form."""
    if not hasattr(error, "error_dict"):
        place = (error.params or {}).get("place") if error.code == "duplicate_citizen_id" else None
        if place is None:
            form.add_error(None, error)
        else:
            formset.typed[place].refuse_number(error)
        return
    for name, errors in error.error_dict.items():
        form.add_error(name if name in form.fields else None, ValidationError(errors))


def _forms(
    request: Request, *, household: Household | None, data: QueryDict | None
) -> tuple[HouseholdForm, BaseMemberFormSet]:
    today = timezone.localdate()
    members = overview.members_of(household)[0] if household else []
    initial = HouseholdForm.initial_of(household, user=request.user, today=today)
    if household is None and request.GET.get("origin") == Origin.MOVED_IN:
        initial["origin"] = Origin.MOVED_IN
    form = HouseholdForm(data, user=request.user, initial=initial)
    formset: Any = MemberFormSet(data, initial=member_initial(members), form_kwargs={})
    for row in formset.forms:
        if not row.initial.get("membership_id"):
            row.initial = {**NEW_MEMBER, **row.initial}
    if household is None and formset.forms:
        formset.forms[0].initial.setdefault("relation", "head")
        formset.forms[0].empty_permitted = False
    return form, formset


def _show(
    request: Request,
    form: HouseholdForm,
    formset: BaseMemberFormSet,
    *,
    household: Household | None,
    differences: list[tuple[str, str, str]] | None = None,
    status: int = 200,
) -> HttpResponse:
    title = _("Sửa hộ %(code)s") % {"code": household.code} if household else _("Thêm hộ")
    context: dict[str, Any] = {
        "title": title,
        "form": form,
        "formset": formset,
        "household": household,
        "differences": differences,
    }
    return TemplateResponse(request, "households/form.html", context, status=status)


def _conflict(
    request: Request,
    form: HouseholdForm,
    formset: BaseMemberFormSet,
    *,
    conflict: actions.ConflictError,
) -> HttpResponse:
    """Show what is stored beside what was typed; saving again means: mine."""
    stored = Household.objects.select_related("area", "village", "head").get(pk=conflict.current.pk)
    data = request.POST.copy()
    data["version"] = str(stored.version)
    fresh, _rows = _forms(request, household=stored, data=None)
    members = member_initial(overview.members_of(stored)[0])
    differences = _differences(form, fresh) + _member_differences(formset, members)
    _append_missing(data, formset, members)
    again, rows = _forms(request, household=stored, data=data)
    return _show(request, again, rows, household=stored, differences=differences, status=409)


def _differences(typed: HouseholdForm, fresh: HouseholdForm) -> list[tuple[str, str, str]]:
    found = []
    for field in fresh.visible_fields():
        theirs, mine = _words(fresh, field.name), _words(typed, field.name)
        if theirs != mine:
            found.append((str(field.label), theirs, mine))
    return found


def _words(form: HouseholdForm, name: str) -> str:
    field = form[name]
    value = form.cleaned_data.get(name) if form.is_bound else field.initial
    if name in ("area", "village"):
        area = form.areas.get(str(value or ""))
        return area.name if area else ""
    choices = dict(getattr(field.field, "choices", ()))
    if hasattr(value, "strftime"):
        return f"{value:%d/%m/%Y}"
    return str(choices.get(value, value if value is not None else ""))


def _member_differences(
    formset: BaseMemberFormSet, members: list[dict[str, Any]]
) -> list[tuple[str, str, str]]:
    stored = {row["membership_id"]: row for row in members}
    found = []
    for form in formset.forms:
        key = form.cleaned_data.get("membership_id") if form.cleaned_data else None
        row = stored.pop(key, None) if key else None
        for name, field in form.fields.items():
            if row is None or name not in row or name == "membership_id":
                continue
            mine, theirs = form[name].value(), row[name]
            choices = {str(k): str(v) for k, v in getattr(field, "choices", ())}
            words = [_word(value, choices) for value in (theirs, mine)]
            if words[0] != words[1]:
                found.append((f"{row['full_name']} · {field.label}", words[0], words[1]))
    found += [
        (_("Thành viên"), row["full_name"], _("không có trong danh sách vừa nhập"))
        for row in stored.values()
    ]
    return found


def _word(value: Any, choices: dict[str, str]) -> str:
    if isinstance(value, bool):
        return _("có") if value else _("không")
    return choices.get(str(value), str(value or ""))


def _append_missing(
    data: QueryDict, formset: BaseMemberFormSet, members: list[dict[str, Any]]
) -> None:
    """Add members whom somebody else entered meanwhile, so that saving again keeps them."""
    typed = {form.cleaned_data.get("membership_id") for form in formset.forms if form.cleaned_data}
    count = len(formset.forms)
    for row in members:
        if row["membership_id"] in typed:
            continue
        for name, value in row.items():
            if value is True:
                data[f"form-{count}-{name}"] = "on"
            elif value not in (False, None):
                data[f"form-{count}-{name}"] = str(value)
        count += 1
    data["form-TOTAL_FORMS"] = str(count)


@requires(Permission.CITIZEN_ID_VIEW)
@require_POST
@never_cache
def person_citizen_id(request: Request, pk: int) -> HttpResponse:
    """Show a member's citizen id in full; the look leaves an event."""
    households = Household.objects.visible_to(request.user).filter(
        request.user.scope(Permission.CITIZEN_ID_VIEW, village="village")
    )
    person = get_object_or_404(
        Person.objects.filter(
            memberships__household__in=households, memberships__valid_to=None
        ).distinct(),
        pk=pk,
    )
    household = households.get(memberships__person=person, memberships__valid_to=None)
    number = actions.reveal_citizen_id(person=person, by=request.user)
    return TemplateResponse(
        request,
        "households/citizen_id.html",
        {
            "title": _("Số định danh"),
            "person": person,
            "household": household,
            "number": number,
        },
    )
