"""A command as a script meets it: its exit code, and what it printed or its one sentence."""

from typer.testing import CliRunner

from core.errors import MinshengError
from jobs.cli import app


def told(*words: str) -> tuple[int, str]:
    """Run one command; a user error is code 1 and its sentence, any other error is raised."""
    found = CliRunner().invoke(app, list(words))
    if isinstance(found.exception, MinshengError):
        return 1, str(found.exception)
    if found.exception and not isinstance(found.exception, SystemExit):
        raise found.exception
    return found.exit_code, found.output
