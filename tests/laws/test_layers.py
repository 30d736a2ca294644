"""The house: what stands on the top level, and who may import whom."""

import ast

import pytest
from django.conf import settings

ROOT = settings.BASE_DIR
LAYERS = [
    "povertyportal.ui",
    "povertyportal.areas",
    "povertyportal.accounts",
    "povertyportal.reporting",
    "households",
    "programs",
]
TOP = {
    "manage.py",
    "povertyportal",
    "programs",
    "households",
    "templates",
    "static",
    "tests",
    "pyproject.toml",
    "README.md",
    "docs",
    "CHANGELOG.md",
    "LICENSE",
    "requirements.txt",
    "requirements-dev.txt",
}
MADE = {"uv.lock", "papers", "staticfiles", "htmlcov", "test-results"}
STEPS = [
    {
        "scoring",
        "workflow",
        "money",
        "choices",
        "wording",
        "classes",
        "standards",
        "converters",
        "terms",
        "eligibility",
        "alerts",
    }
    | {"procedure", "facts", "checks", "workdays", "movement"}
    | {"roles", "text", "parsing", "crypto", "append_only", "statements"},
    {"models", "statuses", "readiness", "movement_records"}
    | {"overlaps", "gaps", "matcher", "watch", "findings", "reallocation"}
    | {"succession", "boundaries", "places"},
    {"audit", "actions", "past", "outlines"},
    {
        "forms",
        "filters",
        "tables",
        "indicators",
        "imports",
        "dossier",
        "overview",
        "papers",
        "movement_pages",
        "returns",
        "timeline",
        "trail",
        "person_records",
        "fields",
    }
    | {"board", "progress", "todo", "outlook", "lists", "ledgers", "consistency", "reconciling"}
    | {"spread", "maps"},
    {"views"},
    {"urls", "admin", "management", "apps", "demo"},
]
SCANS = "povertyportal.reporting.papers"
"""Scans that actions keep: below them, though printed papers of the other apps stand above."""
PURE = {
    "households/scoring.py": {"django"},
    "households/procedure.py": {"django"},
    "households/facts.py": {"django"},
    "households/movement.py": {"django.db", "django.http", "households.models"},
    "households/workflow.py": {"django.http", "django.db.transaction", "households.models"},
    "programs/money.py": {"django.db", "django.http", "programs.models"},
    "programs/eligibility.py": {"django", "programs.models"},
    "programs/alerts.py": {"django", "programs.models"},
}


def sources(layer):
    """Return the modules of a package, without its migrations."""
    folder = ROOT / layer.replace(".", "/")
    return [path for path in folder.rglob("*.py") if "migrations" not in path.parts]


def imports(path):
    """Return what a module imports, as dotted names down to the imported name."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def layer_of(module):
    """Return the place of the module's package from the left, or None if it is not ours."""
    for place, layer in enumerate(LAYERS):
        if f"{module}.".startswith(f"{layer}."):
            return place
    return None


def step_of(layer, module):
    """Return the place of a module inside its package, or None where the order says nothing."""
    if f"{module}.".startswith(f"{SCANS}."):
        return 1
    rest = module.removeprefix(f"{layer}.").split(".")
    for place, names in enumerate(STEPS):
        if rest[0] in names:
            return place
    return None


def test_the_top_level_holds_what_the_design_names():
    found = {path.name for path in ROOT.iterdir() if not path.name.startswith(".")}

    assert {name for name in found - MADE if ".sqlite3" not in name} <= TOP
    assert found >= TOP


@pytest.mark.parametrize("layer", LAYERS)
def test_a_package_imports_only_what_lies_to_its_left(layer):
    own = LAYERS.index(layer)

    wrong = {
        f"{path.relative_to(ROOT)} imports {module}"
        for path in sources(layer)
        for module in imports(path)
        if (layer_of(module) or 0) > own
    }

    assert not wrong


@pytest.mark.parametrize("name", ["settings", "urls", "wsgi"])
def test_settings_and_addresses_import_no_app_and_nobody_imports_them(name):
    path = ROOT / "povertyportal" / f"{name}.py"

    assert not [module for module in imports(path) if layer_of(module) is not None]
    for layer in LAYERS:
        for source in sources(layer):
            assert f"povertyportal.{name}" not in set(imports(source)), source


@pytest.mark.parametrize("layer", LAYERS)
def test_inside_a_package_pages_stand_on_actions_and_actions_on_models(layer):
    folder = ROOT / layer.replace(".", "/")
    wrong = set()
    for path in sources(layer):
        own = step_of("", ".".join(path.relative_to(folder).with_suffix("").parts))
        for module in imports(path):
            if own is None or layer_of(module) != LAYERS.index(layer):
                continue
            other = step_of(layer, module)
            if other is not None and other > own:
                wrong.add(f"{path.relative_to(ROOT)} imports {module}")

    assert not wrong


@pytest.mark.parametrize(("name", "forbidden"), PURE.items(), ids=PURE)
def test_rules_are_pure(name, forbidden):
    wrong = {
        module
        for module in imports(ROOT / name)
        if any(f"{module}.".startswith(f"{part}.") for part in forbidden)
    }

    assert not wrong


def test_a_forbidden_import_would_be_seen(tmp_path):
    bad = tmp_path / "bad.py"
    bad.write_text("from programs.models import Loan\nimport households.models\n")

    assert [layer_of(module) for module in imports(bad)] == [5, 4]
    assert step_of("programs", "programs.views.capital") > step_of("programs", "programs.actions")
