"""A file for a person to keep, with the headers of a page."""

from starlette.responses import Response

from ugyfelkapu.foundation.page.headers import page_headers
from ugyfelkapu.foundation.page.pages import Pages


def download(pages: Pages, content: bytes, *, name: str, media_type: str) -> Response:
    """The answer that a browser saves under `name`, which is plain ASCII."""
    headers = page_headers(secure=pages.cookies.secure)
    headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return Response(content, media_type=media_type, headers=headers)
