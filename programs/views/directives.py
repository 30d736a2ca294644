"""Instructions of the leadership: given, followed, closed; how far each ward is."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from povertyportal.accounts import past
from povertyportal.accounts.access import requires
from povertyportal.accounts.http import Request
from povertyportal.accounts.roles import Permission, Role
from povertyportal.areas.models import Area
from povertyportal.ui.text import grouped
from programs import actions, filters, tables
from programs.forms.awards import (
    PAGES,
    DirectiveCloseForm,
    DirectiveForm,
    DirectiveNoteForm,
    DirectiveReopenForm,
    address_of,
)
from programs.models import Directive, DirectiveNote
from programs.views.base import Section, record_list, record_page, related, visible_or_404
from programs.views.forms import (
    act_page,
    create_page,
    edit_page,
    editable_or_403,
    remove_page,
    without_token,
)

OF_WARDS = (Role.WARD_OFFICER, Role.WARD_CHAIR)
"""Roles whose office is every ward: each reports for itself."""


@requires(Permission.DIRECTIVE_VIEW)
def directive_list(request: Request) -> HttpResponse:
    return record_list(
        request,
        rows=Directive.objects.visible_to(request.user).select_related("owner"),
        filters=filters.DirectiveFilter,
        table=tables.DirectiveTable,
        filename="directives",
        title=gettext_lazy("Chỉ đạo của lãnh đạo"),
        theme="awards",
        create=(gettext_lazy("Giao chỉ đạo"), "directive_create"),
    )


@requires(Permission.DIRECTIVE_VIEW)
def directive_detail(request: Request, pk: int) -> HttpResponse:
    directive = visible_or_404(_directives(request), pk)
    notes = DirectiveNote.objects.visible_to(request.user).filter(directive=directive)
    rows = list(notes.select_related("area", "created_by"))
    page = PAGES.get(directive.page)
    return record_page(
        request,
        directive,
        back="directive_list",
        links=_links(request, directive),
        edit="directive_edit",
        remove="directive_remove",
        facts=[
            "state",
            "owner",
            "issued_on",
            "due_on",
            *(("done_on",) if directive.done_on else ()),
            "document",
            "area",
            "instruction",
        ],
        sections=[
            *_wards_section(request, directive, rows),
            related(_("Tiến độ đã ghi"), tables.DirectiveNoteTable, rows, exclude=("directive",)),
        ],
        context={
            "is_late": directive.is_waiting and directive.due_on < past.today(),
            "page_url": address_of(directive.page),
            "page_title": page or "",
        },
    )


def _links(request: Request, directive: Directive) -> list[tuple[str, str]]:
    """Return what the user may do with the instruction: follow it, close it, take it up again."""
    names = []
    if directive.is_waiting and actions.places_of(directive=directive, by=request.user):
        names.append((_("Ghi tiến độ"), "directive_follow"))
    if request.user.can(Permission.DIRECTIVE_EDIT, directive.area):
        ends = (_("Kết thúc"), "directive_close")
        names.append(ends if directive.is_waiting else (_("Mở lại"), "directive_reopen"))
    return [(label, reverse(name, args=[directive.pk])) for label, name in names]


@dataclass(frozen=True, kw_only=True)
class WardProgress:
    """A ward and its latest word, None where it has not reported."""

    ward: Area
    latest: DirectiveNote | None

    @property
    def said(self) -> str:
        """Return the state as a badge."""
        tone, words = "bad", _("chưa báo cáo")
        if self.latest is not None:
            tone = tables.STATE_TONES.get(self.latest.state, "neutral")
            words = self.latest.get_state_display()
        return format_html('<span class="badge badge-{}">{}</span>', tone, words)

    @property
    def noted_on(self) -> date | None:
        """Return the day of the word."""
        return self.latest.noted_on if self.latest else None

    @property
    def note(self) -> str:
        """Return the word."""
        return self.latest.note if self.latest else ""


def _wards_section(
    request: Request, directive: Directive, notes: list[DirectiveNote]
) -> list[Section]:
    """Return how far each ward is that the user sees, where every ward carries it out."""
    if directive.owner.role not in OF_WARDS:
        return []
    wards = request.user.areas(Permission.DIRECTIVE_VIEW).under(directive.area).wards()
    there = Q(valid_to=None) | Q(valid_to__gte=directive.issued_on)
    latest = {note.area_id: note for note in reversed(notes)}
    rows = [
        WardProgress(ward=ward, latest=latest.get(ward.pk))
        for ward in wards.filter(there, valid_from__lte=timezone.localdate())
    ]
    told = sum(row.latest is not None for row in rows)
    sums = [(_("Đã báo cáo"), f"{grouped(told)} / {grouped(len(rows))}")]
    return [related(_("Tiến độ của từng phường, xã"), tables.WardProgressTable, rows, sums=sums)]


@requires(Permission.DIRECTIVE_EDIT)
def directive_create(request: Request) -> HttpResponse:
    directive = Directive(issued_on=timezone.localdate())
    form = DirectiveForm(request.POST or None, instance=directive, user=request.user)
    return create_page(
        request,
        form=form,
        act=lambda: actions.record_directive(directive=form.instance, by=request.user),
        title=_("Giao chỉ đạo"),
        back="directive_list",
    )


@requires(Permission.DIRECTIVE_EDIT)
def directive_edit(request: Request, pk: int) -> HttpResponse:
    directive = editable_or_403(request, _directives(request), pk)
    form = DirectiveForm(request.POST or None, instance=directive, user=request.user)
    return edit_page(
        request,
        form=form,
        record=directive,
        act=lambda: actions.amend_directive(
            directive=directive,
            values=form.typed,
            by=request.user,
            version=form.cleaned_data["version"],
        ),
        back="directive_list",
    )


@requires(Permission.DIRECTIVE_EDIT)
def directive_remove(request: Request, pk: int) -> HttpResponse:
    directive = editable_or_403(request, _directives(request), pk)
    return remove_page(request, directive, back="directive_list")


@requires(Permission.DIRECTIVE_FOLLOW)
def directive_follow(request: Request, pk: int) -> HttpResponse:
    directive = visible_or_404(_directives(request), pk)
    places = actions.places_of(directive=directive, by=request.user)
    if not places:
        raise PermissionDenied
    form = DirectiveNoteForm(
        request.POST or None,
        instance=DirectiveNote(
            directive=directive, state="in_progress", noted_on=timezone.localdate()
        ),
        user=request.user,
        places=places,
    )
    return act_page(
        request,
        form=form,
        act=lambda: actions.follow_directive(note=form.instance, by=request.user) and None,
        title=_("Tiến độ: %(directive)s") % {"directive": directive},
        record=directive,
        back="directive_list",
        submit_label=_("Ghi tiến độ"),
        context={"facts": [(_("Hạn"), f"{directive.due_on:%d/%m/%Y}")]},
    )


@requires(Permission.DIRECTIVE_EDIT)
def directive_close(request: Request, pk: int) -> HttpResponse:
    directive = editable_or_403(request, _directives(request), pk)
    initial = {"version": directive.version, "closed_on": timezone.localdate()}
    form = DirectiveCloseForm(request.POST or None, initial=initial)
    return act_page(
        request,
        form=form,
        act=lambda: actions.close_directive(
            directive=directive, by=request.user, **form.cleaned_data
        ),
        title=_("Kết thúc: %(directive)s") % {"directive": directive},
        record=directive,
        back="directive_list",
        submit_label=_("Kết thúc"),
    )


@requires(Permission.DIRECTIVE_EDIT)
def directive_reopen(request: Request, pk: int) -> HttpResponse:
    directive = editable_or_403(request, _directives(request), pk)
    form = DirectiveReopenForm(request.POST or None, initial={"version": directive.version})
    return act_page(
        request,
        form=form,
        act=lambda: actions.reopen_directive(
            directive=directive,
            noted_on=timezone.localdate(),
            by=request.user,
            **without_token(form.cleaned_data),
        ),
        title=_("Mở lại: %(directive)s") % {"directive": directive},
        record=directive,
        back="directive_list",
        submit_label=_("Mở lại"),
    )


@requires(Permission.DIRECTIVE_VIEW)
def directive_note_list(request: Request) -> HttpResponse:
    return record_list(
        request,
        rows=DirectiveNote.objects.visible_to(request.user).select_related(
            "directive", "area", "created_by"
        ),
        filters=filters.DirectiveNoteFilter,
        table=tables.DirectiveNoteTable,
        filename="directive-notes",
        title=gettext_lazy("Tiến độ chỉ đạo"),
        theme="awards",
    )


@requires(Permission.DIRECTIVE_VIEW)
def directive_note_detail(request: Request, pk: int) -> HttpResponse:
    rows = DirectiveNote.objects.visible_to(request.user).select_related(
        "directive", "area", "created_by"
    )
    note = visible_or_404(rows, pk)
    directive = format_html(
        '<a href="{}">{}</a>', note.directive.get_absolute_url(), note.directive
    )
    return record_page(
        request,
        note,
        back="directive_note_list",
        facts=[(_("Chỉ đạo"), directive), "area", "state", "noted_on", "note", "created_by"],
    )


def _directives(request: Request) -> QuerySet[Directive]:
    found: QuerySet[Directive] = Directive.objects.visible_to(request.user).select_related(
        "area", "owner"
    )
    return found
