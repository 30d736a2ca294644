"""Reference data of the programme for administrators; records and ledgers only to look at."""

from typing import Any

from django.contrib import admin

from povertyportal.accounts.admin import PortalModelAdmin, ReadOnlyAdmin
from programs import models


class LeadInline(admin.TabularInline):  # type: ignore[type-arg]
    """Who leads the component, and when."""

    model = models.ComponentLead
    extra = 0


class ApplicabilityInline(admin.TabularInline):  # type: ignore[type-arg]
    """Where the component applies."""

    model = models.ComponentApplicability
    extra = 0
    autocomplete_fields = ["area"]


class TermsInline(admin.TabularInline):  # type: ignore[type-arg]
    """Dated terms of a loan product."""

    model = models.LoanTerms
    extra = 0


@admin.register(models.Programme)
class ProgrammeAdmin(PortalModelAdmin):
    list_display = ["code", "name", "starts_on", "ends_on", "decision_number"]


@admin.register(models.Component)
class ComponentAdmin(PortalModelAdmin):
    list_display = ["code", "name", "programme", "carries_money"]
    list_filter = ["programme", "carries_money"]
    list_select_related = ["programme"]
    search_fields = ["code", "name"]
    inlines = [LeadInline, ApplicabilityInline]


@admin.register(models.ComponentLead)
class ComponentLeadAdmin(PortalModelAdmin):
    list_display = ["component", "organisation", "valid_from", "valid_to"]
    list_select_related = ["component"]


@admin.register(models.ComponentApplicability)
class ComponentApplicabilityAdmin(PortalModelAdmin):
    list_display = ["component", "area", "applies", "reason", "source"]
    list_filter = ["applies"]
    list_select_related = ["component", "area"]
    autocomplete_fields = ["area"]


@admin.register(models.Limit)
class LimitAdmin(PortalModelAdmin):
    list_display = ["key", "value", "valid_from", "valid_to", "source"]


@admin.register(models.Organisation)
class OrganisationAdmin(PortalModelAdmin):
    list_display = ["name", "area", "role", "valid_from", "valid_to"]
    list_filter = ["role"]
    list_select_related = ["area"]
    search_fields = ["name"]
    autocomplete_fields = ["area"]


@admin.register(models.ApprovalRule)
class ApprovalRuleAdmin(PortalModelAdmin):
    list_display = ["kind", "amount_from", "level", "valid_from", "valid_to", "source"]


@admin.register(models.LoanProduct)
class LoanProductAdmin(PortalModelAdmin):
    list_display = ["code", "name", "for_class"]
    inlines = [TermsInline]


@admin.register(models.LoanTerms)
class LoanTermsAdmin(PortalModelAdmin):
    list_display = ["product", "cap", "max_months", "annual_rate", "valid_from", "valid_to"]
    list_select_related = ["product"]


@admin.register(models.Statistic)
class StatisticAdmin(PortalModelAdmin):
    list_display = ["key", "area", "year", "value", "source"]
    list_filter = ["key", "year"]
    list_select_related = ["area"]
    autocomplete_fields = ["area"]


def look_at(model: type[Any], *columns: str, related: tuple[str, ...] = ()) -> None:
    """Register a model that only actions write."""
    options = {"list_display": columns, "list_select_related": related or False}
    admin.site.register(model, type(f"{model.__name__}Admin", (ReadOnlyAdmin,), options))


look_at(
    models.Allocation,
    "component",
    "year",
    "source",
    "kind",
    "assigned",
    "distributed",
    "disbursed",
    related=("component",),
)
look_at(models.BudgetYear, "year", "area", "settled_on", related=("area",))
look_at(
    models.AllocationShare,
    "allocation",
    "recipient",
    "unit",
    "distributed",
    "disbursed",
    related=("allocation__component", "recipient", "unit"),
)
look_at(
    models.EntryProposal,
    "allocation",
    "kind",
    "amount",
    "state",
    "created_by",
    "decided_by",
    related=("allocation__component", "created_by", "decided_by"),
)
look_at(
    models.AllocationEntry,
    "allocation",
    "kind",
    "amount",
    "entry_on",
    "document_number",
    related=("allocation__component",),
)
look_at(
    models.IdleReason,
    "allocation",
    "reason",
    "amount",
    "due_on",
    related=("allocation__component",),
)
look_at(models.Loan, "contract_number", "product", "amount", "disbursed_on", related=("product",))
look_at(models.Repayment, "loan", "paid_on", "amount", "document_number", related=("loan",))
look_at(models.TrainingClass, "code", "trade", "starts_on", "capacity")
look_at(models.Enrolment, "person", "training_class", related=("person", "training_class"))
look_at(
    models.EnrolmentFollowUp,
    "enrolment",
    "months",
    "is_working",
    related=("enrolment__person", "enrolment__training_class"),
)
look_at(models.JobNeed, "person", "need", "registered_on", related=("person",))
look_at(models.JobService, "need", "kind", "served_on", related=("need__person",))
look_at(models.JobPlacement, "person", "employer", "started_on", related=("person",))
look_at(models.OverseasContract, "contract_number", "person", "country", related=("person",))
look_at(models.JobAggregate, "area", "year", "workers", related=("area",))
look_at(models.HousingCase, "household", "kind", "funding", related=("household__head",))
look_at(
    models.HousingContribution,
    "case",
    "source",
    "form",
    "amount",
    related=("case__household__head",),
)
look_at(models.FundAccount, "area", "balance", related=("area",))
look_at(models.FundTransaction, "document_number", "kind", "amount", "occurred_on")
look_at(models.Support, "household", "kind", "provided_on", related=("household__head",))
look_at(models.Award, "recipient", "recipient_kind", "decision_number", "decided_on")
look_at(models.Directive, "title", "owner", "due_on", "state")
look_at(
    models.DirectiveNote,
    "directive",
    "noted_on",
    "state",
    "created_by",
    related=("directive", "created_by"),
)
look_at(models.Communication, "topic", "channel", "held_on", "organiser", related=("organiser",))
look_at(models.SupervisionVisit, "subject", "supervisor", "visited_on", related=("supervisor",))
look_at(
    models.SupervisionFinding, "visit", "owner", "due_on", "done_on", related=("visit", "owner")
)
look_at(models.Attachment, "entity", "record_id", "kind", "paper", related=("paper",))
