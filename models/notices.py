"""What a cabinet must be told by mail, once: written down here, gathered by the workers."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from models.base import new_id
from models.letters.notices import NoticeKind
from models.mail.letter import Notice


def tell_of_new(
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


def tell(
    session: Session,
    tenant_id: UUID,
    kind: NoticeKind | str,
    subject_key: str,
    complaint_id: UUID | None = None,
) -> bool:
    """Have the cabinet told; False when the same (kind, subject_key) was told before.

    `subject_key` is an id, or ids and a date: never words taken from a mail.
    """
    values = {
        "id": new_id(),
        "tenant_id": tenant_id,
        "kind": NoticeKind(kind).value,
        "subject_key": subject_key,
        "complaint_id": complaint_id,
    }
    session.flush()
    done = session.execute(
        insert(Notice)
        .values(values)
        .on_conflict_do_nothing(
            index_elements=[Notice.tenant_id, Notice.kind, Notice.subject_key]
        )
        .returning(Notice.id)
    )
    return done.first() is not None
