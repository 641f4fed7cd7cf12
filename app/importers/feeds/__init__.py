"""The change feed and calendars (FORMATS §16, §24)."""

from app.importers.base import Importer

IMPORTERS: list[Importer] = []
