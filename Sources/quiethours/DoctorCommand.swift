import ArgumentParser
import Collector
import Doctor
import Foundation
import NoiseRules
import Preflight
import Reports

struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Look at broker, store, mail, clock and plan: what works, and how to mend what does not.",
        discussion: paragraphs(
            """
            Each line is a verdict (ok, warning, problem, not looked at), a check and what was found; under a problem
            stands what to do. Ends within about a minute, with 0 when nothing is a problem, 1 when something is, 78 when
            the settings cannot be read. It acknowledges no message and leaves everything as it was. --language zh says it
            in Chinese.
            """
        )
    )

    @OptionGroup var config: ConfigOption
    @OptionGroup var listing: ListingOptions
    @Option(help: ArgumentHelp("The settings file of the mosquitto broker.", valueName: "file"))
    var brokerConfig: String?
    @Option(
        help: ArgumentHelp("Publish so many messages for a client that is away, and count what comes.", valueName: "n")
    )
    var probeQueue: Int?
    @Option(help: ArgumentHelp("Send a real mail, marked as a test.", valueName: "address"))
    var sendTo: String?

    func validate() throws {
        if let probeQueue, !(1...1_000_000).contains(probeQueue) {
            throw ValidationError("--probe-queue takes 1 to 1000000")
        }
    }

    func run() throws {
        let configuration = try config.load(in: listing.language, problemsAsJSON: listing.json)
        let options = Doctor.Options(brokerFile: brokerConfig, probeQueue: probeQueue, sendTo: sendTo)
        let screen = DoctorScreen(listing)
        var tally: [Diagnosis.Verdict: Int] = [:]
        // What was begun is finished, so that every check takes back what it has written.
        var failure: (any Error)?
        func showing(_ body: () throws -> Void) {
            guard failure == nil else { return }
            do { try body() } catch { failure = error }
        }
        Doctor(configuration: configuration, options: options, now: .now).checkUp().run { check, seconds in
            showing { try screen.wait(for: check, seconds) }
        } found: { diagnosis in
            tally[diagnosis.verdict, default: 0] += 1
            showing { try screen.show(diagnosis) }
        }
        if let failure { throw failure }
        try screen.close(tally)
        if tally[.problem] != nil { throw ExitCode(1) }
    }
}

/// Where the findings appear, and on a terminal what is being waited for.
private struct DoctorScreen {
    let isJSON: Bool
    private let isTerminal = isatty(STDOUT_FILENO) == 1
    private let text: DiagnosisText
    private let words: DiagnosisWords

    init(_ listing: ListingOptions) {
        isJSON = listing.json
        words = DiagnosisWords(listing.language)
        text = DiagnosisText(
            width: isTerminal ? TerminalSize.current.columns : nil,
            isColoured: isTerminal,
            language: listing.language
        )
    }

    func wait(for check: String, _ seconds: Int) throws {
        guard isTerminal, !isJSON else { return }
        try standardOutput(screen: "\r\u{1b}[K… \(words.check(check))" + (seconds > 0 ? " (\(seconds) s)" : ""))
    }

    func show(_ diagnosis: Diagnosis) throws {
        guard !isJSON else { return try standardOutput(JSONLine.encode(diagnosis)) }
        if isTerminal { try standardOutput(screen: "\r\u{1b}[K") }
        for line in text.lines(of: diagnosis) { try standardOutput(screen: line + "\n") }
    }

    func close(_ tally: [Diagnosis.Verdict: Int]) throws {
        guard !isJSON else { return }
        if isTerminal { try standardOutput(screen: "\r\u{1b}[K\n") }
        try standardOutput(words.summary(problems: tally[.problem] ?? 0, warnings: tally[.warning] ?? 0))
    }
}
