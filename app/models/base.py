"""The declarative base: STRICT SQLite tables, ids as text, instants as UTC seconds."""

from typing import Any, ClassVar

from sqlalchemy import BigInteger, Float, Integer, MetaData, Text
from sqlalchemy.orm import DeclarativeBase

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
        float: Float(),
    }


STRICT: dict[str, Any] = {"sqlite_strict": True}
"""The last element of each `__table_args__`."""
