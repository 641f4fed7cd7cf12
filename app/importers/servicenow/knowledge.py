"""ServiceNow knowledge articles (FORMATS §1.4, §25 row 12)."""

from typing import ClassVar

from app.importers.base import Look
from app.importers.columns import Choice, Column, Identifier, Integer, Key, Name, Raw, Stamp, Text
from app.importers.measures import Number
from app.importers.servicenow.tables import ServiceNowTable
from app.importers.servicenow.values import ARTICLE_STATES

_STATE = ("workflow_state", "workflow", "workflow state", "state")
_BASE = ("kb_knowledge_base", "knowledge base")


class ServiceNowKnowledge(ServiceNowTable):
    """One row an article. Its text is not kept."""

    id: ClassVar[str] = "servicenow.knowledge"
    kind: ClassVar[str] = "knowledge"
    table: ClassVar[str] = "knowledge_article"
    tables: ClassVar[tuple[str, ...]] = ("kb_knowledge",)
    columns: ClassVar[tuple[Column, ...]] = (
        Key("key", ("number",)),
        Identifier("source_id", ("sys_id", "sys id")),
        Text("title", ("short_description", "short description")),
        Name("base", _BASE, reference=True),
        Name("category", ("kb_category", "category", "topic"), reference=True),
        Choice("state", _STATE, choices=ARTICLE_STATES, keep=True),
        Raw("state_raw", _STATE),
        Identifier("version", ("version",)),
        Name("author", ("author",), reference=True),
        Stamp("published_at", ("published",)),
        Stamp("valid_to", ("valid_to", "valid to")),
        Integer("views", ("sys_view_count", "view count", "views")),
        Integer("use_count", ("use_count", "use count", "number of uses")),
        Number("rating", ("rating",)),
        Stamp("updated_at", ("sys_updated_on", "updated")),
    )

    def recognises(self, look: Look) -> bool:
        """`number` beginning with KB, or the article's state beside its knowledge base."""
        if look.prefix() == "KB":
            return look.count("short_description", "short description", *_STATE) > 0
        named = look.has("number") and not look.prefix()
        return named and look.has("workflow_state") and look.count(*_BASE) > 0
