"""What axe-core finds wrong on the page that a browser shows: WCAG 2.2 A and AA, and its own best practices."""

from functools import cache

from server.explorer import WEB
from tests.web.browser import Browser

__all__ = ["violations"]

RUN = """
return axe.run(document).then(({ violations }) =>
  violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html}\\n${failureSummary}`)))
"""


def violations(page: Browser) -> list[str]:
    """Waits for what moves: half-way through a transition colours have too little contrast."""
    page.script("return Promise.all(document.getAnimations().map(animation => animation.finished.catch(() => 0)))")
    found: list[str] = page.script(source() + RUN)
    return found


@cache
def source() -> str:
    return (WEB / "node_modules" / "axe-core" / "axe.min.js").read_text()
