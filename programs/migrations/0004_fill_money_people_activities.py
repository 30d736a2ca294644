"""Bring the records of before into the new shape: shares, years, balances, offices, notes."""

from django.db import migrations
from django.db.models import F, Sum

TO_SOMEBODY = ["distributed", "withdrawn", "advance", "payment", "recovery"]
OUT = ["spending", "transfer_out"]


def fill(apps, schema_editor):
    get = lambda name: apps.get_model("programs", name)
    entries, allocations = get("AllocationEntry").objects, get("Allocation").objects
    entries.filter(kind="disbursed").update(kind="payment")
    for row in entries.filter(kind__in=TO_SOMEBODY, recipient=None).select_related("allocation"):
        entries.filter(pk=row.pk).update(recipient=row.allocation.area_id)
    entries.exclude(kind__in=TO_SOMEBODY).update(recipient=None)
    entries.filter(document_number="").update(document_number="–")
    years = {(row.area_id, row.year) for row in allocations.all()}
    get("BudgetYear").objects.bulk_create(
        get("BudgetYear")(area_id=area, year=year) for area, year in sorted(years)
    )
    shares = {}
    rows = entries.filter(kind__in=TO_SOMEBODY).values_list("allocation", "recipient", "kind")
    for allocation, recipient, kind, amount in rows.annotate(v=Sum("amount")).order_by():
        share = shares.setdefault((allocation, recipient), {"distributed": 0, "disbursed": 0})
        share["distributed" if kind == "distributed" else "disbursed"] += amount
    get("AllocationShare").objects.bulk_create(
        get("AllocationShare")(allocation_id=allocation, recipient_id=recipient, **sums)
        for (allocation, recipient), sums in shares.items()
    )
    balances = {}
    for area, kind, amount in get("FundTransaction").objects.order_by().values_list(
        "area", "kind"
    ).annotate(v=Sum("amount")):
        balances[area] = balances.get(area, 0) + (-amount if kind in OUT else amount)
    get("FundAccount").objects.bulk_create(
        get("FundAccount")(area_id=area, balance=balance) for area, balance in balances.items()
    )
    get("Loan").objects.update(resolved_class=F("borrower_class"))
    author = apps.get_model("accounts", "User").objects.order_by("pk").first()
    get("Repayment").objects.bulk_create(
        get("Repayment")(
            loan=loan,
            amount=loan.repaid,
            paid_on=loan.disbursed_on,
            document_number="Số đã trả trước khi có sổ trả nợ",
            created_by=author,
        )
        for loan in get("Loan").objects.filter(repaid__gt=0)
    )
    for name in ("Directive", "IdleReason"):
        _name_owners(get, name)
    get("DirectiveNote").objects.bulk_create(
        get("DirectiveNote")(
            directive=row,
            area_id=row.area_id,
            state=row.state,
            note=row.progress,
            noted_on=row.done_on or row.issued_on,
            created_by=author,
        )
        for row in get("Directive").objects.exclude(progress="")
    )


def _name_owners(get, name):
    """Make an office of every name that stood as the owner."""
    related = ["allocation"] if name == "IdleReason" else []
    for row in get(name).objects.select_related(*related):
        area = row.allocation.area_id if name == "IdleReason" else row.area_id
        office, _is_new = get("Organisation").objects.get_or_create(
            name=row.owner_name, area_id=area, defaults={"valid_from": "2021-01-01"}
        )
        get(name).objects.filter(pk=row.pk).update(owner=office)
    if name == "IdleReason":
        get(name).objects.filter(reason="other", note="").update(note="–")


class Migration(migrations.Migration):

    dependencies = [
        ("accounts", "__first__"),
        ("programs", "0003_money_people_activities"),
    ]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
