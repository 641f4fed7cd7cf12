"""The screens that exist, in the order of the navigation; built when first seen."""

from collections.abc import Callable
from dataclasses import dataclass

from app.services.tower import Tower
from app.views.page import Page


@dataclass(frozen=True, slots=True)
class PageSpec:
    """One screen: `name` in the navigation, `title` and `subtitle` in the top bar."""

    id: str
    name: str
    title: str
    subtitle: str
    icon: str
    group: str
    make: Callable[[Tower], Page]


def _today(tower: Tower) -> Page:
    from app.views.today.page import TodayPage

    return TodayPage(tower)


def _queues(tower: Tower) -> Page:
    from app.views.queues.page import QueuesPage

    return QueuesPage(tower)


def _changes(tower: Tower) -> Page:
    from app.views.changes.page import ChangesPage

    return ChangesPage(tower)


def _scorecard(tower: Tower) -> Page:
    from app.views.scorecard.page import ScorecardPage

    return ScorecardPage(tower)


def _trends(tower: Tower) -> Page:
    from app.views.trends.page import TrendsPage

    return TrendsPage(tower)


def _importing(tower: Tower) -> Page:
    from app.views.importing.page import ImportPage

    return ImportPage(tower)


def _quality(tower: Tower) -> Page:
    from app.views.quality.page import QualityPage

    return QualityPage(tower)


def _settings(tower: Tower) -> Page:
    from app.views.settings.page import SettingsPage

    return SettingsPage(tower)


PAGES = (
    PageSpec("today", "Today", "Today", "Daily health review", "sun", "Operate", _today),
    PageSpec(
        "queues", "Queues", "Queue health", "Incidents by assignment group", "inbox", "Operate",
        _queues,
    ),
    PageSpec(
        "changes", "Changes", "Changes", "Calendar, collisions and readiness", "calendar",
        "Operate", _changes,
    ),
    PageSpec(
        "scorecard", "Scorecard", "Scorecard", "KPIs with natural process limits", "chart-line",
        "Report", _scorecard,
    ),
    PageSpec(
        "trends", "Trends", "Trends", "Forecasts, and what recurs", "trending-up", "Report",
        _trends,
    ),
    PageSpec(
        "import", "Import", "Import", "Check, map, dry run", "download", "Data", _importing
    ),
    PageSpec(
        "quality", "Data quality", "Data quality", "Findings and their effect on KPIs",
        "shield-check", "Data", _quality,
    ),
    PageSpec(
        "settings", "Settings", "Settings", "Targets and definitions of the KPIs",
        "sliders-horizontal", "Data", _settings,
    ),
)  # fmt: skip

RECORD_PAGE = {"change": "changes", "window": "changes"}
"""The screen that shows a kind of record; every other kind is a ticket."""
