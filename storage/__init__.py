"""The facts: SQLAlchemy tables and the queries that deserve a name, one module a noun."""
