"""What a household received, for its page: loans, houses, training, work, supports."""

from datetime import date
from urllib.parse import urlencode

from django.db.models import Sum
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from households.dossier import (
    DossierItem,
    Note,
    Notes,
    Section,
    register,
    register_notes,
)
from households.models import Household, Person
from povertyportal.accounts.roles import Permission
from programs import gaps
from programs.models import Support


def loans_of(holder: Household | Person) -> list[DossierItem]:
    """Return the loans of a household or of a borrower, newest first."""
    return [
        DossierItem(
            on=loan.disbursed_on,
            title=loan.product.name,
            detail=f"{loan.borrower} · {loan.get_borrower_class_display()}",
            amount=loan.amount,
            url=loan.get_absolute_url(),
        )
        for loan in holder.loans.select_related("product", "borrower")
    ]


def houses_of(household: Household) -> list[DossierItem]:
    """Return houses built or repaired for the household, with all that was given."""
    return [
        DossierItem(
            on=case.started_on,
            title=case.get_kind_display(),
            detail=case.programme,
            amount=case.given,
            url=case.get_absolute_url(),
        )
        for case in household.housing_cases.annotate(given=Sum("contributions__amount"))
    ]


def supports_of(holder: Household | Person) -> list[DossierItem]:
    """Return other help to the household with its people, or to one person."""
    return [
        DossierItem(
            on=support.provided_on,
            title=support.get_kind_display(),
            detail=" · ".join(str(part) for part in (support.person, support.note) if part),
            amount=support.amount,
            url=support.get_absolute_url(),
        )
        for support in holder.supports.select_related("person")
    ]


def work_of(holder: Household | Person) -> list[DossierItem]:
    """Return training, placements, work abroad and registered needs of the members or of one."""
    items = [
        DossierItem(
            on=row.enrolled_on,
            title=_("Học nghề"),
            detail=f"{row.person} · {row.training_class.trade}",
            url=row.get_absolute_url(),
        )
        for row in holder.enrolments.select_related("person", "training_class")
    ]
    items += [
        DossierItem(
            on=row.started_on,
            title=_("Có việc làm"),
            detail=f"{row.person} · {row.employer}",
            url=row.get_absolute_url(),
        )
        for row in holder.job_placements.select_related("person")
    ]
    items += [
        DossierItem(
            on=row.departed_on,
            title=_("Làm việc ở nước ngoài"),
            detail=f"{row.person} · {row.country}",
            url=row.get_absolute_url(),
        )
        for row in holder.overseas_contracts.select_related("person")
    ]
    items += [
        DossierItem(
            on=row.registered_on,
            title=_("Đăng ký nhu cầu việc làm"),
            detail=f"{row.person} · {row.get_need_display()}",
            url=row.get_absolute_url(),
        )
        for row in holder.job_needs.select_related("person")
    ]
    return sorted(items, key=lambda item: item.on or date.min, reverse=True)


def awards_of(household: Household) -> list[DossierItem]:
    """Return rewards of the household."""
    return [
        DossierItem(
            on=award.decided_on,
            title=award.movement,
            detail=award.decision_number,
            url=award.get_absolute_url(),
        )
        for award in household.awards.all()
    ]


def gaps_of(household: Household, today: date) -> list[Note]:
    """Return what stands out in the help to the household: none, the same twice, no effect."""
    query = urlencode({"q": household.code})
    notes = []
    if gaps.unsupported(today).filter(pk=household.pk).exists():
        years = gaps.years_on(today)
        words = ngettext("%(n)s năm chưa được hỗ trợ", "%(n)s năm chưa được hỗ trợ", years)
        url = f"{reverse('unsupported_list')}?{query}"
        notes.append(Note(text=words % {"n": years}, url=url))
    twice = gaps.repeated(Support.objects.filter(household=household)).count()
    if twice:
        words = ngettext("%(n)s lần hỗ trợ trùng loại", "%(n)s lần hỗ trợ trùng loại", twice)
        url = f"{reverse('repeated_support_list')}?{query}"
        notes.append(Note(text=words % {"n": twice}, url=url))
    if helped_on := gaps.helped_in_vain_since(household, today):
        text = gettext("đã được hỗ trợ từ %(day)s nhưng chưa thoát nghèo")
        url = f"{reverse('stuck_list')}?{query}"
        notes.append(Note(text=text % {"day": f"{helped_on:%d/%m/%Y}"}, tone="bad", url=url))
    return notes


register_notes(Notes(permission=Permission.SUPPORT_VIEW, of=gaps_of))
register(
    Section(
        title=_("Vay vốn"),
        permission=Permission.LOAN_VIEW,
        rows=loans_of,
        of_person=loans_of,
        create="loan_create",
        edit=Permission.LOAN_EDIT,
    )
)
register(
    Section(
        title=_("Nhà ở"),
        permission=Permission.HOUSING_VIEW,
        rows=houses_of,
        create="housing_case_create",
        edit=Permission.HOUSING_EDIT,
    )
)
register(
    Section(
        title=_("Học nghề, việc làm"),
        permission=Permission.WORK_VIEW,
        rows=work_of,
        of_person=work_of,
        create="work_choose",
        edit=Permission.WORK_EDIT,
    )
)
register(
    Section(
        title=_("Hỗ trợ khác"),
        permission=Permission.SUPPORT_VIEW,
        rows=supports_of,
        of_person=supports_of,
        create="support_create",
        edit=Permission.SUPPORT_EDIT,
    )
)
register(
    Section(
        title=_("Khen thưởng"),
        permission=Permission.AWARD_VIEW,
        rows=awards_of,
        create="award_household_create",
        edit=Permission.AWARD_EDIT,
    )
)
