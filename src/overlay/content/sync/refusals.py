"""Why something from a source was refused or a source was unreachable: each reason with its code, and who must do what."""

from __future__ import annotations

import re
import ssl
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from tuf.api import exceptions as tuf

from overlay.content.sync.fetch import Fetcher, LoginNeededError, RefusedError
from overlay.content.sync.sources import Source
from overlay.errors import OverlayError, PackRejectedError, SourceUnreachableError

_CLOCK_OFF_S = timedelta(days=1).total_seconds()  # clocks that differ by more are said to
_NOT_NOW = frozenset({9, 10})  # X509_V_ERR_CERT_NOT_YET_VALID, X509_V_ERR_CERT_HAS_EXPIRED of OpenSSL
_ROLE_IN_TEXT = re.compile(
    r"\b(root|timestamp|snapshot|targets|pack-[a-z0-9._-]+?)\b(?:\.json)?", re.IGNORECASE
)


class SourceRejectedError(PackRejectedError):
    """A source offers what it must not: nothing of it is taken. `code` and `role` say what; retrying will not help."""

    def __init__(self, message: str, code: str, role: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.role = role


class SourceExpiredError(SourceUnreachableError):
    """The source's signatures ran out: what is installed stays. `code` says who is wrong: "expired", or our "clock"."""

    def __init__(self, message: str, role: str, code: str = "expired") -> None:
        super().__init__(message)
        self.code = code
        self.role = role


class SourceSilentError(SourceUnreachableError):
    """Nothing came of asking the source. `code`: "unreachable", "login", "slow", "missing", "certificate" or "clock"."""

    def __init__(self, message: str, code: str = "unreachable") -> None:
        super().__init__(message)
        self.code = code


class translated:  # noqa: N801  a context manager, used as one
    """Turns what python-tuf raises into errors that say who must do what."""

    def __init__(self, source: Source, role: Callable[[], str] = str, fetcher: Fetcher | None = None) -> None:
        self._source = source
        self._role = role
        self._fetcher = fetcher

    def __enter__(self) -> None:
        return None

    def __exit__(self, _: object, error: BaseException | None, __: object) -> None:
        if isinstance(error, (tuf.RepositoryError, tuf.DownloadError)):
            ahead_s = self._fetcher.ahead_s if self._fetcher else 0.0
            raise _our_error(self._source, self._role(), error, ahead_s) from error
        if isinstance(error, FileNotFoundError) and error.filename == str(self._source.root):
            raise SourceRejectedError(
                f"The trusted root of “{self._source.name}” is missing ({self._source.root}). "
                "Remove the source and add it again.",
                "root",
                "root",
            ) from error


def _our_error(source: Source, role: str, error: Exception, ahead_s: float = 0.0) -> OverlayError:
    found = _ROLE_IN_TEXT.search(str(error))
    role = found[1].lower() if found and not role.startswith("pack-") else role
    who = (
        f"the pack “{role.removeprefix('pack-')}” of “{source.name}”"
        if role.startswith("pack-")
        else f"“{source.name}”"
    )
    kept = "What is installed stays."
    match error:
        case tuf.ExpiredMetadataError() if abs(ahead_s) > _CLOCK_OFF_S:
            here = datetime.now(UTC)
            return SourceExpiredError(
                f"The clock of this machine says {here:%Y-%m-%d}, that of “{source.name}” "
                f"{here + timedelta(seconds=ahead_s):%Y-%m-%d}. By ours, its signatures have expired. {kept} "
                "Set the clock of this machine right.",
                role,
                "clock",
            )
        case tuf.ExpiredMetadataError():
            return SourceExpiredError(
                f"The signatures of {who} have expired ({role}). {kept} Its publisher has to renew them, "
                "or the clock of this machine is wrong.",
                role,
            )
        case tuf.BadVersionNumberError():
            return SourceRejectedError(
                f"{_first_up(who)} offers an older state than it did before ({role}). {kept}",
                "rollback",
                role,
            )
        case tuf.UnsignedMetadataError():
            return SourceRejectedError(
                f"{_first_up(who)} is not signed by the keys that may sign it ({role}). {kept}",
                "signature",
                role,
            )
        case tuf.LengthOrHashMismatchError():
            return SourceRejectedError(
                f"{_first_up(who)} sends a file that is not the one that was signed ({role}). {kept}",
                "mismatch",
                role,
            )
        case tuf.DownloadLengthMismatchError():
            return SourceRejectedError(
                f"{_first_up(who)} sends more than was signed. {kept}", "endless", role
            )
        case tuf.RepositoryError():
            return SourceRejectedError(
                f"What {who} sends is no metadata of a source, or not of one state ({role}). {kept}",
                "malformed",
                role,
            )
    return unreachable(source, error)


def unreachable(source: Source, error: Exception) -> OverlayError:
    """Return our error for a download that failed."""
    match error:
        case RefusedError():
            return SourceRejectedError(f"“{source.name}” is not followed: {error}.", "redirect")
        case LoginNeededError(who=who):
            return SourceSilentError(
                f"“{source.name}” wants a login, or another one. Run: overlay source login {who}.", "login"
            )
        case tuf.SlowRetrievalError():
            return SourceSilentError(
                f"“{source.name}” answers too slowly ({error}). It is tried again later.", "slow"
            )
        case tuf.DownloadHTTPError():
            return SourceSilentError(
                f"“{source.name}” answers that a file is not there or not to be had (HTTP {error.status_code}). "
                "Its address is another one, or not all of it was copied there yet. It is tried again later.",
                "missing",
            )
    refused = _refused_certificate(error)
    if refused is not None and refused.verify_code in _NOT_NOW:
        return SourceSilentError(
            f"The certificate of “{source.name}” is not valid on the day this machine's clock says "
            f"({datetime.now(UTC):%Y-%m-%d}). Set the clock right, or have the certificate of the server renewed.",
            "clock",
        )
    if refused is not None:
        return SourceSilentError(
            f"This machine does not trust the certificate of “{source.name}” ({refused.verify_message}). If your "
            "organisation has an authority of its own, follow the source with its certificate: --ca FILE.",
            "certificate",
        )
    cause = error.__cause__ or error
    return SourceSilentError(
        f"“{source.name}” does not answer ({type(cause).__name__}). It is tried again later."
    )


def _refused_certificate(error: BaseException | None) -> ssl.SSLCertVerificationError | None:
    """Return what the TLS library said of the certificate, from the chain of causes, where that was the reason."""
    while error is not None:
        for inner in (error, *error.args):
            if isinstance(inner, ssl.SSLCertVerificationError):
                return inner
        error = error.__cause__
    return None


def _first_up(text: str) -> str:
    return text[0].upper() + text[1:]
