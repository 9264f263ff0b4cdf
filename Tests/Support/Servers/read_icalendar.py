"""Reads an iCalendar file and prints its events as JSON; an event that the library has something against is an error."""
import datetime
import json
import sys

from icalendar import Calendar

with open(sys.argv[1], "rb") as file:
    calendar = Calendar.from_ical(file.read())
if calendar.errors:
    sys.exit(f"calendar: {calendar.errors}")


def seconds(event, name):
    moment = event.decoded(name)
    if not isinstance(moment, datetime.datetime) or moment.tzinfo is None:
        sys.exit(f"{event['UID']}: {name} is no instant")
    return int(moment.timestamp())


events = []
for event in calendar.walk("VEVENT"):
    if event.errors:
        sys.exit(f"{event.get('UID')}: {event.errors}")
    events.append(
        {
            "uid": str(event["UID"]),
            "start": seconds(event, "DTSTART"),
            "end": seconds(event, "DTEND"),
            "written": seconds(event, "DTSTAMP"),
            "modified": seconds(event, "LAST-MODIFIED"),
            "status": str(event["STATUS"]),
            "sequence": int(event["SEQUENCE"]),
            "summary": str(event["SUMMARY"]),
            "location": str(event["LOCATION"]),
            "description": str(event["DESCRIPTION"]) if "DESCRIPTION" in event else None,
        }
    )
others = [item.name for item in calendar.subcomponents if item.name != "VEVENT"]
print(json.dumps({"name": str(calendar["X-WR-CALNAME"]), "events": events, "others": others}))
