"""First calls of the product's functions, seen by the interpreter's profile hook."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path, PurePosixPath
from types import CodeType, FrameType

ROOT = Path(__file__).resolve().parent.parent
PRODUCT = ("models", "ingest", "workers", "dashboard")
# A comprehension belongs to its function, and a module's own code is its import.
_NO_FUNCTIONS = {"<listcomp>", "<setcomp>", "<dictcomp>", "<genexpr>", "<module>"}


@dataclass(frozen=True)
class Call:
    """The first call of a function in a step."""

    step: str
    file: str
    function: str

    @property
    def room(self) -> str:
        return str(PurePosixPath(self.file).parent)


@dataclass
class Tracer:
    """A profile function that keeps first calls while a step runs."""

    step: str = ""
    calls: list[Call] = field(default_factory=list)
    _seen: set[tuple[str, CodeType]] = field(default_factory=set)

    def __call__(self, frame: FrameType, event: str, _: object) -> None:
        code, step = frame.f_code, self.step
        if event != "call" or not step or (step, code) in self._seen:
            return
        self._seen.add((step, code))
        file = product_file(code.co_filename)
        if file and code.co_name not in _NO_FUNCTIONS:
            self.calls.append(Call(step, file, code.co_qualname))

    @contextmanager
    def during(self, step: str) -> Iterator[None]:
        """Keep what is called inside as calls of this step; "" keeps nothing."""
        self.step = step
        try:
            yield
        finally:
            self.step = ""


def product_file(name: str) -> str | None:
    """The path of a product file below the project; None for any other."""
    try:
        path = Path(name).relative_to(ROOT)
    except ValueError:
        return None
    is_product = path.parts[0] in PRODUCT and path.suffix == ".py"
    return path.as_posix() if is_product else None


def changes_of_room(calls: Sequence[Call]) -> int:
    """Count the calls that are in another room than the call before them."""
    return sum(call.room != other.room for call, other in pairwise(calls))
