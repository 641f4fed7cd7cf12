"""Seals: what each stored row's values came to when they were written (RELIABILITY F14)."""

from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import STRICT, Base


class Seal(Base):
    """The check sums of a block of neighbouring rows of one table.

    `hashes` holds four bytes for each row of the block, zero where there is none, and at its end
    the check sum of all of them. They show damage, not tampering: who can write the file can
    write them too.
    """

    __tablename__ = "seal"

    table_name: Mapped[str] = mapped_column(primary_key=True)
    block: Mapped[int] = mapped_column(primary_key=True)
    hashes: Mapped[bytes]

    __table_args__ = (STRICT,)
