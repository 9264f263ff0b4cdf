"""Reads a file in Prometheus text format and prints its samples as JSON."""
import json
import math
import sys

from prometheus_client.parser import text_string_to_metric_families

with open(sys.argv[1], encoding="utf-8", newline="") as file:
    text = file.read()
samples = []
for family in text_string_to_metric_families(text):
    for sample in family.samples:
        value = sample.value if math.isfinite(sample.value) else None
        samples.append(
            {
                "family": family.name,
                "type": family.type,
                "name": sample.name,
                "labels": sample.labels,
                "value": value,
            }
        )
print(json.dumps(samples))
