import Acoustics
import Analysis
import Collector
import EventTime
import Foundation
import NoiseRules
import Plans
import Records
import Testing

/// Folders with a plan, readings and the verdicts that they must give.
///
/// `plan.yaml` is a whole plan. `readings.txt` holds runs of equal readings, one a line: start, sensor, duration and
/// number, then columns of the readings' CSV (`2026-06-07T09:00:00+08:00 school/gate 1s 1200 LAeq=75 rain=0.2`).
/// `verdicts.txt` holds the changes in order; lines with # say why.
@Suite("Golden cases")
struct GoldenCaseTests {
    static let folder = repositoryPath("Tests/CollectorTests/GoldenCases")

    static var names: [String] {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return files.filter { !$0.hasPrefix(".") }.sorted()
    }

    @Test("the readings give the verdicts that are written down", arguments: names)
    func verdicts(name: String) throws {
        let directory = "\(Self.folder)/\(name)"
        let plan = try PlanDocument.load(path: "\(directory)/plan.yaml").get()
        let folder = try TemporaryFolder()
        let csv = try folder.write("readings.csv", try CSV(runs: lines(of: "\(directory)/readings.txt")).text)
        let readings = try ReadingsFile(path: csv, plan: plan).readings()
        #expect(!readings.isEmpty)
        let told = Replay.verdicts(plan: plan, readings: readings).compactMap(text)
        let wanted = try lines(of: "\(directory)/verdicts.txt")
        #expect(told == wanted, "\(told.difference(from: wanted).map { "\($0)" }.joined(separator: "\n"))")
    }

    @Test("the order in which they come changes nothing", arguments: names)
    func order(name: String) throws {
        let directory = "\(Self.folder)/\(name)"
        let plan = try PlanDocument.load(path: "\(directory)/plan.yaml").get()
        let folder = try TemporaryFolder()
        let csv = try folder.write("readings.csv", try CSV(runs: lines(of: "\(directory)/readings.txt")).text)
        let readings = try ReadingsFile(path: csv, plan: plan).readings()
        let told = Replay.verdicts(plan: plan, readings: readings.reversed()).compactMap(text)
        let wanted = try lines(of: "\(directory)/verdicts.txt")
        #expect(told == wanted, "\(told.difference(from: wanted).map { "\($0)" }.joined(separator: "\n"))")
    }

    @Test("there are cases to try")
    func present() {
        #expect(Self.names.count >= 14)
    }

    /// Without what is only said for people.
    private func lines(of path: String) throws -> [String] {
        try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map(String.init)
            .filter { !$0.hasPrefix("#") }
    }

    private func text(_ verdict: Verdict) -> String? {
        switch verdict {
        case .sensor: return nil
        case .notAssessable(let note):
            return "\(clock(note.at)) not assessable \(note.sensor) LAeq \(note.level.text) background "
                + note.background.level.text
        case .violation(let change):
            let finding = change.finding
            var parts = [
                clock(change.at), change.step.rawValue, change.reason.rawValue, change.subject.kind.rawValue,
                "\(change.subject.site)/\(finding.sensor)", finding.rule.text,
                "\(finding.limit.quantity.rawValue) \(finding.level?.text ?? "none")",
            ]
            if let rise = finding.rise {
                parts.append("over \(rise.background.level.text) (\(rise.background.basis.rawValue))")
            } else {
                parts.append("limit \(finding.limit.level.text) (\(finding.limit.standard))")
            }
            if finding.correctionTenths > 0 { parts.append("corrected -\(Double(finding.correctionTenths) / 10)") }
            if !finding.isVerdict { parts.append("alarm") }
            if finding.isWithinUncertainty { parts.append("within uncertainty") }
            parts += finding.notices.map { "notice \($0.notice)" }
            return parts.joined(separator: " ")
        }
    }

    private func clock(_ instant: Instant) -> String {
        String(RFC3339.format(instant, offset: 8 * 3600).dropFirst(5).prefix(14))
    }

    /// The CSV that a case's runs stand for.
    private struct CSV {
        var text: String

        init(runs: [String]) throws {
            let columns = Set(
                runs.flatMap { $0.split(separator: " ").dropFirst(4).map { $0.split(separator: "=")[0] } }
            )
            .sorted()
            var lines = [(["time", "sensor", "duration"] + columns.map(String.init)).joined(separator: ",")]
            for run in runs {
                let words = run.split(separator: " ").map(String.init)
                let start = try #require(RFC3339.parse(words[0]))
                let seconds = try #require(Int64(words[2].dropLast()))
                let count = try #require(Int64(words[3]))
                let values = Dictionary(
                    uniqueKeysWithValues: words.dropFirst(4).map { word in
                        let pair = word.split(separator: "=")
                        return (String(pair[0]), String(pair[1]))
                    }
                )
                for number in 0..<count {
                    let time = RFC3339.format(start + .seconds(number * seconds), offset: 8 * 3600)
                    lines.append(
                        ([time, words[1], "\(seconds)"] + columns.map { values[String($0)] ?? "" }).joined(
                            separator: ","
                        )
                    )
                }
            }
            text = lines.joined(separator: "\n") + "\n"
        }
    }
}
