"""Alerts reach the people they are for, through a real mail server that behaves and misbehaves."""

from dataclasses import replace
from datetime import timedelta

import pytest

from config.rows import Channel
from config.settings import Smtp
from core.alerts import Alert
from core.errors import ConfigError
from core.scope import Actor, Scope
from jobs import deliver, runner
from jobs.commands import steps
from jobs.office import Office
from store import frames, history, outbox, requests, resting
from tests import loopback, smtp

ALL = Scope.ALL
WANG, LI = "wang@example.gov.cn", "li@example.gov.cn"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def reach(office):
    """The same office with a mail server on a port."""
    made = []

    def reach(port, **fields):
        given = {"host": "127.0.0.1", "security": "none", "sender": "minsheng@example.gov.cn"}
        settings = replace(office.settings, smtp=Smtp(**{**given, "port": port, **fields}))
        made.append(Office(settings, office.tables))
        return made[-1]

    yield reach
    for opened in made:
        opened.store.close()


@pytest.fixture
def fire(office, now):
    """Put alerts into the outbox, with a delivery for each address."""

    def fire(*addresses, count=1, channel="mail"):
        alerts = [
            Alert(str(n), "hot_issue", n, "II", f"云杉小区{n}号楼", "近 7 天 3 件", (), now)
            for n in range(count)
        ]
        people = [(channel, address) for address in addresses]
        return outbox.fire(office.store, ALL, alerts, people, "minsheng.test")

    return fire


def work(office, now):
    """All that is due at `now`; how many of each outcome."""
    counts = {"sent": 0, "failed": 0, "later": 0}
    while subjects := deliver.due(office, now):
        for subject in subjects:
            for name, count in deliver.run(office, subject, now).items():
                counts[name] += count
    return counts


def log(office):
    return {row["address"]: row for row in frames.delivery_log(office.store, ALL).rows(named=True)}


def test_an_alert_arrives_with_both_parts(reach, fire, now):
    postbox = smtp.Postbox()
    fire(WANG)
    with smtp.serving(postbox) as port:
        office = reach(port)
        assert deliver.due(office, now) == [""]
        assert work(office, now) == {"sent": 1, "failed": 0, "later": 0}
    (mail,) = postbox.mails()
    text, html = (mail.get_body((kind,)).get_content() for kind in ("plain", "html"))
    for part in (text, html):
        assert "云杉小区0号楼" in part
        assert "近 7 天 3 件" in part
        assert "http://127.0.0.1:8501/issue?issue=0" in part
    assert mail["Message-ID"] == "<alert-1-0@minsheng.test>"
    row = log(office)[WANG]
    assert (row["state"], row["attempts"], row["error"]) == ("sent", 1, "")
    assert now <= row["sent_at"] < now + MINUTE


def test_recipients_never_see_one_another(reach, fire, now):
    postbox = smtp.Postbox()
    fire(WANG, LI)
    with smtp.serving(postbox) as port:
        work(reach(port), now)
    assert sorted(to for to, _content in postbox.taken) == [(LI,), (WANG,)]
    for (to,), content in postbox.taken:
        other = LI if to == WANG else WANG
        assert other.encode() not in content
    assert len(postbox.copies) == 2


def test_invented_trouble_says_so(reach, fire, now):
    postbox = smtp.Postbox()
    fire(WANG)
    with smtp.serving(postbox) as port:
        office = reach(port)
        history.note(office.store, ALL, "demo", "{}")
        work(office, now)
    assert postbox.mails()[0]["Subject"].startswith("【演示数据】")


def test_a_refused_recipient_fails_at_once_and_stops_nobody(reach, fire, now):
    postbox = smtp.Postbox({WANG: ["550 no such user"]})
    fire(WANG, LI)
    with smtp.serving(postbox) as port:
        office = reach(port)
        assert work(office, now) == {"sent": 1, "failed": 1, "later": 0}
        assert work(office, now + timedelta(days=30))["sent"] == 0
    found = log(office)
    assert (found[WANG]["state"], found[LI]["state"]) == ("failed", "sent")
    assert found[WANG]["error"] == "邮件服务器不接受这个收件地址（550），请核对地址。"


def test_a_wrong_address_fails_at_once(reach, fire, now):
    postbox = smtp.Postbox()
    fire("wang@example.gov.cn\nBcc: li@example.gov.cn", LI)
    with smtp.serving(postbox) as port:
        assert work(reach(port), now) == {"sent": 1, "failed": 1, "later": 0}
    assert [to for to, _content in postbox.taken] == [(LI,)]


def test_a_server_that_says_later_is_asked_later(reach, fire, now):
    postbox = smtp.Postbox({WANG: ["450 greylisted", "451 try again"]})
    fire(WANG)
    with smtp.serving(postbox) as port:
        office = reach(port)
        assert work(office, now)["later"] == 1
        assert log(office)[WANG]["state"] == "waiting"
        assert deliver.due(office, now + 0.9 * MINUTE) == []
        assert work(office, now + 1.1 * MINUTE)["later"] == 1
        assert deliver.due(office, now + 6 * MINUTE) == []
        assert work(office, now + 6.2 * MINUTE)["sent"] == 1
    row = log(office)[WANG]
    assert (row["state"], row["attempts"], row["error"]) == ("sent", 3, "")
    assert list(postbox.copies.values()) == [1]


def test_a_server_that_hangs_is_left(reach, fire, now, monkeypatch):
    """It took the mail and says nothing: the second mail has the same Message-ID."""
    monkeypatch.setattr(deliver, "TIMEOUT_SECONDS", 0.3)
    postbox = smtp.Postbox(silent=1.0)
    fire(WANG)
    with smtp.serving(postbox) as port:
        office = reach(port)
        assert work(office, now)["later"] == 1
        postbox.silent = 0.0
        assert work(office, now + 2 * MINUTE)["sent"] == 1
    assert list(postbox.copies.items()) == [("<alert-1-0@minsheng.test>", 2)]
    assert log(office)[WANG]["state"] == "sent"


def test_a_server_that_is_down_loses_nothing(reach, fire, now):
    postbox = smtp.Postbox()
    fire(WANG, LI, count=3)
    port = smtp.free_port()
    office = reach(port)
    assert work(office, now) == {"sent": 0, "failed": 0, "later": 6}
    assert "连不上或没有应答" in log(office)[WANG]["error"]
    with smtp.serving(postbox) as port:
        assert work(reach(port), now + 2 * MINUTE)["sent"] == 6
    assert set(postbox.copies.values()) == {1}


def test_a_run_ends_with_the_first_mail_that_must_wait(reach, fire, now):
    """So that a worker told to stop waits for one silent server at most."""
    fire(WANG, LI)
    assert deliver.run(reach(smtp.free_port()), "", now) == {"sent": 0, "failed": 0, "later": 1}


def test_a_server_that_stays_down_is_given_up(reach, fire, now):
    fire(WANG)
    office, attempts, moment = reach(smtp.free_port()), 0, now
    while moment < now + timedelta(days=4):
        attempts += len(deliver.due(office, moment))
        work(office, moment)
        moment += MINUTE * (1 if attempts < 5 else 60)
    row = log(office)[WANG]
    assert (row["state"], row["attempts"], attempts) == ("failed", 22, 22)


def test_the_pauses_grow_and_end_within_three_days(now):
    pauses = [(deliver.next_try(n, now) - now) / MINUTE for n in range(1, 22)]
    assert pauses[:7] == [1, 5, 15, 60, 240, 240, 240]
    assert timedelta(days=2.8) < sum(pauses) * MINUTE < timedelta(days=3)
    assert deliver.next_try(22, now) is None


def test_starttls_and_login(reach, fire, now, tmp_path, monkeypatch):
    public, context = smtp.certificate(tmp_path, "localhost")
    monkeypatch.setenv("SSL_CERT_FILE", str(public))
    postbox = smtp.Postbox()
    fire(WANG)
    secure = {"host": "localhost", "security": "starttls", "user": "minsheng"}
    with smtp.serving(postbox, tls_context=context, **smtp.login("minsheng", "right")) as port:
        wrong = reach(port, **secure, password="wrong")
        assert work(wrong, now)["later"] == 1
        assert "MINSHENG_SMTP_PASSWORD" in log(wrong)[WANG]["error"]
        assert work(reach(port, **secure, password="right"), now + 2 * MINUTE)["sent"] == 1
    assert postbox.encrypted


def test_without_a_mail_server_alerts_wait(office, reach, fire, now, monkeypatch):
    fire(WANG)
    monkeypatch.setattr(steps, "open_office", lambda: office)
    for unset in (office, reach(25, host=""), reach(25, sender="")):
        assert deliver.due(unset, now) == []
    with pytest.raises(ConfigError, match="预警邮件留在待发"):
        steps.deliver()
    assert log(office)[WANG]["state"] == "waiting"
    postbox = smtp.Postbox()
    with smtp.serving(postbox) as port:
        login_is_address = reach(port, sender="", user="minsheng@example.gov.cn")
        assert deliver.due(login_is_address, now) == [""]
        assert work(reach(port), now)["sent"] == 1


def test_a_channel_that_nobody_knows_fails_at_once(reach, fire, now):
    fire("12345", channel="pager")
    assert work(reach(smtp.free_port()), now)["failed"] == 1


def test_nothing_is_open_in_the_store_while_a_mail_is_sent(reach, fire, now, monkeypatch):
    """Others read and write while the server thinks."""
    fire(WANG)
    office, seen = reach(smtp.free_port()), []

    def send(message, server):
        seen.append((log(office)[WANG]["state"], office.store.engine.pool.checkedout()))
        history.note(office.store, ALL, "written", "meanwhile")

    monkeypatch.setattr("alerts.mail.send", send)
    assert work(office, now)["sent"] == 1
    assert seen == [("sending", 0)]


def test_the_step_runs_by_name_and_is_written_down(reach, fire, now, capsys, monkeypatch):
    postbox = smtp.Postbox()
    fire(WANG, LI)
    with smtp.serving(postbox) as port:
        office = reach(port)
        monkeypatch.setattr(steps, "open_office", lambda: office)
        steps.deliver()
    assert capsys.readouterr().out == "完成 1 批。\n"
    (run,) = frames.run_history(office.store, ALL).rows(named=True)
    assert (run["step"], run["state"]) == ("deliver", "done")
    assert '"sent": 2' in run["counts"]
    assert runner.tick(office, "deliver") == runner.Ticked()


class TestMail:
    """A person asks whether mail arrives."""

    @pytest.fixture
    def ask(self, office, now):
        def ask(**parameters):
            with office.store.write() as conn:
                return requests.ask(conn, "test_mail", parameters, Actor("admin"), now)

        return ask

    @staticmethod
    def outcome(office):
        with office.store.read() as conn:
            return conn.exec_driver_sql("SELECT outcome FROM requests").scalar_one()

    def test_it_arrives(self, reach, ask, now):
        postbox = smtp.Postbox()
        ask(to=LI)
        with smtp.serving(postbox) as port:
            office = reach(port)
            assert deliver.due(office, now) == ["test_mail"]
            assert work(office, now)["sent"] == 1
        assert [to for to, _content in postbox.taken] == [(LI,)]
        assert postbox.mails()[0]["Subject"] == "【民声】测试邮件"
        assert self.outcome(office) == "已发送，请查收"

    @pytest.mark.parametrize("parameters", [{}, {"to": "li"}, {"to": None}, {"to": "a@b\nBcc: c"}])
    def test_a_wrong_address_is_answered(self, reach, ask, now, parameters):
        ask(**parameters)
        office = reach(smtp.free_port())
        assert work(office, now)["failed"] == 1
        assert "写得不对" in self.outcome(office)

    def test_a_server_that_is_down_is_told_and_not_tried_again(self, reach, ask, now):
        ask(to=LI)
        office = reach(smtp.free_port())
        assert work(office, now)["failed"] == 1
        assert "连不上" in self.outcome(office)

    def test_without_a_mail_server_the_answer_says_what_to_set(self, office, ask, now):
        ask(to=LI)
        assert work(office, now)["failed"] == 1
        assert "MINSHENG_SMTP_HOST" in self.outcome(office)


def test_groups_are_told_without_a_mail_server(office, fire, now):
    with loopback.serving(lambda asked: loopback.Answer()) as served:
        group = Channel("group", "chat", served.address.replace("http://", "json://"))
        office.tables.rows["channel"] = {"group": group}
        fire(WANG)
        outbox.fire(
            office.store, ALL, [Alert("g", "hot_issue", 9, "II", "停水", "", (), now)],
            [("chat", "group")], "minsheng.test",
        )  # fmt: skip
        assert deliver.due(office, now) == [""]
        assert work(office, now) == {"sent": 1, "failed": 0, "later": 0}
    assert len(served.asked) == 1
    assert log(office)[WANG]["state"] == "waiting"
    assert deliver.due(office, now) == []


def test_no_rest_is_as_long_as_what_the_outbox_takes_for_a_clock_fault(now):
    rests = [deliver.next_try(attempts, now) for attempts in range(1, 30)]
    assert max(at for at in rests if at) - now < resting.LONGEST_REST
