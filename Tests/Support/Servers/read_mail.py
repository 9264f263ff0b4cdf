"""Prints a mail message as JSON, read with Python's own parser: read_mail.py FILE."""

import email.header
import email.policy
import email.utils
import json
import sys


def parts(message):
    return [
        {
            "type": part.get_content_type(),
            "disposition": part.get_content_disposition(),
            "fileName": part.get_filename(),
            "contentID": part["Content-ID"],
            "text": part.get_content().replace("\r\n", "\n") if part.get_content_maintype() == "text" else None,
            "bytes": len(part.get_payload(decode=True)),
        }
        for part in message.walk()
        if not part.is_multipart()
    ]


def people(raw, name):
    """Names by the older decoder: the newer one puts a space between adjacent encoded words (RFC 2047 section 6.2)."""
    fields = email.message_from_bytes(raw).get_all(name, [])
    return [
        {"name": str(email.header.make_header(email.header.decode_header(shown))), "address": address}
        for shown, address in email.utils.getaddresses(fields)
    ]


def mail(raw):
    message = email.message_from_bytes(raw, policy=email.policy.default)
    return {
        "headers": {name.lower(): str(value) for name, value in message.items()},
        "from": people(raw, "From"),
        "to": people(raw, "To"),
        "defects": [repr(d) for part in message.walk() for d in part.defects]
        + [repr(d) for value in message.values() for d in value.defects],
        "parts": parts(message),
        "longestLine": max(len(line) for line in raw.split(b"\r\n")),
        "bareLineFeeds": raw.replace(b"\r\n", b"").count(b"\n"),
    }


if __name__ == "__main__":
    with open(sys.argv[1], "rb") as file:
        print(json.dumps(mail(file.read())))
