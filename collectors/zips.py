"""Zip files that others made: whether their parts are as large as they say."""

import io
import struct
import zipfile
import zlib
from typing import BinaryIO

_NAME_LENGTH = 26
"""Where the header of a part tells the lengths of its name and of what follows that."""

_AT_ONCE = 2_048
"""Bytes, which unpack to two megabytes at most."""


def is_honest(file: BinaryIO, part: zipfile.ZipInfo) -> bool:
    """Whether a part is sound and unpacks to no more than it says.

    Readers of Word and Excel files unpack all that is there, in memory, whatever it says, and
    zipfile may check no more than the said length: so it is unpacked here piece by piece.
    """
    if part.compress_type == zipfile.ZIP_STORED:
        return part.compress_size == part.file_size
    if part.compress_type != zipfile.ZIP_DEFLATED:
        return False  # no office program writes another
    try:
        return _unpacks_to(file, part) <= part.file_size
    except (zlib.error, struct.error, OSError, ValueError):  # also a place before the file
        return False


def _unpacks_to(file: BinaryIO, part: zipfile.ZipInfo) -> int:
    """Bytes that a part unpacks to; it is followed until that is more than it says."""
    file.seek(part.header_offset + _NAME_LENGTH)
    file.seek(sum(struct.unpack("<HH", file.read(4))), io.SEEK_CUR)
    unpacker, left, size = zlib.decompressobj(-zlib.MAX_WBITS), part.compress_size, 0
    while left > 0 and size <= part.file_size and not unpacker.eof:
        packed = file.read(min(left, _AT_ONCE))
        if not packed:
            break
        left -= len(packed)
        size += len(unpacker.decompress(packed))
    return size
