"""Reads JSON texts, one a line of standard input's file, and prints each for people: keys in order, line breaks shown."""

import json
import pathlib
import sys


def unique(pairs):
    names = [name for name, _ in pairs]
    if len(names) != len(set(names)):
        raise ValueError(f"a name stands twice in {names}")
    return dict(pairs)


for text in pathlib.Path(sys.argv[1]).read_text(encoding="utf-8").split("\x1e")[1:]:
    value = json.loads(text, object_pairs_hook=unique)
    shown = json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True)
    print("\x1e" + shown.replace("\\n", "⏎\n    "), end="")
