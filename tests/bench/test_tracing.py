"""The tracer counts each function once a step, by the folder it stands in."""

from __future__ import annotations

import functools
import sys

import workers
from bench.tracing import Call, Tracer, changes_of_room, product_file
from workers.duties import every_duty


def test_a_function_is_counted_once_a_step() -> None:
    tracer = Tracer()
    every_duty()  # The first call imports.
    sys.setprofile(tracer)
    try:
        every_duty()
        for step in ("poll", "poll", "intake"):
            with tracer.during(step):
                every_duty()
    finally:
        sys.setprofile(None)
    assert tracer.calls == [
        Call("poll", "workers/duties.py", "every_duty"),
        Call("intake", "workers/duties.py", "every_duty"),
    ]


def test_only_files_of_the_product_are_counted() -> None:
    assert product_file(workers.__file__) == "workers/__init__.py"
    for other in (__file__, functools.__file__, "<string>"):
        assert product_file(other) is None


def test_rooms_change_with_the_folder_and_not_with_the_file() -> None:
    files = ("a/b/c.py", "a/b/d.py", "a/e.py", "a/b/c.py")
    assert changes_of_room([Call("poll", file, "f") for file in files]) == 2
