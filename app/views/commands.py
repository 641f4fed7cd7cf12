"""What the window can be told to do, registered once (DESIGN_LANGUAGE §7)."""

from typing import TYPE_CHECKING

from app.views import background
from app.views.regions import next_panel

if TYPE_CHECKING:
    from app.views.main_window import MainWindow


def register(window: "MainWindow") -> None:
    """Register every action of the window and join its buttons to them."""
    add = window.registry.add
    for place, spec in enumerate(window.specs.values(), 1):
        keys = f"Ctrl+{place}" if place <= 9 else ""
        add(
            f"go.{spec.id}",
            spec.title,
            lambda name=spec.id: window.go(name),  # type: ignore[misc]
            shortcut=keys,
            group="Go to",
        )
    add(
        "go.back",
        "Back",
        lambda: window.walk(-1),
        shortcut="Alt+Left",
        group="Go to",
        why_not=lambda: "" if window.at > 0 else "This is the first screen seen",
    )
    add(
        "go.forward",
        "Forward",
        lambda: window.walk(1),
        shortcut="Alt+Right",
        group="Go to",
        why_not=lambda: "" if window.at < len(window.trail) - 1 else "No later screen",
    )
    add(
        "data.import",
        "Import files…",
        window.browse,
        shortcut="Ctrl+O",
        group="Data",
        why_not=window.why_no_import,
    )
    add(
        "data.export",
        "Export this screen",
        window.export,
        shortcut="Ctrl+E",
        group="Data",
        why_not=window.why_no_export,
    )
    add(
        "data.undo",
        "Undo",
        window.undo,
        shortcut="Ctrl+Z",
        group="Data",
        why_not=lambda: "" if window.last_undo else "Nothing to undo",
    )
    add("data.refresh", "Recompute", window.recompute, shortcut="F5", group="Data")
    add(
        "data.cancel",
        "Cancel the running job",
        background.cancel,
        group="Data",
        why_not=lambda: "" if background.hub().jobs() else "No job is running",
    )
    add(
        "view.palette",
        "Search or run a command",
        window.open_palette,
        shortcut="Ctrl+K",
        aliases=("Ctrl+Shift+P",),
    )
    add("view.panel", "Next panel", lambda: next_panel(window, 1), shortcut="F6")
    add("view.panel_back", "Previous panel", lambda: next_panel(window, -1), shortcut="Shift+F6")
    add(
        "view.theme",
        "Change between light and dark theme",
        window.toggle_theme,
        shortcut="Ctrl+Shift+L",
    )
    add("view.theme_system", "Follow the system's theme", lambda: window.use_theme("system"))
    add("view.zone", "Next time zone", window.next_zone, shortcut="Ctrl+Alt+Z")
    add("help.keys", "Keyboard shortcuts", window.open_help, shortcut="F1", group="Help")
    window.top.search.clicked.connect(window.open_palette)
    window.top.theme_toggle.clicked.connect(window.toggle_theme)
    window.nav.asked_help.connect(window.open_help)
