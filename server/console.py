"""The console: the pages of the practice's people, served by the service itself under the explorer's policy.

`make web` builds it from web/console/ into web/dist/console/. It is one page that shows what its address says, so that
every address of it is answered with the same file. Where the build is missing, a plain page says how to get it.
"""

import logging
from pathlib import Path

from starlette.routing import BaseRoute, Route

from server.explorer import WEB, file

__all__ = ["ADDRESSES", "routes"]

logger = logging.getLogger("clinic_sessions.server")

ADDRESSES = ("/", "/sessions", "/sessions/new", "/sessions/{id}")
"""Where the console shows a page; web/console/pages.tsx says which."""


def routes(*, web: Path = WEB) -> list[BaseRoute]:
    index = web / "dist" / "console" / "index.html"
    if not index.is_file():
        logger.warning("the console is not built (make web, which needs Node)")
        index = web / "fallback" / "console.html"
    page = file(index)
    return [Route(address, page) for address in ADDRESSES]
