"""Notices to a cabinet, each told by mail once: written down here, gathered by the workers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from models.letters.notice_text import NoticeKind
from models.rows.base import new_id
from models.rows.letter import Notice


class Subject(NamedTuple):
    """Subject of a notice: its kind, its key (`tell`), the complaint whose page settles it."""

    kind: NoticeKind
    key: str
    complaint_id: UUID | None = None


def notify_of_new(
    session: Session,
    tenant_id: UUID,
    kind: NoticeKind,
    subject_key: str,
    complaint_id: UUID | None = None,
) -> None:
    """The same for a subject made in this very transaction, of which nothing was told yet.

    It waits for the flush with the rest, where `tell` must write at once to know.
    """
    session.add(
        Notice(
            tenant_id=tenant_id,
            id=new_id(),
            kind=kind.value,
            subject_key=subject_key,
            complaint_id=complaint_id,
        )
    )


def notify(
    session: Session,
    tenant_id: UUID,
    kind: NoticeKind | str,
    subject_key: str,
    complaint_id: UUID | None = None,
) -> bool:
    """Have the cabinet told; False when the same (kind, subject_key) was told before.

    `subject_key` is an id, or ids and a date: never words taken from a mail.
    """
    subject = Subject(NoticeKind(kind), subject_key, complaint_id)
    return notify_all(session, tenant_id, [subject]) == 1


def notify_all(session: Session, tenant_id: UUID, subjects: Sequence[Subject]) -> int:
    """The same for many in one statement; returns how many are new."""
    if not subjects:
        return 0
    rows = [
        {
            "id": new_id(),
            "tenant_id": tenant_id,
            "kind": subject.kind.value,
            "subject_key": subject.key,
            "complaint_id": subject.complaint_id,
        }
        for subject in subjects
    ]
    session.flush()
    done = session.execute(
        insert(Notice)
        .values(rows)
        .on_conflict_do_nothing(
            index_elements=[Notice.tenant_id, Notice.kind, Notice.subject_key]
        )
        .returning(Notice.id)
    )
    return len(done.all())
