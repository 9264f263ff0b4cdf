// EventTime
