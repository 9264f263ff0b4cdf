"""Ends TLS and passes the bytes on: tls_relay.py PORT PLAIN_PORT CERTIFICATE KEY."""
import socket, ssl, sys, threading, time
port, plain, certificate, key = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4]
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(certificate, key)
listener = socket.create_server(("127.0.0.1", port))
print("ready", flush=True)
outer = context.wrap_socket(listener.accept()[0], server_side=True)
inner = socket.create_connection(("127.0.0.1", plain))
def out():
    while data := inner.recv(16384):
        outer.sendall(data)
        time.sleep(0.05)
threading.Thread(target=out, daemon=True).start()
while data := outer.recv(16384):
    inner.sendall(data)
inner.close()
