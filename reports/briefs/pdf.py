"""Word to PDF by LibreOffice, where it is installed; nothing is fetched."""

import shutil
import subprocess
import tempfile
from pathlib import Path

from core.errors import InputError

PROGRAMS = ("soffice", "libreoffice")
_SECONDS = 120


def program() -> str | None:
    """The path of LibreOffice on this machine; None without it."""
    return next(filter(None, map(shutil.which, PROGRAMS)), None)


def convert(document: bytes) -> bytes:
    """A .docx as PDF. Raises InputError where LibreOffice is missing or fails."""
    found = program()
    if found is None:
        raise InputError("本机没有 LibreOffice，不能生成 PDF；Word 文件可在办公电脑上另存为 PDF。")
    with tempfile.TemporaryDirectory(prefix="minsheng-pdf-") as folder:
        source = Path(folder) / "briefing.docx"
        source.write_bytes(document)
        profile = (Path(folder) / "profile").as_uri()
        command = [
            found, "--headless", "--norestore", f"-env:UserInstallation={profile}",
            "--convert-to", "pdf", "--outdir", folder, str(source),
        ]  # fmt: skip
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=_SECONDS)  # noqa: S603
            return source.with_suffix(".pdf").read_bytes()
        except (OSError, subprocess.SubprocessError) as error:
            raise InputError("LibreOffice 没能转成 PDF，请用 Word 打开后另存。") from error
