"""Structured logs: one JSON object a line, masked, with reference numbers for incidents."""

import logging
import logging.handlers
import secrets
from functools import cached_property
from pathlib import Path
from typing import Any

_KEPT_FILES = 10
_FILE_BYTES = 10_000_000


def start(folder: Path, program: str) -> None:
    """Write all logs of this process to `folder/program.log`, rotated and masked."""
    folder.mkdir(parents=True, exist_ok=True)
    handler = logging.handlers.RotatingFileHandler(
        folder / f"{program}.log",
        maxBytes=_FILE_BYTES,
        backupCount=_KEPT_FILES,
        encoding="utf-8",
        delay=True,
    )
    handler.setFormatter(_Late())
    logging.basicConfig(handlers=[handler], level=logging.INFO, force=True)


class _Late(logging.Formatter):
    """Made with the first line: most commands write none, and structlog takes a while to load."""

    @cached_property
    def _lines(self) -> logging.Formatter:
        from structlog import processors, stdlib

        return stdlib.ProcessorFormatter(
            foreign_pre_chain=[
                stdlib.add_log_level,
                stdlib.add_logger_name,
                stdlib.ExtraAdder(allow=["reference"]),
            ],
            processors=[
                stdlib.ProcessorFormatter.remove_processors_meta,
                processors.TimeStamper(fmt="iso", utc=True),
                processors.format_exc_info,
                _masked,
                processors.JSONRenderer(ensure_ascii=False),
            ],
        )

    def format(self, record: logging.LogRecord) -> str:
        return self._lines.format(record)


def _masked(_logger: Any, _method: str, event: Any) -> Any:
    """Personal data may hide in an error message or a traceback."""
    from core.privacy import mask_text  # its tables take longer than many commands

    return {
        name: mask_text(value) if isinstance(value, str) and name != "timestamp" else value
        for name, value in event.items()
    }


def incident(logger: logging.Logger, sentence: str) -> str:
    """Log the exception in flight under a fresh reference number, which a page can show."""
    reference = secrets.token_hex(4)
    logger.exception("%s", sentence, extra={"reference": reference})
    return reference
