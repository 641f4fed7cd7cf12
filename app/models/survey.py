"""Answers to satisfaction surveys (FORMATS §19)."""

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import STRICT, Base, Imported


class SurveyResponse(Imported, Base):
    """One answer to one question. `score` is 0 to 1 whatever the scale was."""

    __tablename__ = "survey_response"

    survey: Mapped[str | None]
    """`ticket` or `stakeholder`: the two are never pooled (METRICS K16)."""
    ticket_key: Mapped[str | None] = mapped_column(index=True)
    respondent: Mapped[str | None]
    taken_at: Mapped[int | None]
    question: Mapped[str | None]
    score_raw: Mapped[str | None]
    scale_max: Mapped[float | None]
    score: Mapped[float | None]
    comment: Mapped[str | None]

    __table_args__ = (UniqueConstraint("key", "source"), STRICT)
