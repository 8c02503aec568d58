"""Handing a mail over: what a broken server does to us, and what a reader is told."""

import socket
import threading
import time

import pytest

from alerts import mail
from core.errors import DeliveryError
from tests import smtp

FAST = 0.3
"""Seconds for a server that is to fail."""

PATIENT = 10
"""Seconds for one that is to answer, on a machine that may be busy."""


def send(make_delivery, port, host="127.0.0.1", **server):
    message = mail.compose(make_delivery(), "minsheng@example.gov.cn", "http://m.example")
    given = {"security": "none", "timeout": PATIENT, **server}
    mail.send(message, mail.Server(host, port, **given))


def refused(make_delivery, port, **server):
    """The error of a send that must fail, and how long it took."""
    started = time.monotonic()
    with pytest.raises(DeliveryError) as caught:
        send(make_delivery, port, **{"timeout": FAST, **server})
    return caught.value, time.monotonic() - started


def test_it_arrives_as_composed(make_delivery):
    postbox = smtp.Postbox()
    with smtp.serving(postbox) as port:
        send(make_delivery, port)
    assert postbox.taken[0][0] == ("wang@example.gov.cn",)
    assert postbox.mails()[0]["Message-ID"] == make_delivery().message_id


@pytest.mark.parametrize(
    ("rcpt", "data", "permanent", "sentence"),
    [
        ("550 no such user", "", True, "不接受这个收件地址（550）"),
        ("553 bad name", "", True, "不接受这个收件地址（553）"),
        ("450 greylisted", "", False, "暂时不收（450）"),
        ("421 going down", "", False, "暂时不收（421）"),
        ("530 log in first", "", False, "要求登录或加密（530）"),
        ("", "554 looks like spam", True, "拒收了这封邮件（554）"),
        ("", "452 disk full", False, "暂时不收（452）"),
    ],
)
def test_refusals(make_delivery, rcpt, data, permanent, sentence):
    postbox = smtp.Postbox({"wang@example.gov.cn": [rcpt] if rcpt else []}, [data] if data else [])
    with smtp.serving(postbox) as port:
        error, _took = refused(make_delivery, port)
    assert error.permanent is permanent
    assert sentence in str(error)
    assert postbox.taken == []


def test_a_server_that_is_down(make_delivery):
    error, _took = refused(make_delivery, smtp.free_port())
    assert not error.permanent
    assert "连不上或没有应答" in str(error)


def test_a_name_that_nobody_knows(make_delivery):
    error, _took = refused(make_delivery, 25, host="mail.invalid")
    assert not error.permanent
    assert "mail.invalid" in str(error)


def test_a_host_that_is_no_name_at_all(make_delivery):
    error, _took = refused(make_delivery, 25, host="mail..例子" + "长" * 80)
    assert not error.permanent


def test_a_server_that_says_nothing(make_delivery):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        error, took = refused(make_delivery, silent.getsockname()[1])
    assert not error.permanent
    assert took < PATIENT


@pytest.mark.slow
def test_a_server_that_keeps_dripping(make_delivery):
    """Each line is in time, but there is no end of them."""

    def drip(listening):
        talk, _address = listening.accept()
        with talk:
            talk.sendall(b"220 mail.test\r\n")
            try:
                while True:
                    talk.sendall(b"250-more\r\n")
                    time.sleep(FAST / 6)
            except OSError:
                pass

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=drip, args=(listening,))
        thread.start()
        error, took = refused(make_delivery, listening.getsockname()[1])
        thread.join(10)
    assert not error.permanent
    assert took < PATIENT


def test_a_mail_that_was_taken_is_sent_whatever_comes_after(make_delivery):
    """The server hangs instead of answering QUIT."""

    def talk(listening, heard):
        conversation, _address = listening.accept()
        with conversation, conversation.makefile("rwb", buffering=0) as lines:
            lines.write(b"220 mail.test\r\n")
            answers = {b"ehlo": b"250 hi", b"data": b"354 go on"}
            for line in lines:
                word = line[:4].lower().strip()
                if word == b"quit":
                    heard.append(word)
                    lines.read()  # till the other side hangs up
                    return
                lines.write(answers.get(word, b"250 ok") + b"\r\n")
                if word == b"data":
                    while lines.readline().strip() != b".":
                        pass
                    lines.write(b"250 taken\r\n")

    heard = []
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=talk, args=(listening, heard))
        thread.start()
        started = time.monotonic()
        send(make_delivery, listening.getsockname()[1])
        assert time.monotonic() - started < PATIENT
        thread.join(10)
    assert heard == [b"quit"]


def test_starttls_asks_for_a_certificate_that_can_be_checked(make_delivery, tmp_path, monkeypatch):
    postbox = smtp.Postbox()
    public, context = smtp.certificate(tmp_path, "localhost")
    with smtp.serving(postbox, tls_context=context, require_starttls=True) as port:
        stranger, _took = refused(make_delivery, port, host="localhost", security="starttls")
        monkeypatch.setenv("SSL_CERT_FILE", str(public))
        other_name, _took = refused(make_delivery, port, host="127.0.0.1", security="starttls")
        assert postbox.taken == []
        send(make_delivery, port, host="localhost", security="starttls", timeout=5)
    for error in (stranger, other_name):
        assert not error.permanent
        assert "加密连接未建立" in str(error)
    assert postbox.encrypted


def test_starttls_is_never_skipped(make_delivery):
    """A server without it gets no mail in clear."""
    postbox = smtp.Postbox()
    with smtp.serving(postbox) as port:
        error, _took = refused(make_delivery, port, security="starttls")
    assert "MINSHENG_SMTP_SECURITY" in str(error)
    assert postbox.taken == []


def test_tls_from_the_first_byte(make_delivery, tmp_path, monkeypatch):
    postbox = smtp.Postbox()
    public, context = smtp.certificate(tmp_path, "localhost")
    monkeypatch.setenv("SSL_CERT_FILE", str(public))
    with smtp.serving(postbox, ssl_context=context) as port:
        send(make_delivery, port, host="localhost", security="tls", timeout=5)
        plain, _took = refused(make_delivery, port)
    assert len(postbox.taken) == 1
    assert not plain.permanent


def test_login(make_delivery, tmp_path, monkeypatch):
    postbox = smtp.Postbox()
    public, context = smtp.certificate(tmp_path, "localhost")
    monkeypatch.setenv("SSL_CERT_FILE", str(public))
    secure = {"host": "localhost", "security": "starttls", "timeout": 5, "user": "minsheng"}
    with smtp.serving(postbox, tls_context=context, **smtp.login("minsheng", "secret-1")) as port:
        wrong, _took = refused(make_delivery, port, **secure, password="口令-2")
        other, _took = refused(make_delivery, port, **secure, password="secret-2")
        none, _took = refused(make_delivery, port, host="localhost", security="starttls", timeout=5)
        assert postbox.taken == []
        send(make_delivery, port, **secure, password="secret-1")
    for error in (wrong, other):
        assert not error.permanent
        assert "MINSHENG_SMTP_PASSWORD" in str(error)
        assert "-2" not in str(error)
    assert not none.permanent
    assert "要求登录" in str(none)
    assert len(postbox.taken) == 1
