"""Structured logs: one JSON object a line, masked, with reference numbers for incidents."""

import logging
import logging.handlers
import secrets
from pathlib import Path
from typing import Any

import structlog

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
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[
                structlog.stdlib.add_log_level,
                structlog.stdlib.add_logger_name,
                structlog.stdlib.ExtraAdder(allow=["reference"]),
            ],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.TimeStamper(fmt="iso", utc=True),
                structlog.processors.format_exc_info,
                _masked,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
    )
    logging.basicConfig(handlers=[handler], level=logging.INFO, force=True)


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
