"""Give existing rounds their wards, and the open ones their list and steps.

A closed round has closed wards. Reviews of an open round put their households on its list.
"""

from django.db import migrations

from households.procedure import procedure_on


def fill(apps, schema_editor):
    get = apps.get_model
    rounds, reviews = get("households", "ReviewRound"), get("households", "Review")
    ward_rounds, steps = get("households", "WardRound"), get("households", "RoundStep")
    for found in rounds.objects.all():
        areas = reviews.objects.filter(round=found).order_by().values_list("area", flat=True)
        ward_rounds.objects.bulk_create(
            ward_rounds(
                round=found,
                area_id=area,
                state=found.state,
                closed_at=found.closed_at,
                closed_by_id=found.closed_by_id,
            )
            for area in sorted(set(areas))
        )
        if found.state == "open":
            procedure = procedure_on(found.starts_on)
            steps.objects.bulk_create(
                steps(round=found, stage=rule.stage, owner=rule.owner, due_on=due)
                for rule, due in procedure.stages_of(found.starts_on, found.ends_on)
            )
            _list(get("households", "Candidate"), reviews.objects.filter(round=found))


def _list(candidates, reviews):
    candidates.objects.bulk_create(
        (
            candidates(
                round_id=review.round_id,
                household_id=review.household_id,
                area_id=review.area_id,
                village_id=review.village_id,
                source=_source(review.previous),
                created_by_id=review.created_by_id,
                created_at=review.created_at,
            )
            for review in reviews.select_related("previous").iterator(chunk_size=2000)
        ),
        batch_size=2000,
    )


def _source(previous):
    known = previous.recognised_class if previous else ""
    return known if known in ("poor", "near_poor") else "officer"


class Migration(migrations.Migration):
    dependencies = [("households", "0004_review_procedure")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
