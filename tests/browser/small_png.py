"""Makes PNG pictures of screens small: 256 colours are plenty for text on plain ground."""

import struct
import zlib
from collections import Counter
from collections.abc import Iterator

COLOURS = 256
BYTES = 3
"""Bytes a pixel, as browsers write them: red, green, blue."""


def small_png(picture: bytes) -> bytes:
    """Give the same picture in the 256 colours it uses most, the others replaced by the nearest of these."""
    header, rows = _read(picture)
    pixels = [[row[at : at + BYTES] for at in range(0, len(row), BYTES)] for row in rows]
    often = [colour for colour, _ in Counter(each for row in pixels for each in row).most_common(COLOURS)]
    places = {colour: place for place, colour in enumerate(often)}
    for colour in {each for row in pixels for each in row} - set(places):
        places[colour] = min(range(len(often)), key=lambda place: _distance(often[place], colour))
    lines = b"".join(b"\0" + bytes(places[each] for each in row) for row in pixels)
    head = header[:8] + bytes([8, 3, 0, 0, 0])
    chunks = [(b"IHDR", head), (b"PLTE", b"".join(often)), (b"IDAT", zlib.compress(lines, 9)), (b"IEND", b"")]
    return picture[:8] + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )


def _distance(one: bytes, other: bytes) -> int:
    return sum((left - right) ** 2 for left, right in zip(one, other, strict=True))


def _chunks(picture: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 8
    while at < len(picture):
        length, kind = struct.unpack(">I4s", picture[at : at + 8])
        yield kind, picture[at + 8 : at + 8 + length]
        at += 12 + length


def _read(picture: bytes) -> tuple[bytes, list[bytes]]:
    """Give the header, and the rows of pixels with their filters undone."""
    chunks = list(_chunks(picture))
    header = chunks[0][1]
    raw = zlib.decompress(b"".join(data for kind, data in chunks if kind == b"IDAT"))
    width = int.from_bytes(header[:4]) * BYTES
    above, rows = bytes(width), []
    for at in range(0, len(raw), width + 1):
        above = _unfiltered(raw[at], bytearray(raw[at + 1 : at + 1 + width]), above)
        rows.append(above)
    return header, rows


def _unfiltered(kind: int, row: bytearray, above: bytes) -> bytes:
    """Undo a row's filter; the kinds are those of the PNG specification, section 9."""
    for at in range(len(row) if kind else 0):
        left, up = (row[at - BYTES], above[at]) if at >= BYTES else (0, above[at])
        corner = above[at - BYTES] if at >= BYTES else 0
        guess = (0, left, up, (left + up) // 2, _nearest(left, up, corner))[kind]
        row[at] = (row[at] + guess) & 255
    return bytes(row)


def _nearest(left: int, up: int, corner: int) -> int:
    near = left + up - corner
    return min((left, up, corner), key=lambda each: abs(near - each))
