"""Rewards and instructions."""

from django.http import HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from povertyportal.accounts.access import requires
from povertyportal.accounts.http import Request
from povertyportal.accounts.roles import Permission
from programs import filters, tables
from programs.choices import DirectiveState
from programs.models import Award, Directive
from programs.views.base import record_list, record_page, visible_or_404


@requires(Permission.AWARD_VIEW)
def award_list(request: Request) -> HttpResponse:
    return record_list(
        request,
        rows=Award.objects.visible_to(request.user),
        filters=filters.AwardFilter,
        table=tables.AwardTable,
        filename="awards",
        title=_("Khen thưởng"),
        theme="awards",
    )


@requires(Permission.AWARD_VIEW)
def award_detail(request: Request, pk: int) -> HttpResponse:
    rows = Award.objects.visible_to(request.user).select_related("household__head", "area")
    return record_page(
        request,
        visible_or_404(rows, pk),
        back="award_list",
        facts=[
            "recipient",
            "recipient_kind",
            "household",
            "area",
            "decision_number",
            "decided_on",
            "movement",
            "merit",
        ],
    )


@requires(Permission.DIRECTIVE_VIEW)
def directive_list(request: Request) -> HttpResponse:
    return record_list(
        request,
        rows=Directive.objects.visible_to(request.user).select_related("owner"),
        filters=filters.DirectiveFilter,
        table=tables.DirectiveTable,
        filename="directives",
        title=_("Chỉ đạo của lãnh đạo"),
        theme="awards",
    )


@requires(Permission.DIRECTIVE_VIEW)
def directive_detail(request: Request, pk: int) -> HttpResponse:
    rows = Directive.objects.visible_to(request.user).select_related("area", "owner")
    directive = visible_or_404(rows, pk)
    is_open = directive.state in (DirectiveState.OPEN, DirectiveState.IN_PROGRESS)
    return record_page(
        request,
        directive,
        back="directive_list",
        facts=[
            "state",
            "owner",
            "issued_on",
            "due_on",
            "done_on",
            "document",
            "area",
            "instruction",
        ],
        context={
            "is_late": is_open and directive.due_on < timezone.localdate(),
            "page_url": _address(directive.page),
        },
    )


def _address(name: str) -> str:
    """Return the address of the page where the instruction is carried out, if it has one."""
    try:
        return reverse(name) if name else ""
    except NoReverseMatch:
        return ""
