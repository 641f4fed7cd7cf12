"""Our own templates: what no other tool exports, and a lossless way in for what one does."""

from app.importers.base import Importer
from app.importers.tower.registers import REGISTERS
from app.importers.tower.templates import TowerServices, TowerWindows

IMPORTERS: list[Importer] = [
    TowerWindows(),
    TowerServices(),
    *REGISTERS,
]
