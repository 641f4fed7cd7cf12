"""Names that mean the same: of groups, people, CIs and services (FORMATS §26)."""

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import STRICT, Base

ALIAS_KINDS = ("group", "person", "ci", "service")


class Alias(Base):
    """In `system` (empty = everywhere) `alias` is another name of `name`. Edited by people.

    Records keep the words that their source used; the alias list is applied when they are read.
    """

    __tablename__ = "alias"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    system: Mapped[str] = mapped_column(default="")
    alias: Mapped[str]
    name: Mapped[str]
    decided_by: Mapped[str]
    decided_at: Mapped[int]

    __table_args__ = (UniqueConstraint("kind", "system", "alias"), STRICT)
