"""For whom the money of a leaf can be used: who is eligible, step by step, and not helped yet."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Case, CharField, Q, QuerySet, Value, When
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from households.models import Household, Membership
from povertyportal.accounts.access import requires
from povertyportal.accounts.http import Request
from povertyportal.accounts.roles import Permission
from povertyportal.areas.models import Area
from povertyportal.ui.listing import chips, list_page
from programs import eligibility, filters, findings, matcher, tables
from programs.eligibility import Facts
from programs.filters.base import YEARS
from programs.models import Component, ComponentApplicability
from programs.views.base import THEMES


@dataclass(frozen=True)
class Line:
    """One line of the table of steps: words, the sum, and a number for each ward.

    A number is None where nobody counts and it is not known of some: that is no zero.
    """

    words: str
    total: int | None
    counts: list[int | None]
    kind: str = "step"
    number: int = 0


@requires(Permission.CAPITAL_VIEW)
def leaf_match(request: Request, pk: int) -> HttpResponse:
    """Show who is eligible under a leaf, step by step and ward by ward."""
    component = _leaf(pk)
    filterset = _asked(request, component)
    context: dict[str, Any] = {}
    if filterset.form.is_valid():
        year = int(filterset.form.cleaned_data["year"])
        found = matcher.match(
            component,
            year=year,
            today=timezone.localdate(),
            households=_counted(request, filterset.area),
        )
        context = _shown(request, found, filterset.area)
    return TemplateResponse(
        request,
        "programs/match.html",
        {
            "title": _("Đối chiếu đối tượng: %(leaf)s") % {"leaf": component},
            "component": component,
            "theme": THEMES["capital"],
            "filterset": filterset,
            "chips": chips(filterset, filterset.data),
            "applies": _applicability(request, component),
            **context,
        },
    )


@requires(Permission.CAPITAL_VIEW)
@requires(Permission.HOUSEHOLD_VIEW)
def leaf_unserved(request: Request, pk: int) -> HttpResponse:
    """List the eligible who are not helped yet, for those who may read their names."""
    component = _leaf(pk)
    year = int(_asked(request, component).data["year"])
    found = matcher.match(
        component,
        year=year,
        today=timezone.localdate(),
        households=Household.objects.visible_to(request.user),
    )
    whom = found.whom == eligibility.HOUSEHOLD
    rows = _households(found.unserved) if whom else _stays(found)
    back = f"{reverse('leaf_match', args=[pk])}?{urlencode({'year': year})}"
    return list_page(
        request,
        rows=rows,
        filters=filters.UnservedHouseholdFilter if whom else filters.UnservedPersonFilter,
        table=tables.UnservedHouseholdTable if whom else tables.UnservedPersonTable,
        filename="eligible-not-served",
        title=_("Đủ điều kiện, chưa được hỗ trợ năm %(year)d: %(leaf)s")
        % {"year": year, "leaf": component},
        template="programs/list.html",
        keep=("year",),
        notes=tuple(group.rule.source for group in found.groups),
        context={"theme": THEMES["capital"], "links": [(_("Các bước đối chiếu"), back)]},
    )


def _leaf(pk: int) -> Component:
    rows = Component.objects.filter(carries_money=True).select_related("programme")
    found: Component = get_object_or_404(rows, pk=pk)
    return found


def _asked(request: Request, component: Component) -> filters.MatchFilter:
    """Return the year and ward asked about: by default the last year with money of the leaf."""
    query = request.GET.copy()
    if not query.get("year"):
        rows = component.allocations.visible_to(request.user).order_by("-year")
        last = rows.values_list("year", flat=True).first()
        query["year"] = str(last or timezone.localdate().year)
    if query.get("year") not in [str(year) for year in YEARS]:
        raise Http404
    return filters.MatchFilter(query, queryset=component.allocations.none(), request=request)


def _counted(request: Request, area: Area | None) -> QuerySet[Household]:
    """Return the households that may be counted for the user: no name of them is shown."""
    rows = Household.objects.filter(request.user.scope(Permission.CAPITAL_VIEW))
    return rows.filter(area=area) if area else rows


def _applicability(request: Request, component: Component) -> ComponentApplicability | None:
    """Return the note that the leaf does not apply here, if there is one."""
    return component.applicability.filter(applies=False).first()


def _shown(request: Request, found: matcher.Match, area: Area | None) -> dict[str, Any]:
    """Return what the page says about a match: its steps, its result, and the idle money."""
    wards = _wards(request, found, area)
    query = {"year": found.year, **({"ward": area.pk} if area else {})}
    list_url = reverse("leaf_unserved", args=[found.component.pk])
    money = findings.money_of(request.user, found)
    reasons = [reason for idle in money for reason in idle.reasons]
    contradictions = {findings.contradiction(reason, found) for reason in reasons} - {""}
    may_list = request.user.has(Permission.HOUSEHOLD_VIEW) and found.unserved
    return {
        "match": found,
        "wards": wards,
        "groups": [(group, _lines(group, wards)) for group in found.groups],
        "finding": findings.finding(found),
        "money": money,
        "contradictions": contradictions,
        "list_url": f"{list_url}?{urlencode(query)}" if may_list else "",
    }


def _wards(request: Request, found: matcher.Match, area: Area | None) -> list[Area]:
    """Return the wards of the day that the user may see, and those that have a number."""
    if area:
        return [area]
    counted = {ward for group in found.groups for ward in group.everybody}
    own = request.user.areas(Permission.CAPITAL_VIEW).wards()
    current = own.valid_on(found.day).values("pk")
    return list(Area.objects.filter(Q(pk__in=counted) | Q(pk__in=current)).order_by("path"))


def _lines(group: matcher.GroupMatch, wards: list[Area]) -> list[Line]:
    """Return the steps of a rule as lines of a table; what is not known has a line of its own."""
    if not group.rule.steps:
        return []
    everybody = (
        _("Tất cả các hộ") if group.rule.whom == eligibility.HOUSEHOLD else _("Tất cả mọi người")
    )
    lines = [_line(everybody, group.everybody, wards, "all")]
    for number, step in enumerate(group.steps, start=1):
        lines.append(_line(step.words, step.met, wards, "step", number, unknown=step.unknown))
        if any(step.unknown.values()):
            words = _("Chưa có số liệu để trả lời bước này")
            lines.append(_line(words, step.unknown, wards, "unknown"))
    last = group.steps[-1]
    hidden = {ward: n for ward, n in last.unknown.items() if not last.met.get(ward)}
    served, left = _("Đã được hỗ trợ trong năm"), _("Đủ điều kiện, chưa được hỗ trợ")
    lines.append(_line(served, group.served(), wards, "served", unknown=hidden))
    lines.append(_line(left, group.left(), wards, "left", unknown=hidden))
    for step in group.priority if group.unserved else ():
        words = _("Ưu tiên: %(whom)s") % {"whom": step.words[:1].lower() + step.words[1:]}
        lines.append(_line(words, step.met, wards, "priority"))
    return lines


def _line(
    words: str,
    counts: Mapping[int, int],
    wards: Iterable[Area],
    kind: str,
    number: int = 0,
    *,
    unknown: Mapping[int, int] | None = None,
) -> Line:
    missing = unknown or {}
    found = [_or_unknown(counts.get(ward.pk, 0), missing.get(ward.pk, 0)) for ward in wards]
    total = _or_unknown(sum(filter(None, found)), sum(missing.values()))
    return Line(words, total, found, kind, number)


def _or_unknown(count: int, missing: int) -> int | None:
    return None if missing and not count else count


def _households(unserved: Mapping[int, Facts]) -> QuerySet[Any]:
    rows = Household.objects.filter(pk__in=unserved).select_related("head", "area", "village")
    return rows.annotate(day_class=_classes(unserved, "pk")).order_by("sort_key", "pk")


def _stays(found: matcher.Match) -> QuerySet[Any]:
    """Return where the people who are not helped yet live on the day, each once."""
    stays = Membership.objects.filter(pk__in=[found.stays[key] for key in found.unserved])
    rows = stays.select_related("person", "household__area", "household__village")
    return rows.annotate(day_class=_classes(found.unserved, "person")).order_by(
        "person__sort_key", "pk"
    )


def _classes(unserved: Mapping[int, Facts], name: str) -> Case:
    """Return the column with the household's class on the day."""
    keys: dict[str, list[int]] = {}
    for key, facts in unserved.items():
        keys.setdefault(facts.household_class or "not_poor", []).append(key)
    return Case(
        *(When(**{f"{name}__in": found}, then=Value(value)) for value, found in keys.items()),
        default=Value("unknown"),
        output_field=CharField(),
    )
