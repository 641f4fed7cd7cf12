"""The one registry of actions: shortcuts, palette and help overlay all come from it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

GROUPS = ("Go to", "This screen", "Data", "View", "Help")

ROW_KEYS = (
    ("Move by row, cell or bar", "↑ ↓ ← →"),
    ("Open", "Enter"),
    ("Sort by the column", "Shift+Enter"),
    ("Select", "Space"),
    ("Close panel or clear filter", "Esc"),
    ("Next, previous item", "J, K"),
    ("Zoom the timeline", "+ − 0"),
    ("Now on the timeline", "T"),
    ("Previous, next collision", "[ ]"),
    ("Why is this number this (scorecard)", "W"),
    ("Annotate the chosen point (scorecard)", "A"),
)
"""Keys that hold in a focused list or canvas only (DESIGN_LANGUAGE §7), for the help overlay."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One registered action. `why_not` says why it can't run now; empty = it can."""

    id: str
    text: str
    shortcut: str
    group: str
    action: QAction
    why_not: Callable[[], str]


def _always() -> str:
    return ""


def _reason(action: QAction) -> Callable[[], str]:
    return lambda: "" if action.isEnabled() else action.statusTip() or "Not possible now"


class Registry:
    """Actions of one window, in the order registered."""

    def __init__(self, window: QWidget) -> None:
        self._window = window
        self._entries: dict[str, Entry] = {}
        self._callbacks: dict[str, Callable[[], None]] = {}
        self._page_actions: tuple[QAction, ...] = ()

    def add(
        self,
        name: str,
        text: str,
        callback: Callable[[], None],
        *,
        shortcut: str = "",
        group: str = "View",
        aliases: tuple[str, ...] = (),
        why_not: Callable[[], str] = _always,
    ) -> QAction:
        """Register an action; ValueError when its id or shortcut is taken."""
        if name in self._entries:
            raise ValueError(f"action {name} is registered already")
        keys = [key for key in (shortcut, *aliases) if key]
        for entry in self._entries.values():
            taken = {key.toString() for key in entry.action.shortcuts()}
            for key in keys:
                if QKeySequence(key).toString() in taken:
                    raise ValueError(f"{key} belongs to {entry.id} already")
        action = QAction(text, self._window)
        action.setShortcuts([QKeySequence(key) for key in keys])
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        action.triggered.connect(lambda _checked=False: self.run(name))
        self._window.addAction(action)
        self._entries[name] = Entry(name, text, shortcut, group, action, why_not)
        self._callbacks[name] = callback
        return action

    def run(self, name: str) -> None:
        """Run the action unless something stands against it."""
        if name.startswith("page."):
            self._page_actions[int(name.removeprefix("page."))].trigger()
        elif not self._entries[name].why_not():
            self._callbacks[name]()

    def set_page_actions(self, actions: Sequence[QAction]) -> None:
        """List the actions of the screen that is seen, which it owns itself."""
        self._page_actions = tuple(actions)

    def _of_page(self) -> tuple[Entry, ...]:
        return tuple(
            Entry(
                f"page.{place}",
                action.text().replace("&", ""),
                action.shortcut().toString(),
                "This screen",
                action,
                _reason(action),
            )
            for place, action in enumerate(self._page_actions)
        )

    def entries(self) -> tuple[Entry, ...]:
        """Every action, in the order registered, those of the screen last."""
        return (*self._entries.values(), *self._of_page())

    def grouped(self) -> tuple[tuple[str, tuple[Entry, ...]], ...]:
        """(group, its actions) for the help overlay."""
        names = [*GROUPS, *sorted({e.group for e in self._entries.values()} - set(GROUPS))]
        parts = ((name, tuple(e for e in self.entries() if e.group == name)) for name in names)
        return tuple((name, part) for name, part in parts if part)


def page_actions(
    page: QWidget,
    wanted: Sequence[tuple[str, str, Callable[[], None]]],
    *,
    single_keys: bool = True,
) -> tuple[QAction, ...]:
    """Actions of one screen, from (words, key or "", what it does); they hold inside it only.

    A key of one letter is left out where `single_keys` are turned off.
    """

    def made(words: str, key: str, run: Callable[[], None]) -> QAction:
        action = QAction(words, page)
        if key and (single_keys or len(key) > 1):
            action.setShortcut(QKeySequence(key))
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.triggered.connect(lambda _=False: run())
        page.addAction(action)
        return action

    return tuple(made(*each) for each in wanted)
