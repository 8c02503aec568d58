"""`/api/metrics`: what a monitoring system reads, and who may read it."""

import asyncio
import re
from datetime import UTC, datetime, timedelta

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families
from starlette.requests import Request

from core.scope import Scope
from dashboard.metrics import metrics
from store import health, leases
from store.migrate import open_store
from tools import bundle


@pytest.fixture
def ask(tmp_path, monkeypatch):
    monkeypatch.setenv("MINSHENG_HOME", str(tmp_path))
    monkeypatch.delenv("MINSHENG_STORE_URL", raising=False)
    open_store(f"sqlite:///{tmp_path / 'minsheng.db'}").close()

    def get(host="127.0.0.1", **given):
        headers = {"Host": "127.0.0.1:8501", **given}
        named = [(name.lower().encode(), text.encode()) for name, text in headers.items()]
        scope = {"type": "http", "headers": named, "client": (host, 50_000)}
        return asyncio.run(metrics(Request(scope)))

    return get


def values(answer):
    return {
        sample.name: sample.value
        for family in text_string_to_metric_families(answer.body.decode())
        for sample in family.samples
        if not sample.labels
    }


def test_a_monitoring_system_sees_whether_the_worker_lives(ask, tmp_path):
    assert values(ask())["minsheng_worker_up"] == 0
    store = open_store(f"sqlite:///{tmp_path / 'minsheng.db'}")
    leases.hold(store, Scope.ALL, "leader", "worker-1", datetime.now(UTC), 30)
    store.close()
    found = values(ask())
    assert found["minsheng_worker_up"] == 1
    assert found["minsheng_messages_pending"] == 0
    assert found["minsheng_delivery_late_seconds"] == 0


def test_only_this_machine_or_who_has_the_token_may_read(ask, monkeypatch):
    assert ask("10.0.0.7").status_code == 403
    assert ask(**{"X-Forwarded-For": "10.0.0.7"}).status_code == 403
    assert ask("testclient").status_code == 403
    assert ask(Host="rebound.example.org").status_code == 403
    monkeypatch.setenv("MINSHENG_METRICS_TOKEN", "a-long-word")
    assert ask().status_code == 403
    assert ask(Authorization="Bearer wrong").status_code == 403
    assert ask("10.0.0.7", Authorization="Bearer a-long-word").status_code == 200


def test_a_store_that_is_gone_is_said(ask, monkeypatch, tmp_path):
    monkeypatch.setenv("MINSHENG_STORE_URL", f"sqlite:///{tmp_path}")
    assert ask().status_code == 503


@pytest.fixture
def families(ask, tmp_path):
    """What a store with one source gives, by name as it is written."""
    store = open_store(f"sqlite:///{tmp_path / 'minsheng.db'}")
    now = datetime.now(UTC)
    health.succeeded(store, Scope.ALL, "board", now, now + timedelta(hours=1))
    store.close()
    found = text_string_to_metric_families(ask().body.decode())
    return {one.name + "_total" * (one.type == "counter"): one for one in found}


def test_names_and_kinds_are_as_prometheus_has_them(families):
    """https://prometheus.io/docs/practices/naming: base units last, only counters end in _total."""
    assert families["minsheng_source_accepted_total"].type == "counter"
    for name, family in families.items():
        assert re.fullmatch(r"minsheng(_[a-z]+)+", name)
        assert family.documentation.endswith(".")
        assert family.type in ("gauge", "counter")
        assert not re.search(r"_(count|sum|bucket|minutes|hours|ms)$", name)
        labels = {label for sample in family.samples for label in sample.labels}
        assert labels <= {"source", "state", "level"}, "no place, unit or person is a label"


def test_the_shipped_alert_rules_ask_for_measures_that_are_there(families):
    rules = yaml.safe_load((bundle.SCRIPTS / "minsheng-alerts.yml").read_text("utf-8"))
    asked = [rule["expr"] for group in rules["groups"] for rule in group["rules"]]
    named = set(re.findall(r"minsheng_\w+", " ".join(asked)))
    assert len(named) >= 4
    assert named <= families.keys()
