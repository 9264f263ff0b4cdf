import EventTime
import Foundation
import TestSupport
import Testing

/// Compares with Python's zoneinfo, which reads the same database by code of its own.
@Suite struct TimeZonesAgreeWithZoneinfo {
    static let zones = [
        "Asia/Shanghai", "America/New_York", "Europe/London", "Australia/Lord_Howe", "America/St_Johns", "Pacific/Apia",
        "Asia/Kolkata", "Africa/Casablanca", "Europe/Dublin", "America/Sao_Paulo", "UTC", "Asia/Gaza", "America/Nuuk",
        "Antarctica/Troll",
    ]

    @Test(arguments: zones)
    func bothWays(zone: String) throws {
        let rules = try TimeZoneRules.load(zone)
        var generator = SplitMix64(seed: zone.utf8.reduce(UInt64(0)) { $0 &* 31 &+ UInt64($1) })
        var seconds: [Int64] = (0..<3000).map { _ in .random(in: -631_152_000...3_818_102_400, using: &generator) }
        // Around every clock change, to the second.
        var at = Instant(milliseconds: -631_152_000_000)
        while let next = rules.nextTransition(after: at), next.milliseconds < 3_818_102_400_000 {
            let second = next.milliseconds / 1000
            seconds += [-7200, -3600, -1800, -1, 0, 1, 1800, 3600, 7200].map { second + $0 }
            at = next
        }
        let answers = try ask(zone: zone, seconds: seconds)
        #expect(answers.count == seconds.count)
        var wrong: [String] = []
        for (second, answer) in zip(seconds, answers) {
            let instant = Instant(milliseconds: second * 1000 + 999)
            let wall = second + Int64(answer.offset)
            let date = rules.localDate(at: instant)
            let time = rules.localTime(at: instant)
            if rules.offset(at: instant) != answer.offset
                || date.daysSinceEpoch * 86_400 + Int64(time.secondsOfDay) != wall
                || rules.instant(of: date, time).milliseconds != answer.firstShowing * 1000
            {
                wrong.append("\(second): \(answer), not \(rules.offset(at: instant)), \(rules.instant(of: date, time))")
            }
            // The same number of seconds read as a wall clock, which meets gaps as well.
            let (days, rest) = (Int64((Double(second) / 86_400).rounded(.down)), (second % 86_400 + 86_400) % 86_400)
            let shown = rules.instant(of: LocalDate(daysSinceEpoch: days), LocalTime(secondsOfDay: Int(rest)))
            if shown.milliseconds != answer.asWall * 1000 {
                wrong.append("wall \(second): \(answer.asWall), not \(shown.milliseconds / 1000)")
            }
        }
        #expect(wrong.isEmpty, "\(wrong.count): \(wrong.prefix(3))")
    }

    struct Answer {
        var offset: Int
        /// The first instant at which the clock shows what it shows at the instant asked for.
        var firstShowing: Int64
        /// The instant at which a wall clock shows the number of seconds asked for.
        var asWall: Int64
    }

    private func ask(zone: String, seconds: [Int64]) throws -> [Answer] {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("zone-\(UUID().uuidString).txt")
        defer { try? FileManager.default.removeItem(at: file) }
        try seconds.map { "\($0)\n" }.joined().write(to: file, atomically: true, encoding: .utf8)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
        process.arguments = ["-c", oracle, zone, file.path]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        return String(decoding: data, as: UTF8.self).split(separator: "\n").compactMap { line in
            let numbers = line.split(separator: " ").compactMap { Int64($0) }
            guard numbers.count == 3 else { return nil }
            return Answer(offset: Int(numbers[0]), firstShowing: numbers[1], asWall: numbers[2])
        }
    }

    private let oracle = """
        import sys
        from datetime import datetime, timedelta, timezone
        from zoneinfo import ZoneInfo
        zone = ZoneInfo(sys.argv[1])
        epoch = datetime(1970, 1, 1)
        def offset(s):
            t = (epoch + timedelta(seconds=s)).replace(tzinfo=timezone.utc).astimezone(zone)
            return int(t.utcoffset().total_seconds())
        def showing(wall):
            t = epoch + timedelta(seconds=wall)
            first, second = (int(t.replace(tzinfo=zone, fold=f).utcoffset().total_seconds()) for f in (0, 1))
            if wall - first + offset(wall - first) == wall:
                return wall - first
            low, high = wall - second, wall - first
            before = offset(low)
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (middle, high) if offset(middle) == before else (low, middle)
            return high
        for line in open(sys.argv[2]):
            s = int(line)
            print(offset(s), showing(s + offset(s)), showing(s))
        """
}
