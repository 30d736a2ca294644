"""The admin of accounts, and the base of every admin class: for administrators, with a trace."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import UserCreationForm
from django.contrib.auth.models import Group
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from povertyportal.accounts import actions
from povertyportal.accounts.access import open_to_all
from povertyportal.accounts.audit import record
from povertyportal.accounts.models import Assignment, AuditEvent, User
from povertyportal.accounts.roles import Permission
from povertyportal.accounts.views import logout_page
from povertyportal.areas.models import Area, AreaChange, AreaTotal, Succession
from povertyportal.ui.fields import DateField, MoneyField, TextField

admin.site.unregister(Group)


def _administers(request: HttpRequest) -> bool:
    user: Any = request.user
    return bool(user.is_authenticated and user.has(Permission.REFERENCE_EDIT))


@open_to_all
def _login(request: HttpRequest, extra_context: Any = None) -> HttpResponse:
    """Send strangers to the one login page, which leaves events; refuse everybody else."""
    if request.user.is_authenticated and not _administers(request):
        raise PermissionDenied
    return redirect_to_login(request.GET.get("next", reverse("admin:index")))


def _logout(request: Any, extra_context: Any = None) -> HttpResponseBase:
    """Sign out through the one view that leaves an event."""
    return logout_page(request)


def _password_change(request: HttpRequest, extra_context: Any = None) -> HttpResponse:
    """Change one's password on the one page that leaves an event."""
    return redirect("password_change")


admin.site.login = _login  # type: ignore[method-assign]
admin.site.logout = _logout  # type: ignore[method-assign, assignment]
admin.site.password_change = _password_change  # type: ignore[method-assign, assignment]
admin.site.has_permission = _administers  # type: ignore[method-assign]
admin.site.site_header = _("Quản trị cổng theo dõi giảm nghèo")
admin.site.site_title = _("Quản trị")
admin.site.index_title = _("Danh mục, người dùng, chỉ tiêu")


FIELDS: dict[Any, dict[str, Any]] = {
    models.SlugField: {},
    models.CharField: {"form_class": TextField},
    models.TextField: {"form_class": TextField},
    models.DateField: {"form_class": DateField},
    models.BigIntegerField: {"form_class": MoneyField, "widget": MoneyField.widget},
}


def _record(request: HttpRequest, verb: str, obj: Any, changes: dict[str, Any]) -> None:
    """Leave the event of a row that was added, changed or deleted."""
    user: Any = request.user
    record(f"admin.{verb}", by=user, on=obj, changes=changes)


def _typed(form: Any, *, change: bool) -> dict[str, Any]:
    """Return before and after of the fields that the form changed."""
    return {
        name: (form.initial.get(name) if change else None, str(form.cleaned_data.get(name)))
        for name in form.changed_data
        if "password" not in name
    }


def _content(obj: Any) -> dict[str, Any]:
    """Return what a row held that is deleted."""
    fields = [field for field in obj._meta.concrete_fields if not field.primary_key]
    return {
        field.name: (field.value_from_object(obj), None)
        for field in fields
        if field.name != "password"
    }


class PortalModelAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Open to administrators only; every save and delete leaves an event with before and after."""

    formfield_overrides = FIELDS
    list_per_page = 50
    show_full_result_count = False

    def has_module_permission(self, request: HttpRequest) -> bool:
        return _administers(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _administers(request)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _administers(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _administers(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _administers(request)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Save and record which fields changed."""
        super().save_model(request, obj, form, change)
        _record(request, "change" if change else "add", obj, _typed(form, change=change))

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Save the rows below the form and record each that is new, changed or deleted."""
        rows = formset.save(commit=False)
        for row in formset.deleted_objects:
            _record(request, "delete", row, _content(row))
            row.delete()
        known = {id(row) for row, _fields in formset.changed_objects}
        typed = {id(part.instance): part for part in formset.forms}
        for row in rows:
            old = id(row) in known
            row.save()
            changes = _typed(typed[id(row)], change=old)
            _record(request, "change" if old else "add", row, changes)
        formset.save_m2m()

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """Record, then delete: rows in use are protected by the database."""
        _record(request, "delete", obj, _content(obj))
        obj.delete()

    def get_inline_instances(self, request: HttpRequest, obj: Any = None) -> Any:
        """Read the rows below the form with the same fields as the form."""
        inlines = super().get_inline_instances(request, obj)
        for inline in inlines:
            for kind, options in FIELDS.items():
                inline.formfield_overrides.setdefault(kind, {}).update(options)  # type: ignore[attr-defined]
        return inlines

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        for obj in queryset:
            self.delete_model(request, obj)

    def log_addition(self, *args: Any, **kwargs: Any) -> None:  # type: ignore[override]
        """Leave Django's own log empty: the chained record is the log."""

    def log_change(self, *args: Any, **kwargs: Any) -> None:  # type: ignore[override]
        """Leave Django's own log empty."""

    def log_deletions(self, *args: Any, **kwargs: Any) -> None:  # type: ignore[override]
        """Leave Django's own log empty."""


class ReadOnlyAdmin(PortalModelAdmin):
    """To look at: rows that only actions write."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(User)
class PortalUserAdmin(PortalModelAdmin, UserAdmin):  # type: ignore[type-arg]
    """People who sign in. Nobody is deleted: accounts are switched off."""

    add_form = UserCreationForm
    list_display = ["username", "full_name", "is_active", "must_change_password", "last_login"]
    list_filter = ["is_active"]
    search_fields = ["username", "full_name"]
    ordering = ["username"]
    filter_horizontal = []
    readonly_fields = ["last_login", "date_joined"]
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        (_("Người dùng"), {"fields": ["full_name", "email", "phone", "language"]}),
        (_("Trạng thái"), {"fields": ["is_active", "must_change_password"]}),
        (_("Thời điểm"), {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [
        (None, {"fields": ["username", "full_name", "phone", "password1", "password2"]}),
    ]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> None:  # type: ignore[override]
        """Record a password set for somebody, who must choose another; saves record themselves."""
        match = request.resolver_match
        if match is not None and match.url_name == "auth_user_password_change":
            user: Any = request.user
            actions.password_was_set(user=obj, by=user)


@admin.register(Assignment)
class AssignmentAdmin(PortalModelAdmin):
    """Who holds which role, where and when."""

    list_display = ["user", "role", "area", "valid_from", "valid_to", "ended_at", "document"]
    list_filter = ["role"]
    search_fields = ["user__username", "user__full_name"]
    autocomplete_fields = ["user", "area"]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        user: Any = request.user
        try:
            actions.assign(assignment=obj, by=user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        user: Any = request.user
        actions.end_assignment(assignment=obj, by=user)


@admin.register(AuditEvent)
class AuditEventAdmin(ReadOnlyAdmin):
    """The record, to read."""

    list_display = ["at", "actor", "action", "object_label", "note"]
    search_fields = ["actor", "action", "object_label"]
    list_filter = ["object_type"]


@admin.register(Area)
class AreaAdmin(PortalModelAdmin):
    """Areas of every level. A merger closes rows and opens new ones: see `thay đổi địa giới`.

    Areas stand left of accounts and cannot know who may edit them, so their admin is here.
    """

    list_display = ["name", "code", "level", "residence", "parent", "valid_from", "valid_to"]
    list_filter = ["level", "residence"]
    list_select_related = ["parent"]
    search_fields = ["name", "code"]
    autocomplete_fields = ["parent"]


class SuccessionInline(admin.TabularInline):  # type: ignore[type-arg]
    """Which area went where."""

    model = Succession
    extra = 0
    autocomplete_fields = ["predecessor", "successor"]


@admin.register(AreaChange)
class AreaChangeAdmin(PortalModelAdmin):
    """Mergers, divisions and renamings with their documents."""

    list_display = ["document", "kind", "effective_on"]
    inlines = [SuccessionInline]


@admin.register(AreaTotal)
class AreaTotalAdmin(PortalModelAdmin):
    """The denominators: households and persons per ward and review year."""

    list_display = ["area", "year", "households", "persons", "as_of", "source"]
    list_filter = ["year"]
    autocomplete_fields = ["area"]
