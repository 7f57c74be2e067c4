"""The screens: one folder each, a passive view and a Qt-free presenter.

Must not: reach the record, a driver or a model; a presenter gets ports and functions.
"""
