#!/usr/bin/env python3
"""A sensor: one reading a second; after a broken connection it sends again. Needs python3-paho-mqtt (1.6).

usage: sensor.py HOST PORT SITE/SENSOR [CA PASSWORD-FILE]
"""
import collections, json, math, sys, time
import paho.mqtt.client as mqtt

host, port, name = sys.argv[1], int(sys.argv[2]), sys.argv[3]
topic = f"noise/1/{name}/obs"
kept = collections.deque()  # [when it was sent, payload, what paho knows of it]: 30 s, and what is not acknowledged
boot, seq = int(time.time()), 0

def send(entry):
    entry[2] = client.publish(topic, entry[1], qos=1)

def on_connect(client, userdata, flags, code):
    client.publish(f"noise/1/{name}/status", '{"state":"online"}', qos=1, retain=True)
    for entry in list(kept):  # oldest first; what arrives twice is counted once
        send(entry)

client = mqtt.Client(client_id=name.replace("/", "-"))
client.will_set(f"noise/1/{name}/status", '{"state":"offline"}', qos=1, retain=True)
if len(sys.argv) > 5:
    client.tls_set(sys.argv[4])
    client.username_pw_set(name, open(sys.argv[5]).read().strip())
client.on_connect = on_connect
client.reconnect_delay_set(1, 5)
client.connect_async(host, port, keepalive=30)
client.loop_start()
second = int(time.time())
while True:
    second, seq = second + 1, seq + 1
    time.sleep(max(0, second - time.time()))
    end = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(second))
    level = round(50 + 5 * math.sin(second / 7), 1)  # your measurement of the second that is over
    reading = {"v": 1, "boot": boot, "seq": seq, "obs": [{"end": end, "dur": 1, "LAeq": level}]}
    kept.append([time.time(), json.dumps(reading), None])
    if client.is_connected():
        send(kept[-1])
    while kept and kept[0][0] < time.time() - 30 and kept[0][2] and kept[0][2].is_published():
        kept.popleft()
