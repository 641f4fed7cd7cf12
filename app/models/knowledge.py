"""Knowledge articles (FORMATS §0.1 KnowledgeArticle)."""

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped

from app.models.base import STRICT, Base, Imported

ARTICLE_STATES = ("draft", "review", "published", "pending_retirement", "retired", "outdated")


class KnowledgeArticle(Imported, Base):
    """One article; its text is not kept, only what says whether it is used and current."""

    __tablename__ = "knowledge_article"

    title: Mapped[str | None]
    base: Mapped[str | None]
    """The knowledge base that it stands in."""
    category: Mapped[str | None]
    state: Mapped[str | None]
    state_raw: Mapped[str | None]
    version: Mapped[str | None]
    author: Mapped[str | None]
    published_at: Mapped[int | None]
    valid_to: Mapped[int | None]
    views: Mapped[int | None]
    use_count: Mapped[int | None]
    rating: Mapped[float | None]
    ticket_keys: Mapped[str | None]
    """Tickets that it solved, separated by `;`."""

    __table_args__ = (UniqueConstraint("key", "source"), STRICT)
