"""Pictures made anew: only pixels go on, nothing a camera or a stranger wrote beside them (security.md, uploads)."""

from __future__ import annotations

import hashlib
import io
import warnings
from dataclasses import dataclass
from typing import Final

from PIL import Image, ImageOps, UnidentifiedImageError

from app.activities.refusals import PictureTooLarge, PictureUnreadable

MOST_PIXELS: Final = 25_000_000
LONGEST_SIDE: Final = 2048
QUALITY: Final = 85
FORMATS: Final = ("JPEG", "PNG", "WEBP")

Image.MAX_IMAGE_PIXELS = MOST_PIXELS
warnings.simplefilter("error", Image.DecompressionBombWarning)


@dataclass(frozen=True)
class Picture:
    """A JPEG without metadata, at most 2048 pixels on its longer side."""

    content: bytes
    width: int
    height: int

    @property
    def content_hash(self) -> str:
        """The SHA-256 of its bytes, by which it is kept."""
        return hashlib.sha256(self.content).hexdigest()


def remade(raw: bytes) -> Picture:
    """Return an uploaded picture decoded, turned upright, made smaller if need be and encoded again.

    The size is read from the head of the file, so a small file of enormous dimensions is refused before decoding.

    Raises:
        PictureTooLarge: more than 25 million pixels.
        PictureUnreadable: not a whole JPEG, PNG or WebP.
    """
    try:
        with Image.open(io.BytesIO(raw), formats=FORMATS) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise PictureTooLarge()
            upright = ImageOps.exif_transpose(opened).convert("RGB")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise PictureTooLarge() from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError):
        raise PictureUnreadable() from None
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    plain = Image.new("RGB", upright.size)
    plain.paste(upright)
    made = io.BytesIO()
    plain.save(made, "JPEG", quality=QUALITY, optimize=True)
    return Picture(made.getvalue(), plain.width, plain.height)
