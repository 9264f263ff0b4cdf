import Collector
import EventTime
import Foundation
import Plans
import ServiceSettings
import Settings
import TestSupport
import Testing

/// Files that people write, damaged: each is read, or has problems that say where they are.
@Suite("Fuzzed settings, plans and tables of sessions")
struct FuzzedFilesTests {
    private static let signs = "{}[],:#&*!|>-'\"%@` \n\t0159.+T\u{0}\u{FF1A}"

    private static func bytes(_ path: String) throws -> [UInt8] {
        try [UInt8](Data(contentsOf: URL(fileURLWithPath: repositoryPath(path))))
    }

    /// What is wrong with what a reader says; nil for nothing.
    private static func fault(_ problems: [Problem]) -> String? {
        for problem in problems {
            let text = problem.description
            if problem.message.isEmpty || text.contains("\n") || text.contains("\u{0}") {
                return "a problem is no line: \(text)"
            }
            if let line = problem.position.line, line < 1 { return "there is no line \(line)" }
        }
        return nil
    }

    /// 3,000 runs in the whole form.
    @Test("settings")
    func settings() throws {
        let folder = try TemporaryFolder()
        try Self.write(Self.bytes("deploy/samples/plan.yaml"), folder, "plan.yaml")
        try Self.write(Self.bytes("deploy/samples/zhongkao.csv"), folder, "zhongkao.csv")
        let sample = try Self.bytes("deploy/samples/quiethours.yaml")
        let path = "\(folder.path)/q.yaml"
        let fault = try Fuzzing("settings", runs: 3000).run({ $0.damaged(sample, alphabet: Self.signs) }) { bytes in
            try Self.write(bytes, folder, "q.yaml")
            let environment = ["QUIETHOURS_MAIL_PASSWORD": "hunter2"]
            let (configuration, findings) = Configuration.inspect(
                path: path,
                environment: environment,
                now: Instant(milliseconds: 1_812_330_000_000)
            )
            if configuration == nil, findings.isEmpty { return "neither settings nor a problem" }
            if findings.contains(where: { $0.description.contains("hunter2") }) { return "a problem shows a secret" }
            return Self.fault(findings)
        }
        #expect(fault == nil)
    }

    /// 3,000 runs in the whole form.
    @Test("plans")
    func plans() throws {
        let folder = try TemporaryFolder()
        try Self.write(Self.bytes("deploy/samples/zhongkao.csv"), folder, "zhongkao.csv")
        let names = try FileManager.default.contentsOfDirectory(atPath: repositoryPath("deploy/plans")).sorted()
        var samples = try names.filter { $0.hasSuffix(".yaml") }.map { try Self.bytes("deploy/plans/\($0)") }
        samples.append(try Self.bytes("deploy/samples/plan.yaml"))
        let path = "\(folder.path)/plan.yaml"
        let make: (inout SplitMix64) -> [UInt8] = { random in
            let sample = samples.randomElement(using: &random) ?? []
            return random.damaged(sample, alphabet: Self.signs)
        }
        let fault = try Fuzzing("plans", runs: 3000).run(make) { bytes in
            try Self.write(bytes, folder, "plan.yaml")
            guard case .failure(let invalid) = PlanDocument.load(path: path) else { return nil }
            return invalid.problems.isEmpty ? "neither a plan nor a problem" : Self.fault(invalid.problems)
        }
        #expect(fault == nil)
    }

    /// 10,000 runs in the whole form.
    @Test("tables of sessions")
    func sessions() throws {
        let folder = try TemporaryFolder()
        let plan = """
            version: 1
            time-zone: Asia/Shanghai
            authorities: [{id: bureau, name: Bureau, language: zh}]
            sites: [{id: s, name: School, zone: 1, sensors: [{id: yard, placement: yard, class: 1}]}]
            exams: [{id: e, name: E, sessions-file: z.csv}]
            rules: [{id: r, name: R, when: always, limit: {standard: WHO}, window: 60s}]
            """
        let path = try folder.write("plan.yaml", plan)
        let sample = try Self.bytes("deploy/samples/zhongkao.csv")
        let signs = ",;\"\r\n0159:-mins \u{FEFF}\u{0}"
        let fault = try Fuzzing("sessions", runs: 10_000).run({ $0.damaged(sample, alphabet: signs, most: 6) }) {
            bytes in
            try Self.write(bytes, folder, "z.csv")
            guard case .failure(let invalid) = PlanDocument.load(path: path) else { return nil }
            return invalid.problems.isEmpty ? "neither a plan nor a problem" : Self.fault(invalid.problems)
        }
        #expect(fault == nil)
    }

    private static func write(_ bytes: [UInt8], _ folder: TemporaryFolder, _ name: String) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: "\(folder.path)/\(name)"))
    }
}
