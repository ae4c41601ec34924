"""Whether a source answers from this machine: asked once, nothing is read or installed. For a report, not for a sync."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from urllib.parse import urlsplit

from msgspec import Struct
from tuf.api.exceptions import DownloadError, DownloadHTTPError
from urllib3.exceptions import (
    ConnectTimeoutError,
    NameResolutionError,
    NewConnectionError,
    ProxyError,
    SSLError,
    TimeoutError,
)

from overlay.content.sync.fetch import Fetcher, LoginNeededError, RefusedError
from overlay.content.sync.sources import Source
from overlay.errors import OverlayError


class Reached(Struct, frozen=True):
    """`problem` is empty when it answered; `cure` says what to do. `served` is its clock, where it says so."""

    problem: str = ""
    cure: str = ""
    served: datetime | None = None


def reach(source: Source, connect: Callable[[Source], Fetcher]) -> Reached:
    """Ask `source` for its newest metadata. Never raises."""
    try:
        with closing(connect(source)) as fetcher:
            return Reached(served=fetcher.probe(f"{source.url.rstrip('/')}/metadata/timestamp.json"))
    except LoginNeededError as error:
        proxy = " --proxy" if "--proxy" in error.who else ""
        return Reached(str(error), f"overlay source login {source.name}{proxy}")
    except DownloadHTTPError as error:
        what = f"{source.url} answers, but is no source (status {error.status_code})"
        return Reached(what, "Check the address: the folder that holds metadata/ and targets/")
    except RefusedError as error:
        return Reached(str(error), "Set the address the source really has")
    except DownloadError as error:
        return Reached(str(error), _cure(error, source))
    except OverlayError as error:
        return Reached(str(error), "Fix what it says, then try again")


def _cure(error: DownloadError, source: Source) -> str:
    cause = error.__cause__
    if isinstance(cause, SSLError):
        nobody = "Nobody this machine trusts vouches for its certificate"
        if source.ca:
            return f"{nobody}: check {source.ca}"
        return f"{nobody}: set source.ca, or add the authority to the system"
    host = urlsplit(source.url).hostname
    match cause:
        case ProxyError(original_error=NewConnectionError() | ConnectTimeoutError()):
            return "The proxy itself is not reached: check source.proxy, or HTTPS_PROXY and NO_PROXY"
        case ProxyError():
            return "The proxy does not let this through: check source.proxy, or HTTPS_PROXY and NO_PROXY"
        case NameResolutionError():
            return f"Nobody here knows the name {host}: check it, the network, and whether a proxy is needed (source.proxy)"
        case NewConnectionError():
            return f"Nothing listens at {host}, or a firewall refuses: check the address and its port"
        case TimeoutError() | ConnectTimeoutError():
            return (
                f"{host} gave no answer in time: check the network, the firewall and the proxy (source.proxy)"
            )
    return "Check the network, the name and the proxy (source.proxy, HTTPS_PROXY)"
