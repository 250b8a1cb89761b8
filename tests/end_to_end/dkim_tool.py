"""Signs and verifies with dkimpy, with the public key from a file instead of DNS. Standard input to standard output."""

import sys

import dkim

SELECTOR, DOMAIN = b"test", b"example.org"


def sign(private, canonicalization):
    message = sys.stdin.buffer.read()
    with open(private, "rb") as key:
        how = tuple(part.encode() for part in canonicalization.split("/"))
        return dkim.sign(message, SELECTOR, DOMAIN, key.read(), canonicalize=how) + message


def verify(public):
    with open(public) as key:
        record = "v=DKIM1; k=rsa; p=" + "".join(line.strip() for line in key if not line.startswith("-"))
    good = dkim.verify(sys.stdin.buffer.read(), dnsfunc=lambda name, timeout=5: record.encode())
    return b"good\n" if good else b"bad\n"


sys.stdout.buffer.write({"sign": sign, "verify": verify}[sys.argv[1]](*sys.argv[2:]))
