"""The addresses of PostgreSQL: `postgresql://user:password@host:5432,other:5432/database?target_session_attrs=read-write`.

libpq and asyncpg accept several hosts like this; SQLAlchemy does not, so it only ever sees an open connection.
"""

import re
from urllib.parse import parse_qsl, quote, urlencode

__all__ = ["attempts", "each_host", "options_of"]

URL = re.compile(r"[^:/?#]+://(?:(?P<login>[^/?#]*)@)?(?P<hosts>[^/?#]*)(?P<path>[^?#]*)(?:\?(?P<query>[^#]*))?")
"""Not urlsplit: it refuses several hosts of which one is an IPv6 address."""


def options_of(url: str) -> dict[str, str]:
    """The options after the question mark, decoded."""
    found = URL.match(url)
    return dict(parse_qsl(found["query"] or "")) if found else {}


def each_host(url: str) -> list[str]:
    """The same address once for each of its hosts, as asyncpg takes it: without SQLAlchemy's name of a driver.

    The option `host` (a folder of sockets, for example) comes before what is in front of the path.
    """
    found = URL.fullmatch(url)
    if found is None:
        raise ValueError("not an address of PostgreSQL")
    options = options_of(url)
    login = f"{found['login']}@" if found["login"] is not None else ""
    if "host" in options:
        hosts = options.pop("host").split(",")
        ports = options.pop("port", "").split(",")
        if len(ports) != len(hosts):
            ports = ports[:1] * len(hosts)
        places = [
            ("", {"host": host} | ({"port": port} if port else {})) for host, port in zip(hosts, ports, strict=True)
        ]
    else:
        places = [(host, {}) for host in found["hosts"].split(",")]
    return [
        f"postgresql://{login}{host}{found['path']}"
        + (f"?{urlencode(options | more, quote_via=quote, safe='')}" if options or more else "")
        for host, more in places
    ]


def attempts(url: str) -> list[str]:
    """The addresses, of one host each, to be tried in turn. Standbys come first if the URL prefers them."""
    hosts = each_host(url)
    preferred = "target_session_attrs=prefer-standby"
    if len(hosts) > 1 and options_of(url).get("target_session_attrs") == "prefer-standby":
        return [
            host.replace(preferred, f"target_session_attrs={attrs}") for attrs in ("standby", "any") for host in hosts
        ]
    return hosts
