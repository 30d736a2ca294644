"""Where the system keeps its chromium: the testing tool cannot fetch one of its own."""

import shutil
from pathlib import Path

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
USUAL = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")


def chromium() -> str | None:
    """Return the path of the system's chromium, or None."""
    found = next((path for path in USUAL if Path(path).exists()), None)
    return found or shutil.which("chromium") or shutil.which("google-chrome")
