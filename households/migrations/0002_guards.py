"""Triggers: a closed round takes no review, and the open head row is the household's head."""

from django.db import migrations

CHILDREN = ("households_deprivation", "households_cause", "households_need")
CLOSED = "households: round is closed"
HEAD = "households: the open head row must name the head of the household"

ROUND_CLOSED = (
    "EXISTS (SELECT 1 FROM households_reviewround WHERE id = {row}.round_id AND state = 'closed')"
)
REVIEW_CLOSED = (
    "EXISTS (SELECT 1 FROM households_review r JOIN households_reviewround o ON o.id = r.round_id"
    " WHERE r.id = {row}.review_id AND o.state = 'closed')"
)
OTHER_HEAD = (
    "NEW.is_head AND NEW.valid_to IS NULL AND NOT EXISTS (SELECT 1 FROM households_household"
    " WHERE id = NEW.household_id AND head_id = NEW.person_id)"
)


def rows_of(event):
    return {"INSERT": ("NEW",), "UPDATE": ("OLD", "NEW"), "DELETE": ("OLD",)}[event]


def sqlite_triggers():
    for table, closed in [("households_review", ROUND_CLOSED)] + [
        (child, REVIEW_CLOSED) for child in CHILDREN
    ]:
        for event in ("INSERT", "UPDATE", "DELETE"):
            test = " OR ".join(closed.format(row=row) for row in rows_of(event))
            yield f"{table}_open_{event.lower()}", event, table, test, CLOSED
    for event in ("INSERT", "UPDATE"):
        name = f"households_membership_head_{event.lower()}"
        yield name, event, "households_membership", OTHER_HEAD, HEAD


POSTGRESQL = f"""
CREATE FUNCTION households_round_is_open(round_key bigint) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE found text;
BEGIN
  SELECT state INTO found FROM households_reviewround WHERE id = round_key FOR SHARE;
  RETURN found IS DISTINCT FROM 'closed';
END $$;

CREATE FUNCTION households_guard_review() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' AND NOT households_round_is_open(OLD.round_id) THEN
    RAISE EXCEPTION '{CLOSED}' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF TG_OP <> 'DELETE' AND NOT households_round_is_open(NEW.round_id) THEN
    RAISE EXCEPTION '{CLOSED}' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION households_guard_answer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' AND NOT households_round_is_open(
    (SELECT round_id FROM households_review WHERE id = OLD.review_id)) THEN
    RAISE EXCEPTION '{CLOSED}' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF TG_OP <> 'DELETE' AND NOT households_round_is_open(
    (SELECT round_id FROM households_review WHERE id = NEW.review_id)) THEN
    RAISE EXCEPTION '{CLOSED}' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION households_guard_head() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF {OTHER_HEAD} THEN
    RAISE EXCEPTION '{HEAD}' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER households_review_open BEFORE INSERT OR UPDATE OR DELETE ON households_review
  FOR EACH ROW EXECUTE FUNCTION households_guard_review();
CREATE TRIGGER households_membership_head BEFORE INSERT OR UPDATE ON households_membership
  FOR EACH ROW EXECUTE FUNCTION households_guard_head();
"""

# Sort keys are ASCII made to sort byte by byte; a language collation would skip their signs.
BYTEWISE = (
    'ALTER TABLE {table} ALTER COLUMN sort_key TYPE varchar(300) COLLATE "C"',
    ("households_person", "households_household"),
)


def install(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for name, event, table, test, message in sqlite_triggers():
            schema_editor.execute(
                f"CREATE TRIGGER {name} BEFORE {event} ON {table} WHEN {test} "
                f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
            )
        return
    schema_editor.execute(POSTGRESQL)
    for child in CHILDREN:
        schema_editor.execute(
            f"CREATE TRIGGER {child}_open BEFORE INSERT OR UPDATE OR DELETE ON {child} "
            "FOR EACH ROW EXECUTE FUNCTION households_guard_answer()"
        )
    for table in BYTEWISE[1]:
        schema_editor.execute(BYTEWISE[0].format(table=table))


def remove(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for name, *_rest in sqlite_triggers():
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}")
        return
    for function in ("review", "answer", "head"):
        schema_editor.execute(f"DROP FUNCTION IF EXISTS households_guard_{function}() CASCADE")
    schema_editor.execute("DROP FUNCTION IF EXISTS households_round_is_open(bigint)")


class Migration(migrations.Migration):
    dependencies = [("households", "0001_initial")]

    operations = [migrations.RunPython(install, remove)]
