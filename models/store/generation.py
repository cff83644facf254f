"""The generation of the database: a number that only grows, told outside of it too.

A database restored from a backup bears a lower number than the one told outside: letters it
believes to be waiting may have left since the backup was made.
"""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from sqlalchemy import BigInteger, func, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.rows.base import Base
from models.vault import durable

FILE = ".generation"


class Generation(Base):
    """One row (platform table); `lineage` tells the databases of two installations apart."""

    __tablename__ = "generations"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    lineage: Mapped[UUID]
    number: Mapped[int] = mapped_column(BigInteger)


@dataclass(frozen=True)
class Mark:
    """A generation as it is told outside of the database."""

    lineage: UUID
    number: int

    def __str__(self) -> str:
        return f"{self.lineage} {self.number}"

    @classmethod
    def parse(cls, text: str) -> Mark | None:
        """None for what is no mark: it proves nothing."""
        lineage, _, number = text.strip().partition(" ")
        try:
            return cls(UUID(lineage), int(number))
        except ValueError:
            return None


def step(session: Session, above: int = 0) -> Mark:
    """The next generation, above that number too; its row stays locked until the commit."""
    following = (
        update(Generation)
        .where(Generation.id == 1)
        .values(number=func.greatest(Generation.number, above) + 1)
        .returning(Generation.lineage, Generation.number)
        .execution_options(synchronize_session=False)
    )
    return Mark(*session.execute(following).one())


def read_mark(folder: Path) -> Mark | None:
    """The mark in the blobs' folder; None where there is none that can be read."""
    try:
        return Mark.parse((folder / FILE).read_text(encoding="ascii"))
    except (OSError, UnicodeDecodeError):
        return None


def write_mark(folder: Path, mark: Mark) -> None:
    """Replace the mark in the blobs' folder, whole and on the disk; raises OSError."""
    folder.mkdir(0o700, parents=True, exist_ok=True)
    draft = folder / f"{FILE}.{secrets.token_hex(8)}.tmp"
    try:
        durable.write_new(draft, [f"{mark}\n".encode()])
        os.replace(draft, folder / FILE)
    finally:
        draft.unlink(missing_ok=True)
    durable.sync_folder(folder)
