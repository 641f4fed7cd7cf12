"""The profile of the decisions: which one holds, and what can be done with it."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from app.models.kinds import kind_words
from app.models.profile import Profile
from app.models.results.preview import FilePreview, ProfileLine
from app.services.formats import formats
from app.views import plain, theme
from app.views.changes.decision_form import Boxed
from app.views.select import Select
from app.views.widgets import Button, PlainLabel

NAME, EXPORT, LOAD, FORGET = "name", "export", "load", "forget"
_ALWAYS = ((NAME, "Save under a name…"), (LOAD, "Load from a file…"))
_KEPT = ((EXPORT, "Write to a file…"), (FORGET, "Forget this profile"))


class ProfileSelect(Select):
    """`chosen` gives the id of another profile, `asked` what is to be done (NAME ...)."""

    chosen = Signal(int)
    asked = Signal(str)

    def __init__(self) -> None:
        super().__init__("Profile")
        self._place = 0
        self.setFont(theme.font(11))
        self.setFixedHeight(24)
        self.setMinimumWidth(104)
        self.setMaximumWidth(170)
        self.setToolTip(plain.tooltip("Decisions kept for files with this header"))
        self.activated.connect(self._on_activated)

    def show_profiles(self, seen: FilePreview, known: Sequence[Profile]) -> None:
        """Offer the profiles of this header, others of this format, and what can be done."""
        used = seen.profile.id if seen.profile else 0
        others = [
            ProfileLine(one.id, one.name, one.format)
            for one in known
            if one.format == seen.format and one.name and one.id not in _ids(seen)
        ]
        self.blockSignals(True)
        self.clear()
        if not used:
            self.addItem("No profile", 0)
        for one in seen.profiles:
            self.addItem(f"Profile: {profile_words(one)}", one.id)
        for one in others:
            self.addItem(f"Decide as in {profile_words(one)}", one.id)
        self.insertSeparator(self.count())
        for action, words in (*_ALWAYS, *(_KEPT if used else ())):
            self.addItem(words, action)
        self._place = max(self.findData(used), 0)
        self.setCurrentIndex(self._place)
        self.blockSignals(False)
        self.updateGeometry()

    def _on_activated(self, place: int) -> None:
        value = self.itemData(place)
        before, self._place = self._place, self._place
        self.setCurrentIndex(before)
        if isinstance(value, str):
            self.asked.emit(value)
        elif value and place != before:
            self.chosen.emit(int(value))


def _ids(seen: FilePreview) -> set[int]:
    return {one.id for one in seen.profiles}


def profile_words(one: ProfileLine) -> str:
    """Its name, or what it is for where nobody gave it one."""
    if one.name:
        return plain.one_line(one.name)
    kind = next((row.kind for row in formats() if row.id == one.format), "")
    return kind_words(kind) or one.format


class NameRow(QWidget):
    """`named` gives the name to save under; Esc closes."""

    named = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 12, 8)
        row.setSpacing(8)
        self.field = QLineEdit()
        self.field.setFrame(False)
        self.field.setFont(theme.font(12))
        self.field.setAccessibleName("Name of the profile")
        self.field.setMaxLength(80)
        self.save = Button("Save profile")
        self.cancel = Button("Cancel")
        row.addWidget(PlainLabel("Name of the profile", "t3"))
        row.addWidget(Boxed(self.field), 1)
        row.addWidget(self.save)
        row.addWidget(self.cancel)
        self.field.returnPressed.connect(self._on_save)
        self.save.clicked.connect(self._on_save)
        self.cancel.clicked.connect(self.hide)
        self.hide()

    def ask(self, name: str) -> None:
        """Ask for a name, `name` proposed."""
        self.field.setText(name)
        self.field.selectAll()
        self.show()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_save(self) -> None:
        name = self.field.text().strip()
        if name:
            self.hide()
            self.named.emit(name)
        else:
            self.field.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc gives up."""
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            super().keyPressEvent(event)
