import Collector
import Foundation
import Plans
import Settings
import Testing

@Suite("Defective plans") struct DefectivePlanTests {
    static let folder = repositoryPath("Tests/CollectorTests/Plans")

    /// Names of the plans; the problems of `x.yaml` stand in `x.problems`.
    static var names: [String] {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return files.filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(".yaml".count)) }.sorted()
    }

    @Test("every problem is told in one run, with its place and what to do", arguments: names)
    func problems(name: String) throws {
        let expected = try String(contentsOfFile: "\(Self.folder)/\(name).problems", encoding: .utf8)
        let found = PlanDocument.load(path: "\(Self.folder)/\(name).yaml").problems(in: Self.folder)
        #expect(found == expected.split(separator: "\n").map(String.init))
        #expect(!found.isEmpty)
    }

    @Test("there are plans to try")
    func present() {
        #expect(Self.names.count >= 25)
    }

    @Test("a plan that is not there says so")
    func absent() {
        let found = PlanDocument.load(path: "\(Self.folder)/absent.yaml").problems(in: Self.folder)
        #expect(found == ["absent.yaml: there is no such file; check the path"])
    }
}
