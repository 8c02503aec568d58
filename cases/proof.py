"""Pictures before and after: drawn anew, so that no place, device or time stays in them."""

import io
from datetime import datetime

from PIL import Image, ImageOps, UnidentifiedImageError

from cases.handling import Desk, clean
from core.errors import InputError
from core.i18n import mark
from core.scope import Actor
from store import cases as cellar
from store import history, proofs

PHASES: dict[str, str] = {"before": mark("整改前"), "after": mark("整改后")}
LARGEST_UPLOAD = 15_000_000
LARGEST_KEPT = 400_000
MOST_PIXELS = 60_000_000
MOST_PICTURES = 12
_SIZES = ((1600, 82), (1600, 60), (1200, 45), (800, 30))
"""Longest side in pixels and JPEG quality, tried until the picture is small enough."""


@Actor.needs("desk")
def add(
    desk: Desk, actor: Actor, case: int, phase: str, note: str, picture: bytes, now: datetime
) -> int:
    """Keep a picture with a case; its number.

    Raises InputError for what is no picture or too large, for an unknown or closed case, for
    too many, and for a unit that does not handle the case.
    """
    if phase not in PHASES:
        raise InputError("没有“{phase}”这个阶段。", phase=phase)
    drawn = redrawn(picture)
    with desk.store.write() as conn:
        found = cellar.one(conn, case)
        seen = cellar.sees(conn, actor.scope, case)
        if found is None or found.is_closed or not seen:
            raise InputError("没有编号为 {case} 的未办结交办件。", case=case)
        if actor.role == "handle" and actor.unit != found.handler:
            raise InputError("只有现在的承办单位可以办理。")
        if proofs.count(conn, case) >= MOST_PICTURES:
            raise InputError("一个交办件最多 {n} 张图片。", n=MOST_PICTURES)
        number = proofs.add(conn, case, phase, clean(note)[:200], drawn, actor, now)
        history.write(conn, actor, "prove", ("case", case), {"phase": phase}, now)
    return number


def redrawn(picture: bytes) -> bytes:
    """The picture as a JPEG of at most LARGEST_KEPT bytes, made from its pixels alone.

    Raises InputError for what is no picture that can be read, or too large to read.
    """
    if len(picture) > LARGEST_UPLOAD:
        raise InputError("图片超过 {n} MB，请缩小后再上传。", n=LARGEST_UPLOAD // 1_000_000)
    try:
        with Image.open(io.BytesIO(picture), formats=("JPEG", "PNG", "WEBP")) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise _too_many()
            upright = ImageOps.exif_transpose(opened).convert("RGB")
    except Image.DecompressionBombError as error:  # so many that Pillow does not even open it
        raise _too_many() from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise InputError("这个文件不是可以读取的图片（JPEG、PNG、WebP）。") from error
    for side, quality in _SIZES:
        upright.thumbnail((side, side))
        bare = Image.new("RGB", upright.size)
        bare.paste(upright)
        buffer = io.BytesIO()
        bare.save(buffer, "JPEG", quality=quality)
        if buffer.tell() <= LARGEST_KEPT:
            break
    return buffer.getvalue()


def _too_many() -> InputError:
    return InputError("图片超过 {n} 万像素，请缩小后再上传。", n=MOST_PIXELS // 10_000)
