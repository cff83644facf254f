"""The generated corpus is the same everywhere, and says the truth of its mails."""

import hashlib
from email import message_from_bytes, policy

from bench import corpus
from bench.mails.make import Plan, make

SEED = corpus.SEED


def test_it_writes_the_same_bytes_each_time(tmp_path):
    first = corpus.write(tmp_path / "a", SEED, 20)
    second = corpus.write(tmp_path / "b", SEED, 20)

    assert first == second
    for name in first["mails"]:
        a, b = (tmp_path / x / "msgs" / name for x in "ab")
        assert a.read_bytes() == b.read_bytes()


def test_it_keeps_the_shares():
    plans = corpus.plans(SEED, 2_000)

    assert sum(p.with_files for p in plans) == 800
    assert [
        sum(p.way == w for p in plans) for w in ("direct", "inline", "attached")
    ] == [
        1_700,
        200,
        100,
    ]


def test_it_gives_each_mail_its_own_customer():
    addresses = {made.truth["complainant"]["email"] for made in corpus.mails(SEED, 60)}

    assert len(addresses) == 60


def test_its_files_are_where_the_truth_says():
    made = make(SEED, Plan(1, "direct", with_files=True))

    message = message_from_bytes(made.raw, policy=policy.default)
    found = [
        {
            "name": p.get_filename(),
            "sha256": hashlib.sha256(p.get_content()).hexdigest(),
        }
        for p in message.iter_attachments()
    ]

    assert found == made.truth["attachments"]
