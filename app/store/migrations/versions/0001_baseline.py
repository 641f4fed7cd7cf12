"""The first version of the store."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def _text(name: str, *, required: bool = False, default: str | None = None) -> sa.Column[Any]:
    return _column(name, sa.Text(), required, default)


def _integer(name: str, *, required: bool = False, default: str | None = None) -> sa.Column[Any]:
    return _column(name, sa.BigInteger().with_variant(sa.Integer(), "sqlite"), required, default)


def _column(
    name: str,
    kind: sa.types.TypeEngine[Any],
    required: bool,  # noqa: FBT001
    default: str | None,
) -> sa.Column[Any]:
    server = sa.text(default) if default is not None else None
    return sa.Column(name, kind, nullable=not required, server_default=server)


def upgrade() -> None:
    """Make every table, index and trigger."""
    op.create_table(
        "audit_entry",
        _integer("sequence", required=True),
        _integer("at", required=True),
        _integer("now", required=True),
        _integer("utc_offset", required=True),
        _text("actor", required=True),
        _text("recorder", required=True),
        _text("host", required=True),
        _text("action", required=True),
        _text("object", required=True),
        _text("detail", required=True),
        _text("previous_hash", required=True),
        _text("hash", required=True),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_audit_entry")),
        sqlite_strict=True,
    )
    op.create_table(
        "batch",
        _integer("id", required=True),
        _text("file_name", required=True),
        _text("sha256", required=True),
        _integer("size", required=True),
        _text("format", required=True),
        _text("kind", required=True),
        _text("encoding"),
        _text("delimiter"),
        _text("timezone"),
        _text("date_order"),
        _text("scope", required=True),
        _integer("as_of", required=True),
        _integer("imported_at", required=True),
        _integer("demo", required=True),
        _integer("rows", required=True),
        _integer("new", required=True),
        _integer("changed", required=True),
        _integer("unchanged", required=True),
        _integer("rejected", required=True),
        _text("by_kind", required=True),
        _text("warnings", required=True),
        _integer("reverses"),
        _text("contents", required=True, default="'{}'"),
        sa.ForeignKeyConstraint(["reverses"], ["batch.id"], name=op.f("fk_batch_reverses")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batch")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_batch_sha256"), "batch", ["sha256"], unique=False)
    op.create_table(
        "collision_decision",
        _integer("id", required=True),
        _text("finding_key", required=True),
        _text("decision", required=True),
        _text("reason", required=True),
        _text("decided_by", required=True),
        _text("recorded_by", required=True),
        _integer("decided_at", required=True),
        _integer("until"),
        _text("fingerprint", required=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_collision_decision")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_collision_decision_finding_key"),
        "collision_decision",
        ["finding_key"],
        unique=False,
    )
    op.create_table(
        "review_check",
        _integer("id", required=True),
        _text("check_id", required=True),
        _integer("done_at", required=True),
        _text("done_by", required=True),
        _text("result", required=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_check")),
        sqlite_strict=True,
    )
    op.create_table(
        "setting",
        _text("name", required=True),
        _text("value", required=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_setting")),
        sqlite_strict=True,
    )
    op.create_table(
        "sign_off",
        _integer("id", required=True),
        _integer("signed_at", required=True),
        _text("signed_by", required=True),
        _text("snapshot", required=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_off")),
        sqlite_strict=True,
    )
    op.create_table(
        "source_profile",
        _integer("id", required=True),
        _text("format", required=True),
        _text("header_hash", required=True),
        _text("encoding"),
        _text("timezone"),
        _text("date_order"),
        _text("scope"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source_profile")),
        sa.UniqueConstraint(
            "format", "header_hash", name=op.f("uq_source_profile_format_header_hash")
        ),
        sqlite_strict=True,
    )
    op.create_table(
        "change",
        _integer("id", required=True),
        _text("source", required=True),
        _text("key", required=True),
        _text("source_id"),
        _text("title"),
        _text("description"),
        _text("type"),
        _text("model"),
        _text("state", required=True, default="'unknown'"),
        _text("state_raw"),
        _text("approval_state"),
        _integer("risk"),
        _text("risk_raw"),
        _integer("impact"),
        _integer("priority"),
        _text("category"),
        _text("service"),
        _text("environment"),
        _text("location"),
        _text("assignment_group"),
        _text("assignee"),
        _text("requested_by"),
        _integer("opened_at"),
        _integer("planned_start_at"),
        _integer("planned_end_at"),
        _integer("actual_start_at"),
        _integer("actual_end_at"),
        _integer("downtime_start_at"),
        _integer("downtime_end_at"),
        _integer("closed_at"),
        _integer("updated_at"),
        _integer("cab_required"),
        _integer("cab_at"),
        _integer("unauthorized"),
        _text("justification"),
        _text("implementation_plan"),
        _text("backout_plan"),
        _text("test_plan"),
        _text("risk_analysis"),
        _text("close_code"),
        _text("close_notes"),
        _integer("related_incidents"),
        _integer("revision"),
        _text("row_hash", required=True),
        _integer("batch_id", required=True),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_change_batch_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change")),
        sa.UniqueConstraint("key", "source", name=op.f("uq_change_key_source")),
        sqlite_strict=True,
    )
    op.create_index("ix_change_planned", "change", ["planned_start_at"], unique=False)
    op.create_table(
        "ci",
        _integer("id", required=True),
        _text("source", required=True),
        _text("name", required=True),
        _text("source_id"),
        _text("ci_class"),
        _text("subclass"),
        _text("service"),
        _text("environment"),
        _text("location"),
        _integer("batch_id", required=True),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_ci_batch_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ci")),
        sa.UniqueConstraint("name", "source", name=op.f("uq_ci_name_source")),
        sqlite_strict=True,
    )
    op.create_table(
        "field_history",
        _integer("id", required=True),
        _text("record_kind", required=True),
        _integer("record_id", required=True),
        _text("field", required=True),
        _integer("at", required=True),
        _integer("sequence", required=True),
        _text("old"),
        _text("new"),
        _text("origin", required=True),
        _integer("batch_id", required=True),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_field_history_batch_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_field_history")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_field_history_batch_id"), "field_history", ["batch_id"], unique=False)
    op.create_index(
        "ix_field_history_record",
        "field_history",
        ["record_kind", "record_id", "field", "at"],
        unique=False,
    )
    op.create_table(
        "rejected_row",
        _integer("id", required=True),
        _integer("batch_id", required=True),
        _integer("row", required=True),
        _text("column_name", required=True),
        _text("value", required=True),
        _text("reason", required=True),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_rejected_row_batch_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rejected_row")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_rejected_row_batch_id"), "rejected_row", ["batch_id"], unique=False)
    op.create_table(
        "schedule_window",
        _integer("id", required=True),
        _text("key", required=True),
        _text("kind", required=True),
        _text("title"),
        _integer("start_at", required=True),
        _integer("end_at", required=True),
        _integer("hard", required=True),
        _text("scope_ci"),
        _text("scope_class"),
        _text("scope_service"),
        _text("scope_location"),
        _text("scope_environment"),
        _text("scope_type"),
        _integer("scope_risk"),
        _text("exempt_changes"),
        _text("exempt_approver"),
        _integer("exempt_until"),
        _text("row_hash", required=True),
        _integer("batch_id", required=True),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["batch.id"], name=op.f("fk_schedule_window_batch_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_schedule_window")),
        sa.UniqueConstraint("key", name=op.f("uq_schedule_window_key")),
        sqlite_strict=True,
    )
    op.create_table(
        "service",
        _integer("id", required=True),
        _text("name", required=True),
        _integer("tier"),
        _text("owner"),
        _integer("batch_id", required=True),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_service_batch_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service")),
        sa.UniqueConstraint("name", name=op.f("uq_service_name")),
        sqlite_strict=True,
    )
    op.create_table(
        "ticket",
        _integer("id", required=True),
        _text("source", required=True),
        _text("kind", required=True),
        _text("key", required=True),
        _text("source_id"),
        _text("title"),
        _text("description"),
        _text("state", required=True, default="'unknown'"),
        _text("state_raw"),
        _text("hold_reason"),
        _integer("priority"),
        _text("priority_raw"),
        _integer("impact"),
        _integer("urgency"),
        _integer("is_major"),
        _text("category"),
        _text("subcategory"),
        _text("symptom"),
        _text("channel"),
        _text("service"),
        _text("ci"),
        _text("location"),
        _text("assignment_group"),
        _text("assignee"),
        _text("caller"),
        _text("opened_by"),
        _text("resolved_by"),
        _integer("opened_at"),
        _integer("created_at"),
        _integer("acknowledged_at"),
        _integer("restored_at"),
        _integer("resolved_at"),
        _integer("closed_at"),
        _integer("due_at"),
        _integer("updated_at"),
        _text("resolution_code"),
        _text("resolution_notes"),
        _integer("reopen_count"),
        _integer("reassignment_count"),
        _text("parent_key"),
        _text("problem_key"),
        _text("change_fix_key"),
        _text("change_cause_key"),
        _text("vendor"),
        _integer("made_sla"),
        _text("work_notes"),
        _integer("revision"),
        _text("row_hash", required=True),
        _integer("outcome_unknown", required=True, default="0"),
        _integer("batch_id", required=True),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_ticket_batch_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket")),
        sa.UniqueConstraint("kind", "key", "source", name=op.f("uq_ticket_kind_key_source")),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_ticket_open",
        "ticket",
        ["kind", "due_at"],
        unique=False,
        sqlite_where=sa.text("resolved_at IS NULL"),
    )
    op.create_table(
        "change_ci",
        _integer("id", required=True),
        _integer("change_id", required=True),
        _integer("ci_id", required=True),
        _text("role", required=True),
        _integer("batch_id", required=True),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_change_ci_batch_id")),
        sa.ForeignKeyConstraint(
            ["change_id"], ["change.id"], name=op.f("fk_change_ci_change_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["ci_id"], ["ci.id"], name=op.f("fk_change_ci_ci_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change_ci")),
        sa.UniqueConstraint("change_id", "ci_id", name=op.f("uq_change_ci_change_id_ci_id")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_change_ci_ci_id"), "change_ci", ["ci_id"], unique=False)
    op.execute(
        "CREATE TRIGGER audit_entry_no_update BEFORE UPDATE ON audit_entry BEGIN "
        "SELECT RAISE(ABORT, 'the audit log is append-only'); END"
    )
    op.execute(
        "CREATE TRIGGER audit_entry_no_delete BEFORE DELETE ON audit_entry BEGIN "
        "SELECT RAISE(ABORT, 'the audit log is append-only'); END"
    )
