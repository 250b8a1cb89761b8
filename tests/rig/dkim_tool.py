"""DKIM and ARC by dkimpy, with the public keys from a DNS server on loopback.

A mail comes on standard input.

    sign KEY SELECTOR DOMAIN CANONICALIZATION    the mail, signed; behind it may stand `l` or
                                                 `atps` (the tags) and names of more fields that
                                                 it covers
    seal KEY SELECTOR DOMAIN                     the mail, with an ARC set
    verify PORT                                  a line for each signature, and one for the chain
"""

import base64
import sys

import dkim
import dns.exception
import dns.resolver
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key


def txt(port):
    resolver = dns.resolver.Resolver(configure=False)
    resolver.nameservers, resolver.port = ["127.0.0.1"], int(port)

    def ask(name, timeout=5):
        try:
            answer = resolver.resolve(name.decode().rstrip("."), "TXT", lifetime=timeout)
        except dns.exception.DNSException:
            return None
        return b"".join(answer[0].strings)

    return ask


def sign(path, selector, domain, canonicalization, *options):
    message = sys.stdin.buffer.read()
    with open(path, "rb") as file:
        key = file.read()
    loaded = load_pem_private_key(key, None)
    algorithm = b"rsa-sha256"
    if isinstance(loaded, Ed25519PrivateKey):
        # dkimpy wants the 32 bytes of the key alone.
        key, algorithm = base64.b64encode(loaded.private_bytes_raw()), b"ed25519-sha256"
    how = tuple(part.encode() for part in canonicalization.split("/"))
    more = [name.encode() for name in options if name not in ("l", "atps")]
    # dkimpy knows no such tag, and writes what it is given for `i=`.
    identity = b"@%s; atps=%s" % (2 * (domain.encode(),)) if "atps" in options else None
    names = [b"from", b"to", b"subject", *more] if more else None
    fields = dkim.sign(message, selector.encode(), domain.encode(), key, canonicalize=how,
                       signature_algorithm=algorithm, length="l" in options, include_headers=names,
                       identity=identity)
    return fields + message


def seal(path, selector, domain):
    message = sys.stdin.buffer.read()
    results = b"Authentication-Results: %s; dkim=pass header.d=example.org\r\n" % domain.encode()
    with open(path, "rb") as key:
        fields = dkim.arc_sign(results + message, selector.encode(), domain.encode(), key.read(),
                               srv_id=domain.encode())
    return b"".join(fields) + message


def verify(port):
    message = sys.stdin.buffer.read()
    ask, lines = txt(port), []
    checker = dkim.DKIM(message)
    for index in range(sum(name.lower() == b"dkim-signature" for name, _ in checker.headers)):
        try:
            good = dkim.DKIM(message).verify(idx=index, dnsfunc=ask)
        except dkim.DKIMException:
            good = False
        tags = dkim.util.parse_tag_value(
            [value for name, value in checker.headers if name.lower() == b"dkim-signature"][index])
        told = [tags[tag].decode() for tag in (b"a", b"d", b"s")]
        lines.append(" ".join(["dkim", *told, "good" if good else "bad"]))
    result, _, reason = dkim.arc_verify(message, dnsfunc=ask)
    lines.append(f"arc {result.decode()} {reason}")
    return "\n".join(lines).encode()


sys.stdout.buffer.write({"sign": sign, "seal": seal, "verify": verify}[sys.argv[1]](*sys.argv[2:]))
