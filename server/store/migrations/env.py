"""Alembic's way in: `server/store/migrate.py` hands over a connection with its transaction begun."""

from alembic import context

connection = context.config.attributes["connection"]
context.configure(connection=connection, version_table=context.config.attributes["version_table"], transactional_ddl=True)
context.run_migrations()
