"""Work in joblib's threads or processes, which leave interruptions to this process and end with it, however it ends."""

import logging
import os
import signal
import threading
import time
import warnings
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from itertools import islice
from multiprocessing import resource_tracker
from typing import TYPE_CHECKING, Any, TypeVar

from rss_theory.command_line.arguments import InvalidInput

if TYPE_CHECKING:
    from joblib import Parallel

Result = TypeVar("Result")


def finished(tasks: Iterable[Callable[[], Result]], jobs: int, backend: str) -> Iterator[Result]:
    """What tasks return, as they finish, in any order; no more of them are made than are worked on.

    Raises InvalidInput for a backend that joblib cannot use.
    """
    from joblib import Parallel, delayed, parallel_config
    from joblib.parallel import get_active_backend

    waiting = (delayed(_call)(task) for task in tasks)
    with ExitStack() as stack:
        try:
            if backend == "dask":
                stack.enter_context(_dask_client(jobs))
            own = {"initializer": _watch, "initargs": (os.getpid(),)} if backend == "loky" else {}  # others' end by themselves
            stack.enter_context(parallel_config(backend=backend, n_jobs=jobs, **own))
        except (ValueError, ImportError) as error:
            raise InvalidInput("backend", f"{backend!r} cannot be used ({error}); give threading, loky or another joblib backend") from None
        if get_active_backend()[0].supports_return_generator:
            with Parallel(return_as="generator_unordered") as parallel:
                for result in stack.enter_context(_started(parallel, waiting)):  # noqa: UP028 (`_started` is to close them)
                    yield result
        else:
            with Parallel() as parallel:
                while batch := list(islice(waiting, jobs)):
                    yield from parallel(batch)


def _call(task: Callable[[], Result]) -> Result:
    return task()


@contextmanager
def _started(parallel: "Parallel", waiting: Iterable[Any]) -> Iterator[Iterable[Any]]:
    """Results of tasks in workers that are started; they are closed."""
    with ExitStack() as stack:
        with _interruption_waits():
            results = parallel(waiting)
            stack.callback(_close, results)
        yield results


@contextmanager
def _interruption_waits() -> Iterator[None]:
    """Until the end of this; processes that are started in it hear none at all."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    resource_tracker.ensure_running()  # which joblib would start in this, and Python 3.11's forgets whether signals waited
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)


def _close(results: Generator[Any, None, None]) -> None:
    with warnings.catch_warnings():  # of what is left undone
        warnings.simplefilter("ignore")
        results.close()


def _watch(parent: int) -> None:
    """End when the parent process has ended."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _dask_client(jobs: int) -> AbstractContextManager[Any]:
    """The cluster that dask is configured for (DASK_SCHEDULER_ADDRESS), else one of `jobs` processes here; joblib finds it by itself."""
    import dask
    from distributed import Client

    if dask.config.get("scheduler-address", None):
        return Client()  # type: ignore[no-untyped-call]
    with _interruption_waits():
        # an interruption loses work, of which it warns
        return Client(n_workers=jobs, threads_per_worker=1, dashboard_address=None, silence_logs=logging.CRITICAL)  # type: ignore[no-untyped-call]
