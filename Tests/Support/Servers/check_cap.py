"""Checks CAP documents: the form by a RELAX NG schema written from the data dictionary of CAP 1.2 (clause 3.2) and its schema's
types, then what the dictionary asks for in words. Prints what is wrong, a line each."""

import pathlib
import re
import sys

from lxml import etree

CAP = "urn:oasis:names:tc:emergency:cap:1.2"

TIME = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[-+][0-9]{2}:[0-9]{2}"
WORDS = {
    "status": "Actual Exercise System Test Draft",
    "msgType": "Alert Update Cancel Ack Error",
    "scope": "Public Restricted Private",
    "category": "Geo Met Safety Security Rescue Fire Health Env Transport Infra CBRNE Other",
    "responseType": "Shelter Evacuate Prepare Execute Avoid Monitor Assess AllClear None",
    "urgency": "Immediate Expected Future Past Unknown",
    "severity": "Extreme Severe Moderate Minor Unknown",
    "certainty": "Observed Likely Possible Unlikely Unknown",
}
TIMES = {"sent", "effective", "onset", "expires"}
DECIMALS = {"altitude", "ceiling", "size"}
PAIRS = {"eventCode", "parameter", "geocode"}
# In order; ? at most one, * any number, + one or more.
CHILDREN = {
    "alert": "identifier sender sent status msgType source? scope restriction? addresses? code* note? references? incidents? info*",
    "info": "language? category+ event responseType* urgency severity certainty audience? eventCode* effective? onset? expires? "
    "senderName? headline? description? instruction? web? contact? parameter* resource* area*",
    "resource": "resourceDesc mimeType size? uri? derefUri? digest?",
    "area": "areaDesc polygon* circle* geocode* altitude? ceiling?",
}


def element(name):
    if name in CHILDREN:
        inner = ""
        for part in CHILDREN[name].split():
            child = element(part.rstrip("?*+"))
            wrap = {"?": "optional", "*": "zeroOrMore", "+": "oneOrMore"}.get(part[-1])
            inner += f"<{wrap}>{child}</{wrap}>" if wrap else child
    elif name in PAIRS:
        inner = '<element name="valueName"><text/></element><element name="value"><text/></element>'
    elif name in WORDS:
        inner = "<choice>" + "".join(f"<value>{word}</value>" for word in WORDS[name].split()) + "</choice>"
    elif name in TIMES:
        inner = f'<data type="dateTime"><param name="pattern">{TIME}</param></data>'
    elif name in DECIMALS:
        inner = '<data type="decimal"/>'
    elif name == "language":
        inner = '<data type="language"/>'
    else:
        inner = "<text/>"
    return f'<element name="{name}">{inner}</element>'


schema = etree.RelaxNG(
    etree.fromstring(
        f'<grammar xmlns="http://relaxng.org/ns/structure/1.0" ns="{CAP}" '
        'datatypeLibrary="http://www.w3.org/2001/XMLSchema-datatypes">'
        f"<start>{element('alert')}</start></grammar>"
    )
)


def text(node, path):
    found = node.find("/".join(f"{{{CAP}}}{name}" for name in path.split("/")))
    return None if found is None else (found.text or "")


def problems(document):
    root = etree.fromstring(document)
    if not schema.validate(root):
        yield from (f"line {error.line}: {error.message}" for error in schema.error_log)
        return
    for name in ("identifier", "sender"):
        if not re.fullmatch(r"[^\s,<&]+", text(root, name)):
            yield f"{name} holds a space, a comma, < or &"
    scope = text(root, "scope")
    if (scope == "Restricted") != bool(text(root, "restriction")):
        yield "restriction belongs to scope Restricted and to no other"
    if scope == "Private" and not text(root, "addresses"):
        yield "scope Private needs addresses"
    references = text(root, "references")
    if text(root, "msgType") in ("Update", "Cancel", "Ack", "Error") and not references:
        yield "msgType needs references"
    for one in (references or "").split():
        if not re.fullmatch(r"[^\s,<&]+,[^\s,<&]+," + TIME, one):
            yield f"reference {one} is not sender,identifier,sent"
    if text(root, "status") == "Draft":
        yield "a draft is not to be sent"
    for info in root.findall(f"{{{CAP}}}info"):
        if not re.fullmatch(r"[a-z]{2}(-[A-Z]{2})?", text(info, "language") or ""):
            yield "language is no RFC 3066 name as we write it"
        for name in ("event", "headline", "description", "instruction", "area/areaDesc"):
            if not (text(info, name) or "").strip():
                yield f"{name} is empty"
        # Times share an offset, so they sort as texts.
        onset, effective, expires = (text(info, name) for name in ("onset", "effective", "expires"))
        if len({value[-6:] for value in (onset, effective, expires)}) != 1 or not onset <= effective < expires:
            yield f"onset {onset}, effective {effective}, expires {expires}"
        for circle in info.iterfind(f".//{{{CAP}}}circle"):
            if not re.fullmatch(r"-?[0-9]{1,2}(\.[0-9]+)?,-?[0-9]{1,3}(\.[0-9]+)? [0-9]+(\.[0-9]+)?", circle.text):
                yield f"circle {circle.text}"


for name in sys.argv[1:]:
    for problem in problems(pathlib.Path(name).read_bytes()):
        print(f"{pathlib.Path(name).name}: {problem}")
