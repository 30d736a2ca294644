"""The vendored front end is exactly what its manifest says, and asks no other host for anything."""

import json
import re
import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError

from povertyportal.ui.management.commands.vendor import ICONS, MANIFEST, copy, problems

STATIC = Path(settings.BASE_DIR) / "static"
VENDOR = STATIC / "vendor"


def test_every_vendored_file_is_listed_and_unchanged():
    assert problems(VENDOR) == []


def test_every_entry_names_version_and_licence():
    entries = json.loads((VENDOR / MANIFEST).read_text(encoding="utf-8"))["files"]

    assert all(entry["version"] and entry["licence"] and entry["package"] for entry in entries)


@pytest.mark.parametrize("folder", ["bootstrap", "be-vietnam-pro", "icons", "tinos"])
def test_the_licence_lies_beside_the_files(folder):
    assert (VENDOR / folder / "LICENSE").stat().st_size > 500


def test_a_changed_an_extra_and_a_missing_file_are_found(tmp_path):
    copied = tmp_path / "vendor"
    shutil.copytree(VENDOR, copied)
    (copied / "icons" / "search.svg").write_text("<svg/>", encoding="utf-8")
    (copied / "extra.js").write_text("", encoding="utf-8")
    (copied / "icons" / "trash.svg").unlink()

    found = problems(copied)

    assert found == ["missing: icons/trash.svg", "unlisted: extra.js", "changed: icons/search.svg"]


def test_style_sheets_and_scripts_fetch_nothing_from_elsewhere():
    for path in [*STATIC.glob("*.css"), *STATIC.glob("*.js"), *VENDOR.rglob("*.css")]:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"url\(\s*[\"']?(https?:)?//", text), path
        assert "@import" not in text, path
        assert "sourceMappingURL" not in text, path


def test_every_file_named_in_the_style_sheets_is_here():
    for path in STATIC.glob("*.css"):
        for name in re.findall(r'url\("([^"]+)"\)', path.read_text(encoding="utf-8")):
            assert (STATIC / name).is_file(), name


def test_every_icon_is_one_of_the_listed():
    assert {path.stem for path in (VENDOR / "icons").glob("*.svg")} == set(ICONS)


def test_copying_leaves_out_the_source_map(tmp_path):
    for package in ("bootstrap", "@fontsource/be-vietnam-pro", "bootstrap-icons"):
        (tmp_path / package).mkdir(parents=True)
        about = {"version": "1.0", "license": "MIT"}
        (tmp_path / package / "package.json").write_text(json.dumps(about), encoding="utf-8")
    debian = tmp_path / "fonts-croscore"
    shutil.copytree(VENDOR / "tinos", debian / "usr/share/fonts/truetype/croscore")
    (debian / "DEBIAN").mkdir()
    (debian / "DEBIAN/control").write_text("Package: x\nVersion: 2020-1\n", encoding="utf-8")
    (debian / "usr/share/doc/fonts-croscore").mkdir(parents=True)
    shutil.copy(VENDOR / "tinos/LICENSE", debian / "usr/share/doc/fonts-croscore/copyright")
    for entry in json.loads((VENDOR / MANIFEST).read_text(encoding="utf-8"))["files"]:
        within = entry["file"].split("/", 1)[1]
        if entry["package"] == debian.name:
            continue
        folder = {"bootstrap": "dist/css", "bootstrap-icons": "icons"}.get(
            entry["package"], "files"
        )
        place = within if within == "LICENSE" else f"{folder}/{within}"
        target = tmp_path / entry["package"] / place
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(b"a{}\n/*# sourceMappingURL=a.css.map */")

    entries = copy(tmp_path, tmp_path / "out")

    assert (tmp_path / "out/bootstrap/bootstrap.min.css").read_bytes() == b"a{}\n"
    assert [(e["version"], e["licence"]) for e in entries if e["file"] == "tinos/LICENSE"] == [
        ("2020-1", "OFL-1.1")
    ]


def test_the_command_checks_and_names_what_is_not_found(tmp_path, capsys):
    call_command("vendor")

    assert "matches" in capsys.readouterr().out
    with pytest.raises(CommandError, match="not found"):
        call_command("vendor", "--from", str(tmp_path))
