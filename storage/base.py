"""What all tables share: the base, constraint names, column types and the workspace every row belongs to."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import (
    BigInteger,
    BindParameter,
    DateTime,
    Dialect,
    Enum,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    MetaData,
    TypeDecorator,
    UniqueConstraint,
    bindparam,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

Key = BigInteger().with_variant(Integer, "sqlite")


OURS: BindParameter[int] = bindparam("workspace_id")
"""The workspace asked about, in statements that are asked often and so are put together once."""


class Utc(TypeDecorator[datetime]):
    """An instant: aware in Python, always UTC, on both databases; a naive value is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn an aware instant into what the driver keeps."""
        if value is None:
            return None
        if value.tzinfo is None:
            message = f"naive datetime {value!r}: instants are aware"
            raise ValueError(message)
        instant = value.astimezone(UTC)
        return instant.replace(tzinfo=None) if dialect.name == "sqlite" else instant

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn what the driver kept into an aware UTC instant."""
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def word(kind: type[StrEnum]) -> Enum:
    """Keep an enum as its value, with a CHECK that admits no other."""
    return Enum(
        kind,
        native_enum=False,
        create_constraint=True,
        length=32,
        name=kind.__name__.lower(),
        values_callable=lambda members: [member.value for member in members],
    )


class Base(DeclarativeBase):
    """The declarative base of every table."""

    metadata = MetaData(naming_convention=NAMES)
    # So that a column that refers to a key has the key's type.
    type_annotation_map: ClassVar[dict[Any, Any]] = {int: Key}


class Owned:
    """A row that belongs to a workspace."""

    id: Mapped[int] = mapped_column(Key, primary_key=True, autoincrement=True)
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspaces.id"), index=True)


def owned(*constraints: Any, **parents: str) -> tuple[Any, ...]:  # noqa: ANN401  # SQLAlchemy's own table arguments are untyped
    """Table arguments of an owned row: each `column="table"` is a foreign key that cannot leave the workspace."""
    references = (
        ForeignKeyConstraint(["workspace_id", column], [f"{table}.workspace_id", f"{table}.id"])
        for column, table in parents.items()
    )
    return (UniqueConstraint("workspace_id", "id"), *references, *constraints)
