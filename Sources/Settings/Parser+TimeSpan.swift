package import EventTime

extension Parser where T == TimeSpan {
    package static func span(from shortest: TimeSpan, to longest: TimeSpan) -> Parser {
        Parser<Int64>.duration(in: shortest.milliseconds...longest.milliseconds).map(TimeSpan.milliseconds)
    }
}
