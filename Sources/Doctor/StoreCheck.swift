import EventTime
import Foundation
package import Machine
import ServiceSettings
package import StorePorts

/// Whether the store can be written, has room, and is whole.
package enum StoreCheck {
    /// The store's own state, as far as it was asked.
    package struct State: Sendable {
        package var path: String
        /// Why it cannot be opened; nil when it can.
        package var openFailure: String?
        /// Why this program must not use it, with what to do; nil when it may.
        package var refusal: String?
        package var writeFailure: StoreWriteFailure?
        package var lockHolders: [LockHolder] = []
        /// Bytes of the write-ahead log.
        package var logBytes: Int64 = 0
        /// What quick_check complains of; nil when it did not end in time.
        package var damage: [String]? = []

        package init(path: String) {
            self.path = path
        }
    }

    /// SQLite copies its log back at 4 MB; far beyond, something keeps it from doing so.
    private static let largestLog: Int64 = 64 * 1_048_576

    package static func verdict(of state: State) -> [Diagnosis] {
        let path = state.path
        if let refusal = state.refusal {
            return [.problem(refusal, "The service does not start on it as it is.")]
        }
        if let failure = state.openFailure {
            return [
                .problem(
                    failure,
                    "Look at the owner and permissions of the file and its folder, whether the file system is mounted read-only, and whether it is a SQLite file."
                )
            ]
        }
        var found: [Diagnosis] = []
        if let failure = state.writeFailure { found.append(writing(failure, state)) }
        if let damage = state.damage, !damage.isEmpty {
            found.append(
                .problem(
                    "\(path): is damaged: \(damage.joined(separator: "; "))",
                    "Stop the service, keep the file and its -wal, and put back a copy, or rescue what can be read with "
                        + "sqlite3 \(path) .recover."
                )
            )
        }
        if state.logBytes > largestLog {
            found.append(
                .warning(
                    "\(path)-wal has grown to \(megabytes(state.logBytes)): a reader that never ends keeps SQLite from "
                        + "copying it back",
                    "End the command or program that has the store open for long; 'lsof \(path)' shows it."
                )
            )
        }
        guard found.isEmpty else { return found }
        let whole = state.damage == nil ? "not all of it could be checked for damage in the time" : "whole"
        return [.ok("\(path): can be written, \(whole)")]
    }

    private static func writing(_ failure: StoreWriteFailure, _ state: State) -> Diagnosis {
        let path = state.path
        switch failure {
        case .locked:
            let holders = state.lockHolders.map(\.description).joined(separator: ", ")
            return .problem(
                "\(path): locked for writing all the time" + (holders.isEmpty ? "" : " by \(holders)"),
                "End that program, or wait until it is done; the service cannot commit meanwhile."
            )
        case .readOnly:
            return .problem(
                "\(path): cannot be written",
                "Give the user that runs the service the right to write the file and its folder, and look whether the "
                    + "file system is mounted read-only."
            )
        case .full:
            return .problem("\(path): the disk is full", "Make room; until then nothing is acknowledged to the broker.")
        case .damaged:
            return .problem("\(path): is damaged or no SQLite file", "Stop the service and put back a copy.")
        case .other(let words):
            return .problem("\(path): cannot be written: \(words)", "Look at the disk and the system's log.")
        }
    }

    /// Judges the space under the store; `weekBytes` is what a week at the present rate takes, nil when unknown.
    package static func space(_ disk: FileSystem, folder: String, weekBytes: Int64?) -> [Diagnosis] {
        let free = "\(megabytes(disk.freeBytes)) free of \(megabytes(disk.totalBytes)) at \(folder)"
        var found: [Diagnosis] = []
        let week = weekBytes.map { "; a week at the present rate takes \(megabytes($0))" } ?? ""
        if disk.isReadOnly {
            found.append(.problem("\(folder): the file system is mounted read-only", "Mount it for writing."))
        }
        if disk.freeBytes < 100 * 1_048_576 {
            found.append(.problem(free, "Make room now; on a full disk nothing is acknowledged to the broker."))
        } else if disk.freeBytes < max(1_073_741_824, weekBytes ?? 0) {
            found.append(.warning(free + week, "Make room, or move the store to a larger disk."))
        }
        if let kind = disk.remoteKind {
            found.append(
                .warning(
                    "\(folder) lies on a \(kind) file system, where SQLite's locks and syncs cannot be relied on",
                    "Move the store to a disk of this machine."
                )
            )
        }
        return found.isEmpty ? [.ok(free + week)] : found
    }

    private static func megabytes(_ bytes: Int64) -> String {
        let gigabyte: Int64 = 1_073_741_824
        guard bytes < gigabyte else { return "\(bytes / gigabyte).\(bytes % gigabyte * 10 / gigabyte) GB" }
        return bytes < 1_048_576 ? "under 1 MB" : "\(bytes / 1_048_576) MB"
    }
}

extension StoreCheck {
    /// Looks at the store; blocks for half a minute at worst, less when `patience` is shorter.
    package static func look(at path: String, quickCheckSeconds: Double = 8) -> [Diagnosis] {
        var state = State(path: path)
        state.refusal = StoreFactory.refusal(of: path)
        guard state.refusal == nil else { return verdict(of: state) }
        guard FileManager.default.fileExists(atPath: path) else { return [missing(path)] }
        let place = StorePlace(path)
        // Made by root where there is none yet, it would keep the service from writing.
        if geteuid() != 0, !FileManager.default.isWritableFile(atPath: path) {
            state.writeFailure = .readOnly
            return verdict(of: state)
        }
        do throws(StoreError) {
            let store = try StoreFactory.diagnostics(path)
            state.refusal = store.newerForm().map { "\(path): \($0)" }
            guard state.refusal == nil else { return verdict(of: state) }
            state.writeFailure = store.tryWriting()
            if state.writeFailure == .locked {
                // The write lock of the log is byte 120 of the -shm file (walIndexLock in SQLite's wal.c).
                state.lockHolders =
                    FileLocks.writers(of: place.index, covering: 120)
                    + FileLocks.writers(of: place.path, isFlock: false)
            }
            let attributes = try? FileManager.default.attributesOfItem(atPath: place.log)
            state.logBytes = (attributes?[.size] as? NSNumber)?.int64Value ?? 0
            do { state.damage = try store.damage(withinSeconds: quickCheckSeconds) } catch { state.damage = nil }
        } catch {
            state.openFailure = error.description
        }
        return verdict(of: state)
    }

    private static func missing(_ path: String) -> Diagnosis {
        let folder = existingFolder(of: path)
        guard FileManager.default.isWritableFile(atPath: folder) else {
            return .problem(
                "\(path): does not exist, and the service cannot make it, since \(folder) cannot be written",
                "Make its folder, and give it to the user that runs the service."
            )
        }
        return .ok("\(path): does not exist yet; the service makes it at its first start")
    }

    /// The deepest folder over `path` that exists.
    package static func existingFolder(of path: String) -> String {
        var folder = (path as NSString).deletingLastPathComponent
        while !folder.isEmpty, folder != "/", !FileManager.default.fileExists(atPath: folder) {
            folder = (folder as NSString).deletingLastPathComponent
        }
        return folder.isEmpty ? "." : folder
    }
}
