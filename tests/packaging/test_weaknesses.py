"""Known weaknesses: found where one applies, and never "none" where nobody could tell."""

import json
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests import loopback
from tools import weaknesses

TODAY = datetime.now(UTC).date()
SBOM = {"components": [
    {"name": "Jinja2", "purl": "pkg:pypi/Jinja2@3.1.6"},
    {"name": "pillow", "purl": "pkg:pypi/pillow@13.0.0?file_name=x.whl"},
    {"name": "a.so", "purl": "pkg:generic/a@1"},
]}  # fmt: skip


def advisory(name="jinja2", events=({"introduced": "0"}, {"fixed": "3.2.0"}), **more):
    span = {"type": "ECOSYSTEM", "events": list(events)}
    affected = {"package": {"ecosystem": "PyPI", "name": name}, "ranges": [span]}
    return {
        "id": "GHSA-test", "aliases": ["CVE-2026-1"], "summary": "a way out\nof the box",
        "modified": f"{TODAY}T00:00:00Z", "affected": [affected], **more,
    }  # fmt: skip


@pytest.fixture
def audit(tmp_path, capsys):
    """Look up with advisories (or an address) and a list of accepted ones: (code, what is said)."""

    def run(source, accepted=""):
        (tmp_path / "sbom.json").write_text(json.dumps(SBOM), "utf-8")
        (tmp_path / "accepted.toml").write_text(accepted, "utf-8")
        path = source
        if not isinstance(source, str | Path):
            path = tmp_path / "advisories.json"
            path.write_text(json.dumps(source), "utf-8")
        code = weaknesses.main(
            ["--sbom", str(tmp_path / "sbom.json"), "--advisories", str(path),
             "--accepted", str(tmp_path / "accepted.toml")]
        )  # fmt: skip
        said = capsys.readouterr()
        return code, said.out + said.err

    return run


def test_an_advisory_that_applies_is_named_with_what_mends_it(audit):
    code, said = audit([advisory(), advisory("other", id="GHSA-other")])
    assert code == 1
    assert "jinja2 3.1.6: GHSA-test (fixed in 3.2.0) a way out of the box" in said
    assert "GHSA-other" not in said


@pytest.mark.parametrize(
    "said",
    [
        advisory(events=({"introduced": "0"}, {"fixed": "3.1.6"})),
        advisory(events=({"introduced": "3.1.7"},)),
        advisory(events=({"introduced": "0"}, {"last_affected": "3.1.5"})),
        advisory(withdrawn="2026-01-01T00:00:00Z"),
        advisory("jinja2-time"),
    ],
)
def test_an_advisory_for_other_versions_is_not(audit, said):
    code, told = audit([said])
    assert (code, "1 advisories" in told) == (0, True)


@pytest.mark.parametrize(
    "said",
    [
        advisory(events=({"introduced": "3.1.6"},)),
        advisory(events=({"introduced": "0"}, {"last_affected": "3.1.6"})),
        advisory(events=({"fixed": "1.0"}, {"introduced": "0"}, {"introduced": "3.0"})),
        advisory(events=(), affected=[
            {"package": {"ecosystem": "PyPI", "name": "JINJA2"}, "versions": ["3.1.6.0"]}
        ]),
    ],
)  # fmt: skip
def test_ranges_and_lists_of_versions_are_read(audit, said):
    assert audit([said])[0] == 1


def test_a_folder_and_a_zip_are_read_alike(audit, tmp_path):
    folder = tmp_path / "osv"
    folder.mkdir()
    (folder / "one.json").write_text(json.dumps(advisory()), "utf-8")
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as packed:
        packed.write(folder / "one.json", "one.json")
    assert audit(folder)[0] == audit(tmp_path / "all.zip")[0] == 1


def test_an_accepted_one_does_not_count_until_its_day_has_passed(audit):
    row = '[[accepted]]\nid = "CVE-2026-1"\nreason = "never called"\nuntil = {}\n'
    code, said = audit([advisory()], row.format(TODAY))
    assert (code, "never called" in said) == (0, True)
    code, said = audit([advisory()], row.format(TODAY - timedelta(days=1)))
    assert (code, "acceptance ended" in said) == (1, True)
    code, said = audit([advisory("other")], row.format(TODAY))
    assert (code, "no longer needed" in said) == (0, True)


@pytest.mark.parametrize(
    "row",
    [
        '[[accepted]]\nid = "CVE-2026-1"\nuntil = 2027-01-01\n',
        '[[accepted]]\nid = "CVE-2026-1"\nreason = "x"\n',
        '[[accepted]]\nid = "CVE-2026-1"\nreason = "x"\nuntil = "soon"\n',
    ],
)
def test_an_acceptance_without_reason_or_end_is_refused(audit, row):
    assert audit([advisory()], row)[0] == 2


@pytest.mark.parametrize(
    "source",
    [
        "/nowhere/all.zip",
        "http://127.0.0.1:9",
        [],
        [advisory(affected=[{"package": {"ecosystem": "npm", "name": "jinja2"}}])],
        [advisory("other", modified="2020-01-01T00:00:00Z")],
    ],
)
def test_without_a_source_that_can_tell_it_is_not_looked_up(audit, source):
    code, said = audit(source)
    assert (code, "NOT LOOKED UP" in said) == (3, True)


def known(name, version):
    """What an index says: the probe is weak, and so may be jinja2."""
    found = {"id": "PYSEC-1", "aliases": [], "summary": "", "fixed_in": ["9"], "withdrawn": None}
    return {"vulnerabilities": [found] if (name, version) == weaknesses.PROBE else []}


def index(**answers):
    def answer(asked):
        _empty, name, version, _json = asked.path.split("/")
        said = answers.get(name, known(name, version))
        return loopback.Answer(json.dumps(said).encode(), 404 if said is None else 200)

    return loopback.serving(answer)


def test_an_index_is_asked_about_each_version(audit):
    with index() as served:
        assert audit(served.address)[0] == 0
    paths = [asked.path for asked in served.asked]
    assert paths == ["/urllib3/1.24.1/json", "/jinja2/3.1.6/json", "/pillow/13.0.0/json"]
    weak = {"vulnerabilities": [{"id": "PYSEC-2", "details": "bad", "fixed_in": ["3.2"]}]}
    with index(jinja2=weak) as served:
        code, said = audit(served.address)
    assert (code, "PYSEC-2 (fixed in 3.2) bad" in said) == (1, True)


@pytest.mark.parametrize(
    "answers",
    [
        {"urllib3": None},
        {"urllib3": {"vulnerabilities": []}},
        {"urllib3": {"info": {}}},
        {"pillow": None},
    ],
)
def test_an_index_that_knows_no_weaknesses_or_not_all_libraries_passes_nobody(audit, answers):
    with index(**answers) as served:
        code, said = audit(served.address)
    assert (code, "NOT LOOKED UP" in said) == (3, True)
