"""The 15 forms of Annex VII of Circular 07/2021/TT-BLĐTBXH, from recognised reviews.

`layout` says what a form is and `formulas` how its computed columns are worked out, `forms` and
`people` declare the 15; `records` reads a round, `fill` fills the forms, `checks` names what is
impossible; `book`, `papers` and `pages` show them.
"""
