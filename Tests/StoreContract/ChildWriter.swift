import Foundation
package import StorePorts
import TestSupport
import Testing

/// Another process that writes to a store: this test program again, with one test.
package final class ChildWriter: Sendable {
    /// What it does.
    enum Deed: LosslessStringConvertible {
        /// Appends the readings of one of two writers.
        case appends(by: Int)
        /// Does what is left of a ``WriterLife`` from a deed on.
        case lives(from: Int)

        init?(_ description: String) {
            let parts = description.split(separator: ":")
            switch (parts.first, parts.last.flatMap { Int($0) }) {
            case ("appends", let writer?): self = .appends(by: writer)
            case ("lives", let deed?): self = .lives(from: deed)
            default: return nil
            }
        }

        var description: String {
            switch self {
            case .appends(let writer): "appends:\(writer)"
            case .lives(let deed): "lives:\(deed)"
            }
        }
    }

    private static let variable = "QUIETHOURS_CONTRACT"

    private let directory: TemporaryDirectory
    private let child: ChildProcess
    private var acknowledgements: String { directory.path("acknowledged") }

    /// `environment` is added to that of this process.
    init(
        on place: any StoreUnderTest,
        _ deed: Deed,
        fault: WriteFault? = nil,
        environment: [String: String] = [:]
    ) throws {
        directory = try TemporaryDirectory()
        try directory.write("", to: "acknowledged")
        var all = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        all[ChildWriter.variable] = place.place
        all[ChildWriter.variable + "_DEED"] = deed.description
        all[ChildWriter.variable + "_FAULT"] = fault?.description ?? ""
        all[ChildWriter.variable + "_ACKNOWLEDGED"] = directory.path("acknowledged")
        child = try ChildProcess(
            try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"),
            ["--testing-library", "swift-testing", "--no-parallel", "--filter", place.childTest],
            directory: directory.subdirectory("output"),
            environment: all
        )
    }

    var isRunning: Bool { child.isRunning }
    var errors: String { String((child.output() + child.errors()).suffix(2000)) }
    /// Waits for the end; 9 when it was killed.
    func exitCode() -> Int32 { child.exitCode() }

    /// How many deeds it was told had been committed.
    func acknowledged() throws -> Int { try Data(contentsOf: URL(fileURLWithPath: acknowledgements)).count }

    /// Whether this process is such a one.
    package static var isOne: Bool { ProcessInfo.processInfo.environment[variable] != nil }

    /// In the other process: does the deed.
    package static func run(_ connect: (_ place: String, _ fault: WriteFault?) throws -> any Store) throws {
        let environment = ProcessInfo.processInfo.environment
        let place = try #require(environment[variable])
        let deed = try #require(environment[variable + "_DEED"].flatMap { Deed($0) })
        let fault = environment[variable + "_FAULT"].flatMap { WriteFault($0) }
        let store = try connect(place, fault)
        switch deed {
        case .appends(let writer):
            try EntryOrder.appendAll(by: writer, to: store)
        case .lives(let first):
            let file = try FileHandle(
                forWritingTo: URL(fileURLWithPath: try #require(environment[variable + "_ACKNOWLEDGED"]))
            )
            for number in first..<WriterLife.deeds {
                try WriterLife.perform(number, on: store)
                try file.write(contentsOf: Data(".".utf8))
            }
        }
    }
}
