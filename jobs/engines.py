"""Where heavy work runs: the cores of this machine, or a Dask cluster once they are outgrown.

Both are the same interface, `concurrent.futures.Executor`; what runs there returns frames, and
only the caller writes, because a cluster repeats the work of a worker that was lost.
"""

import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import stamina

from core.errors import ConfigError, StoreError
from jobs import labelling

if TYPE_CHECKING:
    from analysis.features import Materials

R = TypeVar("R")
P = TypeVar("P")

AHEAD = 8
"""Pieces under way at once: the memory of the caller stays bounded."""

LOCAL = "local"
_SCHEMES = {"dask": "tcp", "dask+tls": "tls"}
_SECONDS = 20
_PLUGIN = "minsheng"


@contextmanager
def opened(engine: str, materials: "Materials") -> Iterator[Executor]:
    """An executor whose workers label with these materials.

    `engine` is `local`, `dask://host:port`, or `dask+tls://host:port` with the certificates of
    Dask's own configuration. Raises ConfigError for anything else, for a scheduler that does
    not answer, and for a cluster without workers.
    """
    if engine == LOCAL:
        with labelling.pool(materials) as executor:
            yield executor
        return
    scheme, _mark, place = engine.partition("://")
    if scheme not in _SCHEMES or not place:
        raise ConfigError(
            "无法识别的计算引擎“{engine}”：可用 local 或 dask://主机:端口。", engine=engine
        )
    with _client(f"{_SCHEMES[scheme]}://{place}", engine) as client:
        try:
            _furnish(client, materials)
        except OSError as error:
            raise ConfigError("Dask 集群 {engine} 中断了，请重新运行。", engine=engine) from error
        yield _Cluster(client)


class _Answer(Future[R]):
    """What Dask will answer; while it is awaited Dask may lose it and compute it again."""

    def __init__(self, asked: Any) -> None:
        super().__init__()
        self._asked = asked

    def result(self, timeout: float | None = None) -> R:
        found: R = self._asked.result(timeout)
        return found

    def exception(self, timeout: float | None = None) -> BaseException | None:
        found: BaseException | None = self._asked.exception(timeout)
        return found

    def done(self) -> bool:
        return bool(self._asked.done())

    def cancel(self) -> bool:
        self._asked.cancel()
        return True


class _Cluster(Executor):
    """Dask's workers as an executor.

    Dask's own one takes an answer for an error when the worker that holds it dies just after
    it came; here Dask is asked when the answer is wanted, and computes a lost one elsewhere.
    """

    def __init__(self, client: Any) -> None:
        self._client = client

    def submit(self, work: Callable[..., R], /, *args: Any, **given: Any) -> "_Answer[R]":
        return _Answer(self._client.submit(work, *args, pure=False, retries=3, **given))


@contextmanager
def _client(address: str, engine: str) -> Iterator[Any]:
    dask = library()
    try:
        client = dask.Client(address, timeout=_SECONDS, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        raise ConfigError(
            "连不上 Dask 调度器 {engine}，请确认它在运行、地址无误。", engine=engine
        ) from error
    try:
        if not client.scheduler_info(n_workers=-1)["workers"]:
            raise ConfigError("Dask 集群 {engine} 里没有工作进程。", engine=engine)
        yield client
    finally:
        client.close()


def library() -> Any:
    """Dask's library for clusters; it carries no types. Raises ConfigError where it is missing."""
    try:
        import distributed
    except ImportError as error:
        raise ConfigError(
            "没有安装 Dask，请先运行 pip install 'minsheng[dask]'，或改用 --engine local。"
        ) from error
    return distributed


@stamina.retry(on=OSError, attempts=5, wait_initial=0.5, timeout=_SECONDS)
def _furnish(client: Any, materials: "Materials") -> None:
    """Hand every worker its materials; one that dies meanwhile is gone at the next try."""
    client.register_plugin(_plugin(materials), name=_PLUGIN)


def _plugin(materials: "Materials") -> Any:
    from distributed import WorkerPlugin

    class Materialled(WorkerPlugin):
        """Every worker, also one that joins later, labels with the same words and models."""

        def setup(self, worker: object) -> None:
            labelling.begin(materials)

    return Materialled()


def result(future: "Future[R]", sentence: str) -> R:
    """What a worker answered. Raises StoreError with the sentence where the engine was lost."""
    try:
        return future.result()
    except failures() as error:
        raise StoreError(sentence) from error


def streamed(
    executor: Executor, work: Callable[[P], R], pieces: Iterable[P], sentence: str
) -> Iterator[R]:
    """What `work` makes of each piece, in their order, a few of them under way at a time.

    Each piece goes as soon as there is room: no worker waits until all of them are packed.
    Raises StoreError with the sentence where the engine was lost.
    """
    under_way: deque[Future[R]] = deque()
    for piece in pieces:
        under_way.append(executor.submit(work, piece))
        if len(under_way) >= AHEAD:
            yield result(under_way.popleft(), sentence)
    while under_way:
        yield result(under_way.popleft(), sentence)


def failures() -> tuple[type[BaseException], ...]:
    """What a result raises when its engine was lost, not its work wrong."""
    known: tuple[type[BaseException], ...] = (CancelledError, BrokenExecutor, OSError)
    if "distributed" in sys.modules:
        from distributed import KilledWorker

        known += (KilledWorker,)
    return known
