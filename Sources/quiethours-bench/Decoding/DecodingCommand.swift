import ArgumentParser
import EventTime
import Foundation
import Readings
import Reports
import SensorPayloads

/// `quiethours-bench decode`: how long each decoder takes for a message of one value, beside Foundation's JSONDecoder.
struct DecodingCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "decode",
        abstract: "Time of each decoder for one message, beside JSONDecoder on the same bytes.",
        discussion: """
            JSONDecoder reads the same message into a structure of the fields that ours uses, and makes no reading of it.
            The figure is the fastest of five runs.
            """
    )

    @Option(help: "Messages a run.") var messages = 20_000
    @Flag(help: "Print one JSON object a decoder.") var json = false

    struct Figure: Encodable {
        var decoder: String
        var bytes: Int
        var nanoseconds: Double
        /// Nil where the message is no JSON, and there is none of the same values.
        var jsonDecoderNanoseconds: Double?
    }

    func validate() throws {
        if messages < 1 { throw ValidationError("--messages takes 1 or more") }
    }

    func run() throws {
        try BenchFailure.told {
            let widths = [20, 8, 12, 16]
            if !json {
                standardOutput(TableRow.text(["decoder", "bytes", "ours, ns", "JSONDecoder, ns"], widths: widths))
            }
            let figures =
                DecodingSample.all.map { sample in { try figure(of: sample) } }
                + BenchMessage.all.map { message in { try figure(of: message) } }
            for measure in figures {
                let figure = try measure()
                if json {
                    standardOutput(try JSONLine.encode(figure))
                } else {
                    let other = figure.jsonDecoderNanoseconds.map { TableRow.number($0, 0) } ?? "no JSON"
                    let cells = [figure.decoder, "\(figure.bytes)", TableRow.number(figure.nanoseconds, 0), other]
                    standardOutput(TableRow.text(cells, widths: widths))
                }
            }
        }
    }

    private func figure(of sample: DecodingSample) throws -> Figure {
        guard let decoder = try PayloadDecoders.named(sample.decoder)?.with(sample.options) else {
            throw ValidationError("there is no decoder \(sample.decoder)")
        }
        let payload = Array(sample.text.utf8)
        let context = MessageContext(topic: sample.topic, receivedAt: .now)
        guard decoder.decode(payload.span, of: context).message?.readings.isEmpty == false else {
            throw ValidationError("\(sample.decoder) does not take its own sample")
        }
        var readings = 0
        let ours = nanoseconds { readings += decoder.decode(payload.span, of: context).messages.count }
        let data = Data(payload)
        var theirs: Double?
        if let parse = sample.parse {
            try parse(data)
            theirs = nanoseconds { try? parse(data) }
        }
        return Figure(
            decoder: sample.decoder,
            bytes: payload.count,
            nanoseconds: ours,
            jsonDecoderNanoseconds: theirs
        )
    }

    /// Where the bytes are no JSON, JSONDecoder is given the same values as JSON.
    private func figure(of message: BenchMessage) throws -> Figure {
        let decoder = try message.decoder()
        let context = MessageContext(topic: message.topic, receivedAt: .now)
        let first = decoder.decode(message.payload.span, of: context)
        guard first.messages.contains(where: { !$0.readings.isEmpty }) else {
            throw ValidationError("\(message.name) does not take its own sample: \(first.rejected?.detail ?? "")")
        }
        var count = 0
        let ours = nanoseconds { count += decoder.decode(message.payload.span, of: context).messages.count }
        let (reference, data) = (JSONDecoder(), Data(message.json))
        _ = try message.reference(reference, data)
        let theirs = nanoseconds { count += (try? message.reference(reference, data)) ?? 0 }
        guard count > 0 else { throw ValidationError("\(message.name): nothing was decoded") }
        return Figure(
            decoder: message.name,
            bytes: message.payload.count,
            nanoseconds: ours,
            jsonDecoderNanoseconds: theirs
        )
    }

    /// For one call of `body`, by the fastest of five runs.
    private func nanoseconds(_ body: () -> Void) -> Double {
        let runs = (0..<5).map { _ in
            ContinuousClock().measure { for _ in 0..<messages { body() } } / .nanoseconds(1)
        }
        return (runs.min() ?? 0) / Double(messages)
    }
}
