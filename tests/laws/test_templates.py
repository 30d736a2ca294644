"""Laws about templates: each compiles, holds no script or style, and escapes what it shows."""

import re

import pytest
from django.conf import settings
from django.template.loader import get_template

FOLDER = settings.BASE_DIR / "templates"
TEMPLATES = sorted(str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*.html"))


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_compiles(name):
    get_template(name)


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_holds_no_script_style_or_unescaped_text(name):
    text = re.sub(r"{#.*?#}", "", (FOLDER / name).read_text(encoding="utf-8"), flags=re.DOTALL)

    assert not re.search(r"<script(?![^>]*\bsrc=)", text)
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", text)
    assert not re.search(r"\|\s*safe\b|{%\s*autoescape\s+off", text)
    assert not re.search(r"(src|href)=[\"'](https?:)?//", text)


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_form_that_writes_carries_its_token(name):
    text = (FOLDER / name).read_text(encoding="utf-8")

    for form in re.findall(r"<form[^>]*method=[\"']post[\"'].*?</form>", text, re.DOTALL | re.I):
        assert "csrf_token" in form


@pytest.mark.parametrize("name", [name for name in TEMPLATES if name.startswith("components/")])
def test_parts_are_included_with_what_they_need_only(name):
    callers = [FOLDER / other for other in TEMPLATES]

    for caller in callers:
        for call in re.findall(
            r"{%\s*include\s+\"" + re.escape(name) + r"\"([^%]*)%}", caller.read_text()
        ):
            assert "with" not in call or call.strip().endswith("only"), caller
