"""A web server for one test: keeps what was posted, and answers as it is told, the last answer for all further requests.

An answer is an object with status, headers, body, delay (seconds before the reply), trickle (seconds between the bytes of the
body), flood (megabytes of body), and close (no reply at all).
"""

import argparse
import http.server
import json
import os
import pathlib
import ssl
import sys
import threading
import time

parser = argparse.ArgumentParser()
parser.add_argument("--directory", type=pathlib.Path, required=True)
parser.add_argument("--answer", action="append", default=[])
parser.add_argument("--certificate")
parser.add_argument("--key")
parser.add_argument("--port", type=int, default=0)
options = parser.parse_args()
answers = [json.loads(text) for text in options.answer] or [{}]
lock = threading.Lock()
count = 0


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_POST(self):
        global count
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        with lock:
            number = count
            count += 1
        record = {
            "path": self.path,
            "headers": {name.lower(): value for name, value in self.headers.items()},
            "body": body.decode("utf-8"),
        }
        draft = options.directory / f"{number:04}.part"
        draft.write_text(json.dumps(record), encoding="utf-8")
        draft.rename(options.directory / f"{number:04}.json")
        answer = answers[min(number, len(answers) - 1)]
        time.sleep(answer.get("delay", 0))
        self.close_connection = True
        if answer.get("close"):
            return
        content = answer.get("body", "").encode("utf-8")
        flood = answer.get("flood", 0) * 1_048_576
        self.send_response(answer.get("status", 200))
        for name, value in answer.get("headers", {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content) + flood))
        self.end_headers()
        try:
            if "trickle" in answer:
                for byte in content:
                    self.wfile.write(bytes([byte]))
                    self.wfile.flush()
                    time.sleep(answer["trickle"])
            else:
                self.wfile.write(content)
            for _ in range(flood // 65_536):
                self.wfile.write(b"x" * 65_536)
        except OSError:
            pass

    do_GET = do_POST


server = http.server.ThreadingHTTPServer(("127.0.0.1", options.port), Handler)
server.daemon_threads = True
if options.certificate:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(options.certificate, options.key)
    server.socket = context.wrap_socket(server.socket, server_side=True)


def end_with_input():
    sys.stdin.buffer.read()
    os._exit(0)


threading.Thread(target=end_with_input, daemon=True).start()
print("LISTENING", server.server_address[1], flush=True)
server.serve_forever()
