"""Cases with vendors, and the contracts behind them (FORMATS §18)."""

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import STRICT, Base, Imported

CASE_STATES = ("open", "waiting_for_us", "resolved", "closed", "unknown")


class VendorCase(Imported, Base):
    """One case at one vendor; targets are seconds on the contract's clock (METRICS K17)."""

    __tablename__ = "vendor_case"

    vendor: Mapped[str]
    title: Mapped[str | None]
    severity: Mapped[str | None]
    state: Mapped[str | None]
    state_raw: Mapped[str | None]
    product: Mapped[str | None]
    contact: Mapped[str | None]
    opened_at: Mapped[int | None]
    first_response_at: Mapped[int | None]
    resolved_at: Mapped[int | None]
    closed_at: Mapped[int | None]
    ticket_key: Mapped[str | None] = mapped_column(index=True)
    response_target_s: Mapped[int | None]
    resolve_target_s: Mapped[int | None]

    __table_args__ = (UniqueConstraint("key", "source"), STRICT)


class Contract(Imported, Base):
    """What a vendor promised, by severity; `key` is the contract's number and severity."""

    __tablename__ = "contract"

    vendor: Mapped[str]
    number: Mapped[str | None]
    severity: Mapped[str | None]
    service: Mapped[str | None]
    hours: Mapped[str | None]
    """The calendar that its clocks run on."""
    response_target_s: Mapped[int | None]
    resolve_target_s: Mapped[int | None]
    starts_at: Mapped[int | None]
    ends_at: Mapped[int | None]
    owner: Mapped[str | None]

    __table_args__ = (UniqueConstraint("key", "source"), STRICT)
