import Foundation
import TestSupport
import Testing

/// Messages as they are written down in `Messages`, one file for each channel and language, one section for each scene.
///
/// `QUIETHOURS_WRITE_MESSAGES=1` writes them anew; the test fails still, so that somebody looks at what has changed.
enum WrittenMessages {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Messages")

    static func expect(
        _ sections: [(name: String, text: String)],
        in file: String,
        _ location: SourceLocation = #_sourceLocation
    ) throws {
        let path = folder.appendingPathComponent(file)
        let told = sections.map { "== \($0.name)\n\($0.text.trimmingCharacters(in: .newlines))\n" }.joined(
            separator: "\n"
        )
        if ProcessInfo.processInfo.environment["QUIETHOURS_WRITE_MESSAGES"] == "1" {
            try Data(told.utf8).write(to: path)
            Issue.record("\(file) was written anew; look at it", sourceLocation: location)
            return
        }
        let wanted = try String(contentsOf: path, encoding: .utf8)
        let (a, b) = (told.split(separator: "\n"), wanted.split(separator: "\n"))
        let difference = a.difference(from: b).prefix(20).map { "\($0)" }.joined(separator: "\n")
        #expect(told == wanted, "\(file): \(difference)", sourceLocation: location)
    }
}
