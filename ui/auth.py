"""Who may use the page: users with scrypt-hashed passwords, from one ``user:password`` or from a file.

``python -m ui.auth`` asks for a password and writes what stands for it in such a file.
"""

from __future__ import annotations

import base64
import binascii
import getpass
import hashlib
import hmac
import os
import secrets
import sys
from pathlib import Path

from index.errors import InputError

# RFC 7914's parameters for interactive logins: 16 MiB and some 50 ms a try.
_N, _R, _P = 2**14, 8, 1
_LONGEST = 1024


def hash_password(password: str) -> str:
    """``scrypt$N$r$p$salt$hash``, the form of a password in an ``--auth`` file."""
    salt = secrets.token_bytes(16)
    return f"scrypt${_N}${_R}${_P}${_encode(salt)}${_encode(_derive(password, salt, _N, _R, _P))}"


class Users:
    """The users that may sign in. Plain passwords are hashed at once and not kept.

    Raises:
        index.errors.InputError: when ``auth`` is neither ``user:password`` nor a readable file of ``user:scrypt$...`` lines.
    """

    def __init__(self, auth: str) -> None:
        path = Path(auth)
        if path.is_file():
            self._hashes = _read(path)
        elif ":" in auth.strip(":"):
            user, _, password = auth.partition(":")
            self._hashes = {user.strip(): hash_password(password)}
        else:
            raise InputError(
                f"--auth {auth}: no such file; give user:password, or a file with a line user:scrypt$... for each user"
            )
        # Checked against for a user that is not there, so that the time taken does not tell who is.
        self._nobody = hash_password(secrets.token_hex())

    def check(self, user: str, password: str) -> bool:
        """Whether the password is this user's."""
        if len(password) > _LONGEST:
            return False
        known = self._hashes.get(user)
        return _matches(password, known or self._nobody) and known is not None

    def basic(self, header: str) -> str | None:
        """The user of an ``Authorization: Basic`` header, or None."""
        kind, _, value = header.partition(" ")
        if kind.lower() != "basic":
            return None
        try:
            user, _, password = base64.b64decode(value, validate=True).decode("utf-8").partition(":")
        except (binascii.Error, UnicodeDecodeError):
            return None
        return user if self.check(user, password) else None


def _read(path: Path) -> dict[str, str]:
    if os.name == "posix" and path.stat().st_mode & 0o077:
        raise InputError(f"{path}: others may read it; run: chmod 600 {path}")
    hashes: dict[str, str] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        user, _, hashed = line.strip().partition(":")
        if not user or not hashed.startswith("scrypt$") or hashed.count("$") != 5:
            raise InputError(f"{path}: line {number} is not user:scrypt$...; make the hash with: python -m ui.auth")
        hashes[user] = hashed
    if not hashes:
        raise InputError(f"{path}: names no user; add a line user:scrypt$... for each")
    return hashes


def _matches(password: str, hashed: str) -> bool:
    try:
        _, n, r, p, salt, wanted = hashed.split("$")
        found = _derive(password, base64.b64decode(salt), int(n), int(r), int(p))
        return hmac.compare_digest(found, base64.b64decode(wanted))
    except ValueError:
        return False


def _derive(password: str, salt: bytes, n: int, r: int, p: int) -> bytes:
    return hashlib.scrypt(password.encode("utf-8", "surrogatepass"), salt=salt, n=n, r=r, p=p, maxmem=256 * n * r, dklen=32)


def _encode(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


if __name__ == "__main__":
    sys.stdout.write(hash_password(getpass.getpass("Password: ")) + "\n")
