"""Hold the filled columns, and guard the ledgers and the settled years by triggers."""

from django.db import migrations, models
import django.db.models.deletion
import django.db.models.functions.text
import django.db.models.lookups

from povertyportal.accounts.append_only import install, remove

LEDGERS = (
    "programs_allocationentry",
    "programs_fundtransaction",
    "programs_repayment",
    "programs_directivenote",
)
SETTLED = "programs: the year is settled"
OF_ALLOCATION = "programs_allocation"
OF_ENTRY = ("programs_allocationentry", "programs_entryproposal")
SQLITE_YEAR = (
    "EXISTS (SELECT 1 FROM programs_budgetyear y WHERE y.area_id = {row}.area_id"
    " AND y.year = {row}.year AND y.settled_on IS NOT NULL)"
)
SQLITE_ENTRY = (
    "EXISTS (SELECT 1 FROM programs_allocation a JOIN programs_budgetyear y"
    " ON y.area_id = a.area_id AND y.year = a.year"
    " WHERE a.id = NEW.allocation_id AND y.settled_on IS NOT NULL)"
)
POSTGRESQL = f"""
CREATE FUNCTION programs_demand_open(area_key bigint, year_key integer) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE settled date;
BEGIN
  SELECT settled_on INTO settled FROM programs_budgetyear
    WHERE area_id = area_key AND year = year_key FOR SHARE;
  IF settled IS NOT NULL THEN
    RAISE EXCEPTION '{SETTLED}' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
END $$;

CREATE FUNCTION programs_guard_allocation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN PERFORM programs_demand_open(OLD.area_id, OLD.year); END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  PERFORM programs_demand_open(NEW.area_id, NEW.year);
  RETURN NEW;
END $$;

CREATE FUNCTION programs_guard_entry() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE found programs_allocation;
BEGIN
  SELECT * INTO found FROM programs_allocation WHERE id = NEW.allocation_id;
  PERFORM programs_demand_open(found.area_id, found.year);
  RETURN NEW;
END $$;

CREATE TRIGGER programs_allocation_year BEFORE INSERT OR UPDATE OR DELETE ON programs_allocation
  FOR EACH ROW EXECUTE FUNCTION programs_guard_allocation();
CREATE TRIGGER programs_allocationentry_year BEFORE INSERT ON programs_allocationentry
  FOR EACH ROW EXECUTE FUNCTION programs_guard_entry();
CREATE TRIGGER programs_entryproposal_year BEFORE INSERT ON programs_entryproposal
  FOR EACH ROW EXECUTE FUNCTION programs_guard_entry();
"""


def put_guards(apps, schema_editor):
    for table in LEDGERS:
        install(schema_editor, table)
    if schema_editor.connection.vendor != "sqlite":
        schema_editor.execute(POSTGRESQL)
        return
    for event, rows in (("INSERT", ["NEW"]), ("UPDATE", ["OLD", "NEW"]), ("DELETE", ["OLD"])):
        shut = " OR ".join(SQLITE_YEAR.format(row=row) for row in rows)
        schema_editor.execute(
            f"CREATE TRIGGER {OF_ALLOCATION}_year_{event.lower()} BEFORE {event} "
            f"ON {OF_ALLOCATION} WHEN {shut} BEGIN SELECT RAISE(ABORT, '{SETTLED}'); END"
        )
    for table in OF_ENTRY:
        schema_editor.execute(
            f"CREATE TRIGGER {table}_year BEFORE INSERT ON {table} "
            f"WHEN {SQLITE_ENTRY} BEGIN SELECT RAISE(ABORT, '{SETTLED}'); END"
        )


def take_guards(apps, schema_editor):
    for table in LEDGERS:
        remove(schema_editor, table)
    if schema_editor.connection.vendor != "sqlite":
        for table in (OF_ALLOCATION, *OF_ENTRY):
            schema_editor.execute(f"DROP TRIGGER {table}_year ON {table}")
        for name in ("guard_allocation()", "guard_entry()", "demand_open(bigint, integer)"):
            schema_editor.execute(f"DROP FUNCTION programs_{name}")
        return
    for event in ("insert", "update", "delete"):
        schema_editor.execute(f"DROP TRIGGER {OF_ALLOCATION}_year_{event}")
    for table in OF_ENTRY:
        schema_editor.execute(f"DROP TRIGGER {table}_year")


class Migration(migrations.Migration):

    dependencies = [("programs", "0004_fill_money_people_activities")]

    operations = [
        migrations.RemoveField(model_name='directive', name='owner_name'),
        migrations.RemoveField(model_name='idlereason', name='owner_name'),
        migrations.RemoveField(
            model_name='directive',
            name='progress',
        ),
        migrations.AlterField(
            model_name='directive',
            name='owner',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='directives', to='programs.organisation', verbose_name='đơn vị chủ trì'),
        ),
        migrations.AlterField(
            model_name='idlereason',
            name='owner',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='idle_reasons', to='programs.organisation', verbose_name='đơn vị chịu trách nhiệm'),
        ),
        migrations.AddConstraint(
            model_name='loan',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('override_reason', ''), ('resolved_class', models.F('borrower_class'))), models.Q(models.Q(('resolved_class', models.F('borrower_class')), _negated=True), models.Q(('override_reason', ''), _negated=True)), _connector='OR'), name='loan_override_says_why'),
        ),
        migrations.AddConstraint(
            model_name='loan',
            constraint=models.CheckConstraint(condition=models.Q(('resolved_class__in', ['poor', 'near_poor', 'escaped', 'not_poor', 'unknown'])), name='loan_resolved_class_known'),
        ),
        migrations.AddConstraint(
            model_name='loan',
            constraint=models.CheckConstraint(condition=models.Q(('status_on__isnull', True), ('status_on__gte', models.F('disbursed_on')), _connector='OR'), name='loan_status_on_after_disbursed_on'),
        ),
        migrations.AddConstraint(
            model_name='loan',
            constraint=models.CheckConstraint(condition=models.Q(django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('contract_number'), 40), django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('class_basis'), 200), django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('override_reason'), 300)), name='loan_text_lengths'),
        ),
        migrations.AddConstraint(
            model_name='allocationentry',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['assigned', 'adjusted', 'carried_over', 'returned', 'distributed', 'withdrawn', 'advance', 'payment', 'recovery'])), name='allocationentry_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='allocationentry',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ['distributed', 'withdrawn', 'advance', 'payment', 'recovery']), ('recipient__isnull', False)), models.Q(models.Q(('kind__in', ['distributed', 'withdrawn', 'advance', 'payment', 'recovery']), _negated=True), ('recipient', None), ('unit', None)), _connector='OR'), name='allocationentry_recipient'),
        ),
        migrations.AddConstraint(
            model_name='allocationentry',
            constraint=models.CheckConstraint(condition=models.Q(('document_number', ''), _negated=True), name='allocationentry_document_number_filled'),
        ),
        migrations.AddConstraint(
            model_name='allocationentry',
            constraint=models.UniqueConstraint(fields=('proposal', 'allocation'), name='allocationentry_once_per_proposal'),
        ),
        migrations.AddConstraint(
            model_name='allocationentry',
            constraint=models.CheckConstraint(condition=models.Q(('approved_by', None), models.Q(('approved_by', models.F('created_by')), _negated=True), _connector='OR'), name='allocationentry_four_eyes'),
        ),
        migrations.AddConstraint(
            model_name='directive',
            constraint=models.CheckConstraint(condition=models.Q(django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('title'), 200), django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('instruction'), 2000), django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('document'), 120), django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('page'), 60)), name='directive_text_lengths'),
        ),
        migrations.AddConstraint(
            model_name='idlereason',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('reason', 'other'), _negated=True), models.Q(('note', ''), _negated=True), _connector='OR'), name='idlereason_other_says_what'),
        ),
        migrations.AddConstraint(
            model_name='idlereason',
            constraint=models.CheckConstraint(condition=models.Q(django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('note'), 400)), name='idlereason_text_lengths'),
        ),
        migrations.RunPython(put_guards, take_guards),
    ]
