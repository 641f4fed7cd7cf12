"""Identity, virtualisation, endpoints and automation (FORMATS §12 to §15)."""

from app.importers.base import Importer

IMPORTERS: list[Importer] = []
