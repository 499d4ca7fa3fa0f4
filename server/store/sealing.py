"""Sealing: AES-256-GCM for what is kept and what crosses the wire, under keys derived for one purpose each (HKDF-SHA256, RFC 5869).

A sealed value is a random 96-bit nonce followed by the ciphertext and its tag; it opens only as what it was sealed as: the same
meeting, kind and id stand in the associated data, so that a row moved elsewhere is noticed (`Tampered`).
"""

from __future__ import annotations

import base64
import hmac
import os
import re
import struct
from binascii import b2a_base64

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
_NONCE = 12
_PAD, _PAD_LONG = 256, 1024
_BLOCK = struct.Struct(">BQ7x")  # audience, position, and seven zero bytes that a forged block does not have
_CURSOR = re.compile(r"[A-Za-z0-9_-]{22}", re.ASCII)
_URL_SAFE = bytes.maketrans(b"+/", b"-_")


class Tampered(Exception):
    """Sealed under another key, as something else, or changed since. Says nothing of the content."""


def derive(secret: bytes, purpose: str) -> bytes:
    """The 32-byte key of one purpose."""
    return HKDF(algorithm=hashes.SHA256(), length=KEY_BYTES, salt=None, info=b"hearth/" + purpose.encode()).derive(secret)


class Box:
    """Seals and opens under one key. `about` is what the value is: it is authenticated, not kept."""

    __slots__ = ("_cipher",)

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)

    def seal(self, plain: bytes, about: bytes) -> bytes:
        """Nonce, ciphertext, tag: 28 bytes longer than `plain`."""
        nonce = os.urandom(_NONCE)
        return nonce + self._cipher.encrypt(nonce, plain, about)

    def open(self, sealed: bytes, about: bytes) -> bytes:
        """What was sealed; raises `Tampered`."""
        if len(sealed) < _NONCE + 16:
            raise Tampered("sealed value too short")
        try:
            return self._cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], about)
        except InvalidTag:
            raise Tampered("sealed value does not open") from None


class MeetingKey:
    """One meeting's key: its words, seats, wire, cursors and blind indexes. Holds 32 random bytes; never printed.

    A key seals far fewer than the 2**32 values after which random nonces become unsafe (NIST SP 800-38D, 8.3).
    """

    __slots__ = ("_about", "_blind", "_decrypt", "_encrypt", "_wire", "_wire_about", "_words", "meeting")

    def __init__(self, meeting: str, secret: bytes) -> None:
        if len(secret) != KEY_BYTES:
            raise ValueError("a meeting's key is 32 bytes")
        self.meeting = meeting
        self._about = meeting.encode() + b"|"
        self._words = Box(derive(secret, "words"))
        self._wire = Box(derive(secret, "wire"))
        self._wire_about = self._about + b"wire"
        self._blind = derive(secret, "blind")
        # One block at a time: ECB is the block cipher itself. A cursor must come out the same for everyone, and stay opaque.
        block = Cipher(algorithms.AES(derive(secret, "cursor")), modes.ECB())  # noqa: S305
        self._encrypt = block.encryptor()
        self._decrypt = block.decryptor()

    def seal(self, kind: bytes, ident: str, plain: bytes) -> bytes:
        """Seal a value of this meeting: `kind` such as b"body" or b"seat", `ident` the id of its row. Short values come out equally long:
        a woman is not known again by how much she writes, or by the length of her name."""
        return self._words.seal(padded(plain), b"%b%b|%b" % (self._about, kind, ident.encode()))

    def open(self, kind: bytes, ident: str, sealed: bytes) -> bytes:
        """What `seal` was given; raises `Tampered` for another meeting's, kind's or row's value."""
        return _unpadded(self._words.open(sealed, b"%b%b|%b" % (self._about, kind, ident.encode())))

    def seal_wire(self, payload: bytes) -> bytes:
        """Seal what crosses Redis."""
        return self._wire.seal(payload, self._wire_about)

    def open_wire(self, sealed: bytes) -> bytes:
        """What another node sealed; raises `Tampered`."""
        return self._wire.open(sealed, self._wire_about)

    def cursor(self, audience: int, n: int) -> str:
        """An opaque place in an audience's log: 22 letters, the same on every node. `audience` is 0..255."""
        block = self._encrypt.update(_BLOCK.pack(audience, n))
        return b2a_base64(block, newline=False).translate(_URL_SAFE)[:22].decode()

    def read_cursor(self, cursor: str) -> tuple[int, int] | None:
        """Audience and position, or None for anything this meeting never gave out (a forgery passes once in 2**56)."""
        if not _CURSOR.fullmatch(cursor):
            return None
        block = self._decrypt.update(base64.urlsafe_b64decode(cursor + "=="))
        if block[9:] != bytes(7):
            return None
        audience, n = _BLOCK.unpack(block)
        return (audience, n) if self.cursor(audience, n) == cursor else None

    def blind(self, text: str) -> str:
        """22 letters that are the same for the same text in this meeting, and tell nothing without its key."""
        return _short(self._blind, text)


class Vault:
    """Sealing under the programme's key, for what outlives a meeting: second factors, contact points."""

    __slots__ = ("_blind", "_box")

    def __init__(self, master: bytes) -> None:
        self._box = Box(derive(master, "vault"))
        self._blind = derive(master, "vault blind")

    def seal(self, kind: bytes, ident: str, plain: bytes) -> bytes:
        """Seal a value of the row `ident` as a `kind` such as b"factor"."""
        return self._box.seal(plain, b"%b|%b" % (kind, ident.encode()))

    def open(self, kind: bytes, ident: str, sealed: bytes) -> bytes:
        """What `seal` was given; raises `Tampered`."""
        return self._box.open(sealed, b"%b|%b" % (kind, ident.encode()))

    def blind(self, text: str) -> str:
        """22 letters that are the same for the same text in this programme, and tell nothing without its key."""
        return _short(self._blind, text)


def padded(plain: bytes) -> bytes:
    """One byte 0x80 and zeros behind it (ISO/IEC 7816-4), up to 256 bytes or a multiple of 1,024."""
    return plain + b"\x80" + bytes(-(len(plain) + 1) % (_PAD if len(plain) < _PAD else _PAD_LONG))


def _unpadded(plain: bytes) -> bytes:
    if len(plain) % _PAD:
        return plain  # of a meeting that was on while an earlier version made way for this one
    bare = plain.rstrip(b"\0")
    return bare[:-1] if bare.endswith(b"\x80") else plain


def _short(key: bytes, text: str) -> str:
    return base64.urlsafe_b64encode(hmac.digest(key, text.encode(), "sha256")[:16])[:22].decode()
