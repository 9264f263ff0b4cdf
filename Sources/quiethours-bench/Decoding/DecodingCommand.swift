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
            Where the bytes are no JSON, it is given the same values as JSON. The figure is the fastest of five runs.
            """
    )

    @Option(help: "Messages a run.") var messages = 20_000
    @Flag(help: "Print one JSON object a decoder.") var json = false

    struct Figure: Encodable {
        var decoder: String
        var bytes: Int
        var nanoseconds: Double
        var jsonDecoderNanoseconds: Double
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
            for message in BenchMessage.all {
                let figure = try figure(of: message)
                if json {
                    standardOutput(try JSONLine.encode(figure))
                } else {
                    let times = [figure.nanoseconds, figure.jsonDecoderNanoseconds].map { TableRow.number($0, 0) }
                    let cells = [figure.decoder, "\(figure.bytes)"] + times
                    standardOutput(TableRow.text(cells, widths: widths))
                }
            }
        }
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
