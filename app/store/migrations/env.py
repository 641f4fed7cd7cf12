"""Runs migrations inside the transaction of the connection that the store hands over."""

from alembic import context

from app.models.base import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    transactional_ddl=True,
)
context.run_migrations()
