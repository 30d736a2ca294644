"""The programme's tables come out the same in one step or in five, and old records come along."""

import re
from datetime import date

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("upgrade")]
NAMED = re.compile(r'CONSTRAINT "(\w+)" (?:CHECK|UNIQUE) ')


def executor(*, squashed):
    made = MigrationExecutor(connection)
    made.loader = MigrationLoader(connection, replace_migrations=squashed)
    return made


def migrate(*names, squashed=True):
    """Bring the programme to the migrations of these names, to the newest without any."""
    made = executor(squashed=squashed)
    known = made.loader.disk_migrations
    leaves = [n for n in made.loader.graph.leaf_nodes() if squashed or not known[n].replaces]
    own = [("programs", name) for name in names] or [n for n in leaves if n[0] == "programs"]
    made.migrate(own)
    others = [node for node in leaves if node[0] != "programs"]
    return executor(squashed=squashed).loader.project_state(own + others).apps


def drop():
    """Take the programme's tables away, faster than migrations would walk back."""
    with connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor)
        tables = [name for name in names if name.startswith("programs_")]
        if connection.vendor == "sqlite":
            with connection.constraint_checks_disabled():
                for table in tables:
                    cursor.execute(f"DROP TABLE {table}")
        else:
            for table in tables:
                cursor.execute(f"DROP TABLE {table} CASCADE")
            cursor.execute(
                "SELECT oid::regprocedure::text FROM pg_proc WHERE proname LIKE 'programs_%%'", []
            )
            for (function,) in cursor.fetchall():
                cursor.execute(f"DROP FUNCTION {function}")
    MigrationRecorder.Migration.objects.filter(app="programs").delete()


@pytest.fixture
def empty_programme():
    """Take the programme's tables away, and bring today's back when the test is over."""
    newest = schema()
    drop()
    yield newest
    drop()
    migrate()


def schema():
    """Return tables, columns, constraints, indexes and triggers, whatever their order."""
    with connection.cursor() as cursor:

        def ask(query, *values):
            cursor.execute(query, values)
            return cursor.fetchall()

        of_vendor = of_sqlite if connection.vendor == "sqlite" else of_postgresql
        names = connection.introspection.table_names(cursor)
        found = {name: of_vendor(ask, name) for name in names if name.startswith("programs_")}
        return found | {"triggers": triggers(ask)}


def of_sqlite(ask, table):
    [(sql,)] = ask("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = %s", table)
    indexes = ask(
        "SELECT sql FROM sqlite_master WHERE type = 'index' AND tbl_name = %s AND sql <> ''", table
    )
    columns = ask('SELECT name, type, "notnull", dflt_value, pk FROM pragma_table_info(%s)', table)
    keys = ask('SELECT "from", "table", "to" FROM pragma_foreign_key_list(%s)', table)
    named = {(found[1], balanced(sql[found.end() :])) for found in NAMED.finditer(sql)}
    return set(columns), set(keys), named, {unhashed(each) for (each,) in indexes}


def of_postgresql(ask, table):
    columns = ask(
        "SELECT column_name, data_type, character_maximum_length, is_nullable, column_default,"
        " is_identity FROM information_schema.columns WHERE table_name = %s",
        table,
    )
    held = ask(
        "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE conrelid = %s::regclass",
        table,
    )
    indexes = ask("SELECT indexdef FROM pg_indexes WHERE tablename = %s", table)
    named = {(unhashed(name), words) for name, words in held}
    return set(columns), named, {unhashed(each) for (each,) in indexes}


def unhashed(name):
    """Leave out the digits Django makes of names, which depend on how a column came about."""
    return re.sub(r"_[0-9a-f]{8}(?=_|\b)", "", name)


def triggers(ask):
    if connection.vendor == "sqlite":
        rows = ask(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
            " AND tbl_name LIKE 'programs_%%'"
        )
    else:
        rows = ask(
            "SELECT tgname, pg_get_triggerdef(oid) || pg_get_functiondef(tgfoid) FROM pg_trigger"
            " WHERE NOT tgisinternal AND tgrelid::regclass::text LIKE 'programs_%%'"
        )
    return {(name, " ".join(sql.split())) for name, sql in rows}


def balanced(text):
    """Return the text up to the bracket that closes its first one."""
    depth = 0
    for place, sign in enumerate(text):
        depth += (sign == "(") - (sign == ")")
        if depth == 0:
            return text[: place + 1]
    return text


def test_the_squashed_migration_makes_what_the_five_made(empty_programme):
    in_one_step = empty_programme
    migrate(squashed=False)

    one_by_one = schema()

    assert len(in_one_step) > 30
    assert len(in_one_step["triggers"]) >= 8
    assert one_by_one.keys() == in_one_step.keys()
    for table, held in in_one_step.items():
        assert one_by_one[table] == held, table


def old_records(apps):
    """Write money, a loan, a reason and an instruction as the first version kept them."""
    get = apps.get_model
    user = get("accounts", "User").objects.create(username="lan", full_name="Lan")
    city = get("areas", "Area").objects.create(
        code="T1", name="Thành phố", level="city", path="1/", valid_from=date(2015, 1, 1)
    )
    programme = get("programs", "Programme").objects.create(
        code="CT",
        name="Chương trình",
        starts_on=date(2021, 1, 1),
        ends_on=date(2025, 12, 31),
        decision_number="90",
        decided_on=date(2022, 1, 18),
    )
    leaf = get("programs", "Component").objects.create(
        programme=programme, code="DA2", name="Sinh kế", carries_money=True, order=1
    )
    money = get("programs", "Allocation").objects.create(
        component=leaf, area=city, year=2022, source="TW", kind="recurrent",
        assigned=100, distributed=60, disbursed=20,
    )  # fmt: skip
    day = date(2022, 6, 15)
    entries = get("programs", "AllocationEntry").objects
    for kind, amount, number in (
        ("assigned", 100, "1/QĐ"),
        ("distributed", 60, ""),
        ("disbursed", 20, "3/UNC"),
    ):
        entries.create(
            allocation=money,
            kind=kind,
            amount=amount,
            entry_on=day,
            document_number=number,
            document_on=day,
            created_by=user,
        )
    get("programs", "IdleReason").objects.create(
        allocation=money,
        reason="other",
        amount=40,
        owner="Phòng Kinh tế",
        due_on=day,
        stated_on=day,
    )
    get("programs", "Directive").objects.create(
        area=city,
        title="Rà soát vốn",
        instruction="Rà soát.",
        owner="Phòng Kinh tế",
        issued_on=day,
        due_on=day,
        document="Thông báo",
        progress="Đã rà soát một nửa",
    )
    get("programs", "FundTransaction").objects.create(
        area=city,
        kind="income",
        amount=500,
        occurred_on=day,
        purpose="Ủng hộ",
        document_number="PT-1",
        created_by=user,
    )


def test_records_of_the_first_version_come_along(empty_programme):
    old_records(migrate("0002_append_only", squashed=False))

    apps = migrate(squashed=False)

    get = lambda name: apps.get_model("programs", name).objects  # noqa: E731
    entries = get("AllocationEntry").order_by("pk")
    assert [(row.kind, row.recipient_id is None) for row in entries] == [
        ("assigned", True),
        ("distributed", False),
        ("payment", False),
    ]
    assert entries[1].document_number == "–"
    share = get("AllocationShare").get()
    assert (share.distributed, share.disbursed, share.advanced) == (60, 20, 0)
    assert [row.year for row in get("BudgetYear").all()] == [2022]
    assert get("IdleReason").get().owner == get("Directive").get().owner
    assert get("Organisation").get().name == "Phòng Kinh tế"
    assert get("IdleReason").get().note == "–"
    assert get("DirectiveNote").get().note == "Đã rà soát một nửa"
    assert get("FundAccount").get().balance == 500
