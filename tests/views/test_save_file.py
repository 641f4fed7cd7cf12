"""Where an export goes: the proposed name, the ending, and nothing on cancel."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLineEdit, QWidget

from app.views.save_file import EXCEL, PDF, ask_where


@pytest.fixture
def owner(qtbot):
    made = QWidget()
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture(autouse=True)
def plain_dialog(qapp):
    qapp.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)


def test_the_chosen_path_gets_its_ending(owner, tmp_path):
    told = []
    dialog = ask_where(owner, "Export", "rca.pdf", (PDF, EXCEL), told.append)
    dialog.setDirectory(str(tmp_path))
    field = dialog.findChild(QLineEdit)
    assert field.text() == "rca.pdf"
    dialog.selectNameFilter(EXCEL)
    dialog.filterSelected.emit(EXCEL)
    field.setText("other")
    dialog.accept()
    assert told == [tmp_path / "other.xlsx"]


def test_cancel_writes_nothing(owner):
    told = []
    dialog = ask_where(owner, "Export", "a.xlsx", (EXCEL,), told.append)
    assert dialog.acceptMode() is QFileDialog.AcceptMode.AcceptSave
    dialog.reject()
    assert told == []
