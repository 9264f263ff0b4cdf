import Collector
import EventTime
import Foundation
import ServiceSettings
import Settings
import TestSupport
import Testing

/// What people write wrong in the samples, one mistake at a time (`Mistakes/list.txt`).
///
/// An entry has the file behind `@`, what stands in it behind `-`, what is written in its place behind `+` (\\n and \\t
/// stand for line feed and tab), and behind `=` the line that check prints, without line and column.
@Suite("A list of mistakes") struct MistakeListTests {
    private struct Mistake {
        var file = ""
        var right = ""
        var wrong = ""
        var line = ""
    }

    private static let environment = ["QUIETHOURS_MAIL_PASSWORD": "x"]
    private static let now = Instant(milliseconds: 1_809_000_000_000)

    private static func mistakes() throws -> [Mistake] {
        let text = try String(contentsOfFile: repositoryPath("Tests/CollectorTests/Mistakes/list.txt"), encoding: .utf8)
        func plain(_ text: Substring) -> String {
            String(text).replacing("\\n", with: "\n").replacing("\\t", with: "\t")
        }
        var mistakes: [Mistake] = []
        for line in text.split(separator: "\n") {
            let rest = line.dropFirst(2)
            switch line.first {
            case "@": mistakes.append(Mistake(file: String(rest)))
            case "-": mistakes[mistakes.count - 1].right = plain(rest)
            case "+": mistakes[mistakes.count - 1].wrong = plain(rest)
            case "=": mistakes[mistakes.count - 1].line = String(rest)
            default: Issue.record("\(line) is no line of the list")
            }
        }
        return mistakes
    }

    private static func findings(_ folder: TemporaryFolder) -> [String] {
        Configuration.inspect(path: "\(folder.path)/quiethours.yaml", environment: environment, now: now).findings.map {
            $0.description.replacing(folder.path + "/", with: "")
        }
    }

    private static func samples() throws -> (folder: TemporaryFolder, texts: [String: String]) {
        let folder = try TemporaryFolder()
        var texts: [String: String] = [:]
        for name in ["plan.yaml", "quiethours.yaml", "zhongkao.csv"] {
            let text = try String(contentsOfFile: repositoryPath("deploy/samples/\(name)"), encoding: .utf8)
            try folder.write(name, text)
            texts[name] = text
        }
        return (folder, texts)
    }

    @Test("each is one line, with its place and a remedy")
    func list() throws {
        let (folder, texts) = try Self.samples()
        #expect(Self.findings(folder).isEmpty)
        let mistakes = try Self.mistakes()
        #expect(mistakes.count >= 95)
        for mistake in mistakes {
            let text = try #require(texts[mistake.file])
            let place = try #require(text.range(of: mistake.right), "the samples have no \(mistake.right)")
            try folder.write(mistake.file, text.replacingCharacters(in: place, with: mistake.wrong))
            let found = Self.findings(folder)
            let lines = found.map { line in
                let parts = line.split(separator: ":", maxSplits: 3)
                return parts.count == 4 ? "\(parts[0]):\(parts[3])" : line
            }
            #expect(lines == [mistake.line], "\(mistake.right) as \(mistake.wrong)")
            try folder.write(mistake.file, text)
        }
    }
}
