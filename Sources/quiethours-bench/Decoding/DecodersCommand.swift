import ArgumentParser
import EventTime
import Foundation
import Readings
import Reports
import SensorPayloads

/// `quiethours-bench decoders`: the time that each decoder takes for a typical message of one value, beside
/// Foundation's JSONDecoder on the same bytes.
struct DecodersCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "decoders",
        abstract: "Time of each decoder for one message, beside JSONDecoder.",
        discussion: """
            Ours gives readings with checked values and times; JSONDecoder gives a struct of the message's own fields. Where the
            bytes are no JSON, it is given the same values as JSON. Both run in turns; the table has the best of the rounds.
            """
    )

    @Option(help: "Rounds of each.") var rounds = 7
    @Option(help: "Messages in a round.") var messages = 20_000
    @Option(help: "Only decoders with this in their name.") var only: String?
    @Flag(help: "Print one JSON object a line.") var json = false

    struct Figure: Encodable {
        var decoder: String
        var bytes: Int
        var nanoseconds: Double
        var jsonDecoderNanoseconds: Double
        /// Ours to JSONDecoder's.
        var ratio: Double
    }

    func validate() throws {
        if rounds < 1 { throw ValidationError("--rounds takes 1 or more") }
        if messages < 1 { throw ValidationError("--messages takes 1 or more") }
    }

    func run() throws {
        let widths = [20, 8, 12, 16, 8]
        if !json {
            standardOutput(
                TableRow.text(["decoder", "bytes", "ns/message", "JSONDecoder ns", "ratio"], widths: widths)
            )
        }
        for message in BenchMessage.all where only.map({ message.name.contains($0) }) ?? true {
            let figure = try measure(message)
            if json {
                standardOutput(try JSONLine.encode(figure))
                continue
            }
            let cells = [
                figure.decoder, "\(figure.bytes)", TableRow.number(figure.nanoseconds, 0),
                TableRow.number(figure.jsonDecoderNanoseconds, 0), TableRow.number(figure.ratio, 2),
            ]
            standardOutput(TableRow.text(cells, widths: widths))
        }
    }

    private func measure(_ message: BenchMessage) throws -> Figure {
        let decoder = try message.decoder()
        let context = MessageContext(topic: message.topic, receivedAt: Instant(milliseconds: 1_780_794_005_000))
        let first = decoder.decode(message.payload.span, of: context)
        guard first.messages.contains(where: { !$0.readings.isEmpty }) else {
            throw ValidationError("\(message.name): no reading: \(first.rejected?.detail ?? "")")
        }
        let reference = JSONDecoder()
        let data = Data(message.json)
        _ = try message.reference(reference, data)
        let clock = ContinuousClock()
        var (ours, theirs) = (Double.infinity, Double.infinity)
        for _ in 0..<rounds {
            // What is decoded is counted, so that nothing of it can be left out.
            var count = 0
            let time = clock.measure {
                for _ in 0..<messages { count += decoder.decode(message.payload.span, of: context).messages.count }
            }
            let referenceTime = try clock.measure {
                for _ in 0..<messages { count += try message.reference(reference, data) }
            }
            guard count >= messages else { throw ValidationError("\(message.name): \(count) messages") }
            ours = min(ours, time / .nanoseconds(messages))
            theirs = min(theirs, referenceTime / .nanoseconds(messages))
        }
        return Figure(
            decoder: message.name,
            bytes: message.payload.count,
            nanoseconds: ours,
            jsonDecoderNanoseconds: theirs,
            ratio: ours / theirs
        )
    }
}
