"""Ends TLS and passes the bytes on, one connection after another: tls_relay.py PORT PLAIN_PORT CERTIFICATE KEY.

What the plain side sends is gathered for 50 ms, so that many packets lie in one TLS record. Ends with its standard input.
"""

import os
import socket
import ssl
import sys
import threading
import time

listen_port, plain_port, certificate, key = sys.argv[1:]
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(certificate, key)


def copy(source, target, pause=0):
    try:
        while data := source.recv(16384):
            target.sendall(data)
            time.sleep(pause)
    except OSError:
        pass
    for end in (source, target):
        try:
            end.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass


def end_with_parent():
    while sys.stdin.buffer.read1():
        pass
    os._exit(0)


threading.Thread(target=end_with_parent, daemon=True).start()
listener = socket.create_server(("127.0.0.1", int(listen_port)))
print("ready", flush=True)
while True:
    try:
        client = context.wrap_socket(listener.accept()[0], server_side=True)
        plain = socket.create_connection(("127.0.0.1", int(plain_port)))
    except OSError:
        continue
    threading.Thread(target=copy, args=(client, plain), daemon=True).start()
    copy(plain, client, pause=0.05)
    client.close()
    plain.close()
