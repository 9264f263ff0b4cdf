import Acoustics
import EventTime
import SensorPayloads
import TestSupport
import Testing

@Suite("Fuzzed tables of readings")
struct FuzzedReadingsCSVTests {
    private static let table = """
        time,sensor,duration,LAeq,LAFmax,wind,rain,thunder,mark
        2026-06-07T09:00:00+08:00,school-12/nm-07,1,53.1,60,3.2,0,false,
        2026-06-07T09:00:01+08:00,"school-12/nm-07",0.125,85.25,,,,true,T

        """

    /// 200,000 runs in the whole form.
    @Test("the rows are the same however the file is cut into pieces, and no row ends the process")
    func rows() {
        let make: (inout SplitMix64) -> [UInt8] = { random in
            random.damaged(Array(Self.table.utf8), alphabet: ",\"\r\n0159.-+:TZe/;\u{0}", most: 6)
        }
        let fault = Fuzzing("readings-csv", runs: 200_000).run(make) { bytes in
            let whole = Self.read(bytes, pieces: .max)
            let cut = Self.read(bytes, pieces: 7)
            return whole == cut ? nil : "in pieces: \(cut)\nwhole: \(whole)"
        }
        #expect(fault == nil)
    }

    private static func read(_ bytes: [UInt8], pieces: Int) -> [String] {
        var csv = ReadingsCSV()
        var rows: [String] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            csv.consume(Array(rest.prefix(pieces))) { rows.append("\($0)") }
            rest = rest.dropFirst(pieces)
        }
        csv.finish { rows.append("\($0)") }
        return rows
    }
}
