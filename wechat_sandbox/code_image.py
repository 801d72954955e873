"""Drawing mini-program codes that carry their parameters, readable by machine and by eye."""

import base64
import io
import json
from typing import Any
from urllib.parse import urlencode

import qrcode
from PIL import Image, ImageDraw, ImageFont, PngImagePlugin

LABEL = "SANDBOX"
BORDER_MODULES = 3
EXIF_DESCRIPTION = 0x010E
WHITE = (255, 255, 255)
CLEAR = (255, 255, 255, 0)


def draw(parameters: dict[str, Any], *, width: int, color: tuple[int, int, int], transparent: bool) -> bytes:
    """Return a square code of `width` pixels: JPEG, or PNG with alpha when transparent.

    The code reads `wxsbx://a/<appid>?…`; the picture's comment holds the same parameters as JSON, so that a
    test can assert on them without decoding pixels.
    """
    picture = _modules(_content(parameters), width, color)
    pen = ImageDraw.Draw(picture)
    font = ImageFont.load_default(max(10, width // 26))
    pen.text((width // 2, width - 2), LABEL, font=font, fill=color, anchor="mb")
    comment = json.dumps(parameters, ensure_ascii=True)
    return _png(picture, comment) if transparent else _jpeg(picture, comment)


def read_parameters(content: bytes) -> dict[str, Any] | None:
    """Return the parameters a sandbox picture carries, or None for any other picture."""
    try:
        picture = Image.open(io.BytesIO(content))
    except OSError:
        return None
    comment = picture.info.get("comment") or picture.getexif().get(EXIF_DESCRIPTION)
    try:
        parameters = json.loads(comment) if comment else None
    except ValueError:
        return None
    return parameters if isinstance(parameters, dict) else None


def from_base64(text: str) -> bytes:
    """Return picture bytes from base64 text, with or without a data-URL head."""
    return base64.b64decode(text.rpartition(",")[2])


def _content(parameters: dict[str, Any]) -> str:
    query = {name: value for name, value in parameters.items() if name != "appid"}
    return f"wxsbx://a/{parameters['appid']}?{urlencode(query)}"


def _modules(text: str, width: int, color: tuple[int, int, int]) -> Image.Image:
    code = qrcode.QRCode(border=BORDER_MODULES, error_correction=qrcode.constants.ERROR_CORRECT_M)
    code.add_data(text)
    matrix = code.get_matrix()
    small = Image.new("RGBA", (len(matrix), len(matrix)), CLEAR)
    dark = [(x, y) for y, row in enumerate(matrix) for x, filled in enumerate(row) if filled]
    for place in dark:
        small.putpixel(place, (*color, 255))
    return small.resize((width, width), Image.Resampling.NEAREST)


def _jpeg(picture: Image.Image, comment: str) -> bytes:
    flat = Image.new("RGB", picture.size, WHITE)
    flat.paste(picture, mask=picture.getchannel("A"))
    exif = Image.Exif()
    exif[EXIF_DESCRIPTION] = comment
    out = io.BytesIO()
    flat.save(out, "JPEG", quality=90, exif=exif)
    return out.getvalue()


def _png(picture: Image.Image, comment: str) -> bytes:
    text = PngImagePlugin.PngInfo()
    text.add_text("comment", comment)
    out = io.BytesIO()
    picture.save(out, "PNG", pnginfo=text)
    return out.getvalue()
