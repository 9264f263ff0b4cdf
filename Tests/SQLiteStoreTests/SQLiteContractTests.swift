import Foundation
import StoreContract
import TestSupport
import Testing

@Suite("What every store must do, with SQLite")
struct SQLiteContractTests {
    @Test(arguments: ContractCase.all)
    func holds(promise: ContractCase) async throws { try await promise.run { try SQLiteUnderTest() } }
}

/// What cases of the contract do in processes of their own.
@Suite(.enabled(if: ChildWriter.isOne, "run by the contract in other processes"))
struct SQLiteContractChildTests {
    @Test func writes() throws { try ChildWriter.run(SQLiteUnderTest.connect) }
}

@Suite("Killed while it writes, with SQLite")
struct KilledSQLiteWriterTests {
    /// The whole sweep takes minutes; a part of it is run unless QUIETHOURS_SWEEP is "whole".
    private static let isWhole = ProcessInfo.processInfo.environment["QUIETHOURS_SWEEP"] == "whole"

    private static let inTransactions = KilledWriter.steps.flatMap { step in
        (isWhole ? 1...2 : 2...2).map { KilledWriter(step, number: $0) }
    }

    @Test("in the middle of a transaction", arguments: inTransactions)
    func inside(writer: KilledWriter) throws { try writer.check { try SQLiteUnderTest() } }

    /// In its life a writer syncs and writes more often.
    private static let aroundCommits = (isWhole ? Array(1...9) : [2, 7]).flatMap { n -> [DiskFaults.Kill] in
        [.beforeSync(n), .afterSync(n), .beforeWrite(3 * n)]
    }

    @Test("before a commit's sync, after it, and among its writes")
    func around() throws {
        let faults = try DiskFaults(files: "quiethours.db")
        for kill in KilledSQLiteWriterTests.aroundCommits {
            let writer = KilledWriter(kill.description, environment: faults.environment(kill: kill))
            try writer.check { try SQLiteUnderTest() }
        }
    }
}
