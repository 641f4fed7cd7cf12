"""The declarative base: STRICT SQLite tables, ids as text, instants as UTC seconds."""

from typing import Any, ClassVar

from sqlalchemy import REAL, BigInteger, Float, ForeignKey, Integer, MetaData, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

APPLICATION_ID = 0x43546F77
"""SQLite's application_id of a Control Tower store ("CTow")."""

_BIG = BigInteger().with_variant(Integer, "sqlite")


class Base(DeclarativeBase):
    """Every table derives from here; `__table_args__` of a subclass ends with `STRICT`."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        str: Text(),
        int: _BIG,
        bool: _BIG,
        float: Float().with_variant(REAL(), "sqlite"),
    }


class Imported:
    """What every record out of an export has: where it came from, how new it is, its batch.

    `key` is the number or name that people use and unique within `source`; `source_id` is the
    tool's own id; `updated_at` is UTC seconds of the source's last update.
    """

    id: Mapped[int] = mapped_column(primary_key=True, sort_order=-9)
    source: Mapped[str] = mapped_column(sort_order=-8)
    key: Mapped[str] = mapped_column(sort_order=-7)
    source_id: Mapped[str | None] = mapped_column(sort_order=-6)
    url: Mapped[str | None] = mapped_column(sort_order=90)
    updated_at: Mapped[int | None] = mapped_column(sort_order=91)
    row_hash: Mapped[str] = mapped_column(sort_order=92)
    batch_id: Mapped[int] = mapped_column(ForeignKey("batch.id"), sort_order=93)


STRICT: dict[str, Any] = {"sqlite_strict": True}
"""The last element of each `__table_args__`."""
