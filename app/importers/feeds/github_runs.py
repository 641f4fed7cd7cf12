"""GitHub releases and workflow runs: API, webhook, gh command line (FORMATS §16)."""

from collections.abc import Mapping
from typing import ClassVar

from app.importers.base import Look
from app.importers.columns import Column, Flag, Key, Name, Stamp, Text
from app.importers.feeds.feed_entries import (
    DEPLOYED,
    FeedImporter,
    Values,
    ended,
    name_tickets,
    repository_of,
    settle_release,
    version,
)
from app.models.records import Value


class GitHubReleases(FeedImporter):
    """One row a release; a draft is pending."""

    id: ClassVar[str] = "github.releases"
    system: ClassVar[str] = "GitHub"
    constants: ClassVar[dict[str, Value]] = {"source": "github", "kind": "release"}
    columns: ClassVar[tuple[Column, ...]] = (
        Key("ref", ("release.tag_name", "tag_name", "tagname")),
        Name("number", ("release.id", "id", "databaseid")),
        Name("repository", ("repository.full_name", "^repository.full_name")),
        Text("name", ("release.name", "name")),
        Flag("draft", ("release.draft", "draft", "isdraft")),
        Flag("early", ("release.prerelease", "prerelease", "isprerelease")),
        Name("actor", ("release.author.login", "author.login")),
        Stamp("created_at", ("release.created_at", "created_at", "createdat")),
        Stamp("published_at", ("release.published_at", "published_at", "publishedat")),
        Text("description", ("release.body", "body")),
        Name("url", ("release.html_url", "html_url", "url")),
    )
    derived: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "kind": (), "source_id": ("number",), "title": (), "state": (), "state_raw": (),
        "service": ("repository", "url"), "ref": (), "actor": ("actor",), "started_at": (),
        "ended_at": (), "change_key": ("description", "name"),
        "ticket_key": ("description", "name"), "description": ("description",), "url": ("url",),
        "updated_at": (),
    }  # fmt: skip

    def claims(self, look: Look) -> bool:
        """A tag with what only GitHub says of it."""
        api = look.has("tag_name", "target_commitish")
        wrapped = look.has("release.tag_name", "release.target_commitish")
        line = look.has("tagname") and look.count("isdraft", "isprerelease", "publishedat") > 0
        return api or wrapped or line

    def entry(self, values: Values) -> str | None:
        """Key is repository and tag."""
        repository = values.get("repository") or repository_of(values.get("url"))
        values["source_id"] = values.get("number")
        early = "prerelease" if values.get("early") else "published"
        values["state_raw"] = "draft" if values.get("draft") else early
        values["state"] = "pending" if values.get("draft") else "successful"
        settle_release(values, repository, values.get("published_at"))
        return None


class GitHubWorkflowRuns(FeedImporter):
    """One row a run; of several attempts the newest stands."""

    id: ClassVar[str] = "github.workflow_runs"
    system: ClassVar[str] = "GitHub"
    constants: ClassVar[dict[str, Value]] = {"source": "github", "kind": "workflow_run"}
    columns: ClassVar[tuple[Column, ...]] = (
        Key("number", ("workflow_run.id", "id", "databaseid")),
        Name("repository", ("workflow_run.repository.full_name", "repository.full_name")),
        Text("workflow", ("workflow_run.name", "workflowname", "name")),
        Text("shown", ("workflow_run.display_title", "display_title", "displaytitle")),
        Text("of_workflow", ("workflow.name",)),
        Name("event", ("workflow_run.event", "event")),
        Name("status", ("workflow_run.status", "status")),
        Name("conclusion", ("workflow_run.conclusion", "conclusion")),
        Name("branch", ("workflow_run.head_branch", "head_branch", "headbranch")),
        Name("commit", ("workflow_run.head_sha", "head_sha", "headsha")),
        Name("actor", ("workflow_run.actor.login", "actor.login",
                       "workflow_run.triggering_actor.login")),
        Stamp("created_at", ("workflow_run.created_at", "created_at", "createdat")),
        Stamp("begun_at", ("workflow_run.run_started_at", "run_started_at", "startedat")),
        Stamp("updated_at", ("workflow_run.updated_at", "updated_at", "updatedat")),
        Text("message", ("workflow_run.head_commit.message", "head_commit.message")),
        Name("url", ("workflow_run.html_url", "html_url", "url")),
    )  # fmt: skip
    derived: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "kind": (), "source_id": (), "title": (), "state": (), "state_raw": (),
        "service": ("repository", "url"), "ref": ("commit", "branch"), "actor": ("actor",),
        "started_at": ("begun_at", "created_at"), "ended_at": ("updated_at",),
        "change_key": (), "ticket_key": (), "description": (), "url": ("url",),
        "updated_at": ("updated_at",),
    }  # fmt: skip

    def claims(self, look: Look) -> bool:
        """Commit, conclusion and event of a run, inside a webhook's wrapper too."""
        wrapped = look.has("workflow_run.head_sha", "workflow_run.conclusion")
        api = look.has("head_sha", "conclusion", "event")
        line = look.has("headsha", "conclusion") and look.count("databaseid", "workflowname") > 0
        return api or wrapped or line

    def entry(self, values: Values) -> str | None:
        """The conclusion is the state; without one the status is."""
        repository = values.get("repository") or repository_of(values.get("url"))
        values["service"] = repository
        values["source_id"] = values["number"]
        number = str(values["number"])
        values["key"] = "/".join(filter(None, (str(repository or ""), "runs", number)))
        values["workflow"] = values.get("workflow") or values.get("of_workflow")
        values["title"] = values.get("shown") or values["workflow"]
        said = values.get("conclusion") or values.get("status")
        values["state_raw"] = said
        values["state"] = DEPLOYED.get(str(said or "").casefold())
        values["ref"] = version(values.get("branch"), values.get("commit")) or None
        begun = values.get("begun_at")
        values["started_at"] = begun if begun is not None else values.get("created_at")
        values["ended_at"] = ended(values, values.get("updated_at"))
        about = (values.get("workflow"), values.get("event"))
        values["description"] = ", ".join(str(part) for part in about if part) or None
        name_tickets(values, "shown", "message", "branch")
        return None
