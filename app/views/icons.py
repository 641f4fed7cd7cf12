"""Lucide icons recoloured to a token, at the pixel ratio of the screen."""

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from app.services.resources import resource
from app.views import theme


@lru_cache(maxsize=64)
def _source(name: str) -> str:
    return resource("icons", f"{name}.svg").read_text(encoding="utf-8")


@lru_cache(maxsize=256)
def _renderer(name: str, hex_colour: str) -> QSvgRenderer:
    svg = _source(name).replace("currentColor", hex_colour)
    return QSvgRenderer(QByteArray(svg.encode()))


def paint(painter: QPainter, name: str, rect: QRectF, ink: str = "t2") -> None:
    """Draw icon `name` into `rect` in the colour of token `ink`."""
    _renderer(name, theme.colour(ink).name()).render(painter, rect)


def pixmap(name: str, ink: str = "t2", size: int = 16) -> QPixmap:
    """Icon `name` as a pixmap of `size` logical pixels."""
    app = QGuiApplication.instance()
    ratio = app.devicePixelRatio() if isinstance(app, QGuiApplication) else 1.0
    made = QPixmap(round(size * ratio), round(size * ratio))
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    paint(painter, name, QRectF(0, 0, size, size), ink)
    painter.end()
    return made


def icon(name: str, ink: str = "t2", size: int = 16) -> QIcon:
    """Icon `name` for menus and Qt's own controls."""
    return QIcon(pixmap(name, ink, size))
