"""Vocabularies of one kind of record put into those of another."""

import numpy as np

from app.analysis.kpis.scoping import recoded


def test_names_are_found_in_another_vocabulary_and_none_stays_none():
    table = recoded(("Mail", "Payroll", "SAP"), ("SAP", "Mail"))
    assert table[np.array([2, 0, 1, -1])].tolist() == [0, 1, -1, -1]
    assert recoded((), ("SAP",))[np.array([-1])].tolist() == [-1]
