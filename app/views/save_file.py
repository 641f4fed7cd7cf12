"""Asking where an export shall go: a dialog that blocks nothing."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

EXCEL = "Excel workbook (*.xlsx)"
PDF = "PDF (*.pdf)"


def ask_where(
    owner: QWidget,
    title: str,
    name: str,
    kinds: Sequence[str],
    chosen: Callable[[Path], None],
) -> QFileDialog:
    """Ask for a file to write, `name` proposed; `chosen` gets the path unless it is cancelled.

    A name typed without an ending gets that of the chosen one of `kinds`.
    """
    dialog = QFileDialog(owner, title)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setNameFilters(list(kinds))
    dialog.setDefaultSuffix(_ending(kinds[0]))
    dialog.filterSelected.connect(lambda kind: dialog.setDefaultSuffix(_ending(kind)))
    dialog.selectFile(name)
    dialog.fileSelected.connect(lambda path: chosen(Path(path)))
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog


def _ending(kind: str) -> str:
    return kind.rpartition("*.")[2].rstrip(")")
