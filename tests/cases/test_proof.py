"""Pictures before and after: without EXIF, small, only from whoever handles the case."""

import io
import zlib

import pytest
from PIL import Image

from cases import proof
from core.errors import InputError
from core.scope import Scope
from store import proofs
from tests.cases.desk_place import CLERK, HOUSING, WATER, desk, ticket, walk

ALL = Scope.ALL


def photo(size=(400, 300), kind="JPEG"):
    """A noisy picture with a place, a device and a rotation in its EXIF."""
    picture = Image.effect_noise(size, 90).convert("RGB")
    exif = Image.Exif()
    exif[0x0110] = "暗号相机"
    exif[0x0112] = 6
    exif.get_ifd(0x8825)[2] = (30.0, 14.0, 55.0)
    buffer = io.BytesIO()
    picture.save(buffer, kind, exif=exif)
    return buffer.getvalue()


@pytest.fixture
def held(store, now):
    number = ticket(desk(store))
    walk(desk(store), number, (CLERK, "assign", {"unit": "housing"}))
    return number


def test_nothing_but_the_pixels_is_kept(store, now, held):
    sent = photo()
    assert "暗号相机".encode() in sent or b"Exif" in sent
    proof.add(desk(store), HOUSING, held, "before", "井盖，电话13812345678", sent, now)
    (row,) = proofs.pictures(store, ALL, held)
    with Image.open(io.BytesIO(row["picture"])) as kept:
        assert kept.format == "JPEG"
        assert kept.size == (300, 400), "upright"
        assert dict(kept.getexif()) == {}
    assert b"Exif" not in row["picture"]
    assert "13812345678" not in row["note"]


def test_a_large_picture_becomes_small():
    kept = proof.redrawn(photo((2400, 2000)))
    assert len(kept) <= proof.LARGEST_KEPT
    with Image.open(io.BytesIO(kept)) as picture:
        assert 800 <= max(picture.size) <= 1600


@pytest.mark.parametrize("data", [b"", b"%PDF-1.4", b"\xff\xd8\xff\xe0 broken", b"GIF89a"])
def test_what_is_no_picture_is_refused(data):
    with pytest.raises(InputError, match="不是可以读取的图片"):
        proof.redrawn(data)


def test_too_large_is_refused():
    with pytest.raises(InputError, match="超过 15 MB"):
        proof.redrawn(b"x" * 15_000_001)


@pytest.mark.parametrize("side", [8_000, 20_000])
def test_a_picture_that_claims_too_many_pixels_is_refused(side):
    small = bytearray(photo((8, 8), "PNG"))
    small[16:24] = side.to_bytes(4) * 2  # what the head of a PNG says of its size
    small[29:33] = zlib.crc32(small[12:29]).to_bytes(4)
    with pytest.raises(InputError, match="超过 6000 万像素"):
        proof.redrawn(bytes(small))


def test_only_the_handling_unit_adds_pictures(store, now, held):
    with pytest.raises(InputError, match="现在的承办单位"):
        proof.add(desk(store), WATER, held, "after", "", photo(), now)
    assert proofs.pictures(store, ALL, held) == []
