"""A picture with nothing in it."""

import base64
import io

PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEAsTjVPwAAAABJRU5ErkJggg=="
)


def picture():
    return io.BytesIO(base64.b64decode(PIXEL))
