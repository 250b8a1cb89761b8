"""A second opener of sealed messages, written from the specification in src/seal.rs alone.

    opener.py open KEYRING [LIMIT] < sealed > message
        exits with 1 and a reason when the sealed message is refused
    opener.py vectors FILE...
        prints what becomes of each vector of fixtures/seal

Needs the package cryptography, version 50 or newer, and the zstd library (libzstd.so.1).
"""

import base64
import ctypes
import hashlib
import hmac
import os
import re
import struct
import sys

from cryptography.cobblestone import Cobblestone256Decryptor
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

BUCKETS = [1 << n for n in range(9, 20)]


class Refused(Exception):
    def __init__(self, stage, reason):
        super().__init__(f"refused at {stage}")
        self.reason = reason


def require(stage, condition, reason):
    if not condition:
        raise Refused(stage, reason)


def hkdf_extract(salt, ikm):
    return hmac.digest(salt, ikm, "sha256")


def hkdf_expand(prk, info, length):
    okm, block = b"", b""
    while len(okm) < length:
        block = hmac.digest(prk, block + info + bytes([len(okm) // 32 + 1]), "sha256")
        okm += block
    return okm[:length]


class Keyring:
    WORDS = {
        "postseal-root-key": "root",
        "postseal-retired-root-key": "root",
        "postseal-epoch-key": "epoch",
    }

    def __init__(self, files):
        self.roots, self.epochs = {}, {}
        for name, text in files:
            word, key = re.fullmatch(r"(\S+) v1 (\S{44})\n", text).groups()
            key = base64.b64decode(key, validate=True)
            assert len(key) == 32
            if root := re.fullmatch(r"root-([0-9a-f]{8})\.key", name):
                assert self.WORDS[word] == "root"
                self.roots[int(root[1], 16)] = key
            else:
                epoch = re.fullmatch(r"epoch-\d{4}-\d\d-\d\d-([0-9a-f]{16})\.key", name)
                assert self.WORDS[word] == "epoch"
                self.epochs[int(epoch[1], 16)] = key

    @classmethod
    def load(cls, directory):
        names = [
            name
            for name in os.listdir(directory)
            if name.endswith(".key") and not name.startswith(".new-")
        ]
        return cls([(name, open(os.path.join(directory, name)).read()) for name in names])


def read_head(keyring, sealed):
    """The header's derivation, and the length of the meta box."""
    require("head", len(sealed) >= 86, "too short")
    header, tag = sealed[:54], sealed[54:86]
    magic, suite, flags, root, epoch, salt, meta_len = struct.unpack(">4sBBIQ32sI", header)
    require("head", magic == b"PSL1", "magic")
    require("head", suite == 1, "suite")
    require("head", flags == 0, "flags")
    require("head", meta_len <= 1 << 20, "meta_len over 1 MiB")
    require("head", root in keyring.roots, "unknown root key")
    require("head", epoch == 0 or epoch in keyring.epochs, "unknown epoch key")
    epoch_key = keyring.epochs[epoch] if epoch else bytes(32)
    prk = hkdf_extract(salt, keyring.roots[root] + epoch_key)

    def derive(label, length):
        return hkdf_expand(prk, label + b"\0" + header, length)

    expected = hmac.digest(derive(b"postseal v1 header tag", 32), header, "sha256")
    require("head", hmac.compare_digest(tag, expected), "header tag")
    require("head", meta_len - 16 in BUCKETS, "meta_len is no bucket")
    return derive, meta_len, epoch != 0


def read_fields(plain):
    fields, at, last = {}, 0, 0
    while True:
        require("meta", at < len(plain), "no end of fields")
        tag = plain[at]
        if tag == 0:
            break
        require("meta", tag > last, "order of fields")
        require("meta", tag <= 9 or tag >= 128, "unknown field")
        require("meta", at + 5 <= len(plain), "field overruns")
        length = int.from_bytes(plain[at + 1 : at + 5], "big")
        require("meta", at + 5 + length <= len(plain), "field overruns")
        fields[tag] = plain[at + 5 : at + 5 + length]
        last, at = tag, at + 5 + length
    require("meta", not any(plain[at:]), "padding")
    require("meta", len(plain) == next((size for size in BUCKETS if size > at), 0), "bucket")
    return fields


def read_meta(fields, expires):
    def text(value):
        try:
            return value.decode("utf-8")
        except UnicodeDecodeError:
            raise Refused("meta", "no UTF-8") from None

    for tag in (1, 2, 4, 5, 6, 7, 8, 9):
        require("meta", tag in fields, f"field {tag} is missing")
    require("meta", len(fields[1]) == 16, "message id")
    require("meta", len(fields[2]) == 8 and len(fields.get(3, bytes(8))) == 8, "time")
    require("meta", (3 in fields) == expires, "expiry and epoch key")
    require("meta", len(fields[9]) == 1 and fields[9][0] & ~3 == 0, "flags")
    recipients, rest = [], fields[5]
    while rest:
        require("meta", len(rest) >= 4, "recipient overruns")
        length = int.from_bytes(rest[:4], "big")
        require("meta", 0 < length <= len(rest) - 4, "recipient empty or overruns")
        recipients.append(text(rest[4 : 4 + length]))
        rest = rest[4 + length :]
    require("meta", recipients, "no recipients")
    return {
        "message-id": fields[1].hex(),
        "created": str(int.from_bytes(fields[2], "big")),
        "expires": str(int.from_bytes(fields[3], "big")) if expires else "never",
        "sender": text(fields[4]),
        "recipients": " ".join(recipients),
        "subject": text(fields[6]),
        "language": text(fields[7]),
        "brand": text(fields[8]),
        "reply-allowed": str(bool(fields[9][0] & 1)).lower(),
        "receipt-wanted": str(bool(fields[9][0] & 2)).lower(),
    }


def frame_length(body):
    """Where the zstd frame ends, from its headers alone (RFC 8878 section 3.1.1)."""
    require("body", body[:4] == b"\x28\xb5\x2f\xfd", "no zstd frame")
    require("body", len(body) > 5, "frame header")
    descriptor = body[4]
    single, content, dictionary = descriptor >> 5 & 1, descriptor >> 6, descriptor & 3
    require("body", not descriptor & 0x08, "reserved bit")
    require("body", dictionary == 0, "dictionary")
    at = 5
    if not single:
        exponent, mantissa = body[5] >> 3, body[5] & 7
        require("body", (8 + mantissa) << (exponent + 7) <= 8 << 20, "window")
        at += 1
    size = (single, 2, 4, 8)[content]
    if single:
        stated = int.from_bytes(body[at : at + size], "little") + (256 if size == 2 else 0)
        require("body", stated <= 8 << 20, "window")
    at += size
    while True:
        require("body", at + 3 <= len(body), "frame is cut")
        block = int.from_bytes(body[at : at + 3], "little")
        kind = block >> 1 & 3
        require("body", kind != 3, "reserved block")
        at += 3 + (1 if kind == 1 else block >> 3)
        if block & 1:
            break
    at += 4 if descriptor & 4 else 0
    require("body", at <= len(body), "frame is cut")
    return at


class Buffer(ctypes.Structure):
    _fields_ = [("data", ctypes.c_char_p), ("size", ctypes.c_size_t), ("pos", ctypes.c_size_t)]


def decompress(frame, limit):
    zstd = ctypes.CDLL("libzstd.so.1")
    zstd.ZSTD_createDStream.restype = ctypes.c_void_p
    zstd.ZSTD_freeDStream.argtypes = [ctypes.c_void_p]
    zstd.ZSTD_decompressStream.restype = ctypes.c_size_t
    buffer = ctypes.POINTER(Buffer)
    zstd.ZSTD_decompressStream.argtypes = [ctypes.c_void_p, buffer, buffer]
    zstd.ZSTD_isError.argtypes = [ctypes.c_size_t]
    stream, message = zstd.ZSTD_createDStream(), b""
    source, space = Buffer(frame, len(frame), 0), ctypes.create_string_buffer(1 << 17)
    try:
        while True:
            target = Buffer(ctypes.cast(space, ctypes.c_char_p), len(space), 0)
            hint = zstd.ZSTD_decompressStream(stream, ctypes.byref(target), ctypes.byref(source))
            require("body", not zstd.ZSTD_isError(hint), "zstd")
            message += space.raw[: target.pos]
            require("body", len(message) <= limit, "limit")
            if hint == 0:
                return message
            require("body", source.pos < source.size or target.pos == target.size, "frame is cut")
    finally:
        zstd.ZSTD_freeDStream(stream)


def padme(length):
    e = length.bit_length() - 1
    s = e.bit_length()
    unit = 1 << (e - s)
    return (length + unit - 1) // unit * unit


def open_sealed(keyring, sealed, limit):
    derive, meta_len, expires = read_head(keyring, sealed)
    require("meta", len(sealed) >= 86 + meta_len, "too short")
    box, body = sealed[86 : 86 + meta_len], sealed[86 + meta_len :]
    cipher = AESGCM(derive(b"postseal v1 meta key", 32))
    try:
        plain = cipher.decrypt(derive(b"postseal v1 meta nonce", 12), box, sealed[:86])
    except Exception:
        raise Refused("meta", "AES-GCM") from None
    meta = read_meta(read_fields(plain), expires)

    context = hashlib.sha256(sealed[: 86 + meta_len]).digest()
    decryptor = Cobblestone256Decryptor(derive(b"postseal v1 body key", 32), context)
    try:
        plain = decryptor.update(body) + decryptor.finalize()
    except Exception:
        raise Refused("body", "Cobblestone") from None
    end = frame_length(plain)
    require("body", not any(plain[end:]), "padding byte")
    require("body", len(plain) == padme(end), "padded length")
    return meta, decompress(plain[:end], limit)


def vector(path):
    head, _, armor = open(path, encoding="utf-8").read().partition("\n\n")
    lines = [line.partition(":")[::2] for line in head.split("\n")]
    keys = [value.strip().split(" ", 1) for name, value in lines if name == "key"]
    limit = next(int(value) for name, value in lines if name == "limit")
    keyring = Keyring([(name, line + "\n") for name, line in keys])
    print(f"vector: {os.path.basename(path)}")
    try:
        meta, message = open_sealed(keyring, base64.b64decode(armor), limit)
    except Refused as refused:
        print(f"expect: {refused}\nreason: {refused.reason}")
        return
    print("expect: opens")
    for name, value in meta.items():
        print(f"{name}: {value}".rstrip())
    print(f"length: {len(message)}\nsha-256: {hashlib.sha256(message).hexdigest()}")


def main():
    sys.stdout.reconfigure(encoding="utf-8")
    if sys.argv[1] == "vectors":
        for path in sys.argv[2:]:
            vector(path)
        return
    limit = int(sys.argv[3]) if len(sys.argv) > 3 else 1 << 30
    try:
        meta, message = open_sealed(Keyring.load(sys.argv[2]), sys.stdin.buffer.read(), limit)
    except Refused as refused:
        sys.exit(f"{refused}: {refused.reason}")
    for name, value in meta.items():
        print(f"{name}: {value}".rstrip(), file=sys.stderr)
    sys.stdout.buffer.write(message)


if __name__ == "__main__":
    main()
