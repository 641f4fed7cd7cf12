"""Alerts out of paging and monitoring tools (FORMATS §3 to §11)."""

from app.importers.base import Importer

IMPORTERS: list[Importer] = []
