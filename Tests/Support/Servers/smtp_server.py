"""An SMTP server for tests: says "LISTENING port", keeps each message, ends when its standard input closes."""

import argparse
import asyncio
import json
import os
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult

from read_mail import mail

options = argparse.ArgumentParser()
options.add_argument("--directory", required=True, help="receives NNNN.json and NNNN.eml for each message, and the number of transactions")
options.add_argument("--port", type=int, default=0)
options.add_argument("--security", choices=["none", "starttls", "tls"], default="none")
options.add_argument("--certificate")
options.add_argument("--key")
options.add_argument("--username")
options.add_argument("--password")
options.add_argument("--reply-auth", help="a reply to AUTH in place of 235 or 535")
options.add_argument("--reply-mail", help="a reply to MAIL in place of 250")
options.add_argument("--reply-rcpt", action="append", default=[], help="ADDRESS=REPLY, or *=REPLY")
options.add_argument("--reply-rcpt-once", action="append", default=[], help="ADDRESS=REPLY for its first RCPT alone")
options.add_argument("--strict-helo", action="store_true", help="answer 504 to RCPT after a greeting without a dot, as postfix does")
options.add_argument("--reply-data", action="append", default=[], help="one for each message, the last for all further")
options.add_argument("--greeting-delay", type=float, default=0)
options.add_argument("--data-delay", type=float, default=0)
options.add_argument("--quit-delay", type=float, default=0)
options.add_argument("--close-after-data", action="store_true")
options = options.parse_args()

refusals = dict(text.split("=", 1) for text in options.reply_rcpt)
once = dict(text.split("=", 1) for text in options.reply_rcpt_once)


def write(name, data):
    path = os.path.join(options.directory, name)
    with open(path + ".part", "wb") as file:
        file.write(data)
    os.rename(path + ".part", path)


class Handler:
    transactions = 0
    received = 0

    async def handle_MAIL(self, server, session, envelope, address, mail_options):
        if options.reply_mail:
            return options.reply_mail
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        helo = (session.host_name or "").strip("[]")
        if options.strict_helo and "." not in helo:
            return f"504 5.5.2 <{helo}>: Helo command rejected: need fully-qualified hostname"
        refusal = once.pop(address, None) or refusals.get(address) or refusals.get("*")
        if refusal:
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        replies = options.reply_data
        reply = replies[min(self.transactions, len(replies) - 1)] if replies else "250 2.0.0 kept"
        self.transactions += 1
        write("transactions", str(self.transactions).encode())
        await asyncio.sleep(options.data_delay)
        if options.close_after_data:
            server.transport.abort()
            return "421 gone"
        if reply.startswith("2"):
            self.received += 1
            raw = envelope.original_content
            write(f"{self.received:04}.eml", raw)
            facts = {
                "envelopeFrom": envelope.mail_from,
                "envelopeTo": envelope.rcpt_tos,
                "helo": session.host_name,
                "encrypted": session.ssl is not None or options.security == "tls",
                "authenticated": bool(session.authenticated),
                "mail": mail(raw),
            }
            write(f"{self.received:04}.json", json.dumps(facts).encode())
        return reply

    async def handle_QUIT(self, server, session, envelope):
        await asyncio.sleep(options.quit_delay)
        return "221 Bye"


class Server(SMTP):
    async def _handle_client(self):
        await asyncio.sleep(options.greeting_delay)
        await super()._handle_client()


def authenticate(server, session, envelope, mechanism, data):
    if options.reply_auth:
        return AuthResult(success=False, handled=False, message=options.reply_auth)
    right = data.login == options.username.encode() and data.password == options.password.encode()
    return AuthResult(success=right, handled=False)


async def main():
    context = None
    if options.security != "none":
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(options.certificate, options.key)
    handler = Handler()

    def session():
        return Server(
            handler,
            hostname="mail.test",
            tls_context=context if options.security == "starttls" else None,
            require_starttls=options.security == "starttls",
            auth_required=options.username is not None,
            auth_require_tls=options.security == "starttls",
            authenticator=authenticate if options.username is not None else None,
        )

    loop = asyncio.get_running_loop()
    over = asyncio.Event()
    loop.add_reader(sys.stdin.fileno(), lambda: sys.stdin.buffer.read1() or over.set())
    server = await loop.create_server(
        session, "127.0.0.1", options.port, ssl=context if options.security == "tls" else None
    )
    print("LISTENING", server.sockets[0].getsockname()[1], flush=True)
    await over.wait()
    os._exit(0)


asyncio.run(main())
