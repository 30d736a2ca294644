"""Every string has English, and the committed catalogue is what the sources ask for."""

import ast
import re
import shutil
import subprocess
import sys

import pytest
from django.conf import settings

ROOT = settings.BASE_DIR
CATALOGUE = ROOT / "povertyportal" / "locale" / "en" / "LC_MESSAGES" / "django.po"
SOURCES = ("povertyportal", "households", "programs", "templates")
TOOLS = all(shutil.which(tool) for tool in ("xgettext", "msgfmt", "msguniq", "msgmerge"))

pytestmark = [
    pytest.mark.skipif(not TOOLS, reason="gettext is not installed"),
    pytest.mark.xfail(
        not CATALOGUE.with_suffix(".mo").exists(),
        reason="the catalogue is made at the end",
        strict=False,
    ),
]

ENTRY = re.compile(
    r'(?:^msgctxt (?P<context>(?:".*"\n)+))?'
    r'^msgid (?P<id>(?:".*"\n)+)'
    r'(?:^msgid_plural (?P<plural>(?:".*"\n)+))?'
    r'(?P<words>(?:^msgstr(?:\[\d\])? (?:".*"\n?)+)+)',
    re.MULTILINE,
)


def joined(lines):
    """Return the text of quoted lines."""
    return "".join(ast.literal_eval(line) for line in lines.split("\n") if line) if lines else ""


def entries(path):
    """Return (context, text) -> translations of a catalogue, without its header."""
    text = re.sub(r"^#~.*\n?", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    found = {}
    for entry in ENTRY.finditer(text):
        key = joined(entry["context"]), joined(entry["id"])
        words = re.split(r"^msgstr(?:\[\d\])? ", entry["words"], flags=re.MULTILINE)[1:]
        found[key] = [joined(part) for part in words]
    found.pop(("", ""), None)
    return found


@pytest.fixture(scope="module")
def asked(tmp_path_factory):
    """Return what the sources ask for, collected in a copy of the repository."""
    copy = tmp_path_factory.mktemp("copy")
    for name in SOURCES:
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "manage.py", copy)
    shutil.rmtree(copy / "povertyportal" / "locale", ignore_errors=True)
    (copy / "povertyportal" / "locale").mkdir()
    made = subprocess.run(
        [sys.executable, "manage.py", "makemessages", "-l", "en", "--no-location"],
        cwd=copy,
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stderr
    return entries(copy / CATALOGUE.relative_to(ROOT))


def test_every_string_has_english(asked):
    given = entries(CATALOGUE)

    missing = [key for key in asked if not given.get(key) or not all(given[key])]

    assert len(asked) > 100
    assert not missing


def test_the_catalogue_holds_nothing_that_nobody_asks_for(asked):
    assert not set(entries(CATALOGUE)) - set(asked)


def test_no_translation_is_a_guess():
    assert not re.findall(r"^#,.*fuzzy", CATALOGUE.read_text(encoding="utf-8"), re.MULTILINE)


def test_placeholders_are_the_same_in_both_languages():
    names = re.compile(r"%\((\w+)\)[sd]|{(\w+)}")

    wrong = [
        text
        for (_context, text), words in entries(CATALOGUE).items()
        for word in words
        if word and set(names.findall(word)) != set(names.findall(text))
    ]

    assert not wrong


def test_the_compiled_catalogue_is_fresh(tmp_path):
    made = tmp_path / "django.mo"
    subprocess.run(["msgfmt", "--check", "-o", made, CATALOGUE], check=True, capture_output=True)

    assert made.read_bytes() == CATALOGUE.with_suffix(".mo").read_bytes()
