"""The archive for offline machines: its parts, and the whole on a machine without a network."""

import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tools import bundle

INSIDE = Path(__file__).with_name("inside.py")
LOOK = Path(__file__).with_name("look.py")
ROWS = 6
CSV = "留言编号,留言用户,留言主题,留言时间,留言详情\n" + "".join(
    f"{number},市民,云杉小区停水,2025-01-1{number} 08:30,云杉小区{number}幢早上停水，没有人答复。\n"
    for number in range(ROWS)
)


# The parts


@pytest.mark.parametrize(
    ("name", "glibc"),
    [
        ("rich-15.0.0-py3-none-any.whl", (2, 5)),
        ("pyarrow-26.0.1-cp311-cp311-manylinux_2_28_x86_64.whl", (2, 28)),
        ("protobuf-7.36.2-cp310-abi3-manylinux2014_x86_64.whl", (2, 17)),
        ("numpy-2.4.6-cp311-cp311-manylinux_2_27_x86_64.manylinux_2_28_x86_64.whl", (2, 27)),
        ("google_re2-1.1-1-cp311-cp311-manylinux_2_34_aarch64.whl", (2, 34)),
    ],
)
def test_a_wheel_asks_for_the_oldest_glibc_it_names(name: str, glibc: tuple[int, int]) -> None:
    assert bundle.wheel_glibc(Path(name)) == glibc


def test_a_wheel_built_here_asks_for_what_its_libraries_name(tmp_path: Path) -> None:
    wheel = tmp_path / "quickjs-1.19.4-cp311-cp311-linux_aarch64.whl"
    with zipfile.ZipFile(wheel, "w") as file:
        file.writestr("a.so", b"\0GLIBC_2.17\0GLIBC_2.4\0")
        file.writestr("b.txt", b"GLIBC_2.99")
    assert bundle.wheel_glibc(wheel) == (2, 17)


def test_the_requirement_is_the_strictest_wheel() -> None:
    names = [Path("a-1-py3-none-any.whl"), Path("b-1-cp311-abi3-manylinux_2_28_x86_64.whl")]
    assert bundle.glibc_needed(names) == (2, 28)
    assert "glibc=2.28\n" in bundle.describe("0.1.0", names)


def test_of_two_wheels_of_a_version_the_one_for_older_systems_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What pip fetches for this machine may ask for a newer glibc than it has to."""
    asked = []

    def pip(*words: str) -> None:
        asked.append(words[-1])
        if words[-1] == "newest==2":  # published for new systems only
            raise subprocess.CalledProcessError(1, "pip")
        (Path(words[words.index("--dest") + 1]) / "a-1-cp311-abi3-manylinux_2_28_x.whl").touch()

    monkeypatch.setattr(bundle, "pip", pip)
    (wheels := tmp_path / "wheels").mkdir()
    for name in ("a-1-cp311-abi3-manylinux_2_34_x", "newest-2-cp311-abi3-manylinux_2_34_x",
                 "old-3-cp311-abi3-manylinux_2_17_x"):  # fmt: skip
        (wheels / f"{name}.whl").touch()
    bundle.take_older(wheels)
    assert asked == ["a==1", "newest==2"]
    assert sorted(path.name.split("-")[-1] for path in wheels.iterdir()) == [
        "manylinux_2_17_x.whl", "manylinux_2_28_x.whl", "manylinux_2_34_x.whl"
    ]  # fmt: skip


def test_the_same_folder_packs_to_the_same_bytes(tmp_path: Path) -> None:
    for name in ("first", "second"):
        folder = tmp_path / name / "minsheng"
        (folder / "wheels").mkdir(parents=True)
        (folder / "使用手册.md").write_text("手册", encoding="utf-8")
        (folder / "wheels" / "a.whl").write_bytes(b"a wheel")
        os.utime(folder / "wheels" / "a.whl", (len(name), len(name)))
        bundle.pack(folder, tmp_path / f"{name}.tar.gz")
    first, second = ((tmp_path / f"{name}.tar.gz").read_bytes() for name in ("first", "second"))
    assert first == second


def test_sha256sum_accepts_the_checksums(tmp_path: Path) -> None:
    (tmp_path / "使用手册.md").write_text("手册", encoding="utf-8")
    (tmp_path / "SHA256SUMS").write_text(bundle.checksums(tmp_path), encoding="utf-8")
    subprocess.run(["sha256sum", "-c", "--status", "SHA256SUMS"], cwd=tmp_path, check=True)


# The installer refuses with one sentence


@pytest.fixture
def unpacked(tmp_path: Path) -> Path:
    """A bundle with everything but the wheels: enough for the checks before installing."""
    folder = tmp_path / "unpacked"
    shutil.copytree(bundle.SCRIPTS, folder)
    (folder / "wheels").mkdir()
    (folder / "wheels" / "a.whl").write_bytes(b"a wheel")
    (folder / "VERSION").write_text(bundle.describe("0.1.0", []), encoding="utf-8")
    seal(folder)
    return folder


def seal(folder: Path) -> None:
    """Write the checksums of what is in the folder now."""
    (folder / "SHA256SUMS").unlink(missing_ok=True)
    (folder / "SHA256SUMS").write_text(bundle.checksums(folder), encoding="utf-8")


def promise(folder: Path, key: str, value: str) -> None:
    """Change one requirement in the VERSION file."""
    lines = (folder / "VERSION").read_text("utf-8").splitlines()
    changed = [f"{key}={value}" if line.startswith(f"{key}=") else line for line in lines]
    (folder / "VERSION").write_text("\n".join(changed) + "\n", encoding="utf-8")
    seal(folder)


def refusal(unpacked: Path, *words: object) -> str:
    """What install.sh says when it refuses; it must fail with exactly one line."""
    command = ["sh", str(unpacked / "install.sh"), *(str(word) for word in words)]
    done = subprocess.run(command, check=False, capture_output=True, text=True, env=clean(unpacked))
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    return done.stderr


def clean(home: Path) -> dict[str, str]:
    """The environment of a bare shell: this Python's folder, the system's, another home."""
    return {"PATH": f"{Path(sys.base_prefix) / 'bin'}:/usr/bin:/bin", "HOME": str(home)}


def test_a_damaged_file_is_named(unpacked: Path, tmp_path: Path) -> None:
    (unpacked / "wheels" / "a.whl").write_bytes(b"half a wh")
    assert "校验不一致（wheels/a.whl）" in refusal(unpacked, tmp_path / "target")


def test_a_lost_file_is_named(unpacked: Path, tmp_path: Path) -> None:
    (unpacked / "wheels" / "a.whl").unlink()
    assert "校验不一致（wheels/a.whl）" in refusal(unpacked, tmp_path / "target")


@pytest.mark.parametrize(
    ("key", "value", "sentence"),
    [
        ("arch", "loongarch64", "本安装包用于 Linux loongarch64"),
        ("python", "3.99", "没有找到 Python 3.99"),
        ("glibc", "9.99", "需要 glibc 9.99 或更新的版本"),
    ],
)
def test_another_machine_is_refused(
    key: str, value: str, sentence: str, unpacked: Path, tmp_path: Path
) -> None:
    promise(unpacked, key, value)
    assert sentence in refusal(unpacked, tmp_path / "target")
    assert not (tmp_path / "target").exists()


def test_a_target_that_is_a_file_is_refused(unpacked: Path, tmp_path: Path) -> None:
    (tmp_path / "target").write_text("in the way")
    assert "不能写入" in refusal(unpacked, tmp_path / "target")


def test_a_failed_installation_leaves_the_old_version(unpacked: Path, tmp_path: Path) -> None:
    target = tmp_path / "target"
    (target / "releases" / "old").mkdir(parents=True)
    (target / "current").symlink_to("releases/old")
    assert "详见" in refusal(unpacked, target)
    assert (target / "current").resolve() == target / "releases" / "old"
    assert [path.name for path in (target / "releases").iterdir()] == ["old"]


def test_what_an_interrupted_installation_left_goes(unpacked: Path, tmp_path: Path) -> None:
    (tmp_path / "target" / "releases" / "half" / "lib").mkdir(parents=True)
    refusal(unpacked, tmp_path / "target")
    assert not any((tmp_path / "target" / "releases").iterdir())


def test_every_command_has_the_settings_of_the_data_folder(tmp_path: Path) -> None:
    """The service, the nightly backup and a person at the prompt use one database."""
    program = tmp_path / "current" / "bin" / "minsheng"
    program.parent.mkdir(parents=True)
    program.write_text('#!/bin/sh\necho "$MINSHENG_STORE_URL $MINSHENG_LANG $*"\n')
    program.chmod(0o755)
    (tmp_path / "var").mkdir()
    given = "# ours\r\nMINSHENG_STORE_URL=postgresql+psycopg://a:b=c@d/e?f\r\nMINSHENG_LANG=zh"
    (tmp_path / "var" / "settings.env").write_text(given, newline="")
    command = shutil.copy(bundle.SCRIPTS / "minsheng", tmp_path / "minsheng")
    environment = {"PATH": "/usr/bin:/bin", "MINSHENG_LANG": "en"}
    said = subprocess.run(["sh", command, "backup"], capture_output=True, env=environment)
    assert said.stdout == b"postgresql+psycopg://a:b=c@d/e?f en backup\n"


# The whole, without a network


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The archive, built once; removed at the end, for it is large."""
    built = bundle.build(tmp_path_factory.mktemp("dist"))
    yield built
    built.unlink()


@pytest.fixture
def namespace() -> list[str]:
    """The command that runs another one in a new network namespace."""
    for command in (["unshare", "-n"], ["unshare", "-rn"]):
        if shutil.which("unshare") and subprocess.call([*command, "true"]) == 0:
            return command
    pytest.skip("this machine does not permit `unshare -n`, so the network cannot be taken away")


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_it_installs_and_opens_without_a_network(
    archive: Path, namespace: list[str], tmp_path: Path
) -> None:
    with tempfile.TemporaryDirectory(dir=tmp_path) as work:
        result = walk(namespace, archive, Path(work))
    assert result["interfaces"] == ["lo"]
    assert result["outside"].startswith("unreachable")
    assert result["install"]["code"] == 0, result["install"]
    assert json.loads(result["health"]["body"])["status"] == "ok"
    assert result["page"]["status"] == 200
    assert "<html" in result["page"]["body"]
    assert counts(result["import"]) == {"rows": ROWS, "accepted": ROWS, "duplicate": 0}
    assert counts(result["import_again"]) == {"rows": ROWS, "accepted": 0, "duplicate": ROWS}
    assert result["install_again"]["code"] == 0, result["install_again"]
    assert result["stop"]["code"] == 0
    assert result["health_after_stop"]["status"] is None
    if look():
        assert result["look"]["code"] == 0, result["look"]
        seen = json.loads(result["look"]["out"])
        assert seen["headings"] == ["总览"], seen["text"]
        assert not seen["elsewhere"]


def walk(namespace: list[str], archive: Path, work: Path) -> dict[str, Any]:
    """Run tests/packaging/inside.py without network, project, environment and home."""
    with tarfile.open(archive) as tar:
        tar.extractall(work, filter="data")
    folder = work / archive.name.removesuffix(".tar.gz")
    (work / "home").mkdir()
    (work / "file.csv").write_text(CSV, encoding="utf-8")
    shutil.copy(INSIDE, work / "inside.py")
    python = f"python{sys.version_info.major}.{sys.version_info.minor}"
    words = (work / "inside.py", folder, work / "minsheng", work / "file.csv")
    command = [*namespace, python, *map(str, words), *look()]
    home = work / "home"
    done = subprocess.run(
        command, check=False, capture_output=True, text=True, cwd=home, env=clean(home)
    )
    assert done.returncode == 0, done.stderr
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def look() -> list[str]:
    """The command that opens the page in a browser; none where no Chromium is installed."""
    chromium = shutil.which("chromium")
    return [sys.executable, str(LOOK), chromium] if chromium else []


def counts(done: dict[str, Any]) -> dict[str, int]:
    """The three counts of an import's last line."""
    assert done["code"] == 0, done
    told = json.loads(done["out"].splitlines()[-1])
    return {key: told[key] for key in ("rows", "accepted", "duplicate")}
