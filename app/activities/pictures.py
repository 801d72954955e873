"""Pictures made anew: only pixels go on, nothing a camera or a stranger wrote beside them (security.md, uploads)."""

from __future__ import annotations

import hashlib
import io
import threading
import warnings
from dataclasses import dataclass
from typing import Final

from PIL import Image, ImageOps, UnidentifiedImageError

from app.activities.refusals import PictureTooLarge, PictureUnreadable

MOST_PIXELS: Final = 25_000_000
LONGEST_SIDE: Final = 2048
SMALL_SIDE: Final = 480
QUALITY: Final = 85
AT_ONCE: Final = threading.BoundedSemaphore(2)
"""A picture of 25 million pixels takes a hundred megabytes while it is decoded."""
FORMATS: Final = ("JPEG", "PNG", "WEBP")

Image.MAX_IMAGE_PIXELS = MOST_PIXELS
warnings.simplefilter("error", Image.DecompressionBombWarning)


@dataclass(frozen=True)
class Picture:
    """A JPEG without metadata, at most 2048 pixels on its longer side, and the same with at most 480 for lists."""

    content: bytes
    small: bytes
    width: int
    height: int

    @property
    def content_hash(self) -> str:
        """The SHA-256 of its bytes, by which it is kept."""
        return hashlib.sha256(self.content).hexdigest()


def remade(raw: bytes) -> Picture:
    """Return an uploaded picture decoded, turned upright, made smaller if need be and encoded again.

    The size is read from the head of the file, so a small file of enormous dimensions is refused before decoding. This
    takes up to a second of computing: never inside a transaction.

    Raises:
        PictureTooLarge: more than 25 million pixels.
        PictureUnreadable: not a whole JPEG, PNG or WebP.
    """
    try:
        with AT_ONCE, Image.open(io.BytesIO(raw), formats=FORMATS) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise PictureTooLarge()
            upright = ImageOps.exif_transpose(opened).convert("RGB")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise PictureTooLarge() from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError):
        raise PictureUnreadable() from None
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    content, (width, height) = _encoded(upright), upright.size
    upright.thumbnail((SMALL_SIDE, SMALL_SIDE))
    return Picture(content, _encoded(upright), width, height)


def _encoded(picture: Image.Image) -> bytes:
    """Return a JPEG of nothing but the pixels."""
    plain = Image.new("RGB", picture.size)
    plain.paste(picture)
    made = io.BytesIO()
    plain.save(made, "JPEG", quality=QUALITY, optimize=True)
    return made.getvalue()
