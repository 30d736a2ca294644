"""Guard the shares of a settled year, and the settled year itself, by triggers."""

from django.db import migrations

SETTLED = "programs: the year is settled"
SHARE, YEAR = "programs_allocationshare", "programs_budgetyear"
ROWS = {"INSERT": ["NEW"], "UPDATE": ["OLD", "NEW"], "DELETE": ["OLD"]}
SQLITE_SHARE = (
    "EXISTS (SELECT 1 FROM programs_allocation a JOIN programs_budgetyear y"
    " ON y.area_id = a.area_id AND y.year = a.year"
    " WHERE a.id = {row}.allocation_id AND y.settled_on IS NOT NULL)"
)
MOVED = "(NEW.area_id <> OLD.area_id OR NEW.year <> OLD.year)"
POSTGRESQL = f"""
CREATE FUNCTION programs_guard_share() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE found programs_allocation;
BEGIN
  IF TG_OP <> 'INSERT' THEN
    SELECT * INTO found FROM programs_allocation WHERE id = OLD.allocation_id;
    PERFORM programs_demand_open(found.area_id, found.year);
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  SELECT * INTO found FROM programs_allocation WHERE id = NEW.allocation_id;
  PERFORM programs_demand_open(found.area_id, found.year);
  RETURN NEW;
END $$;

CREATE FUNCTION programs_guard_year() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '{SETTLED}' USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER {SHARE}_year BEFORE INSERT OR UPDATE OR DELETE ON {SHARE}
  FOR EACH ROW EXECUTE FUNCTION programs_guard_share();
CREATE TRIGGER {YEAR}_delete BEFORE DELETE ON {YEAR}
  FOR EACH ROW WHEN (OLD.settled_on IS NOT NULL) EXECUTE FUNCTION programs_guard_year();
CREATE TRIGGER {YEAR}_update BEFORE UPDATE ON {YEAR}
  FOR EACH ROW WHEN (OLD.settled_on IS NOT NULL AND {MOVED})
  EXECUTE FUNCTION programs_guard_year();
"""  # noqa: S608 - made of names alone


def put_guards(apps, schema_editor):
    if schema_editor.connection.vendor != "sqlite":
        schema_editor.execute(POSTGRESQL)
        return
    guarded = [
        (f"{SHARE}_year_{event.lower()}", event, SHARE,
         " OR ".join(SQLITE_SHARE.format(row=row) for row in rows))
        for event, rows in ROWS.items()
    ] + [
        (f"{YEAR}_delete", "DELETE", YEAR, "OLD.settled_on IS NOT NULL"),
        (f"{YEAR}_update", "UPDATE", YEAR, f"OLD.settled_on IS NOT NULL AND {MOVED}"),
    ]  # fmt: skip
    for name, event, table, shut in guarded:
        schema_editor.execute(
            f"CREATE TRIGGER {name} BEFORE {event} ON {table} "
            f"WHEN {shut} BEGIN SELECT RAISE(ABORT, '{SETTLED}'); END"
        )


def take_guards(apps, schema_editor):
    if schema_editor.connection.vendor != "sqlite":
        schema_editor.execute(f"DROP TRIGGER {SHARE}_year ON {SHARE}")
        for event in ("delete", "update"):
            schema_editor.execute(f"DROP TRIGGER {YEAR}_{event} ON {YEAR}")
        for name in ("guard_share", "guard_year"):
            schema_editor.execute(f"DROP FUNCTION programs_{name}()")
        return
    for event in ROWS:
        schema_editor.execute(f"DROP TRIGGER {SHARE}_year_{event.lower()}")
    for event in ("delete", "update"):
        schema_editor.execute(f"DROP TRIGGER {YEAR}_{event}")


class Migration(migrations.Migration):
    dependencies = [("programs", "0005_guards_of_money")]

    operations = [migrations.RunPython(put_guards, take_guards)]
