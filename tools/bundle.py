"""Build one archive that installs the program on a machine without any network.

Usage: make bundle, or `python tools/bundle.py [--out dist]`. The archive holds the program and
every library it needs as wheels for this machine's processor and this Python's minor version,
the installer, checksums and the Chinese handbook. Why it is made this way:
docs/decisions/0002-bundle.md.
"""

import argparse
import gzip
import hashlib
import os
import platform
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SCRIPTS = ROOT / "tools" / "bundled"
UNITS = {".service", ".timer", ".yml"}
HANDBOOK = ROOT / "docs" / "handbook.zh.md"
CONSTRAINTS = ROOT / "constraints.txt"
EARLIEST = 315532800  # 1980-01-01: a zip archive knows nothing before it
LEGACY_TAGS = {"manylinux1": (2, 5), "manylinux2010": (2, 12), "manylinux2014": (2, 17)}
Glibc = tuple[int, int]
OLDEST_GLIBC: Glibc = (2, 5)
WANTED_GLIBC: Glibc = (2, 28)
"""Of 麒麟 V10, 统信 UOS 20, 欧拉 20.03 and RHEL 8."""


def main() -> None:
    """Read the command line, build the archive, print where it is and how large."""
    parser = argparse.ArgumentParser(description="Build the archive for offline machines.")
    parser.add_argument("--out", type=Path, default=ROOT / "dist", help="folder for the archive")
    archive = build(parser.parse_args().out.resolve())
    print(f"{archive} {archive.stat().st_size / 1e6:.0f} MB")


def build(out: Path) -> Path:
    """Build the archive in the folder `out`; the archive's path."""
    version = project_version(ROOT)
    name = f"minsheng-{version}-linux-{platform.machine()}"
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as work:
        folder = Path(work) / name
        fill(folder, Path(work) / "source", version)
        partial = pack(folder, out / f"{name}.tar.gz.part")
    return partial.rename(out / f"{name}.tar.gz")


def fill(folder: Path, source: Path, version: str) -> None:
    """Put everything that belongs into the archive into `folder`."""
    wheels = folder / "wheels"
    ours = build_wheel(copy_sources(source), wheels)
    collect_wheels(ours, wheels)
    take_older(wheels)
    for script in sorted(SCRIPTS.iterdir()):
        shutil.copy(script, folder / script.name)
        (folder / script.name).chmod(0o644 if script.suffix in UNITS else 0o755)
    shutil.copy(CONSTRAINTS, folder / "constraints.txt")
    shutil.copy(HANDBOOK, folder / "使用手册.md")
    requirement = describe(version, sorted(wheels.glob("*.whl")))
    (folder / "VERSION").write_text(requirement, encoding="utf-8")
    (folder / "SHA256SUMS").write_text(checksums(folder), encoding="utf-8")


def project_version(root: Path) -> str:
    """The version that pyproject.toml declares."""
    return str(project_table(root)["version"])


def project_table(root: Path) -> dict[str, Any]:
    """The [project] table of pyproject.toml."""
    table: dict[str, Any] = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    return table


# The wheels


def copy_sources(target: Path) -> Path:
    """Copy the project's own files, so that left-overs of earlier builds stay out."""
    for name in source_files():
        if (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, target / name)
    return target


def source_files() -> list[str]:
    """The files git knows or would add; without git every file that is not built."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    except (OSError, subprocess.CalledProcessError):
        built = {"build", "dist", "var", "__pycache__"}
        files = (path.relative_to(ROOT) for path in ROOT.rglob("*") if path.is_file())
        kept = (
            file
            for file in files
            if not built & set(file.parts) and not file.parts[0].startswith(".")
        )
        return sorted(str(file) for file in kept)
    return sorted(name for name in listed.stdout.split("\0") if name)


def build_wheel(source: Path, wheels: Path) -> Path:
    """Build the program's own wheel from `source` into `wheels`."""
    pip("wheel", "--no-deps", "--wheel-dir", str(wheels), str(source))
    return next(wheels.glob("minsheng-*.whl"))


def collect_wheels(ours: Path, wheels: Path) -> None:
    """Fetch or build the wheels of everything the program needs, and of pip itself."""
    pip("wheel", "--wheel-dir", str(wheels), "-c", str(CONSTRAINTS), str(ours), "pip")


def take_older(wheels: Path) -> None:
    """Exchange wheels that ask for a newer glibc than wanted for those of the same version that do
    not: pip takes what fits this machine best, not what fits most machines.

    What is published for a newer glibc only stays.
    """
    for wheel in sorted(wheels.glob("*.whl")):
        if wheel_glibc(wheel) <= WANTED_GLIBC or wheel.name.startswith("minsheng-"):
            continue
        with tempfile.TemporaryDirectory(dir=wheels.parent) as folder:
            found = older(wheel, Path(folder))
            if found:
                wheel.unlink()
                shutil.move(found, wheels / found.name)


def older(wheel: Path, folder: Path) -> Path | None:
    """The same library in the same version, fetched into `folder` for the glibc that is wanted."""
    name, version = wheel.name.split("-")[:2]
    machine, newest = platform.machine(), WANTED_GLIBC[1]
    tags = [f"manylinux_2_{minor}_{machine}" for minor in range(newest, OLDEST_GLIBC[1] - 1, -1)]
    tags += [f"{tag}_{machine}" for tag in LEGACY_TAGS]
    words = [word for tag in tags for word in ("--platform", tag)]
    wanted = ("--only-binary", ":all:", "--no-deps", "--dest", str(folder), f"{name}=={version}")
    try:
        pip("download", *words, *wanted)
    except subprocess.CalledProcessError:
        return None
    return next(folder.glob("*.whl"), None)


def pip(*words: str) -> None:
    """Run this Python's pip with the pins, also where it builds a wheel from source."""
    pins = {"PIP_CONSTRAINT": str(CONSTRAINTS), "PIP_BUILD_CONSTRAINT": str(CONSTRAINTS)}
    environment = {**os.environ, **pins, "SOURCE_DATE_EPOCH": str(build_time())}
    command = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", *words]
    subprocess.run(command, check=True, env=environment)


def build_time() -> int:
    """SOURCE_DATE_EPOCH, else the last commit's time, else the earliest a zip can hold."""
    given = os.environ.get("SOURCE_DATE_EPOCH") or git("log", "-1", "--format=%ct")
    return max(int(given or EARLIEST), EARLIEST)


def git(*words: str) -> str:
    """What git answers in this project; empty without git or without a commit."""
    try:
        answer = subprocess.run(["git", *words], cwd=ROOT, check=False, capture_output=True)
    except OSError:
        return ""
    return answer.stdout.decode().strip() if answer.returncode == 0 else ""


# What the machine must have


def describe(version: str, wheels: Sequence[Path]) -> str:
    """The VERSION file: what is inside and what the machine must have (read by install.sh)."""
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    glibc = ".".join(str(part) for part in glibc_needed(wheels))
    return (
        f"version={version}\narch={platform.machine()}\npython={python}\nglibc={glibc}\n"
        f"commit={git('rev-parse', 'HEAD') or 'unknown'}\nlibraries={len(wheels)}\n"
        f"# 需要：Linux {platform.machine()}，Python {python}（安装包内不含解释器），"
        f"glibc {glibc} 或更新。\n"
    )


def glibc_needed(wheels: Iterable[Path]) -> Glibc:
    """The oldest glibc on which all of these wheels run."""
    return max((wheel_glibc(wheel) for wheel in wheels), default=OLDEST_GLIBC)


def wheel_glibc(wheel: Path) -> Glibc:
    """The oldest glibc for one wheel, from its file name (PEP 600 and its older tags).

    A wheel without a manylinux tag was built here and asks for what its libraries name.
    """
    platforms = wheel.stem.rsplit("-", 1)[1]
    if platforms == "any":
        return OLDEST_GLIBC
    found = [(int(a), int(b)) for a, b in re.findall(r"manylinux_(\d+)_(\d+)_", platforms)]
    found += [old for tag, old in LEGACY_TAGS.items() if f"{tag}_" in platforms]
    return min(found) if found else named_glibc(wheel)


def named_glibc(wheel: Path) -> Glibc:
    """The newest glibc of which a library in the wheel asks for a function by its version."""
    with zipfile.ZipFile(wheel) as held:
        libraries = [held.read(name) for name in held.namelist() if name.endswith(".so")]
    asked = re.findall(rb"GLIBC_(\d+)\.(\d+)", b"".join(libraries))
    return max((OLDEST_GLIBC, *((int(a), int(b)) for a, b in asked)))


# The archive


def checksums(folder: Path) -> str:
    """One line per file, as sha256sum prints and checks them."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return "".join(f"{sha256(path)}  {path.relative_to(folder)}\n" for path in files)


def sha256(path: Path) -> str:
    """The SHA-256 of a file in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def pack(folder: Path, archive: Path) -> Path:
    """Pack `folder` into a tar.gz that depends on nothing but the contents and the time."""
    with (
        archive.open("wb") as raw,
        gzip.GzipFile("", "wb", compresslevel=1, fileobj=raw, mtime=0) as stream,
        tarfile.open(fileobj=stream, mode="w", format=tarfile.PAX_FORMAT) as tar,
    ):
        for path in [folder, *sorted(folder.rglob("*"))]:
            name = str(path.relative_to(folder.parent))
            tar.add(path, name, recursive=False, filter=neutral)
    return archive


def neutral(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    """The entry without the builder's name, clock and umask."""
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = ""
    entry.mtime = build_time()
    entry.mode = 0o755 if entry.isdir() or entry.mode & 0o100 else 0o644
    return entry


if __name__ == "__main__":
    main()
