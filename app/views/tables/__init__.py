"""Tables that hold columns and sort themselves."""

from app.views.tables.column_table import ColumnTable
from app.views.tables.values import Column, Flow, Num, Sla, Spark, Two, Txt, Word

__all__ = ["Column", "ColumnTable", "Flow", "Num", "Sla", "Spark", "Two", "Txt", "Word"]
