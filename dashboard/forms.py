"""Small forms and ways of our own plain pages: read with a limit, and kept to this site."""

from urllib.parse import parse_qs

from starlette.requests import Request


async def read(request: Request, most: int) -> dict[str, list[str]] | None:
    """The fields of a form; None where its body is larger than `most` bytes.

    A body that is too large is not read to its end: whoever sends it needs no sign-in.
    """
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > most:
            return None
    return parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True)


def inside(wanted: str) -> str:
    """An address of our own pages; anything else leads to the first page."""
    is_path = wanted.startswith("/") and not wanted.startswith(("//", "/signin", "/look/"))
    return wanted if is_path and wanted.isprintable() and "\\" not in wanted else "/"
