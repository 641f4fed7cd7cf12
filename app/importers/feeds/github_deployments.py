"""GitHub deployments with or without their statuses: API, webhook (FORMATS §16)."""

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any, ClassVar

from app.importers.base import Collector, Desk, Look
from app.importers.columns import Column, Key, Name, Stamp, Text
from app.importers.feeds.feed_entries import (
    DEPLOYED,
    FeedImporter,
    Values,
    ended,
    name_tickets,
    repository_of,
    version,
)
from app.importers.feeds.rollbacks import DeploymentRows
from app.importers.json_lists import objects_of
from app.importers.stamps import StampReader
from app.importers.written_stamps import BadValueError
from app.importers.zones import UTC_ZONE
from app.models.records import Value

_NUMBER = re.compile(r"/deployments/(\d+)")


class GitHubDeployments(FeedImporter):
    """One row a deployment, or one a status of a deployment."""

    id: ClassVar[str] = "github.deployments"
    system: ClassVar[str] = "GitHub"
    constants: ClassVar[dict[str, Value]] = {"source": "github", "kind": "deployment"}
    additive: ClassVar[bool] = True
    columns: ClassVar[tuple[Column, ...]] = (
        Key("number", ("deployment.id", "id", "databaseid")),
        Name("status_of", ("deployment_url",)),
        Name("address", ("deployment.url", "url")),
        Name("repository", ("repository.full_name", "^repository.full_name")),
        Name("environment", ("deployment.environment", "environment")),
        Name("commit", ("deployment.sha", "sha")),
        Name("branch", ("deployment.ref", "ref")),
        Text("words", ("deployment.description", "description")),
        Text("payload", ("deployment.payload", "payload")),
        Name("login", ("deployment.creator.login", "creator.login")),
        Stamp("created_at", ("deployment.created_at", "created_at")),
        Stamp("changed_at", ("deployment_status.updated_at", "deployment.updated_at",
                             "updated_at")),
        Name("status", ("deployment_status.state", "latest_status.state", "state")),
        Stamp("status_at", ("deployment_status.created_at", "latest_status.created_at")),
        Name("statuses", ("statuses",)),
        Name("page", ("deployment_status.log_url", "deployment_status.target_url", "log_url",
                     "target_url")),
    )  # fmt: skip
    derived: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "kind": (), "source_id": (), "title": ("commit",), "ref": ("commit",),
        "state": ("status", "statuses"), "state_raw": ("status", "statuses"),
        "service": ("repository", "address", "status_of"), "environment": ("environment",),
        "actor": ("login",), "started_at": ("commit",), "ended_at": ("status", "statuses"),
        "change_key": ("commit",), "ticket_key": ("commit",), "description": ("commit",),
        "url": ("page",), "updated_at": (),
    }  # fmt: skip

    def claims(self, look: Look) -> bool:
        """Environment, commit, ref and task, inside a webhook's wrapper too; or statuses."""
        wrapped = ("deployment.environment", "deployment.sha", "deployment.ref", "deployment.id")
        bare = look.has("environment", "sha", "ref", "task") and not look.has("iid")
        return bare or look.has(*wrapped) or look.has("deployment_url", "state", "id")

    def collector(self, fields: tuple[str, ...], desk: Desk) -> Collector:
        """Looks for rollbacks over the whole file."""
        return DeploymentRows(fields, self.plans(fields)["change_event"].fields, desk, self.entry)

    def entry(self, values: Values) -> str | None:
        """Of a list of statuses the newest that isn't `inactive` counts."""
        addresses = (values.get("status_of"), values.get("address"))
        of = next((found for each in addresses if (found := _NUMBER.search(str(each)))), None)
        if values.get("status_of") and of is None:
            return "The status doesn't say which deployment it belongs to"
        number = of[1] if of else str(values["number"])
        repository = values.get("repository") or repository_of(*addresses)
        values["service"] = repository
        values["source_id"] = number
        values["key"] = "/".join(filter(None, (str(repository or ""), "deployments", number)))
        _settle_status(values)
        what = version(values.get("branch"), values.get("commit"))
        values["title"] = " ".join(filter(None, (str(values.get("environment") or ""), what)))
        values["ref"] = what or None
        values["actor"] = values.get("login")
        values["started_at"] = values.get("created_at")
        values["description"] = values.get("words")
        values["url"] = values.get("page")
        newest = [values.get(name) for name in ("created_at", "changed_at", "status_at")]
        values["updated_at"] = max((at for at in newest if isinstance(at, int)), default=None)
        name_tickets(values, "words", "payload", "branch")
        return None


def _settle_status(values: Values) -> None:
    own = values.get("status_of") is not None
    at = values.get("created_at") if own else values.get("status_at")
    if values.get("statuses"):
        values["status"], at = _newest(values["statuses"])
        values["status_at"] = at
    values["state_raw"] = values.get("status")
    values["state"] = DEPLOYED.get(str(values.get("status") or "").casefold())
    values["ended_at"] = ended(values, at)


def _newest(text: Value) -> tuple[Value, Value]:
    """State and UTC instant of the newest status of a JSON list, rather not an inactive one."""
    statuses = objects_of(text)
    live = [each for each in statuses if each.get("state") != "inactive"] or statuses
    newest: dict[str, Any] = max(
        live, key=lambda each: str(each.get("created_at") or ""), default={}
    )
    reader = StampReader(UTC_ZONE, "ymd", Counter(), declared=True)
    try:
        at = reader.read(str(newest.get("created_at") or ""))
    except BadValueError:
        at = None
    state = newest.get("state")
    return (state if isinstance(state, str) else None), at
