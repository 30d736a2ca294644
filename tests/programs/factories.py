"""Programme records for tests: each function makes one valid row, changed by its keywords."""

import itertools
from datetime import UTC, date, datetime

from django.core.files.base import ContentFile

from households.choices import Ethnicity, Gender
from households.models import (
    Household,
    Membership,
    Person,
    RecognitionDecision,
    Review,
    ReviewRound,
)
from povertyportal.reporting.models import OfficialReport, Paper, ReportedFigure, Target
from programs import actions
from programs import models as m
from programs.programme_file import load

_serial = itertools.count(1)
DAY = date(2022, 6, 15)


def serial(prefix=""):
    """Return a text that no other row has."""
    return f"{prefix}{next(_serial):06d}"


def person(**fields):
    fields = {
        "full_name": f"Nông Thị {serial('M')}",
        "gender": Gender.FEMALE,
        "birth_year": 1985,
        "ethnicity": Ethnicity.TAY,
    } | fields
    return Person.objects.create(**fields)


def household(area, **fields):
    """Return a household of one, the head."""
    head = fields.pop("head", None) or person()
    row = Household(area=area, head=head, registered_on=date(2016, 1, 1), **fields)
    row.code = row.code or serial("BK-")
    row.fill_keys([head])
    row.save()
    Membership.objects.create(
        household=row, person=head, relation="head", is_head=True, valid_from=date(2016, 1, 1)
    )
    return row


def recognised(home, *, result, on, standard, author, chair):
    """Return a recognised review of the household, with its decision."""
    now = datetime(on.year, on.month, on.day, tzinfo=UTC)
    rounded, _ = ReviewRound.objects.get_or_create(
        year=on.year,
        standard=standard,
        defaults={"starts_on": date(on.year, 9, 1), "ends_on": date(on.year, 12, 31)},
    )
    decision, _ = RecognitionDecision.objects.get_or_create(
        round=rounded,
        area=home.area,
        number=f"{on.year}/QĐ-UBND",
        decided_on=on,
        defaults={"signer_title": "Chủ tịch"},
    )
    return Review.objects.create(
        household=home,
        round=rounded,
        area=home.area,
        residence=home.area.residence,
        state="recognised",
        b1=100,
        b2=30,
        computed_class=result,
        proposed_class=result,
        recognised_class=result,
        decision=decision,
        created_by=author,
        updated_by=author,
        created_at=now,
        updated_at=now,
        recognised_by=chair,
        recognised_at=now,
    )


def programme(city, *, approvals=False):
    """Load the programme tree, products, limits and offices; without approvals unless asked for.

    Without them every entry goes straight into the ledger.
    """
    load(city=city, actor="tests")
    if not approvals:
        m.ApprovalRule.objects.all().delete()


def office(name="Phòng Tài chính - Kế hoạch", **fields):
    """Return an office, by default one that the programme's file names."""
    found = m.Organisation.objects.filter(name=name, **fields).first()
    return found or m.Organisation.objects.create(
        name=name, **({"valid_from": date(2021, 1, 1)} | fields)
    )


def component(code="DA2"):
    return m.Component.objects.get(code=code)


def allocation(city, **fields):
    fields = {
        "component": fields.get("component") or component(),
        "area": city,
        "year": 2022,
        "source": "TW",
        "kind": "recurrent",
    } | fields
    row = m.Allocation.objects.create(**fields)
    m.BudgetYear.objects.get_or_create(area=row.area, year=row.year)
    return row


def entry(row, kind, amount, **fields):
    """Return an unsaved entry of the allocation."""
    fields = {
        "entry_on": DAY,
        "document_number": serial("QĐ-"),
        "document_on": DAY,
        "recipient": row.area if kind in m.AllocationEntry.TO_SOMEBODY else None,
    } | fields
    return m.AllocationEntry(allocation=row, kind=kind, amount=amount, **fields)


def enter(row, kind, amount, *, by, **fields):
    """Enter an entry through the action."""
    return actions.submit_entry(entry=entry(row, kind, amount, **fields), by=by)


def proposal(row, kind, amount, *, by, **fields):
    """Return a saved entry that waits for a second person."""
    what = entry(row, kind, amount, **fields)
    names = ("kind", "amount", "entry_on", "recipient", "unit", "document_number", "document_on")
    return m.EntryProposal.objects.create(
        allocation=row,
        created_by=by,
        level=fields.get("level", "colleague"),
        **{name: getattr(what, name) for name in names},
    )


def loan(home, **fields):
    """Return an unsaved loan of the head of the household."""
    fields = {
        "product": m.LoanProduct.objects.get(code="03"),
        "contract_number": serial("KU-"),
        "amount": 50_000_000,
        "disbursed_on": DAY,
        "months": 36,
        "annual_rate": "7.92",
    } | fields
    return m.Loan(household=home, borrower=home.head, **fields)


def saved_loan(home, **fields):
    fields = {"area": home.area, "borrower_class": "poor"} | fields
    row = loan(home, **({"resolved_class": fields["borrower_class"]} | fields))
    row.save()
    return row


def training_class(area, **fields):
    fields = {
        "code": serial("LN-"),
        "trade": "Trồng rau an toàn",
        "provider": "Trung tâm GDNN",
        "starts_on": date(2022, 6, 1),
        "ends_on": date(2022, 8, 1),
        "capacity": 35,
        "funding": "local",
    } | fields
    return m.TrainingClass.objects.create(area=area, **fields)


def enrolment(training, home, **fields):
    """Return an unsaved enrolment of the head of the household."""
    fields = {"enrolled_on": DAY, "funding": "local"} | fields
    return m.Enrolment(training_class=training, household=home, person=home.head, **fields)


def fund(area, kind, amount, **fields):
    """Return an unsaved row of the Fund."""
    fields = {
        "occurred_on": DAY,
        "purpose": "Ủng hộ người nghèo",
        "party": "Nhà hảo tâm",
        "document_number": serial("PT-"),
    } | fields
    return m.FundTransaction(area=area, kind=kind, amount=amount, **fields)


def award_figure(award, **fields):
    """Return a figure that earned the reward, as it stood."""
    fields = {
        "key": "awards_collective",
        "area": award.area,
        "period_from": date(2022, 1, 1),
        "period_to": date(2022, 12, 31),
        "value": 5,
    } | fields
    return m.AwardFigure.objects.create(award=award, **fields)


def target(area, **fields):
    """Return a saved plan: 42 poor households of the area leave the list in 2022."""
    fields = {
        "key": "poor_households_exited",
        "period_from": date(2021, 12, 14),
        "period_to": date(2022, 12, 14),
        "value": 42,
        "document": "Quyết định giao chỉ tiêu",
    } | fields
    return Target.objects.create(area=area, **fields)


def official_report(area, **fields):
    """Return a saved official report of the area on 2022."""
    fields = {
        "code": serial("bc-"),
        "title": "Báo cáo năm 2022",
        "stated_on": date(2023, 1, 10),
        "period_from": date(2022, 1, 1),
        "period_to": date(2022, 12, 31),
        "standard": "STD2022",
        "source": "Báo cáo 12/BC-UBND",
    } | fields
    return OfficialReport.objects.create(area=area, **fields)


def reported_figure(report, **fields):
    """Return a saved figure of the report: 74 households left the list, in the report's period."""
    fields = {
        "key": "poor_households_exited",
        "value": 74,
        "as_stated": "giảm 74 hộ nghèo",
        "period_from": report.period_from,
        "period_to": report.period_to,
    } | fields
    return ReportedFigure.objects.create(report=report, **fields)


def attachment(row, *, by, content=b"%PDF-1.4\n%%EOF", **fields):
    """Return a file kept beside the record, whoever may do so."""
    paper = Paper(
        name="quyet-dinh.pdf",
        kind="application/pdf",
        size=len(content),
        sha256=serial("sha"),
        added_by=by,
        added_at=datetime(2022, 7, 1, tzinfo=UTC),
    )
    paper.file.save(paper.name, ContentFile(content), save=False)
    paper.save()
    fields = {"kind": "decision", "caption": "Quyết định"} | fields
    return m.Attachment.objects.create(
        entity=row._meta.model_name, record_id=row.pk, paper=paper, **fields
    )


def one_of_each(ward, city, by):
    """Return one saved row of every record, all about one household of the ward."""
    home = household(ward)
    who = {"person": home.head, "household": home, "area": ward, "household_class": "poor"}
    money = allocation(city, assigned=10_000_000, distributed=6_000_000, disbursed=1_000_000)
    training = training_class(ward)
    case = m.HousingCase.objects.create(
        household=home,
        area=ward,
        household_class="poor",
        kind="new",
        funding="other",
        programme="Xoá nhà tạm",
        started_on=DAY,
    )
    need = m.JobNeed.objects.create(**who, need="job", registered_on=DAY)
    posted = entry(money, "assigned", 10_000_000, created_by=by)
    posted.save()
    donation = fund(ward, "income", 5_000_000, created_by=by, party="Nhà hảo tâm")
    donation.save()
    learner = enrolment(training, home, area=ward, household_class="poor")
    learner.save()
    visit = m.SupervisionVisit.objects.create(
        area=ward,
        kind="planned",
        subject="Giám sát cho vay hộ nghèo",
        supervisor=office("Ủy ban Mặt trận Tổ quốc thành phố"),
        visited="Tổ 1",
        visited_on=DAY,
    )
    borrowed = saved_loan(home)
    told = m.Directive.objects.create(
        area=ward,
        title="Rà soát vốn chưa phân bổ",
        instruction="Rà soát, giải ngân kịp thời.",
        owner=office("Phòng Lao động - Thương binh và Xã hội"),
        issued_on=DAY,
        due_on=date(2022, 12, 1),
        document="Thông báo kết luận",
    )
    return {
        "component": component(),
        "proposal": proposal(money, "distributed", 1_000_000, by=by, recipient=ward),
        "budget_year": m.BudgetYear.objects.get(area=money.area, year=money.year),
        "repayment": m.Repayment.objects.create(
            loan=borrowed, amount=1_000_000, paid_on=DAY, document_number="TN-1", created_by=by
        ),
        "enrolment_follow_up": m.EnrolmentFollowUp.objects.create(
            enrolment=learner, months=3, asked_on=date(2022, 12, 1), is_working=True
        ),
        "communication": m.Communication.objects.create(
            area=ward,
            channel="meeting",
            topic="Chính sách giảm nghèo",
            organiser=office("Phòng Văn hóa và Thông tin"),
            held_on=DAY,
        ),
        "supervision_visit": visit,
        "supervision_finding": m.SupervisionFinding.objects.create(
            visit=visit, finding="Chậm giải ngân", owner=office(), due_on=date(2022, 12, 1)
        ),
        "allocation": money,
        "allocation_entry": posted,
        "idle_reason": m.IdleReason.objects.create(
            allocation=money,
            reason="no_project_list",
            amount=4_000_000,
            owner=office(),
            stated_on=DAY,
            due_on=date(2022, 12, 1),
        ),
        "loan": borrowed,
        "training_class": training,
        "enrolment": learner,
        "job_need": need,
        "job_service": m.JobService.objects.create(
            need=need, kind="referral", served_on=DAY, provider="Trung tâm Dịch vụ việc làm"
        ),
        "job_placement": m.JobPlacement.objects.create(**who, employer="Xưởng may", started_on=DAY),
        "overseas_contract": m.OverseasContract.objects.create(
            **who,
            country="Nhật Bản",
            enterprise="Công ty cung ứng",
            contract_number=serial("HD-"),
            departed_on=DAY,
        ),
        "job_aggregate": m.JobAggregate.objects.create(
            area=ward, year=2022, workers=60, evidence="Báo cáo năm", stated_on=DAY
        ),
        "housing_case": case,
        "housing_contribution": m.HousingContribution.objects.create(
            case=case, source="organisation", form="cash", amount=40_000_000, given_on=DAY
        ),
        "fund_transaction": donation,
        "fund_account": m.FundAccount.objects.create(area=ward, balance=5_000_000),
        "support": m.Support.objects.create(
            household=home,
            area=ward,
            household_class="poor",
            kind="livelihood",
            provided_on=DAY,
            amount=10_000_000,
        ),
        "award": m.Award.objects.create(
            area=ward,
            recipient_kind="collective",
            recipient="Tổ 1",
            decision_number=serial("KT-"),
            decided_on=DAY,
            movement="Chung tay vì người nghèo",
        ),
        "directive": told,
        "directive_note": m.DirectiveNote.objects.create(
            directive=told,
            area=ward,
            state="in_progress",
            note="Đã rà soát một nửa",
            noted_on=DAY,
            created_by=by,
        ),
        "target": target(ward),
        "statistic": m.Statistic.objects.create(
            key="trained_labour_rate",
            area=ward,
            year=2022,
            value="73.6",
            source="Cục Thống kê",
            stated_on=DAY,
        ),
    }
