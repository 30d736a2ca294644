"""CSV opens as a table in a Vietnamese spreadsheet, and nothing in it runs."""

from datetime import date
from decimal import Decimal

import pytest

from povertyportal.ui.delimited import write_csv


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (None, ""),
        (-5, "-5"),
        (1234567, "1234567"),
        (Decimal("2.33"), "2,33"),
        (date(2022, 12, 31), "2022-12-31"),
        ("=1+1", "'=1+1"),
        ("+84 912", "'+84 912"),
        ("-2", "'-2"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("Hộ nghèo; cận nghèo", '"Hộ nghèo; cận nghèo"'),
        ('Quỹ "Vì người nghèo"', '"Quỹ ""Vì người nghèo"""'),
    ],
)
def test_a_cell_is_text_that_no_spreadsheet_runs(value, cell):
    text = write_csv(["a", "b"], [[value, "x"]])

    assert text == f"\ufeffa;b\r\n{cell};x\r\n"
