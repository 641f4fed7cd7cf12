"""The change feed and calendars (FORMATS §16, §24)."""

from app.importers.base import Importer
from app.importers.feeds.calendar_events import CalendarEvents
from app.importers.feeds.maintenance_notices import MaintenanceNotices

IMPORTERS: list[Importer] = [
    CalendarEvents(),
    MaintenanceNotices(),
]
