"""One record of every kind, and the addresses of the portal, for the laws about pages."""

import pytest

from povertyportal.accounts.audit import record
from povertyportal.reporting import actions
from povertyportal.reporting.saved import Place
from tests.conftest import make_area
from tests.households import factories as households
from tests.households.paper_rows import make_certificate, make_request
from tests.programs import factories as programs
from tests.reporting import filed as filing

FOLLOWED = ("edit", "remove", "follow", "close", "reopen")


@pytest.fixture
def records(ward, village, city, officer):
    """Return one row of every record, all about one household of the ward, by entity."""
    programs.programme(city)
    home = households.make_household(ward, village=village, code="BK-012345")
    review = households.make_review(home, households.make_round(2023), by=officer)
    plan = households.make_plan(home, by=officer)
    papers = households.make_papers(review, by=officer)
    make_area(code="T01847", name="Xã Khác", level="ward", parent=city, residence="rural")
    found = programs.one_of_each(ward, city, officer)
    return (
        found
        | {
            "household": home,
            "review": review,
            "round": review.round,
            "person": home.head,
            "exit_plan": plan,
        }
        | papers
    )


@pytest.fixture
def address(records, officer, chair):
    """Return the function from the name of an address to one that leads to a record."""
    home, review = records["household"], records["review"]
    event = record("test.act", by=officer, on=home)
    unlock = households.make_unlock(home, user=officer, by=chair)
    certificate = make_certificate(home.area, home.village, by=officer, chair=chair)
    asked = make_request(home.area, home.village, review.round, by=officer)
    attached = programs.attachment(records["award"], by=officer)
    arguments = {
        "household_detail": [home.code],
        "household_edit": [home.code],
        "event_choose": [home.code],
        "event_create": [home.code, "birth"],
        "movement_ward": [review.round.pk, home.area_id],
        "return_detail": ["R1"],
        "return_paper": ["R1"],
        "return_households": ["R1", review.round.pk, home.area_id, f"3-households-{home.area_id}"],
        "review_edit": [home.code, review.round.year],
        "review_draft": [home.code, review.round.year],
        "review_topic": [home.code, review.round.year, "members"],
        "review_step": [home.code, review.round.year, "submit"],
        "person_citizen_id": [records["person"].pk],
        "round_close": [review.round.pk],
        "round_reopen": [review.round.pk],
        "round_detail": [review.round.pk],
        "round_steps": [review.round.pk],
        "ward_close": [review.round.pk, home.area_id],
        "ward_reopen": [unlock.ward_round.round_id, home.area_id],
        "unlock_create": [unlock.ward_round.round_id, home.area_id],
        "unlock_end": [unlock.pk],
        "quick_review": [households.listed(home, review.round, by=officer).pk],
        "quick_review_undo": [households.listed(home, review.round, by=officer).pk],
        **{
            name: [records["allocation"].pk]
            for name in ("allocation_remove", "allocation_transfer", "allocation_carry_over")
        },
        **{
            name: [records["proposal"].pk]
            for name in ("proposal_approve", "proposal_refuse", "proposal_withdraw")
        },
        "budget_year_settle": [records["budget_year"].pk],
        "budget_year_reopen": [records["budget_year"].pk],
        "capital_ward": [home.area_id],
        "capital_unit": [programs.office().pk],
        "allocation_entry_create": [records["allocation"].pk],
        "allocation_entry_correct": [records["allocation_entry"].pk],
        "idle_reason_create": [records["allocation"].pk],
        "idle_reason_edit": [records["idle_reason"].pk],
        "idle_reason_close": [records["idle_reason"].pk],
        "allocation_reallocation": [records["allocation"].pk],
        "year_reallocation": [records["budget_year"].pk],
        "leaf_match": [records["component"].pk],
        "leaf_unserved": [records["component"].pk],
        "job_need_edit": [records["job_need"].pk],
        "job_need_remove": [records["job_need"].pk],
        "job_service_edit": [records["job_service"].pk],
        "job_service_remove": [records["job_service"].pk],
        "job_placement_edit": [records["job_placement"].pk],
        "job_placement_remove": [records["job_placement"].pk],
        "overseas_contract_edit": [records["overseas_contract"].pk],
        "overseas_contract_remove": [records["overseas_contract"].pk],
        "job_aggregate_edit": [records["job_aggregate"].pk],
        "job_aggregate_remove": [records["job_aggregate"].pk],
        "training_class_edit": [records["training_class"].pk],
        "training_class_remove": [records["training_class"].pk],
        "enrolment_edit": [records["enrolment"].pk],
        "enrolment_remove": [records["enrolment"].pk],
        "enrolment_follow_up_edit": [records["enrolment_follow_up"].pk],
        "enrolment_follow_up_remove": [records["enrolment_follow_up"].pk],
        "job_service_create": [records["job_need"].pk],
        "enrolment_complete": [records["enrolment"].pk],
        "enrolment_follow_up_create": [records["enrolment"].pk],
        "exit_plan_detail": [records["exit_plan"].pk],
        "exit_plan_edit": [records["exit_plan"].pk],
        "exit_plan_drop": [records["exit_plan"].pk],
        "exit_support_done": [records["exit_plan"].supports.get().pk],
        "exit_plan_create": [home.code],
        "score_card_detail": [households.make_card(by=officer).pk],
        "complaint_resolve": [records["complaint"].pk],
        "opinion_answer": [records["opinion"].pk],
        "certificate_issue": [records["decision"].pk],
        "paper_download": ["meeting", records["meeting"].pk],
        "scan_attach": ["meeting", records["meeting"].pk],
        "blank_paper": ["phieu-b"],
        "review_paper": [home.code, review.round.year, "b"],
        "village_papers": [review.round.pk, home.village_id],
        "candidate_paper": [asked.pk],
        "meeting_paper": [records["meeting"].pk],
        "posting_paper": [records["posting"].pk],
        "opinion_paper": [records["opinion"].pk],
        "decision_paper": [records["decision"].pk],
        "certificates_paper": [certificate.review.decision_id],
        "certificate_paper": [certificate.pk],
        "duplicate_detail": [households.make_pair(home).pk],
        "person_status_create": [home.head.pk],
        "person_status_end": [households.make_status(home.head, by=officer).pk],
        "figure_detail": ["poor_households_exited"],
        "report_detail": ["mid_term"],
        "figure_json": ["poor_households_exited"],
        "figure_csv": ["poor_households_exited"],
        "audit_event_detail": [event.pk],
        "loan_product_detail": [records["loan"].product_id],
        "support_edit": [records["support"].pk],
        "support_remove": [records["support"].pk],
        "communication_edit": [records["communication"].pk],
        "communication_remove": [records["communication"].pk],
        "supervision_visit_edit": [records["supervision_visit"].pk],
        "supervision_visit_remove": [records["supervision_visit"].pk],
        "supervision_finding_create": [records["supervision_visit"].pk],
        "supervision_finding_edit": [records["supervision_finding"].pk],
        "supervision_finding_remove": [records["supervision_finding"].pk],
        "supervision_finding_mend": [records["supervision_finding"].pk],
        **{f"award_{name}": [records["award"].pk] for name in ("edit", "remove", "figure_create")},
        "award_figure_remove": [programs.award_figure(records["award"]).pk],
        **{f"directive_{name}": [records["directive"].pk] for name in FOLLOWED},
        "attachment_create": ["award", records["award"].pk],
        "attachment_download": [attached.pk],
        "attachment_remove": [attached.pk],
    }
    arguments |= {
        f"housing_case_{act}": [records["housing_case"].pk] for act in ("edit", "remove", "finish")
    }
    arguments |= {
        f"housing_contribution_{act}": [records["housing_contribution"].pk]
        for act in ("edit", "remove")
    }
    arguments |= {f"target_{name}": [records["target"].pk] for name in ("edit", "remove")}
    arguments |= {f"statistic_{name}": [records["statistic"].pk] for name in ("edit", "remove")}
    arguments["target_split"] = [programs.target(home.area.parent).pk]
    arguments |= {
        name: [records["loan"].pk]
        for name in ("loan_edit", "loan_remove", "loan_status", "repayment_create")
    }
    arguments |= {
        "repayment_correct": [records["repayment"].pk],
        "housing_contribution_create": [records["housing_case"].pk],
        "fund_transaction_correct": [records["fund_transaction"].pk],
        "fund_receipt": [records["fund_transaction"].pk],
    }
    arguments |= {
        f"{entity}_detail": [row.pk]
        for entity, row in records.items()
        if f"{entity}_detail" not in arguments
    }
    stated = programs.reported_figure(programs.official_report(home.area))
    arguments |= {f"reported_figure_{act}": [stated.pk] for act in ("edit", "remove", "explain")}
    reports = ("official_report_detail", "official_report_edit", "official_report_remove")
    arguments |= {name: [stated.report_id] for name in (*reports, "official_report_scan")}
    arguments["reported_figure_create"] = [stated.report_id]
    filed = filing.row(home.area, by=officer)
    arguments |= {f"filed_report_{page}": [filed.pk] for page in ("detail", "paper", "data")}
    arguments["filed_report_create"] = [filed.kind]
    kept = actions.save_view(place=Place("/targets/", ""), name="Của tôi", role="", by=officer)
    arguments |= {f"saved_view_{act}": [kept.pk] for act in ("edit", "remove")}
    return lambda name: arguments.get(name, [])
