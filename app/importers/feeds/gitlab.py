"""GitLab deployments and releases: API and webhook (FORMATS §16)."""

from collections.abc import Mapping
from typing import ClassVar

from app.importers.base import Collector, Desk, Look
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
from app.importers.feeds.rollbacks import DeploymentRows
from app.models.records import Value


class GitLabDeployments(FeedImporter):
    """One row a deployment."""

    id: ClassVar[str] = "gitlab.deployments"
    system: ClassVar[str] = "GitLab"
    constants: ClassVar[dict[str, Value]] = {"source": "gitlab", "kind": "deployment"}
    additive: ClassVar[bool] = True
    columns: ClassVar[tuple[Column, ...]] = (
        Key("source_id", ("deployment_id", "id")),
        Name("project", ("project.path_with_namespace", "deployable.project.path_with_namespace")),
        Name("environment", ("environment.name", "environment")),
        Name("commit", ("sha", "short_sha")),
        Name("branch", ("ref",)),
        Name("status", ("status", "deployable.status")),
        Name("actor", ("user.username", "deployable.user.username", "user.name")),
        Stamp("started_at", ("created_at", "deployable.started_at", "deployable.created_at")),
        Stamp("finished_at", ("finished_at", "deployable.finished_at")),
        Stamp("updated_at", ("updated_at", "status_changed_at")),
        Text("description", ("deployable.commit.message", "deployable.commit.title",
                             "commit_title")),
        Name("url", ("deployable.pipeline.web_url", "deployable.web_url", "deployable_url")),
    )  # fmt: skip
    derived: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "kind": (), "source_id": (), "title": (), "state": (), "state_raw": (),
        "service": ("project", "url"), "environment": ("environment",), "ref": (),
        "actor": ("actor",), "started_at": ("started_at",),
        "ended_at": ("finished_at", "updated_at"), "change_key": (), "ticket_key": (),
        "description": ("description",), "url": ("url",), "updated_at": ("updated_at",),
    }  # fmt: skip

    def claims(self, look: Look) -> bool:
        """The number inside the project beside commit and environment; or the webhook's names."""
        environment = look.count("environment.name", "environment") > 0
        state = look.count("status", "deployable.status") > 0
        api = look.has("iid", "sha") and environment and state
        return api or look.has("deployment_id", "environment", "short_sha", "status")

    def collector(self, fields: tuple[str, ...], desk: Desk) -> Collector:
        """Looks for rollbacks over the whole file."""
        return DeploymentRows(fields, self.plans(fields)["change_event"].fields, desk, self.entry)

    def entry(self, values: Values) -> str | None:
        """Ends when its job finished, else when its status last changed."""
        values["key"] = f"deployments/{values['source_id']}"
        values["service"] = values.get("project") or repository_of(values.get("url"))
        what = version(values.get("branch"), values.get("commit"))
        values["title"] = " ".join(filter(None, (str(values.get("environment") or ""), what)))
        values["ref"] = what or None
        values["state_raw"] = values.get("status")
        values["state"] = DEPLOYED.get(str(values.get("status") or "").casefold())
        finished = values.get("finished_at")
        values["ended_at"] = ended(
            values, finished if finished is not None else values.get("updated_at")
        )
        name_tickets(values, "description", "branch")
        return None


class GitLabReleases(FeedImporter):
    """One row a release."""

    id: ClassVar[str] = "gitlab.releases"
    system: ClassVar[str] = "GitLab"
    constants: ClassVar[dict[str, Value]] = {"source": "gitlab", "kind": "release"}
    columns: ClassVar[tuple[Column, ...]] = (
        Key("ref", ("tag_name", "tag")),
        Text("name", ("name",)),
        Name("project", ("project.path_with_namespace",)),
        Flag("upcoming", ("upcoming_release",)),
        Name("actor", ("author.username", "author.name")),
        Stamp("created_at", ("created_at",)),
        Stamp("released_at", ("released_at",)),
        Text("description", ("description",)),
        Name("commit", ("commit.id",)),
        Name("url", ("_links.self", "url")),
    )
    derived: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "kind": (), "source_id": ("commit",), "title": (), "state": (), "state_raw": (),
        "service": ("project", "url"), "ref": (), "actor": ("actor",), "started_at": (),
        "ended_at": (), "change_key": (), "ticket_key": (), "description": ("description",),
        "url": ("url",), "updated_at": (),
    }  # fmt: skip

    def claims(self, look: Look) -> bool:
        """A tag and when it was released; not GitHub's."""
        tagged = look.count("tag_name", "tag") > 0 and look.has("released_at")
        return tagged and not look.has("target_commitish")

    def entry(self, values: Values) -> str | None:
        """Key is project and tag."""
        project = values.get("project") or repository_of(values.get("url"))
        values["source_id"] = values.get("commit")
        values["state_raw"] = "upcoming" if values.get("upcoming") else "released"
        values["state"] = "pending" if values.get("upcoming") else "successful"
        settle_release(values, project, values.get("released_at"))
        return None
