"""Manifests of packages. The cases are files: tests/samples/package."""

import io
import json
import struct
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from collectors import package
from collectors.packages.sealing import MANIFEST, RECORDS, SIGNATURE
from core.errors import InputError

SAMPLES = Path(__file__).parents[1] / "samples" / "package"
CASES = sorted(path.name.removesuffix(".expected.json") for path in SAMPLES.glob("*.expected.json"))


@pytest.mark.parametrize("name", CASES)
def test_sample(name):
    expected = json.loads((SAMPLES / f"{name}.expected.json").read_text("utf-8"))
    body = (SAMPLES / name).read_bytes()
    if "error" in expected:
        with pytest.raises(InputError, match=expected["error"]):
            package.parse(body, name)
        return
    found = package.parse(body, name)
    assert {"sequence": found.sequence, "records": dict(found.records)} == expected


@pytest.mark.parametrize("body", [b"", b"PK\x03\x04", b"\0" * 99, b"{}"])
def test_what_is_no_package_is_none(tmp_path, body):
    path = tmp_path / "x"
    path.write_bytes(body)
    assert not package.is_package(path)
    with pytest.raises(InputError, match="不完整"), package.opened(path, []):
        pass


def test_a_missing_file_is_named(tmp_path):
    assert not package.is_package(tmp_path / "gone.mspkg")
    with (
        pytest.raises(InputError, match=r"gone\.mspkg"),
        package.opened(tmp_path / "gone.mspkg", []),
    ):
        pass


@pytest.mark.slow
def test_a_manifest_that_says_less_than_it_unpacks_to_is_unpacked_no_further(tmp_path):
    long, made = b'{"a": "' + b" " * 20_000_000 + b'"}', io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in ((MANIFEST, long), (RECORDS, b""), (SIGNATURE, b"")):
            archive.writestr(name, body)
    path = tmp_path / "a.mspkg"
    path.write_bytes(made.getvalue().replace(struct.pack("<I", len(long)), struct.pack("<I", 100)))
    tracemalloc.start()
    try:
        with pytest.raises(InputError, match="不完整"), package.opened(path, []):
            pass
        assert tracemalloc.get_traced_memory()[1] < 10_000_000
    finally:
        tracemalloc.stop()
