"""Roles and what each may do. Rights are code: a change is reviewed, tested, dated by the log."""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person does in the programme, on one area (domain: decision 24/2021, circular 07)."""

    INVESTIGATOR = "investigator", _("Rà soát viên")
    WARD_OFFICER = "ward_officer", _("Cán bộ phường, xã")
    WARD_CHAIR = "ward_chair", _("Chủ tịch phường, xã")
    STANDING_OFFICE = "standing_office", _("Cơ quan thường trực")
    FINANCE = "finance", _("Tài chính - Kế hoạch")
    BANK_OFFICER = "bank_officer", _("Cán bộ Ngân hàng CSXH")
    FRONT_OFFICER = "front_officer", _("Cán bộ Mặt trận Tổ quốc")
    CITY_LEADER = "city_leader", _("Lãnh đạo thành phố")
    AUDITOR = "auditor", _("Thanh tra, kiểm toán")
    ADMINISTRATOR = "administrator", _("Quản trị hệ thống")


class Permission(StrEnum):
    """One thing that can be seen or done."""

    SIGNED_IN = "signed_in"
    FIGURE_VIEW = "figure.view"
    HOUSEHOLD_VIEW = "household.view"
    HOUSEHOLD_EDIT = "household.edit"
    CITIZEN_ID_VIEW = "citizen_id.view"
    REVIEW_VIEW = "review.view"
    REVIEW_EDIT = "review.edit"
    REVIEW_SUBMIT = "review.submit"
    REVIEW_MEET = "review.meet"
    REVIEW_POST = "review.post"
    REVIEW_RECOGNISE = "review.recognise"
    CANDIDATE_MANAGE = "candidate.manage"
    OPINION_ASK = "opinion.ask"
    OPINION_GIVE = "opinion.give"
    WARD_CLOSE = "ward.close"
    ROUND_MANAGE = "round.manage"
    DUPLICATE_DECIDE = "duplicate.decide"
    EXIT_PLAN_EDIT = "exit_plan.edit"
    CAPITAL_VIEW = "capital.view"
    CAPITAL_EDIT = "capital.edit"
    CAPITAL_APPROVE = "capital.approve"
    CAPITAL_APPROVE_LARGE = "capital.approve_large"
    CAPITAL_SETTLE = "capital.settle"
    IDLE_EDIT = "idle.edit"
    LOAN_VIEW = "loan.view"
    LOAN_EDIT = "loan.edit"
    WORK_VIEW = "work.view"
    WORK_EDIT = "work.edit"
    HOUSING_VIEW = "housing.view"
    HOUSING_EDIT = "housing.edit"
    FUND_VIEW = "fund.view"
    FUND_EDIT = "fund.edit"
    SUPPORT_VIEW = "support.view"
    SUPPORT_EDIT = "support.edit"
    AWARD_VIEW = "award.view"
    AWARD_EDIT = "award.edit"
    ACTIVITY_VIEW = "activity.view"
    ACTIVITY_EDIT = "activity.edit"
    SUPERVISION_EDIT = "supervision.edit"
    DIRECTIVE_VIEW = "directive.view"
    DIRECTIVE_EDIT = "directive.edit"
    DIRECTIVE_FOLLOW = "directive.follow"
    TARGET_VIEW = "target.view"
    TARGET_EDIT = "target.edit"
    REPORT_VIEW = "report.view"
    REPORT_FILE = "report.file"
    REPORTED_EDIT = "reported.edit"
    EXPORT = "export"
    AUDIT_VIEW = "audit.view"
    REFERENCE_EDIT = "reference.edit"


_P = Permission
_READ = frozenset(
    {
        _P.FIGURE_VIEW,
        _P.HOUSEHOLD_VIEW,
        _P.REVIEW_VIEW,
        _P.CAPITAL_VIEW,
        _P.LOAN_VIEW,
        _P.WORK_VIEW,
        _P.HOUSING_VIEW,
        _P.FUND_VIEW,
        _P.SUPPORT_VIEW,
        _P.AWARD_VIEW,
        _P.ACTIVITY_VIEW,
        _P.DIRECTIVE_VIEW,
        _P.TARGET_VIEW,
        _P.REPORT_VIEW,
        _P.EXPORT,
    }
)

ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.INVESTIGATOR: frozenset(
        {_P.HOUSEHOLD_VIEW, _P.REVIEW_VIEW, _P.REVIEW_EDIT, _P.REVIEW_SUBMIT}
    ),
    Role.WARD_OFFICER: _READ
    | {
        _P.HOUSEHOLD_EDIT,
        _P.CITIZEN_ID_VIEW,
        _P.REVIEW_EDIT,
        _P.REVIEW_SUBMIT,
        _P.REVIEW_MEET,
        _P.REVIEW_POST,
        _P.CANDIDATE_MANAGE,
        _P.DUPLICATE_DECIDE,
        _P.EXIT_PLAN_EDIT,
        _P.WORK_EDIT,
        _P.HOUSING_EDIT,
        _P.SUPPORT_EDIT,
        _P.ACTIVITY_EDIT,
        _P.DIRECTIVE_FOLLOW,
    },
    Role.WARD_CHAIR: _READ
    | {
        _P.DIRECTIVE_FOLLOW,
        _P.CITIZEN_ID_VIEW,
        _P.REVIEW_POST,
        _P.REVIEW_RECOGNISE,
        _P.OPINION_ASK,
        _P.WARD_CLOSE,
    },
    Role.STANDING_OFFICE: _READ
    | {
        _P.CITIZEN_ID_VIEW,
        _P.REVIEW_POST,
        _P.WARD_CLOSE,
        _P.ROUND_MANAGE,
        _P.DUPLICATE_DECIDE,
        _P.IDLE_EDIT,
        _P.WORK_EDIT,
        _P.HOUSING_EDIT,
        _P.SUPPORT_EDIT,
        _P.AWARD_EDIT,
        _P.ACTIVITY_EDIT,
        _P.SUPERVISION_EDIT,
        _P.DIRECTIVE_EDIT,
        _P.DIRECTIVE_FOLLOW,
        _P.TARGET_EDIT,
        _P.REPORT_FILE,
        _P.REPORTED_EDIT,
    },
    Role.FINANCE: frozenset(
        {
            _P.FIGURE_VIEW,
            _P.CAPITAL_VIEW,
            _P.CAPITAL_EDIT,
            _P.CAPITAL_APPROVE,
            _P.CAPITAL_SETTLE,
            _P.IDLE_EDIT,
            _P.SUPPORT_VIEW,
            _P.ACTIVITY_VIEW,
            _P.DIRECTIVE_VIEW,
            _P.DIRECTIVE_FOLLOW,
            _P.TARGET_VIEW,
            _P.REPORT_VIEW,
            _P.EXPORT,
        }
    ),
    Role.BANK_OFFICER: frozenset(
        {
            _P.FIGURE_VIEW,
            _P.HOUSEHOLD_VIEW,
            _P.LOAN_VIEW,
            _P.LOAN_EDIT,
            _P.ACTIVITY_VIEW,
            _P.DIRECTIVE_VIEW,
            _P.DIRECTIVE_FOLLOW,
            _P.TARGET_VIEW,
            _P.REPORT_VIEW,
            _P.EXPORT,
        }
    ),
    Role.FRONT_OFFICER: frozenset(
        {
            _P.FIGURE_VIEW,
            _P.HOUSEHOLD_VIEW,
            _P.REVIEW_VIEW,
            _P.HOUSING_VIEW,
            _P.HOUSING_EDIT,
            _P.FUND_VIEW,
            _P.FUND_EDIT,
            _P.AWARD_VIEW,
            _P.ACTIVITY_VIEW,
            _P.SUPERVISION_EDIT,
            _P.DIRECTIVE_VIEW,
            _P.DIRECTIVE_FOLLOW,
            _P.TARGET_VIEW,
            _P.REPORT_VIEW,
            _P.EXPORT,
        }
    ),
    Role.CITY_LEADER: _READ
    | {
        _P.OPINION_GIVE,
        _P.CAPITAL_APPROVE,
        _P.CAPITAL_APPROVE_LARGE,
        _P.DIRECTIVE_EDIT,
        _P.DIRECTIVE_FOLLOW,
    },
    Role.AUDITOR: _READ | {_P.AUDIT_VIEW},
    Role.ADMINISTRATOR: frozenset(
        {_P.FIGURE_VIEW, _P.TARGET_VIEW, _P.TARGET_EDIT, _P.REFERENCE_EDIT, _P.AUDIT_VIEW}
    ),
}

_ENTERS = {
    Role.INVESTIGATOR,
    Role.WARD_OFFICER,
    Role.WARD_CHAIR,
    Role.STANDING_OFFICE,
    Role.FINANCE,
    Role.BANK_OFFICER,
    Role.FRONT_OFFICER,
    Role.CITY_LEADER,
}
INCOMPATIBLE: frozenset[frozenset[Role]] = frozenset(
    {
        frozenset({Role.INVESTIGATOR, Role.WARD_CHAIR}),
        frozenset({Role.WARD_OFFICER, Role.WARD_CHAIR}),
        frozenset({Role.FINANCE, Role.STANDING_OFFICE}),
        *(frozenset({Role.AUDITOR, role}) for role in _ENTERS | {Role.ADMINISTRATOR}),
        *(frozenset({Role.ADMINISTRATOR, role}) for role in _ENTERS),
    }
)
"""Pairs that one person may not hold at the same time: nobody checks their own work."""
