"""The check on what is no programme money: it has its own source and is not booked as one."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from povertyportal.accounts.roles import Permission
from povertyportal.reporting.consistency import (
    Asked,
    Check,
    Finding,
    Line,
    Outcome,
    Parts,
    figure_line,
    register_check,
    register_parts,
    verdict,
)
from povertyportal.reporting.scope import Scope
from povertyportal.reporting.units import written
from programs.models import (
    AllocationEntry,
    Component,
    ComponentApplicability,
    HousingCase,
    HousingContribution,
    Support,
)


def beside_the_programme(asked: Asked) -> Finding:
    """Ask whether projects that do not apply here took money, and houses lack their source."""
    scope = asked.figure("houses_supported").scope
    houses = HousingCase.objects.filter(scope.inside(), scope.during("accepted_on"))
    accepted = houses.count()
    abroad = asked.figure("overseas_workers")
    booked = booked_elsewhere(scope)
    if not (accepted or abroad.value or booked):
        return Finding(Outcome.UNKNOWN, _("Chưa có nhà, người đi nước ngoài hay khoản vốn nào."))
    given = HousingContribution.objects.filter(case=OuterRef("pk"))
    bare = houses.filter(~Exists(given)).count()
    problems = [
        _("%(component)s không áp dụng ở đây mà vẫn có vốn hoặc hỗ trợ ghi vào.")
        % {"component": component}
        for component in booked
    ]
    if bare:
        words = _("%(count)s nhà đã nghiệm thu chưa ghi nguồn đóng góp nào.")
        problems.append(words % {"count": written(bare)})
    query = urlencode({"accepted": "true"})
    return verdict(
        problems,
        holds=_(
            "Nhà và người đi nước ngoài không ghi vào vốn Chương trình, nhà nào cũng có nguồn."
        ),
        lines=[
            figure_line(asked.figure("houses_supported")),
            figure_line(asked.figure("fund_houses")),
            Line(
                _("Nhà chưa ghi nguồn"),
                written(bare),
                f"{reverse('housing_case_list')}?{query}" if bare else "",
            ),
            figure_line(abroad),
            *(Line(str(each), _("không áp dụng"), each.get_absolute_url()) for each in booked),
        ],
    )


def booked_elsewhere(scope: Scope) -> list[Component]:
    """Return the components that took money or support where they do not apply."""
    entries = AllocationEntry.objects.filter(
        scope.inside("allocation__area"),
        scope.during("entry_on"),
        _barred("allocation__component", "allocation__area", "entry_on"),
    )
    supports = Support.objects.filter(
        scope.inside(), scope.during("provided_on"), _barred("component", "area", "provided_on")
    )
    keys = Q(pk__in=_keys(entries, "allocation__component")) | Q(
        pk__in=_keys(supports, "component")
    )
    return list(Component.objects.filter(keys))


def _barred(component: str, area: str, day: str) -> Q:
    """Return the condition that on its day the row's component did not apply to its area.

    What is said of a city holds for its wards.
    """
    said = ComponentApplicability.objects.filter(
        Q(area=OuterRef(area)) | Q(area=OuterRef(f"{area}__parent")),
        Q(valid_to=None) | Q(valid_to__gte=OuterRef(day)),
        component=OuterRef(component),
        applies=False,
        valid_from__lte=OuterRef(day),
    )
    return Q(Exists(said))


def _keys(rows: QuerySet[Any], name: str) -> QuerySet[Any]:
    return rows.order_by().values(name)


register_parts(
    Parts(whole="trainees", plus=("trainees_poor", "trainees_near_poor"), is_closed=False),
)
register_check(
    Check(
        key="beside_the_programme",
        title=gettext_lazy("Việc ngoài Chương trình không ghi vào vốn Chương trình"),
        question=gettext_lazy(
            "Dự án không áp dụng ở địa bàn có bị ghi vốn hoặc hỗ trợ không, và nhà nào cũng đã ghi "
            "nguồn đóng góp chưa?"
        ),
        source=gettext_lazy("Phạm vi áp dụng ghi ở từng dự án; Quyết định 90/QĐ-TTg"),
        advice=gettext_lazy(
            "Chuyển khoản ghi sai sang nguồn thật của nó, và ghi ai đóng góp cho từng nhà."
        ),
        permissions=frozenset(
            {Permission.HOUSING_VIEW, Permission.WORK_VIEW, Permission.CAPITAL_VIEW}
        ),
        run=beside_the_programme,
        order=85,
    )
)
