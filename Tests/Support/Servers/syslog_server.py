"""A syslog server for one test: keeps each message as it came, and prints what it read of it as one object a line.

The reading is by the ABNF of RFC 5424 clause 6, and over TCP by the octet counting of RFC 6587 clause 3.4.1."""

import argparse
import json
import os
import re
import socket
import sys
import threading

parser = argparse.ArgumentParser()
parser.add_argument("--protocol", choices=["udp", "tcp", "path"], required=True)
parser.add_argument("--path")
parser.add_argument("--reset", action="store_true", help="end each connection before it is read")
parser.add_argument("--keep", action="store_true", help="leave each connection open after it was read")
options = parser.parse_args()

NAME = rb'[!#-<>-\\^-~]{1,32}'
PARAM = rb' (' + NAME + rb')="((?:[^"\\\]]|\\["\\\]])*)"'
HEADER = re.compile(
    rb"<(0|[1-9][0-9]?|1[0-8][0-9]|19[01])>1 "
    rb"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?(?:Z|[-+][0-9]{2}:[0-9]{2})) "
    rb"([!-~]{1,255}) ([!-~]{1,48}) ([!-~]{1,128}) ([!-~]{1,32}) "
    rb"\[(" + NAME + rb")((?:" + PARAM + rb")*)\](?: (.*))?",
    re.DOTALL,
)


def read(message):
    match = HEADER.fullmatch(message)
    if not match:
        return {"problem": f"not RFC 5424: {message!r}"}
    priority = int(match[1])
    body = match[11] if match[11] is not None else b""
    parameters = {}
    for name, value in re.findall(PARAM, match[8]):
        parameters[name.decode()] = re.sub(r'\\(["\\\]])', r"\1", value.decode("utf-8"))
    return {
        "facility": priority // 8,
        "severity": priority % 8,
        "time": match[2].decode(),
        "host": match[3].decode(),
        "app": match[4].decode(),
        "process": match[5].decode(),
        "message": match[6].decode(),
        "id": match[7].decode(),
        "parameters": parameters,
        "mark": body.startswith(b"\xef\xbb\xbf"),
        "text": body.removeprefix(b"\xef\xbb\xbf").decode("utf-8"),
        "bytes": len(message),
    }


def tell(message):
    print(json.dumps(read(message), ensure_ascii=False), flush=True)


kept = []


def serve(connection):
    if options.reset:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        connection.close()
        return
    data = b""
    while more := connection.recv(65_536):
        data += more
    while data:
        length, _, data = data.partition(b" ")
        count = int(length)
        tell(data[:count])
        data = data[count:]
    if options.keep:
        kept.append(connection)
    else:
        connection.close()


def end_with_input():
    sys.stdin.buffer.read()
    os._exit(0)


threading.Thread(target=end_with_input, daemon=True).start()
if options.protocol == "path":
    server = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    server.bind(options.path)
    print("LISTENING 0", flush=True)
else:
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM if options.protocol == "udp" else socket.SOCK_STREAM)
    server.bind(("127.0.0.1", 0))
    if options.protocol == "tcp":
        server.listen()
    print("LISTENING", server.getsockname()[1], flush=True)
while True:
    if options.protocol == "tcp":
        serve(server.accept()[0])
    else:
        tell(server.recv(65_536))
