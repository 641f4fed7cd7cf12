"""The morning review: stamped checks and sign-offs."""

from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import STRICT, Base


class ReviewCheck(Base):
    """One of the daily checks, done at an instant with its result in words."""

    __tablename__ = "review_check"

    id: Mapped[int] = mapped_column(primary_key=True)
    check_id: Mapped[str]
    done_at: Mapped[int]
    done_by: Mapped[str]
    result: Mapped[str]

    __table_args__ = (STRICT,)


class SignOff(Base):
    """A signed-off review; `snapshot` (JSON) is what the next "since" compares with."""

    __tablename__ = "sign_off"

    id: Mapped[int] = mapped_column(primary_key=True)
    signed_at: Mapped[int]
    signed_by: Mapped[str]
    snapshot: Mapped[str]

    __table_args__ = (STRICT,)
