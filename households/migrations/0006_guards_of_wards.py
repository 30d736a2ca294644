"""Triggers: a closed round or ward takes no row, and nobody lives in two households on one day.

A closed ward opens for one household while an unlock holds. These are all guards of the
application: they take the place of those of 0002 and 0003.
"""

from importlib import import_module

from django.db import migrations

first = import_module("households.migrations.0002_guards")
second = import_module("households.migrations.0003_guards_of_place_and_head")

OF_ROUND = ("households_review", "households_candidate")
OF_REVIEW = (
    "households_deprivation",
    "households_cause",
    "households_need",
    "households_reviewmember",
    "households_dwelling",
)
CLOSED = "households: round is closed"
OVERLAP = "households: a person cannot belong to two households on one day"

SHUT = (
    "(EXISTS (SELECT 1 FROM households_reviewround o WHERE o.id = {round} AND o.state = 'closed')"
    " OR EXISTS (SELECT 1 FROM households_wardround w WHERE w.round_id = {round}"
    " AND w.area_id = {area} AND w.state = 'closed'))"
    " AND NOT EXISTS (SELECT 1 FROM households_unlock u JOIN households_wardround w"
    " ON w.id = u.ward_round_id WHERE w.round_id = {round} AND w.area_id = {area}"
    " AND u.household_id = {household} AND u.ended_at IS NULL AND u.expires_at > {now})"
)
SQLITE_NOW = "strftime('%Y-%m-%d %H:%M:%f', 'now')"
ROW_SHUT = SHUT.format(
    round="{row}.round_id", area="{row}.area_id", household="{row}.household_id", now=SQLITE_NOW
)
CHILD_SHUT = (
    "EXISTS (SELECT 1 FROM households_review r WHERE r.id = {row}.review_id AND "
    + SHUT.format(round="r.round_id", area="r.area_id", household="r.household_id", now=SQLITE_NOW)
    + ")"
)
ELSEWHERE = (
    "EXISTS (SELECT 1 FROM households_membership m WHERE m.person_id = NEW.person_id"
    " AND (NEW.id IS NULL OR m.id <> NEW.id)"
    " AND (NEW.valid_to IS NULL OR m.valid_from <= NEW.valid_to)"
    " AND (m.valid_to IS NULL OR m.valid_to >= NEW.valid_from))"
)

POSTGRESQL = f"""
CREATE FUNCTION households_is_open(round_key bigint, area_key bigint, household_key bigint)
RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE of_round text; of_ward text;
BEGIN
  SELECT state INTO of_round FROM households_reviewround WHERE id = round_key FOR SHARE;
  SELECT state INTO of_ward FROM households_wardround
    WHERE round_id = round_key AND area_id = area_key FOR SHARE;
  IF of_round IS DISTINCT FROM 'closed' AND of_ward IS DISTINCT FROM 'closed' THEN
    RETURN true;
  END IF;
  RETURN EXISTS (
    SELECT 1 FROM households_unlock u JOIN households_wardround w ON w.id = u.ward_round_id
    WHERE w.round_id = round_key AND w.area_id = area_key AND u.household_id = household_key
      AND u.ended_at IS NULL AND u.expires_at > clock_timestamp());
END $$;

CREATE FUNCTION households_guard_row() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT'
    AND NOT households_is_open(OLD.round_id, OLD.area_id, OLD.household_id) THEN
    RAISE EXCEPTION '{CLOSED}' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF TG_OP <> 'DELETE'
    AND NOT households_is_open(NEW.round_id, NEW.area_id, NEW.household_id) THEN
    RAISE EXCEPTION '{CLOSED}' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION households_review_is_open(review_key bigint) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE found households_review;
BEGIN
  SELECT * INTO found FROM households_review WHERE id = review_key;
  RETURN found.id IS NULL OR households_is_open(found.round_id, found.area_id, found.household_id);
END $$;

CREATE FUNCTION households_guard_part() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' AND NOT households_review_is_open(OLD.review_id) THEN
    RAISE EXCEPTION '{CLOSED}' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF TG_OP <> 'DELETE' AND NOT households_review_is_open(NEW.review_id) THEN
    RAISE EXCEPTION '{CLOSED}' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION households_guard_head() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF {first.OTHER_HEAD} THEN
    RAISE EXCEPTION '{first.HEAD}' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION households_guard_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF {ELSEWHERE} THEN
    RAISE EXCEPTION '{OVERLAP}' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER households_membership_head BEFORE INSERT OR UPDATE ON households_membership
  FOR EACH ROW EXECUTE FUNCTION households_guard_head();
CREATE TRIGGER households_membership_stay BEFORE INSERT OR UPDATE ON households_membership
  FOR EACH ROW EXECUTE FUNCTION households_guard_stay();
"""
FUNCTIONS = ("row()", "part()", "head()", "stay()")


def sqlite_triggers():
    """Yield name, event, table, condition and message."""
    for tables, test in ((OF_ROUND, ROW_SHUT), (OF_REVIEW, CHILD_SHUT)):
        for table in tables:
            for event in ("INSERT", "UPDATE", "DELETE"):
                shut = " OR ".join(f"({test.format(row=row)})" for row in first.rows_of(event))
                yield f"{table}_open_{event.lower()}", event, table, shut, CLOSED
    for event in ("INSERT", "UPDATE"):
        table = "households_membership"
        yield f"{table}_head_{event.lower()}", event, table, first.OTHER_HEAD, first.HEAD
        yield f"{table}_stay_{event.lower()}", event, table, ELSEWHERE, OVERLAP
    yield from second.triggers()


def install(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for name, event, table, test, message in sqlite_triggers():
            schema_editor.execute(
                f"CREATE TRIGGER {name} BEFORE {event} ON {table} WHEN {test} "
                f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
            )
        return
    schema_editor.execute(POSTGRESQL)
    for tables, guard in ((OF_ROUND, "row"), (OF_REVIEW, "part")):
        for table in tables:
            schema_editor.execute(
                f"CREATE TRIGGER {table}_open BEFORE INSERT OR UPDATE OR DELETE ON {table} "
                f"FOR EACH ROW EXECUTE FUNCTION households_guard_{guard}()"
            )
    for name, event, table, test, message in second.triggers():
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
        for name, *_rest in sqlite_triggers():
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}")
        return
    for name, *_rest in second.triggers():
        schema_editor.execute(f"DROP FUNCTION IF EXISTS {name}() CASCADE")
    for function in FUNCTIONS:
        schema_editor.execute(f"DROP FUNCTION IF EXISTS households_guard_{function} CASCADE")
    schema_editor.execute("DROP FUNCTION IF EXISTS households_review_is_open(bigint)")
    schema_editor.execute("DROP FUNCTION IF EXISTS households_is_open(bigint, bigint, bigint)")


class Migration(migrations.Migration):
    dependencies = [("households", "0005_wards_of_rounds")]

    operations = [migrations.RunPython(install, remove)]
