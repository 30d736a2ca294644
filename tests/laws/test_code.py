"""Laws about the code: writes in actions, rules as named constraints, no shortcuts."""

import ast
import re
import subprocess
import sys
import tomllib

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models
from django.urls import NoReverseMatch

from tests.laws.test_layers import LAYERS, imports, sources

ROOT = settings.BASE_DIR
OURS = [config for config in apps.get_app_configs() if config.name in LAYERS]
WRITES = {"save", "create", "delete", "update", "get_or_create", "update_or_create"}
WRITES |= {"bulk_create", "bulk_update", "record", "set_password"}
NOT_DATABASE = {"params", "query", "context", "data", "initial", "values", "kept", "headers"}
NAMES_FROM_THE_DATABASE = {"povertyportal/accounts/append_only.py", "programs/demo/build.py"}
MODULES = [path for layer in LAYERS for path in sources(layer)]


def tree(path):
    return ast.parse(path.read_text(encoding="utf-8"))


def name_of(path):
    return str(path.relative_to(ROOT))


def views():
    return [p for p in MODULES if p.name == "views.py" or "views" in p.parent.parts[-1:]]


def test_views_write_nothing():
    wrong = [
        f"{name_of(path)}:{node.lineno} {ast.unparse(node.func)}"
        for path in views()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in WRITES
        and ast.unparse(node.func.value) not in {"actions"} | NOT_DATABASE
    ]

    assert len(views()) > 5
    assert not wrong


def test_actions_take_keywords_only_and_name_who_acts():
    wrong = []
    for config in OURS:
        for path in sources(config.name):
            if path.name == "base.py" or (
                path.name != "actions.py" and path.parent.name != "actions"
            ):
                continue
            for node in tree(path).body:
                if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
                    continue
                if any("atomic" in ast.unparse(d) for d in node.decorator_list) and (
                    node.args.args or "by" not in {a.arg for a in node.args.kwonlyargs}
                ):
                    wrong.append(f"{name_of(path)}: {node.name}")

    assert set(wrong) <= {"povertyportal/accounts/actions.py: create_administrator"}


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_what_is_public_says_what_it_is_for(path):
    module = tree(path)
    bare = [
        node.name
        for node in module.body
        if isinstance(node, ast.ClassDef | ast.FunctionDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
        and (isinstance(node, ast.ClassDef) or path not in views())
        and path.name not in {"admin.py", "apps.py"}
    ]

    assert not bare
    assert ast.get_docstring(module) or (path.name == "__init__.py" and not module.body)


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_no_shortcuts(path):
    text = path.read_text(encoding="utf-8")

    assert "csrf_exempt" not in text
    assert not re.search(r"fields\s*=\s*[\"']__all__", text)
    assert not re.search(r"\b(datetime\.now\(\)|date\.today\(\)|utcnow)", text)
    assert "import *" not in text
    assert "django.dispatch" not in set(imports(path))
    if name_of(path) not in NAMES_FROM_THE_DATABASE:
        assert not re.search(r"(execute|raw|RawSQL|extra)\(\s*f[\"']", text)


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_nothing_is_imported_inside_a_function(path):
    inside = [
        f"line {inner.lineno}"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]

    assert not inside


PARTS = {"households.Deprivation", "households.Cause", "households.Need"}
PARTS |= {"households.ReviewMember", "households.Dwelling", "households.RoundStep"}
PARTS |= {"programs.ComponentLead", "programs.ComponentApplicability", "programs.LoanTerms"}
PARTS |= {"programs.AwardFigure"}
"""Rows that are nothing without the row they hang on: they go with it."""


def own_models():
    return [model for config in OURS for model in config.get_models()]


@pytest.mark.parametrize("model", own_models(), ids=lambda m: m._meta.label)
def test_models_protect_rows_and_order_them(model):
    for field in model._meta.get_fields():
        if isinstance(field, models.ForeignKey) and model._meta.label not in PARTS:
            assert field.remote_field.on_delete is models.PROTECT, field
    if model._meta.label not in {"accounts.AuditHead"}:
        assert model._meta.ordering
    assert type(model).__str__ is not models.Model.__str__
    assert model.__str__ is not models.Model.__str__


@pytest.mark.parametrize("model", own_models(), ids=lambda m: m._meta.label)
def test_rules_of_models_have_names_that_say_them(model):
    for rule in model._meta.constraints:
        assert re.fullmatch(r"[a-z][a-z0-9_]{5,}", rule.name)
    for field in model._meta.local_fields:
        if isinstance(field, models.CharField) and field.choices and not field.primary_key:
            assert field.max_length >= max(len(str(key)) for key, _word in field.flatchoices)


@pytest.mark.parametrize("model", own_models(), ids=lambda m: m._meta.label)
def test_the_address_of_a_row_exists(model):
    if "get_absolute_url" not in vars(model):
        return
    row = model(pk=1)
    try:
        row.get_absolute_url()
    except NoReverseMatch as error:
        if "with arguments '('',)'" not in str(error):
            raise
    except models.ObjectDoesNotExist:
        pass


def test_migrations_are_complete():
    result = subprocess.run(
        [sys.executable, "manage.py", "makemigrations", "--check", "--dry-run"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert result.returncode == 0, result.stdout + result.stderr


WRITTEN = [
    *ROOT.glob("*.md"),
    *ROOT.glob("docs/*.md"),
    *ROOT.glob("requirements*.txt"),
    ROOT / "pyproject.toml",
    *ROOT.glob(".ci/*"),
    *MODULES,
]


@pytest.mark.parametrize("path", WRITTEN, ids=name_of)
def test_no_text_names_a_machine(path):
    text = path.read_text(encoding="utf-8")

    assert not re.search(r"(?<![\w./])/(work|tmp|root|home|Users)/", text)
    assert not re.search(r"(index-url|find-links|extra-index|pypi\.org|files\.pythonhosted)", text)


def pins(groups):
    for entry in groups:
        name, _, version = entry.partition("==")
        yield name.lower(), version


def hashed(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    found = dict(re.findall(r"^([a-z0-9._-]+)(?:\[[a-z,]+\])?==([^ \n\\;]+)", text, re.MULTILINE))
    assert text.count("==") >= len(found)
    assert text.count("--hash=sha256:") >= len(found)
    return found


def test_hashed_requirements_hold_every_pin():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    needed = dict(pins(project["project"]["dependencies"]))
    for_tests = needed | dict(pins(project["dependency-groups"]["dev"]))

    assert all(version for version in for_tests.values())
    assert needed.items() <= hashed("requirements.txt").items()
    assert for_tests.items() <= hashed("requirements-dev.txt").items()
    assert hashed("requirements.txt").items() <= hashed("requirements-dev.txt").items()
