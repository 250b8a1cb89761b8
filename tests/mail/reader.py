"""Reads mails from standard input with Python's email, and says what parts they have.

In: for each mail its length in 4 bytes, big-endian, and the mail. Out: for each mail a line of
JSON: "leaves" as [type, name, base64 of the decoded bytes], where what can't be said is null;
"reasons", what about the mail is not as it should be, as far as Python says so or as plain rules
tell.
"""

import base64
import email
import email.policy
import json
import re
import sys


def name_of(part):
    try:
        name = part.get_filename()
        return None if name is None else str(name)
    except Exception:
        return False


def leaves(part):
    kind = part.get_content_type()
    if kind.startswith("message/") or kind == "text/rfc822-headers":
        yield [kind, name_of(part), None]
    elif part.is_multipart():
        for one in part.get_payload():
            yield from leaves(one)
    else:
        body = part.get_payload(decode=True)
        yield [kind, name_of(part), None if body is None else base64.b64encode(body).decode()]


TOKEN = r"[A-Za-z0-9!#$&^_.+-]+"
ENCODINGS = {"", "7bit", "8bit", "binary", "base64", "quoted-printable"}
CHARSETS = {"utf-8", "us-ascii", "iso-8859-1", "iso-8859-2", "iso-8859-15", "windows-1252"}
FIELDS = ["content-type", "content-transfer-encoding", "content-disposition"]


def charset_of(part):
    try:
        return part.get_content_charset("utf-8")
    except TypeError:
        return "written oddly"


def reasons(mail, message):
    if re.search(rb"\r(?!\n)", mail) or b"\0" in mail:
        yield "bare CR or NUL"
    if re.search(rb"(?m)^[^\r\n:]*[\x80-\xff][^\r\n:]*:", mail):
        yield "letters in a field's name"
    if re.search(rb"(?m)^(--[^\r\n]+)\r?\n\1\r?$", mail):
        yield "delimiter twice"
    if not re.search(rb"\r?\n\r?\n", mail):
        yield "no body"
    if b"\r\n" in mail and re.search(rb"(?<!\r)\n", mail):
        yield "line ends of both kinds"
    for boundary in set(re.findall(rb'boundary="?([^"\r\n;]+)', mail)):
        delimiter = b"--" + re.escape(boundary)
        if re.search(rb"(?m)^" + delimiter + rb"(?!--\s)[^\s]|[^\r\n]" + delimiter, mail):
            yield "line with a delimiter"
    if re.search(rb"(?m)^begin [0-7]{3,4} ", mail):
        yield "uuencoded file"
    for part in message.walk():
        for defect in part.defects:
            yield type(defect).__name__
        for field in FIELDS:
            if len(part.get_all(field, [])) > 1:
                yield "field repeated"
        kind = str(part.get("content-type", "text/plain"))
        if not re.match(rf"\s*{TOKEN}/{TOKEN}\s*(;|$)", kind):
            yield "type that is none"
        if part.get_content_maintype() == "multipart" and not part.is_multipart():
            yield "multipart without parts"
        boundary = re.search(r"boundary\*?=([^;]*)", kind)
        if boundary and not re.fullmatch(rf'("[^"\\\\]*[^"\s\\\\]"|{TOKEN})\s*', boundary[1]):
            yield "boundary that is none"
        for field in (kind, str(part.get("content-disposition", ""))):
            names = re.findall(r"(?:file)?name(\*[^=]*)?=\s*(\"[^\"]*\"|[^;]*)", field)
            plain = rf'{TOKEN}|"[^"\\\\]*[^"\s\\\\]"'
            is_odd = any(not re.fullmatch(plain, written) for _, written in names)
            if re.search(r"\*=|\*\d|=\?|name\*", field) or len(names) > 1 or is_odd:
                yield "name written oddly"
        disposition = str(part.get("content-disposition", ""))
        if re.search(r";\s*name\*?=", disposition) or re.search(r"filename\*?=", kind):
            yield "name written oddly"
        written = str(part.get("content-transfer-encoding", ""))
        encoding = written.strip().lower()
        if written != written.strip():
            yield "encoding with white space"
        if part.get_content_type() in ("message/rfc822", "multipart/digest"):
            yield "mail in a mail"
        if charset_of(part) not in CHARSETS:
            yield "charset by a program's name"
        if re.search(r"(?m)^--", part.epilogue or ""):
            yield "parts after the last delimiter"
        if encoding not in ENCODINGS:
            yield "encoding that is none"
        if part.is_multipart():
            if encoding not in ("", "7bit", "8bit", "binary"):
                yield "container in an encoding"
            continue
        body = part.get_payload()
        if encoding == "quoted-printable" and isinstance(body, str):
            if re.search(r"(?m)=(?![0-9A-Fa-f]{2}|\r?$)|[ \t]\r?$|=\Z", body):
                yield "quoted-printable broken"
        content = part.get_payload(decode=True) or b""
        for defect in part.defects:
            yield type(defect).__name__
        try:
            content.decode(charset_of(part))
        except (LookupError, ValueError):
            yield "text not in its charset"


def main():
    while length := sys.stdin.buffer.read(4):
        mail = sys.stdin.buffer.read(int.from_bytes(length, "big"))
        said = {"leaves": None, "reasons": []}
        try:
            message = email.message_from_bytes(mail, policy=email.policy.default)
            said["leaves"] = list(leaves(message))
            plain = email.message_from_bytes(mail, policy=email.policy.compat32)
            said["reasons"] = sorted(set(reasons(mail, plain)))
        except Exception as error:
            said["reasons"] = ["Python fails: " + type(error).__name__]
        # Names may hold what is no character.
        print(json.dumps(said, ensure_ascii=True))


main()
