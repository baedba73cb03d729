"""How the tables came to be: Alembic's migrations, applied by storage.migrate."""
