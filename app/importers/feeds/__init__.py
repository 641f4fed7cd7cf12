"""The change feed and calendars (FORMATS §16, §24)."""

from app.importers.base import Importer
from app.importers.feeds.calendar_events import CalendarEvents
from app.importers.feeds.github_deployments import GitHubDeployments
from app.importers.feeds.github_runs import GitHubReleases, GitHubWorkflowRuns
from app.importers.feeds.gitlab import GitLabDeployments, GitLabReleases
from app.importers.feeds.maintenance_notices import MaintenanceNotices

IMPORTERS: list[Importer] = [
    GitHubDeployments(),
    GitHubReleases(),
    GitHubWorkflowRuns(),
    GitLabDeployments(),
    GitLabReleases(),
    CalendarEvents(),
    MaintenanceNotices(),
]
