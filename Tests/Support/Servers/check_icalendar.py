"""Holds an iCalendar file against the restrictions of RFC 5545 and RFC 5546 as libical knows them; prints its faults."""
import ctypes
import sys

libical = ctypes.CDLL("libical.so.3")
libical.icalparser_parse_string.restype = ctypes.c_void_p
libical.icalparser_parse_string.argtypes = [ctypes.c_char_p]
libical.icalrestriction_check.argtypes = [ctypes.c_void_p]
libical.icalcomponent_as_ical_string.restype = ctypes.c_char_p
libical.icalcomponent_as_ical_string.argtypes = [ctypes.c_void_p]

with open(sys.argv[1], "rb") as file:
    root = libical.icalparser_parse_string(file.read())
if not root:
    print("no component")
    sys.exit()
passes = libical.icalrestriction_check(root) == 1
faults = [line for line in libical.icalcomponent_as_ical_string(root).decode().splitlines() if "X-LIC-ERROR" in line]
if not passes and not faults:
    faults = ["refused"]
print("\n".join(faults), end="")
