"""Renew constraints.txt: install the project in a fresh environment and note every version.

Usage: make pins
"""

import subprocess
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HEADER = """\
# Every library this program and its tests run on, direct and indirect, at one exact version.
# Renew with `make pins`: it installs `.[dev,train]` from pyproject.toml into a fresh environment.
"""


def main() -> None:
    """Write constraints.txt beside pyproject.toml."""
    with tempfile.TemporaryDirectory() as folder:
        pins = fresh_versions(Path(folder) / "venv")
    (ROOT / "constraints.txt").write_text(HEADER + "".join(f"{pin}\n" for pin in pins))
    print(f"constraints.txt: {len(pins)} libraries")


def fresh_versions(folder: Path) -> list[str]:
    """Install the project in a new environment; its libraries as sorted `name==version`."""
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    pip(python, "install", "--quiet", "--upgrade", "pip", "setuptools")
    pip(python, "install", "--quiet", "--editable", f"{ROOT}[dev,train]")
    frozen = pip(python, "freeze", "--all", "--exclude-editable").splitlines()
    return sorted((line for line in frozen if "==" in line), key=str.lower)


def pip(python: Path, *words: str) -> str:
    """Run that environment's pip and return what it prints."""
    command = [str(python), "-m", "pip", "--disable-pip-version-check", *words]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


if __name__ == "__main__":
    main()
