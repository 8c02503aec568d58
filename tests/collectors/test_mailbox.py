"""Letters: a real IMAP server on loopback, and mails as files in tests/samples/mailbox."""

import base64
import json
import socket
import threading
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from collectors import fetched, mailbox
from collectors.letters import quotes
from core import privacy
from core.doors import Mailbox
from core.errors import FetchError
from core.messages import BadRow, RawMessage
from core.sources import Opened
from tests import imap

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
RECEIVED = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
SAMPLES = Path(__file__).parents[1] / "samples" / "mailbox"
CASES = sorted(path.name.removesuffix(".expected.json") for path in SAMPLES.glob("*.expected.json"))
SOURCE = Opened(
    "mail", "mailbox", "县长信箱", "own_mailbox", location="imaps://mail.example/", channel="邮件"
)


def brought(*raws, received=RECEIVED):
    return json.dumps(
        [
            {
                "place": f"1/{number}",
                "size": len(raw),
                "received": str(int(received.timestamp())),
                "raw": base64.b64encode(raw).decode(),
            }
            for number, raw in enumerate(raws, start=1)
        ]
    ).encode()


@pytest.mark.parametrize("name", CASES)
def test_sample(name):
    expected = json.loads((SAMPLES / f"{name}.expected.json").read_text("utf-8"))
    (found,) = mailbox.parse(brought((SAMPLES / name).read_bytes()), SOURCE, NOW)
    if "bad" in expected:
        assert expected["bad"] in found.reason
        repr(privacy.mask_row(found)).encode()
        return
    assert {
        "title": found.title,
        "text": found.text,
        "submitter": found.submitter,
        "names": list(found.names),
        "posted_at": found.posted_at.isoformat(),
        "attachments": found.facts["attachments"],
    } == expected
    repr(privacy.mask(found, b"k" * 32)).encode()


def test_every_sample_has_its_expectation():
    files = {path.name for path in SAMPLES.iterdir() if path.suffix == ".eml"}
    assert files == set(CASES)


def test_the_sender_stays_in_the_hash_alone():
    """The name a mail gives its sender is masked where it stands in the text, too."""
    raw = (SAMPLES / "gb2312_with_rare_characters.eml").read_bytes()
    message = privacy.mask(mailbox.parse(brought(raw), SOURCE, NOW)[0], b"k" * 32)
    assert message.submitter_hash
    assert "诸葛青" not in repr(message)
    assert "zhuge" not in repr(message)
    assert message.text.endswith("〔姓名〕")
    assert message.facts["received_at"] == "2026-11-23T10:00:00+08:00"


def test_the_same_mail_in_another_place_is_the_same_record():
    raw = (SAMPLES / "alternative_with_attachments.eml").read_bytes()
    first, second = mailbox.parse(brought(raw, raw), SOURCE, NOW)
    assert first.external_id == second.external_id
    assert "mail.example" not in first.external_id


@pytest.mark.parametrize("text", ["全是新的\n没有引用", "他说：发件人：不详", "> 只有引用", ""])
def test_what_quotes_nothing_stays(text):
    assert quotes.cut(text) == text


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with imap.serving(tmp_path_factory.mktemp("imap")) as found:
        yield found


@pytest.fixture
def folder(server, request):
    """The name of a folder of this test's own."""
    return f"F{abs(hash(request.node.name))}"


def source_of(server, folder, scheme="imaps", secret=imap.PASSWORD, **door):
    port = server.tls_port if scheme == "imaps" else server.port
    door = {"user": imap.USER, "ca_file": str(server.ca_file), **door}
    return replace(
        SOURCE,
        location=f"{scheme}://127.0.0.1:{port}/{folder}",
        allow_private=True,
        mailbox=Mailbox(**door),
        secret=secret,
    )


def letter(number, text="路灯坏了。"):
    return (
        f"From: u{number}@mail.example\r\nSubject: letter {number}\r\n"
        f"Message-ID: <{number}@mail.example>\r\n\r\n{text}\r\n"
    ).encode()


def look(source, checkpoint=None):
    """One look, page after page; returns the titles and the checkpoint."""
    titles = []
    while True:
        found = mailbox.fetch(source, checkpoint, NOW)
        if found.body:
            titles += [record.title for record in mailbox.parse(found.body, source, NOW)]
        checkpoint = found.checkpoint
        if not found.more:
            return titles, checkpoint


@pytest.mark.parametrize("scheme", ["imaps", "imap"])
def test_letters_are_taken_once_and_left_as_they_are(server, folder, scheme):
    source = source_of(server, folder, scheme)
    for number in (1, 2):
        server.put(letter(number), RECEIVED, folder)
    titles, checkpoint = look(source)
    assert titles == ["letter 1", "letter 2"]
    assert look(source, checkpoint) == ([], checkpoint)
    server.put(letter(3), RECEIVED, folder)
    assert look(source, checkpoint)[0] == ["letter 3"]
    assert (server.unseen(folder), server.count(folder)) == (3, 3)


def test_the_time_of_receipt_is_the_servers(server, folder):
    server.put(letter(1), RECEIVED, folder)
    source = source_of(server, folder)
    (record,) = mailbox.parse(mailbox.fetch(source, None, NOW).body, source, NOW)
    assert record.posted_at == RECEIVED


def test_what_was_taken_in_is_marked_where_that_is_wanted(server, folder):
    source = source_of(server, folder, mark_seen=True)
    server.put(letter(1), RECEIVED, folder)
    checkpoint = look(source)[1]
    assert server.unseen(folder) == 1  # not before the store has it
    server.put(letter(2), RECEIVED, folder)
    look(source, checkpoint)
    assert server.unseen(folder) == 1


@pytest.mark.slow
def test_many_letters_come_in_portions(server, folder):
    source = source_of(server, folder, letters=2)
    for number in range(5):
        server.put(letter(number), RECEIVED, folder)
    assert mailbox.fetch(source, None, NOW).more
    assert look(source)[0] == [f"letter {number}" for number in range(5)]


def test_too_large_a_letter_waits_in_quarantine_and_holds_up_nobody(server, folder):
    source = replace(source_of(server, folder), max_bytes=2_000)
    server.put(letter(1, "长" * 5_000), RECEIVED, folder)
    server.put(letter(2), RECEIVED, folder)
    found = mailbox.fetch(source, None, NOW)
    large, usual = mailbox.parse(found.body, source, NOW)
    assert isinstance(large, BadRow)
    assert "超过上限" in large.reason
    assert isinstance(usual, RawMessage)


def test_new_numbers_of_the_server_begin_again(server, folder):
    source = source_of(server, folder)
    server.put(letter(1), RECEIVED, folder)
    _titles, checkpoint = look(source)
    other = fetched.pack({**fetched.unpack(checkpoint), "validity": 7})
    assert look(source, other)[0] == ["letter 1"]


def failure(source):
    with pytest.raises(FetchError) as caught:
        mailbox.fetch(source, None, NOW)
    assert str(caught.value).endswith("。")
    return caught.value


def test_a_wrong_password_is_told(server, folder):
    server.put(letter(1), RECEIVED, folder)
    assert "密码" in str(failure(source_of(server, folder, secret="wrong")))


def test_a_missing_folder_is_told(server):
    assert "邮件夹" in str(failure(source_of(server, "没有这个")))


@pytest.mark.parametrize("scheme", ["imaps", "imap"])
def test_a_certificate_nobody_vouches_for_is_refused(server, folder, scheme):
    assert "证书" in str(failure(source_of(server, folder, scheme, ca_file="")))


def test_a_private_address_is_refused_unless_allowed(server, folder):
    error = failure(replace(source_of(server, folder), allow_private=False))
    assert error.permanent
    assert "allow_private" in str(error)


@contextmanager
def scripted(answer):
    """A server that says what it likes: `answer(connection)`."""
    listener = socket.create_server(("127.0.0.1", 0))

    def accept():
        with suppress(OSError):
            connection, _address = listener.accept()
            with connection, suppress(OSError):
                answer(connection)

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    yield replace(
        SOURCE,
        location=f"imap://127.0.0.1:{listener.getsockname()[1]}/INBOX",
        allow_private=True,
        mailbox=Mailbox(user="u", plain=True),
    )
    listener.close()
    thread.join(5)


def script(**answers):
    """Answer commands by their name; `{tag}` stands for the tag of the command."""

    def answer(connection):
        connection.sendall(b"* OK ready\r\n")
        for line in connection.makefile("rb"):
            tag, name = line.split()[:2]
            word = line.split()[2] if name.upper() == b"UID" else name
            told = answers.get(word.decode().lower(), b"{tag} OK\r\n")
            connection.sendall(told.replace(b"{tag}", tag))

    return answer


@pytest.mark.parametrize(
    "answer",
    [
        lambda connection: connection.sendall(b"* BYE\r\n"),
        lambda connection: connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n"),
        lambda connection: connection.sendall(b"\0" * 2_000),
        lambda connection: None,
        script(search=b"* SEARCH many\r\n{tag} OK\r\n"),
        script(search=b"* SEARCH 1\r\n{tag} OK\r\n", fetch=b"{tag} NO\r\n"),
        script(
            search=b"* SEARCH 1\r\n{tag} OK\r\n",
            fetch=b"* 1 FETCH (UID 1 RFC822.SIZE 9 BODY[] {99999999999}\r\n",
        ),
    ],
)
def test_a_server_that_talks_nonsense_is_one_sentence(answer):
    with scripted(answer) as source:
        failure(source)


def test_a_server_that_says_nothing_is_not_waited_for(monkeypatch):
    from collectors.letters import server as visited

    monkeypatch.setattr(visited, "_TOTAL", 0.5)
    with scripted(lambda connection: connection.recv(1)) as source:
        assert "太慢" in str(failure(source))
