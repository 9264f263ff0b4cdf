import Acoustics
import Analysis
import ArgumentParser
import Collector
import EventTime
import Foundation
import Plans
import Readings
import Reports
import SensorPayloads
import Settings

struct Decode: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Decode one payload from standard input: its readings, or the reason for rejecting it.",
        discussion: paragraphs(
            """
            Prints one JSON object a line. Warns of keys that the contract does not have and of levels that contradict one
            another; where the bytes are of another format it says which. Exit code 1 when the payload, or a part of it, is
            rejected.

              echo '{"v":1,"obs":[{"end":"2026-06-07T09:00:01+08:00","dur":1,"LAeq":53.1}]}' |
                quiethours decode --topic noise/1/no1-middle/gate/obs
            """
        )
    )

    @Option(help: "The decoder: \(PayloadDecoders.all.map(\.name).joined(separator: ", ")).") var decoder =
        PayloadDecoders.standard.name
    @Option(
        help:
            "An option of the decoder, as the plan has it: NAME=VALUE, a list or section as {key: value}; may be repeated."
    ) var option: [String] =
        []
    @Option(help: "The topic that it came on.") var topic = "noise/1/site/sensor/obs"
    @Flag(help: "Accepted for consistency; the output is JSON already.") var json = false

    /// Longer than any broker takes (MQTT 5.0 section 2.1.4).
    private static let longest = 268_435_456

    func run() throws {
        guard let named = PayloadDecoders.named(decoder) else {
            let names = PayloadDecoders.all.map(\.name)
            let near = nearest(to: decoder, among: names).map { "did you mean \($0)?" }
            throw CommandFailure.usage(
                "there is no decoder \(decoder); \(near ?? "there are " + names.joined(separator: ", "))"
            )
        }
        let decoder = try configured(named)
        let payload = try InputFile(path: "-").bytes(atMost: Decode.longest)
        let decoded = decoder.decode(topic: topic, payload: payload, receivedAt: .now)
        for message in decoded.messages {
            for reading in message.readings {
                try standardOutput(JSONLine.encode(ReadingJSON("\(message.device)", reading)))
            }
        }
        let isForeign = decoded.rejected?.reason == .malformed
        if !isForeign, decoder.isAlwaysOn {
            let advice = NativeAdvice { nearest(to: $0, among: $1) }
            for warning in advice.warnings(payload: payload, message: decoded.message) {
                standardError("warning: \(warning)")
            }
        }
        let context = MessageContext(topic: topic, receivedAt: .now)
        for note in decoder.notes(on: payload.span, of: context) { standardError("note: \(note)") }
        guard let rejected = decoded.rejected else { return }
        let what = decoded.message == nil ? "rejected" : "rejected in part"
        standardError("\(what) (\(rejected.reason.rawValue)): \(rejected.detail)")
        let hint = ForeignFormat.hint(payload, rejectedFor: rejected.detail) ?? ForeignFormat.hint(payload)
        if decoder.isAlwaysOn, let hint, decoded.message == nil { standardError("hint: \(hint)") }
        throw ExitCode(1)
    }

    /// The decoder with the options that were given.
    private func configured(_ decoder: any PayloadDecoder) throws -> any PayloadDecoder {
        var options: [String: DecoderOption] = [:]
        for text in option {
            let sides = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard sides.count == 2 else { throw CommandFailure.usage("--option \(text): expected NAME=VALUE") }
            guard options.updateValue(try Self.value(sides[1], of: sides[0]), forKey: sides[0]) == nil else {
                throw CommandFailure.usage("--option \(sides[0]) is there twice; keep one")
            }
        }
        do throws(DecoderOptionFaults) {
            return try decoder.configured(DecoderOptions(options))
        } catch {
            let faults = error.faults.map { "--option \($0.option): \($0.text)" }
            throw CommandFailure.usage(faults.joined(separator: "\n"))
        }
    }

    /// Text as it is; a list or a section as YAML writes it on one line.
    private static func value(_ text: String, of name: String) throws -> DecoderOption {
        guard text.hasPrefix("{") || text.hasPrefix("[") else { return .text(text) }
        do throws(AnswerFault) {
            return DecoderOption(try ValueTree.flow(text))
        } catch {
            throw CommandFailure.usage("--option \(name): \(error)")
        }
    }
}
