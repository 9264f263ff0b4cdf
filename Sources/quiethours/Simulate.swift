import Acoustics
import ArgumentParser
import Collector
import ExamCalendar
import Foundation
import Mosquitto
import Records
import ServiceSettings
import Settings
import Simulation
import Sites
import Synchronization

struct Simulate: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Publish as the plan's sensors would.",
        discussion: paragraphs(
            """
            Scenario "demo" lets each sensor do what its place suggests: a breaker at a construction boundary, a
            hawker's loudspeaker in a vendor street, quiet elsewhere. Any other scenario is what all sensors do:
            \(Act.allCases.map(\.rawValue).joined(separator: ", ")). --act changes single sensors:

            A sensor whose device is one of hj212 or chirpstack speaks as that: packets of real-time data, or uplinks of a
            Milesight WS302, on the decoder's own topics. With the option leq-span: 1s its averages enter a level.

            When the connection is lost it is made again, and what was sent in the last 30 s is sent again.

              quiethours simulate --act no1-middle/yard=silent --act no1-middle/gate=nonsense
            """
        )
    )

    @OptionGroup var config: ConfigOption
    @Option(help: "demo, or one act for all sensors.") var scenario = "demo"
    @Option(help: ArgumentHelp("What one sensor does.", valueName: "site/sensor=act")) var act: [String] = []
    @Option(help: "Simulated seconds a second; above 1 the run ends at the present and needs --seconds.") var speed = 1
    @Option(help: "Stop after so many seconds.") var seconds: Int?
    @Flag(help: "Print progress as one JSON object a line.") var json = false

    func validate() throws {
        if !(1...3600).contains(speed) { throw ValidationError("--speed takes 1 to 3600") }
        if speed > 1, seconds == nil { throw ValidationError("--speed above 1 needs --seconds") }
        if let seconds, seconds < 1 { throw ValidationError("--seconds takes 1 or more") }
        if scenario != "demo", Act(rawValue: scenario) == nil {
            let names = ["demo"] + Act.allCases.map(\.rawValue)
            let near = nearest(to: scenario, among: names).map { "did you mean \($0)?" }
            throw ValidationError(
                "there is no scenario \(scenario); \(near ?? "there are " + names.joined(separator: ", "))"
            )
        }
    }

    func run() throws {
        let (configuration, broker) = try config.loadWithBroker()
        let settings = Simulator.Settings(acts: try acts(configuration.plan), speed: speed, seconds: seconds)
        let stop = StopSignal()
        do {
            var simulator = try Simulator(
                plan: configuration.plan,
                broker: broker,
                settings: settings,
                trouble: { standardError("quiethours simulate: \($0); connecting again") }
            )
            try simulator.run(isStopping: { stop.isRaised }) { published in
                if json { try standardOutput("{\"published\":\(published)}") }
            }
        } catch let error as MosquittoError {
            standardError("quiethours simulate: \(error)")
            if error.code == .publicationRefused {
                standardError(
                    "quiethours simulate: the broker's account in these settings may read only, as the service's should; "
                        + "simulate with settings of an account that may publish under noise/1/"
                )
            }
            throw ExitCode.unavailable
        }
    }

    private func acts(_ plan: Plan) throws -> [SensorID: Act] {
        var acts: [SensorID: Act] = [:]
        if let all = Act(rawValue: scenario) { for sensor in plan.sensors { acts[sensor.id] = all } }
        for text in act {
            let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2,
                let act = Act(rawValue: parts[1])
            else {
                let known = Act.allCases.map(\.rawValue).joined(separator: ", ")
                throw CommandFailure.usage("--act \(text): write site/sensor=act, with one of the acts \(known)")
            }
            acts[try plan.sensor(named: parts[0]).id] = act
        }
        return acts
    }
}

/// Whether SIGINT or SIGTERM has come; set by the handler, which may do nothing else.
private let stopWasAsked = Atomic(false)

/// Turns SIGINT and SIGTERM into a question that a loop can ask.
struct StopSignal {
    init() {
        for number in [SIGINT, SIGTERM] { signal(number) { _ in stopWasAsked.store(true, ordering: .relaxed) } }
    }

    var isRaised: Bool { stopWasAsked.load(ordering: .relaxed) }
}
