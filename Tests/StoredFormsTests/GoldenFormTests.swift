import EventTime
import ExamCalendar
import Foundation
import NoiseRules
import Records
import Sites
import StoredForms
import Testing

/// What is stored is these bytes, whatever cases and properties of the program are called.
@Suite("Stored forms") struct GoldenFormTests {
    static let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "golden.txt").path

    /// A line for each form: its name, a tab, its bytes.
    private func golden() throws -> [String: String] {
        let lines = try String(contentsOfFile: Self.file, encoding: .utf8).split(separator: "\n")
        return Dictionary(
            uniqueKeysWithValues: lines.map { line in
                let sides = line.split(separator: "\t", maxSplits: 1)
                return (String(sides[0]), String(sides[1]))
            }
        )
    }

    @Test("are written as the file has them, to the byte, and read back", arguments: GoldenForm.all)
    func bytes(parser: GoldenForm) throws {
        let expected = try #require(try golden()[parser.name])
        #expect(parser.text == expected)
        #expect(try parser.isReadBack(expected))
    }

    @Test("of the file are all of this program")
    func complete() throws {
        #expect(Set(try golden().keys) == Set(GoldenForm.all.map(\.name)))
    }

    @Test("are read whatever the order of their keys, with null for what is missing and with further keys")
    func order() throws {
        let text =
            #" { "sensor" : {"site":"school","sensor":"gate"}, "lastReading": null, "later": [1, {"a": -2.5e3}, true] } "#
        #expect(try SilenceForm.decode(text.utf8) == .init(sensor: Sample.sensor, lastReading: nil))
    }

    @Test(
        "say where they are damaged and what is wrong there",
        arguments: [
            (#"{"sensor":{"site":"school"},"until":1}"#, "sensor.sensor: is missing"),
            (#"{"sensor":{"site":"school","sensor":7},"until":1}"#, "sensor.sensor: is no text"),
            (#"{"sensor":{"site":"school","sensor":"gate"},"until":1.5}"#, "until: is no whole number"),
            (#"{"sensor":[],"until":1}"#, "sensor: is no object"),
            (#"{"sensor":{"#, "no JSON at byte 12: a key is missing"),
            (#"{"form":2,"sensor":{}}"#, "form 2 was written by a newer release; this one knows up to 1"),
            ("", "no JSON at byte 1: no value"),
            ("[]", "is no object"),
        ]
    )
    func damage(text: String, message: String) {
        #expect {
            try PassedForm.decode(text.utf8)
        } throws: { "\($0)" == message }
    }

    @Test("name a word that they do not know, and those that they do")
    func words() {
        let text = #"{"site":"school","source":"builders","kind":"advisory"}"#
        #expect {
            try ViolationSubjectForm.decode(text.utf8)
        } throws: {
            "\($0)"
                == "source: \"builders\" is none of the words that this program knows (construction, unattributed, vendor)"
        }
    }

    @Test("of text give every character back, escaped or not")
    func text() throws {
        for text in ["", "\"\\/\u{08}\u{0C}\n\r\t\u{01}\u{1F}", "语文 𝄞 é", "\u{7F}\u{2028}"] {
            let name = Name(zh: text, en: text)
            #expect(try NameForm.decode(NameForm.encode(name)) == name)
            let foreign = try JSONEncoder().encode(["zh": text, "en": text])
            #expect(try NameForm.decode(foreign) == name)
            let parsed = try JSONDecoder().decode([String: String].self, from: Data(NameForm.encode(name)))
            #expect(parsed == ["zh": text, "en": text])
        }
        let escaped = #"{"zh":"\u8bed\u6587 \ud834\udd1e\/","en":"\u00e9"}"#
        #expect(try NameForm.decode(escaped.utf8) == Name(zh: "语文 𝄞/", en: "é"))
    }

    @Test("of a plan's period forget the fingerprint of releases before 0.4.0, and keep nothing of it")
    func fingerprint() throws {
        let period = try PlanPeriodForm.decode(#"{"fingerprint":"a1b2","since":5}"#.utf8)
        #expect(period == PlanPeriod(digest: "", since: Instant(milliseconds: 5)))
    }

    @Test("of every damaged byte give the value, another one, or an error, and never a crash")
    func mutations() {
        let whole = ViolationChangeForm.encode(Sample.change)
        for position in stride(from: 0, to: whole.count, by: 3) {
            for byte: UInt8 in [0, UInt8(ascii: "\""), UInt8(ascii: "{"), UInt8(ascii: "9"), 0xFF] {
                var bytes = whole
                bytes[position] = byte
                _ = try? ViolationChangeForm.decode(bytes)
            }
            _ = try? ViolationChangeForm.decode(whole.prefix(position))
        }
    }
}

extension GoldenFormTests {
    /// Writes what the forms give now, to be looked at before it is kept: `QUIETHOURS_GOLDEN=file`.
    @Test(
        "are written to a file when that is asked for",
        .enabled(if: ProcessInfo.processInfo.environment["QUIETHOURS_GOLDEN"] != nil)
    )
    func write() throws {
        let path = try #require(ProcessInfo.processInfo.environment["QUIETHOURS_GOLDEN"])
        let text = GoldenForm.all.map { "\($0.name)\t\($0.text)\n" }.joined()
        try text.write(toFile: path, atomically: true, encoding: .utf8)
    }
}
