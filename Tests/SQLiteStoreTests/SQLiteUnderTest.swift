import Foundation
import GRDB
import StoreContract
import StorePorts
import Synchronization
import TestSupport

@testable import SQLiteStore

/// A SQLite file for the contract.
final class SQLiteUnderTest: StoreUnderTest {
    private let directory: TemporaryDirectory
    let childTest = #"^SQLiteStoreTests\.SQLiteContractChildTests"#

    init() throws {
        directory = try TemporaryDirectory()
    }

    var place: String { directory.path("quiethours.db") }

    func connect(_ fault: WriteFault?) throws -> any Store { try SQLiteUnderTest.connect(place, fault) }

    static func connect(_ path: String, _ fault: WriteFault?) throws -> any Store {
        let store = try SQLiteStore(path: path)
        if let fault { try store.meet(fault) }
        return store
    }
}

extension SQLiteStore {
    /// By a trigger of this connection alone, which the file does not keep.
    fileprivate func meet(_ fault: WriteFault) throws {
        let writes = WriteCount()
        let function = DatabaseFunction("meet_fault", argumentCount: 0) { _ in
            guard writes.next() == fault.number else { return nil }
            switch fault.effect {
            case .killed: kill(getpid(), SIGKILL)
            case .refused: throw DatabaseError(message: "refused for a test")
            }
            return nil
        }
        try write { db in
            db.add(function: function)
            try db.execute(
                sql: "CREATE TEMP TRIGGER meet_fault BEFORE \(fault.step.event) BEGIN SELECT meet_fault(); END"
            )
        }
    }
}

private final class WriteCount: Sendable {
    private let count = Mutex(0)

    func next() -> Int {
        count.withLock { count in
            count += 1
            return count
        }
    }
}

extension WriteFault.Step {
    /// As a trigger names it.
    fileprivate var event: String {
        switch self {
        case .arrival: "INSERT ON arrival"
        case .sensor: "INSERT ON sensor"
        case .reading: "INSERT ON reading"
        case .rejected: "INSERT ON rejected"
        case .rejectedEntry: "INSERT ON rejected_entry"
        case .replacement: "INSERT ON reading_replacement"
        case .violation: "INSERT ON violation"
        case .change: "INSERT ON violation_change"
        case .decision: "UPDATE OF notification ON violation_change"
        case .notifiedLater: "UPDATE OF notified_later_at ON violation_change"
        case .worst: "UPDATE OF worst ON violation"
        case .memory: "INSERT ON judge_memory"
        case .alert: "INSERT ON alert"
        case .cursor: "UPDATE OF cursor ON evaluation"
        case .delivery: "INSERT ON delivery"
        case .sentMessage: "INSERT ON sent_message"
        case .alertState: "UPDATE OF state ON alert"
        case .collectorChange: "INSERT ON collector_change"
        case .answer: "INSERT ON answer"
        case .usedLink: "INSERT ON used_link"
        }
    }
}
