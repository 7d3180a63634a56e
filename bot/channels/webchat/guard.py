"""What stands before every request: whose page it comes from, and what a page may do."""

import ipaddress
import logging
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Middleware

log = logging.getLogger(__name__)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' blob:; object-src 'none'; base-uri 'none'; "
        "form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(), microphone=()",
}


async def harden(request: web.Request, response: web.StreamResponse) -> None:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Cache-Control", "no-cache")


def same_origin(request: web.Request, public_url: str) -> bool:
    """Whether a request comes from a page of ours. A name that merely points here is not ours
    (DNS rebinding): the host must be the public one, an address, or localhost."""
    public = urlsplit(public_url)
    try:
        origin = urlsplit(request.headers.get("Origin", ""))
        host = origin.hostname or ""
    except ValueError:
        return False
    if public.netloc and (origin.scheme, origin.netloc) == (public.scheme, public.netloc):
        return True
    return bool(host) and origin.netloc == request.host and _bare(host)


def _bare(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def refusing_strangers(public_url: str) -> Middleware:
    """The middleware: posts and sockets only from our own pages; an error is a short sentence."""

    @web.middleware
    async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
        socket = request.headers.get("Upgrade", "").lower() == "websocket"
        asks = socket or request.method not in ("GET", "HEAD")
        if asks and not same_origin(request, public_url):
            origin = request.headers.get("Origin", "")[:100]
            log.warning("refused from origin %r: is ANXING_PUBLIC_URL the page's address?", origin)
            return sentence(403, "这个请求不是从安星的页面发出的。")
        try:
            return await handler(request)
        except web.HTTPRequestEntityTooLarge:
            return sentence(413, "文件太大：每个文件不超过20 MB。")
        except web.HTTPException as error:
            return sentence(error.status, "没有这个页面。" if error.status == 404 else error.reason)
        except Exception:
            log.exception("a request failed")
            return sentence(500, "出了点问题，请稍后再试。")

    return guard


def sentence(status: int, text: str) -> web.Response:
    return web.json_response({"text": text}, status=status)
