"""Colour tokens, type and palette of the product, light and dark (DESIGN_LANGUAGE §2, §3).

Painters ask `colour(name)` and `font(size)` when they paint, so a change of theme needs no
restart: `signals().changed` follows every change and every widget is repainted.
"""

from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

from app.services.resources import resource

THEMES = ("light", "dark", "system")
FAMILIES = ("Inter", "Segoe UI", "Helvetica", "Arial")


@dataclass(frozen=True, slots=True)
class Tokens:
    """Every colour token as a hex string; `seqt0`-`seqt5` are the numbers inside age bands."""

    name: str
    bg: str
    nav: str
    surf: str
    surf2: str
    sunk: str
    bd: str
    bds: str
    grid: str
    ctl: str
    t1: str
    t2: str
    t3: str
    acc: str
    accf: str
    acct: str
    sel: str
    onacc: str
    crit: str
    critf: str
    critt: str
    warn: str
    warnf: str
    warnt: str
    ok: str
    okf: str
    okt: str
    emg: str
    emgf: str
    emgt: str
    neu: str
    stdf: str
    flowin: str
    flowout: str
    track: str
    seq0: str
    seq1: str
    seq2: str
    seq3: str
    seq4: str
    seq5: str
    seqt0: str
    seqt1: str
    seqt2: str
    seqt3: str
    seqt4: str
    seqt5: str
    mw: str
    frz: str
    hatch: str
    ink: str
    """Small text on critf, warnf, okf and emgf."""


LIGHT = Tokens(
    name="light", bg="#F5F6F8", nav="#EEF0F3", surf="#FFFFFF", surf2="#F8F9FB", sunk="#EFF1F4",
    bd="#DDE1E6", bds="#BCC4CD", grid="#E9ECF0", ctl="#828E9B",
    t1="#12171D", t2="#434C58", t3="#5F6976",
    acc="#00639F", accf="#0072B2", acct="#E4F0F8", sel="#E4F0F8", onacc="#FFFFFF",
    crit="#A63F00", critf="#D55E00", critt="#FCECE2",
    warn="#7A5200", warnf="#E69F00", warnt="#FDF3DC",
    ok="#00694C", okf="#009E73", okt="#E0F3EC",
    emg="#8F3F6E", emgf="#CC79A7", emgt="#F8EAF2",
    neu="#8893A0", stdf="#C6CFD8", flowin="#4A5E70", flowout="#8794A2", track="#E3E7EC",
    seq0="#DFE8EF", seq1="#BDD2E1", seq2="#93B6CF", seq3="#6496B9", seq4="#33729D", seq5="#0E4569",
    seqt0="#12171D", seqt1="#12171D", seqt2="#12171D", seqt3="#12171D",
    seqt4="#FFFFFF", seqt5="#FFFFFF",
    mw="#E9F3F9", frz="#EEF0F3", hatch="#C9D0D8", ink="#12171D",
)  # fmt: skip
DARK = Tokens(
    name="dark", bg="#0E1217", nav="#0B0E13", surf="#151A21", surf2="#1A2028", sunk="#1F262F",
    bd="#29313B", bds="#46515E", grid="#212932", ctl="#76818E",
    t1="#E8ECF1", t2="#B6BFCA", t3="#919CA9",
    acc="#62B9EE", accf="#2F8FCB", acct="#12293A", sel="#12293A", onacc="#06131C",
    crit="#FF9A62", critf="#E8702A", critt="#352012",
    warn="#F2C14E", warnf="#E6A817", warnt="#2F260F",
    ok="#4FD0A8", okf="#1FAE84", okt="#0E2C23",
    emg="#E3A3C6", emgf="#C9719F", emgt="#311C29",
    neu="#76818E", stdf="#4A5663", flowin="#93A3B2", flowout="#5F6E7D", track="#2A323C",
    seq0="#22333F", seq1="#2B4A60", seq2="#376684", seq3="#4B87AB", seq4="#74ACCE", seq5="#B5DAF1",
    seqt0="#E8ECF1", seqt1="#E8ECF1", seqt2="#E8ECF1", seqt3="#06131C",
    seqt4="#06131C", seqt5="#06131C",
    mw="#122430", frz="#1B2129", hatch="#3B4550", ink="#12171D",
)  # fmt: skip


class ThemeSignals(QObject):
    """The one object whose `changed` tells that tokens are now others."""

    changed = Signal()


class _State:
    tokens: Tokens = LIGHT
    choice: str = "light"
    signals: ThemeSignals | None = None
    fonts_loaded = False
    follows_system = False


def current() -> Tokens:
    """The tokens in force."""
    return _State.tokens


def choice() -> str:
    """What was chosen: light, dark or system."""
    return _State.choice


def signals() -> ThemeSignals:
    """The long-lived object that owns `changed`; made on the UI thread at first use."""
    if _State.signals is None:
        _State.signals = ThemeSignals()
    return _State.signals


@lru_cache(maxsize=256)
def _colour(value: str) -> QColor:
    return QColor(value)


def colour(name: str) -> QColor:
    """The colour of token `name` in the theme in force; the caller must not modify it."""
    return _colour(getattr(_State.tokens, name))


@lru_cache(maxsize=64)
def _font(size_px: int, weight: int) -> QFont:
    made = QFont()
    made.setFamilies(list(FAMILIES))
    made.setPixelSize(size_px)
    made.setWeight(QFont.Weight(weight))
    made.setFeature(QFont.Tag("tnum"), 1)
    return made


def font(size_px: int, weight: int = 400) -> QFont:
    """Inter with tabular figures; `size_px` in logical pixels, `weight` 400, 500 or 600."""
    return QFont(_font(size_px, weight))


def load_fonts() -> None:
    """Register the bundled Inter; without it every measure of text would be the system's."""
    if _State.fonts_loaded:
        return
    for path in sorted(resource("fonts").glob("*.otf")):
        QFontDatabase.addApplicationFont(str(path))
    _State.fonts_loaded = True


def _system_tokens(app: QApplication) -> Tokens:
    return DARK if app.styleHints().colorScheme() == Qt.ColorScheme.Dark else LIGHT


def _follow_system() -> None:
    app = QApplication.instance()
    if _State.choice == "system" and isinstance(app, QApplication):
        _put(app, _system_tokens(app))


def apply(app: QApplication, name: str) -> None:
    """Use theme `name` ("light", "dark" or "system") in the whole application."""
    if name not in THEMES:
        raise ValueError(f"no theme named {name}")
    load_fonts()
    _State.choice = name
    schemes = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}
    app.styleHints().setColorScheme(schemes.get(name, Qt.ColorScheme.Unknown))
    if not _State.follows_system:
        app.styleHints().colorSchemeChanged.connect(_follow_system)
        _State.follows_system = True
    if name == "system":
        _put(app, _system_tokens(app))
    else:
        _put(app, DARK if name == "dark" else LIGHT)


def _put(app: QApplication, tokens: Tokens) -> None:
    _State.tokens = tokens
    if app.style().objectName().lower() != "fusion":
        app.setStyle("Fusion")
    app.setFont(font(12))
    app.setPalette(palette(tokens))
    signals().changed.emit()
    for window in app.topLevelWidgets():
        window.update()


def palette(tokens: Tokens) -> QPalette:
    """The Qt palette that Fusion's own controls (fields, combos, menus, scroll bars) paint with."""
    made = QPalette()
    role = QPalette.ColorRole
    pairs = {
        role.Window: tokens.bg, role.WindowText: tokens.t1, role.Base: tokens.surf,
        role.AlternateBase: tokens.surf2, role.Text: tokens.t1, role.Button: tokens.surf,
        role.ButtonText: tokens.t1, role.BrightText: tokens.onacc, role.Link: tokens.acc,
        role.LinkVisited: tokens.acc, role.Highlight: tokens.accf,
        role.HighlightedText: tokens.onacc, role.ToolTipBase: tokens.surf2,
        role.ToolTipText: tokens.t1, role.PlaceholderText: tokens.t3, role.Light: tokens.surf,
        role.Midlight: tokens.surf2, role.Mid: tokens.bd, role.Dark: tokens.bds,
        role.Shadow: tokens.bds, role.Accent: tokens.accf,
    }  # fmt: skip
    for which, value in pairs.items():
        made.setColor(which, QColor(value))
    off = QPalette.ColorGroup.Disabled
    for which in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(off, which, QColor(tokens.t3))
    return made
