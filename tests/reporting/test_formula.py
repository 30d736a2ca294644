"""A formula is words with numbers in them, each with its records."""

from povertyportal.reporting.formula import Line, Term

LINE = Line(
    "%(part)s của %(whole)s hộ = 50 %%",
    {"part": Term(text="5", by="sex", group="female"), "whole": Term(text="10", key="all")},
)


def test_a_formula_reads_as_one_sentence():
    assert str(LINE) == "5 của 10 hộ = 50 %"


def test_the_pieces_of_a_formula_are_its_words_and_numbers_in_order():
    pieces = LINE.pieces

    assert "".join(piece.text for piece in pieces) == str(LINE)
    assert [piece.text for piece in pieces if piece.is_linked] == ["5", "10"]
    assert [piece.text for piece in pieces if piece.is_number] == ["5", "10"]
