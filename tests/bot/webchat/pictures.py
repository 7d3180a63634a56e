"""Pictures that a browser can show, made on the spot."""

import io

from PIL import Image


def picture(shade: int) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), (40 * shade % 256, 120, 160)).save(out, "PNG")
    return out.getvalue()
