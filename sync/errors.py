"""Every way sync says no.

SyncError
├── FileError            the file on disk
│   ├── NotOurFile       another program's file, or bytes that are no file of ours
│   ├── DamagedFile      ours once, but it can no longer be read
│   ├── NewerFile        written by a later version of this program
│   ├── DiskFull         there is no room to write
│   ├── Away             the shared database cannot be reached or used now
│   └── Diverged         it holds what the shared journal it follows does not
├── FormatError          bytes from outside that are not what the format allows
│   ├── TooLarge         larger than `sync.limits` allows
│   └── UnknownVersion   a version or suite this program does not know
├── TrustError           a key, certificate, signature or invitation that will not do
│   ├── WrongSecret      a passphrase, recovery code or PIN that does not fit
│   ├── BadSignature     a signature that does not fit its text and key
│   ├── WrongRealm       made for another region, or for the other mode
│   ├── UnknownSender    no valid certificate for this key
│   └── Revoked          the certificate was withdrawn
├── SealError            an envelope that cannot be opened by this key
│   ├── KeyGone          it was sealed, but not to this key
│   └── EpochMissing     its key was carried by an envelope that is not here
├── ChainError           events that do not follow from each other
├── MixedModes           exercise and real data would meet
├── Denied               a hub says no, with the reason a post may know
└── RoadError            the other side could not be reached, or answered nonsense
"""

from __future__ import annotations


class SyncError(Exception):
    """Anything `sync` refuses; the message carries ids and kinds, never content."""


class FileError(SyncError):
    """The file on disk cannot be used."""


class NotOurFile(FileError):
    """The bytes are not a file of this program."""


class DamagedFile(FileError):
    """The file is ours but can no longer be read."""


class NewerFile(FileError):
    """The file was written by a later version of this program."""


class DiskFull(FileError):
    """There is no room to write; nothing was written."""


class Away(FileError):
    """The shared database cannot be reached or used now; it is to be tried again."""


class Diverged(FileError):
    """The file holds what the shared journal it follows does not; it is made anew."""


class FormatError(SyncError):
    """Bytes from outside do not follow the format."""


class TooLarge(FormatError):
    """Bytes from outside are larger than a limit allows."""


class UnknownVersion(FormatError):
    """A container version or suite that this program does not know."""


class TrustError(SyncError):
    """A key, certificate, signature or invitation will not do."""


class WrongSecret(TrustError):
    """The passphrase, recovery code or PIN does not fit."""


class BadSignature(TrustError):
    """The signature does not fit this text and this key."""


class WrongRealm(TrustError):
    """Made for another region, or for the other of real and exercise."""


class UnknownSender(TrustError):
    """No valid certificate is known for this key."""


class Revoked(TrustError):
    """The certificate of this key was withdrawn."""


class SealError(SyncError):
    """This envelope cannot be opened with this key."""


class KeyGone(SealError):
    """The envelope was sealed to other keys than this one."""


class EpochMissing(SealError):
    """The envelope's key was carried by an envelope that is not here."""


class ChainError(SyncError):
    """Events do not follow from each other as their chain says."""


class MixedModes(SyncError):
    """Exercise and real facts would meet in one file."""


class Denied(SyncError):
    """A hub says no; `reason` is a `sync.protocol.Reason`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class RoadError(SyncError):
    """The other side could not be reached, or answered nonsense.

    `reason` is one short word of `sync.courier.http`; `retry_after_s` is how long the
    other side asked us to wait.
    """

    def __init__(self, reason: str, retry_after_s: float | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retry_after_s = retry_after_s
