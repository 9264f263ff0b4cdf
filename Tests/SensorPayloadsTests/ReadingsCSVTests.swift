import Acoustics
import EventTime
import Readings
import SensorPayloads
import Sites
import TestSupport
import Testing

@Suite struct ReadingsInCSV {
    private func read(_ text: String, chunk: Int = .max) -> (rows: [ReadingsCSV.Row], csv: ReadingsCSV) {
        read(Array(text.utf8), chunk: chunk)
    }

    private func read(_ bytes: [UInt8], chunk: Int = .max) -> (rows: [ReadingsCSV.Row], csv: ReadingsCSV) {
        var csv = ReadingsCSV()
        var rows: [ReadingsCSV.Row] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            csv.consume(Array(rest.prefix(chunk))) { rows.append($0) }
            rest = rest.dropFirst(chunk)
        }
        csv.finish { rows.append($0) }
        return (rows, csv)
    }

    @Test func everyColumnInAnyOrder() throws {
        let (rows, csv) = read(
            """
            shift,historical,measured,thunder,mark,rain,wind,L95,L90,L50,L10,L5,LCpeak,LAIeq,LCeq,LAFmin,LAFmax,LAeq,duration,sensor,time
            -28800.25,true,59,false,T,0,3.2,46.8,47.3,51.0,56.4,58.2,91.3,55.25,60,45.2,66.0,53.1,60,school-12/nm-07,2024-06-01T16:40:00+08:00
            ,,,,,,,,,,,,,,,,,0.00,0.125,school-12/nm-08,2024-06-01T08:41:00.5Z

            """
        )
        let first = Reading(
            start: try RFC3339.instant("2024-06-01T08:40:00Z"),
            duration: .seconds(60),
            LAeq: try level(53.1),
            LAFmax: try level(66),
            LAFmin: try level(45.2),
            LCeq: try level(60),
            LAIeq: try level(55.25),
            LCpeak: try level(91.3),
            percentiles: Percentiles(
                L5: try level(58.2),
                L10: try level(56.4),
                L50: try level(51),
                L90: try level(47.3),
                L95: try level(46.8)
            ),
            weather: Weather(windHundredths: 320, rainHundredths: 0, thunder: false),
            mark: .over,
            measuredSeconds: 59,
            historical: true,
            shift: .milliseconds(-28_800_250)
        )
        let second = Reading(
            start: try RFC3339.instant("2024-06-01T08:41:00.5Z"),
            duration: .milliseconds(125),
            LAeq: .minimum
        )
        #expect(csv.problems.isEmpty)
        #expect(rows.map(\.reading) == [first, second])
        #expect(rows.map(\.line) == [2, 3])
        #expect(rows.map(\.sensor.description) == ["school-12/nm-07", "school-12/nm-08"])
    }

    struct Mark: CustomTestStringConvertible {
        var text: String
        var mark: DataMark
        var testDescription: String { text }
    }

    @Test(arguments: [
        Mark(text: "N", mark: .normal), Mark(text: "T", mark: .over), Mark(text: "C", mark: .calibration),
        Mark(text: "D", mark: .fault), Mark(text: "B", mark: .fault), Mark(text: "F", mark: .fault),
        Mark(text: "M", mark: .fault), Mark(text: "S", mark: .fault), Mark(text: "", mark: .normal),
        Mark(text: "normal", mark: .normal), Mark(text: "ok", mark: .normal), Mark(text: "over", mark: .over),
        Mark(text: "under", mark: .under), Mark(text: "calibration", mark: .calibration),
        Mark(text: "cal", mark: .calibration), Mark(text: "fault", mark: .fault), Mark(text: "partial", mark: .partial),
        Mark(text: "clock", mark: .clock), Mark(text: "\"N\"", mark: .normal),
    ])
    func marks(_ row: Mark) {
        let (rows, _) = read("time,sensor,duration,LAeq,mark\n2024-06-01T08:40:00Z,a/b,1,50,\(row.text)\n")
        #expect(rows.map(\.reading.mark) == [row.mark])
    }

    private let quoted =
        "\u{FEFF}time,\"sensor\",duration,LAeq\r\n\r\n"
        + "\"2024-06-01T08:40:00Z\",\"a/\"\"b\"\"\",\"1\",\"50.5\"\r\n2024-06-01T08:40:01Z,学校/é,1,51"

    @Test(arguments: [1, 2, 3, 7, 64, Int.max])
    func anyChunksQuotesLineEndsAndMarkOfByteOrder(chunk: Int) {
        let (rows, csv) = read(quoted, chunk: chunk)
        #expect(csv.problems.isEmpty)
        #expect(rows.map(\.line) == [3, 4])
        #expect(rows.map(\.sensor.description) == ["a/\"b\"", "学校/é"])
        #expect(rows.map(\.reading.LAeq?.text) == ["50.5", "51.0"])
        #expect(csv.rowCount == 2)
    }

    struct Bad: CustomTestStringConvertible {
        var line: String
        var problems: [String]
        var testDescription: String { line }
    }

    @Test(arguments: [
        Bad(
            line: "2024-06-01 08:40:00,a/b,1,50,,",
            problems: [
                """
                line 2, time: "2024-06-01 08:40:00" is not an RFC 3339 time; expected a date-time such as \
                2026-06-07T09:03:12+08:00, and nothing behind it at character 20
                """
            ]
        ),
        Bad(
            line: "2024-06-01T08:40:00Z,a,-1,300,x,N",
            problems: [
                #"line 2, sensor: "a" is not a sensor; expected site/sensor"#,
                #"line 2, duration: "-1" is not a duration; expected seconds, 0.001 to 86400, in whole milliseconds, or 0 where it is not known"#,
                #"line 2, LAeq: "300" is not a level; expected 0 to 160 dB"#,
                #"line 2, wind: "x" is not a wind; expected 0 to 100 m/s"#,
            ]
        ),
        Bad(
            line: "2024-06-01T08:40:00Z,a/b,1,50,,n",
            problems: [
                """
                line 2, mark: "n" is not a mark; expected N, F, M, S, D, C, T, B or normal, over, under, calibration, \
                fault, partial, clock, range, frozen, jump
                """
            ]
        ),
        Bad(
            line: "2024-06-01T08:40:00Z,a/b,1,50",
            problems: ["line 2: 4 cells; expected 6, as many as the first line has"]
        ),
        Bad(
            line: "2024-06-01T08:40:00Z,a/b,1,50,,N,x,,",
            problems: ["line 2: 7 cells; expected 6, as many as the first line has"]
        ),
        Bad(
            line: "2024-06-01T08:40:00Z,\"a/b,1,50,,N",
            problems: ["line 2: a quote that is not closed before the next comma or the end of the line"]
        ),
        Bad(
            line: "2024-06-01T08:40:00Z,\"a/b\"x,1,50,,N",
            problems: ["line 2: a quote that is not closed before the next comma or the end of the line"]
        ),
        Bad(
            line: "2024-06-01T08:40:00Z,a/b,1,5 0,,N",
            problems: [#"line 2, LAeq: "5 0" is not a level; expected 0 to 160 dB"#]
        ),
        Bad(
            line: "2024-06-01T08:40:00Z,a/b,1,50 dB,,N",
            problems: [#"line 2, LAeq: "50 dB" is not a level; expected 0 to 160 dB"#]
        ),
        Bad(
            line: "2024-06-01T08:40:00Z,a/b,1,nan,,N",
            problems: [#"line 2, LAeq: "nan" is not a level; expected 0 to 160 dB"#]
        ),
        Bad(
            line: "2024-06-01T08:40:00Z,a/b/c,1,-1,,N",
            problems: [
                #"line 2, sensor: "a/b/c" is not a sensor; expected site/sensor"#,
                #"line 2, LAeq: "-1" is not a level; expected 0 to 160 dB"#,
            ]
        ),
        Bad(
            line: "2024-06-01T08:40:00Z,a/#,1,50,,N",
            problems: [#"line 2, sensor: "a/#" is not a sensor; expected site/sensor"#]
        ),
        Bad(line: String(repeating: "x", count: 5000), problems: ["line 2: longer than 4096 bytes"]),
    ])
    func badLineIsToldAndTheNextOneCounts(_ row: Bad) {
        let text = "time,sensor,duration,LAeq,wind,mark\n\(row.line)\n2024-06-01T08:40:01Z,a/b,1,51,,\n"
        for chunk in [Int.max, 100] {
            let (rows, csv) = read(text, chunk: chunk)
            #expect(csv.problems.map(\.description) == row.problems)
            for problem in csv.problems { #expect(faultOfChinese(problem.chinese) == nil) }
            #expect(csv.problemCount == row.problems.count)
            #expect(rows.map(\.line) == [3])
        }
    }

    @Test(arguments: [
        ("1.5,", #"measured: "1.5" is not what was measured of it; expected whole seconds, 0 to 86400"#),
        ("2,", "measured: 2 s measured is more than the duration of 1.0 s"),
        (",later", #"historical: "later" is not whether the sensor sent it later; expected true or false"#),
    ])
    func whatCannotHaveBeenMeasured(cells: String, problem: String) {
        let (rows, csv) = read(
            "time,sensor,duration,LAeq,measured,historical\n2024-06-01T08:40:00Z,a/b,1,50,\(cells)\n"
        )
        #expect(rows.isEmpty)
        #expect(csv.problems.map(\.description) == ["line 2, \(problem)"])
        for problem in csv.problems { #expect(faultOfChinese(problem.chinese) == nil) }
    }

    @Test(arguments: ["1.0005", "315576000000.001", "8 h"])
    func shiftsThatCannotBe(cell: String) {
        let (rows, csv) = read("time,sensor,duration,LAeq,shift\n2024-06-01T08:40:00Z,a/b,1,50,\(cell)\n")
        #expect(rows.isEmpty)
        let text = "is not by how much the time was moved; expected seconds, in whole milliseconds"
        #expect(csv.problems.map(\.description) == ["line 2, shift: \"\(cell)\" \(text)"])
    }

    @Test(arguments: [
        "time,sensor,duration,LAeq,,\n2024-06-01T08:40:00Z,a/b,1,50,,\n,,,,,\n2024-06-01T08:40:01Z,a/b,1,51\n",
        "time,sensor,duration,LAeq\n2024-06-01T08:40:00Z,a/b,1,50,,,\n2024-06-01T08:40:01Z,a/b,1,51\n",
        "\u{FEFF}sep=,\r\ntime,sensor,duration,LAeq\r\n2024-06-01T08:40:00Z,a/b,1,50\r\n2024-06-01T08:40:01Z,a/b,1,51\r\n",
        "\"sep=,\"\ntime,sensor,duration,LAeq\n2024-06-01T08:40:00Z,a/b,1,50\n2024-06-01T08:40:01Z,a/b,1,51",
        " time,sensor\t,　duration　, \"LAeq\" \n 2024-06-01T08:40:00Z ,a/b,1,\u{A0}50\n2024-06-01T08:40:01Z,a/b, \"1\" ,51 \n",
    ])
    func whatSpreadsheetsLeave(text: String) {
        for chunk in [Int.max, 7] {
            let (rows, csv) = read(text, chunk: chunk)
            #expect(csv.problems.isEmpty, "\(csv.problems)")
            #expect(rows.map(\.reading.LAeq?.tenths) == [500, 510])
            #expect(rows.allSatisfy { "\($0.sensor)" == "a/b" })
        }
    }

    @Test func aValueInAColumnWithoutANameIsTold() {
        let (rows, csv) = read("time,sensor,duration,LAeq,\n2024-06-01T08:40:00Z,a/b,1,50,x\n")
        #expect(rows.isEmpty)
        #expect(csv.problems.map(\.description) == [#"line 2: "x" is not empty, and column 5 has no name"#])
    }

    @Test(
        arguments: [
            ("temperature", "70.01", "-90.00 to 70.00 °C"), ("humidity", "-1", "0.00 to 100.00 %"),
            ("pressure", "101.3", "300.00 to 1200.00 hPa"), ("wind_direction", "361", "0.0 to 360.0 °"),
            ("PM2.5", "x", "0.00 to 1000000.00 µg/m³"), ("TSP", "1e30", "0.00 to 1000000.00 µg/m³"),
        ]
    )
    func airThatCannotBe(column: String, value: String, expected: String) {
        let (rows, csv) = read("time,sensor,duration,LAeq,\(column)\n2024-06-01T08:40:00Z,a/b,1,50,\(value)\n")
        #expect(rows.isEmpty)
        #expect(
            csv.problems.map(\.description)
                == ["line 2, \(column): \"\(value)\" is not what can be; expected \(expected)"]
        )
    }

    @Test func headersThatAreWrong() {
        let known =
            "time, sensor, duration, LAeq, LAFmax, LAFmin, LCeq, LAIeq, LCpeak, L5, L10, L50, L90, L95, wind, rain, thunder, "
            + "mark, measured, historical, shift, momentary, weighting, battery, supply, clock, temperature, "
            + "humidity, pressure, wind_direction, PM2.5, PM10, TSP"
        let rows: [(header: String, problems: [String])] = [
            (
                "time,sensor,duration,laeq,sensor",
                [
                    "line 1, laeq: no such column; expected one of \(known)",
                    "line 1, sensor: the column is there twice",
                ]
            ),
            (
                "time,sensor,duration",
                ["line 1, LAeq: missing; expected time,sensor,duration,LAeq, and more in any order"]
            ),
            (
                "sep=;",
                [#"line 1: ";" is said to separate the cells; save it with commas"#]
            ),
            (
                "time,sensor,duration,LAeq,\"x",
                ["line 1: a quote that is not closed before the next comma or the end of the line"]
            ),
        ]
        for row in rows {
            let (readings, csv) = read("\(row.header)\n2024-06-01T08:40:01Z,a/b,1,51,\n")
            #expect(csv.problems.map(\.description) == row.problems)
            for problem in csv.problems { #expect(faultOfChinese(problem.chinese) == nil) }
            #expect(readings.isEmpty)
        }
        #expect(read("").csv.problems.map(\.description) == ["line 1: no header; expected time,sensor,duration,LAeq"])
        #expect(read("").csv.problems.map(\.chinese) == ["第 1 行：没有列名；应为 time,sensor,duration,LAeq"])
        #expect(read(String(repeating: "x", count: 9000), chunk: 50).csv.problemCount == 1)
    }

    @Test func problemsAreListedUpToALimitAndAllCounted() {
        let text = "time,sensor,duration,LAeq\n" + String(repeating: "x\n", count: 250)
        let (_, csv) = read(text, chunk: 64)
        #expect(csv.problems.count == 100)
        // Each line has a wrong time and too few cells.
        #expect(csv.problemCount == 500)
    }

    @Test func noiseNeverTraps() {
        var generator = SplitMix64(seed: 5)
        let good = Array("2024-06-01T08:40:01Z,\"a/b\",1,51,3.2,N\n".utf8)
        for _ in 0..<2000 {
            var bytes = Array("time,sensor,duration,LAeq,wind,mark\n".utf8)
            for _ in 0..<5 { bytes += good }
            for _ in 0..<Int.random(in: 0...8, using: &generator) {
                bytes[.random(in: 0..<bytes.count, using: &generator)] = .random(in: 0...255, using: &generator)
            }
            let (rows, csv) = read(bytes, chunk: .random(in: 1...90, using: &generator))
            #expect(rows.count == csv.rowCount)
            #expect(csv.rowCount <= 6)
        }
    }
}
