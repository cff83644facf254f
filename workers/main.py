"""The two processes behind the dashboard: workers that do duties, a clock that wakes them."""

from __future__ import annotations

import logging
import signal
import threading
import time
from collections.abc import Callable
from datetime import timedelta

import psycopg
from dramatiq.worker import Worker
from sqlalchemy.exc import OperationalError

from models.base.process import arm, calm_collector
from models.base.settings import Settings
from models.rows.base import now
from models.store.service import Service, open_service
from models.store.starting import check_start
from workers import send, take_in
from workers.backup_guard import advance
from workers.broker import make_broker
from workers.clock import Clock
from workers.duties import Duty, declare, every_duty
from workers.liveness import Liveness
from workers.queue import Job, configure
from workers.summary import write_summaries
from workers.sweep import Sweep

logger = logging.getLogger(__name__)
# What is under way when we are asked to stop has this long.
STOP_SECONDS = 4.0
_WAIT_SECONDS = 2.0
# No pack takes so long to write.
UNFINISHED = timedelta(days=1)


def run_worker(settings: Settings) -> int:
    """Poll, take in and send until SIGTERM or SIGINT; raises SettingError.

    Returns within five seconds of the signal. What it could not finish is free for
    others the moment its life line ends.
    """
    stopping = _on_signal()
    arm(settings.fault_point)
    take_in.start_reader()
    service = open_service(settings)
    _wait_for_database(stopping, lambda: _check_start(service))
    liveness = Liveness(service.app)
    _wait_for_database(stopping, liveness.begin)
    if stopping.is_set():
        take_in.end_reader()
        return 0
    workers = _start(settings, service, liveness)
    threading.Thread(target=_tidy, args=(service,), daemon=True, name="tidy").start()
    calm_collector()
    logger.info("worker ready")
    stopping.wait()
    return _stop(liveness, workers)


def run_clock(settings: Settings) -> int:
    """Wake the workers until SIGTERM or SIGINT; raises SettingError."""
    stopping = _on_signal()
    service = open_service(settings)
    _wait_for_database(stopping, lambda: _check_start(service))
    configure(settings)
    logger.info("clock ready")
    Clock(service, every_duty()).run(stopping)
    return 0


def _tidy(service: Service) -> None:
    """Remove the packs that workers left half written when they died, once a start."""
    try:
        left = service.packs.remove_unfinished(now() - UNFINISHED)
    except OSError as error:
        extra = {"error": type(error).__name__}
        logger.warning("unfinished packs could not be removed", extra=extra)
        return
    if left:
        logger.info("unfinished packs removed", extra={"count": left})


def _check_start(service: Service) -> None:
    check_start(service)
    advance(service)


def _on_signal() -> threading.Event:
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    return stopping


def _wait_for_database(stopping: threading.Event, ask: Callable[[], object]) -> None:
    """A database that is away is waited for: servers of one machine start together."""
    while not stopping.is_set():
        try:
            ask()
            return
        except (OperationalError, psycopg.OperationalError):
            logger.warning("waiting for the database")
            stopping.wait(_WAIT_SECONDS)


def _start(settings: Settings, service: Service, liveness: Liveness) -> list[Worker]:
    configure(settings)
    duties = every_duty()
    workers = [
        _start_one(
            settings, service, liveness, [d for d in duties if d.name in jobs], n
        )
        for jobs, n in _shares(settings.worker_threads)
    ]
    Sweep(service, liveness, duties).start()
    return workers


def _start_one(
    settings: Settings,
    service: Service,
    liveness: Liveness,
    duties: list[Duty],
    threads: int,
) -> Worker:
    broker = make_broker(settings)
    declare(broker, service, liveness, duties)
    # Time limits begin with this signal, which only the command of dramatiq gives.
    broker.emit_after("process_boot")
    worker = Worker(broker, worker_threads=threads)
    worker.start()
    return worker


def _shares(threads: int) -> list[tuple[set[Job], int]]:
    """Threads of their own for each kind of work: a slow mailbox never delays a letter."""
    return [
        ({Job.POLL}, 2 * threads),
        # Two of one cabinet at most are at small messages, and one at large ones.
        ({Job.INTAKE}, max(4, threads)),
        ({Job.LETTER, Job.NOTICE}, max(1, threads // 2)),
    ]


def _stop(liveness: Liveness, workers: list[Worker]) -> int:
    """Claim nothing new, give what runs its seconds, count aloud what stays unknown."""
    until = time.monotonic() + STOP_SECONDS
    liveness.stop()
    threads = [
        threading.Thread(target=_stop_one, args=(worker,), daemon=True)
        for worker in workers
    ]
    for thread in threads:
        thread.start()
    send.wait_for_letters(max(0.0, until - time.monotonic()))
    for thread in threads:
        thread.join(max(0.0, until - time.monotonic()))
    take_in.end_reader()
    write_summaries(every=0.0)
    liveness.end()
    logger.info("worker stopped")
    return 0


def _stop_one(worker: Worker) -> None:
    worker.stop(timeout=int(STOP_SECONDS * 1000))
