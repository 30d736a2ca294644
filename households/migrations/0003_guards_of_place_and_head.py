"""Triggers: a village lies in the row's ward, and a head changes only after the head row did.

The check that nobody recognises their own review grows by the sender. SQLite makes the table anew
for that and loses its triggers, so those of 0002 are taken away before and put back afterwards.
"""

from importlib import import_module

from django.db import migrations, models
from django.db.models import F, Q

guards = import_module("households.migrations.0002_guards")

PLACED = ("households_household", "households_review")
PLACE = "households: the village must lie in the ward of the row"
HEAD = "households: an open head row names another person than the new head"

FOREIGN_VILLAGE = (
    "NEW.village_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM areas_area"
    " WHERE id = NEW.village_id AND parent_id = NEW.area_id)"
)
UNLIKE_HEAD_ROW = (
    "NEW.head_id <> OLD.head_id AND EXISTS (SELECT 1 FROM households_membership"
    " WHERE household_id = NEW.id AND is_head AND valid_to IS NULL AND person_id <> NEW.head_id)"
)


def triggers():
    """Yield name, event, table, condition and message, the same for both databases."""
    for table in PLACED:
        yield f"{table}_place_insert", "INSERT", table, FOREIGN_VILLAGE, PLACE
        event = "UPDATE OF village_id, area_id"
        yield f"{table}_place_update", event, table, FOREIGN_VILLAGE, PLACE
    name = "households_household_head_update"
    yield name, "UPDATE OF head_id", "households_household", UNLIKE_HEAD_ROW, HEAD


def install(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        guards.install(apps, schema_editor)
        for name, event, table, test, message in triggers():
            schema_editor.execute(
                f"CREATE TRIGGER {name} BEFORE {event} ON {table} WHEN {test} "
                f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
            )
        return
    for name, event, table, test, message in triggers():
        schema_editor.execute(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF {test} THEN RAISE EXCEPTION '{message}' "
            "USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$"
        )
        schema_editor.execute(
            f"CREATE TRIGGER {name} BEFORE {event} ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {name}()"
        )


def remove(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for name, *_rest in triggers():
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}")
        guards.remove(apps, schema_editor)
        return
    for name, *_rest in triggers():
        schema_editor.execute(f"DROP FUNCTION IF EXISTS {name}() CASCADE")


def take_sqlite_guards_away(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        guards.remove(apps, schema_editor)


def put_sqlite_guards_back(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        guards.install(apps, schema_editor)


class Migration(migrations.Migration):
    dependencies = [("households", "0002_guards")]

    operations = [
        migrations.RunPython(take_sqlite_guards_away, put_sqlite_guards_back),
        migrations.RemoveConstraint("review", "review_not_by_own_author"),
        migrations.AddConstraint(
            "review",
            models.CheckConstraint(
                condition=Q(recognised_by=None)
                | (
                    ~Q(recognised_by=F("created_by"))
                    & ~Q(recognised_by=F("updated_by"))
                    & (Q(submitted_by=None) | ~Q(recognised_by=F("submitted_by")))
                ),
                name="review_not_by_own_author",
            ),
        ),
        migrations.RunPython(install, remove),
    ]
