"""`/api/metrics`: the program's own health in the text form that Prometheus reads."""

import hmac
from collections.abc import Iterator
from datetime import UTC, datetime
from ipaddress import ip_address

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from config import settings
from core.errors import MinshengError
from core.scope import Scope
from dashboard.gate import is_local
from store.engine import connect
from store.gauges import Gauge, gauges

TYPE = "text/plain; version=0.0.4; charset=utf-8"


class _Found(Collector):
    """Hands the measures to the library, which writes them down."""

    def __init__(self, found: list[Gauge]) -> None:
        self._found = found

    def collect(self) -> Iterator[GaugeMetricFamily | CounterMetricFamily]:
        for gauge in self._found:
            names = [name for name, _value in next(iter(gauge.values), ())]
            grows = gauge.name.endswith("_total")
            kind = CounterMetricFamily if grows else GaugeMetricFamily
            family = kind(gauge.name, gauge.says, labels=names)
            for labels, value in gauge.values.items():
                family.add_metric([text for _name, text in labels], value)
            yield family


async def metrics(request: Request) -> Response:
    """The measures; 403 unless asked from this machine or with MINSHENG_METRICS_TOKEN."""
    chosen = settings.load()
    if not _may(request, chosen.metrics_token):
        return PlainTextResponse("forbidden\n", status_code=403)
    try:
        text = await run_in_threadpool(_text, chosen.store_url)
    except MinshengError:
        return PlainTextResponse("down\n", status_code=503)
    return Response(text, media_type=TYPE)


def _may(request: Request, token: str) -> bool:
    """A token that was set is always asked for: behind a proxy everybody is on this machine."""
    if token:
        given = request.headers.get("authorization", "").removeprefix("Bearer ")
        return hmac.compare_digest(given.encode(), token.encode())
    host = request.client.host if request.client else ""
    try:
        return ip_address(host).is_loopback and is_local(request.headers)
    except ValueError:
        return False


def _text(url: str) -> bytes:
    store = connect(url)
    try:
        registry = CollectorRegistry()
        registry.register(_Found(gauges(store, Scope.ALL, datetime.now(UTC))))
        return generate_latest(registry)
    finally:
        store.close()
