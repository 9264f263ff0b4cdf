import EventTime
import Foundation
package import Machine
package import Preflight
import ServiceSettings
import Settings
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
            return [
                .problem(
                    Wording(refusal, zh: "\(path)：本程序不能使用该数据文件（\(refusal)）"),
                    Wording("The service does not start on it as it is.", zh: "服务不会在此状态下启动。")
                )
            ]
        }
        if let failure = state.openFailure {
            return [
                .problem(
                    Wording(failure, zh: "\(path)：无法打开（\(failure)）"),
                    Wording(
                        "Look at the owner and permissions of the file and its folder, whether the file system is mounted read-only, and whether it is a SQLite file.",
                        zh: "请检查该文件及其文件夹的所有者和权限，文件系统是否以只读方式挂载，以及是否为 SQLite 文件。"
                    )
                )
            ]
        }
        var found: [Diagnosis] = []
        if let failure = state.writeFailure { found.append(writing(failure, state)) }
        if let damage = state.damage, !damage.isEmpty {
            found.append(
                .problem(
                    Wording(
                        "\(path): is damaged: \(damage.joined(separator: "; "))",
                        zh: "\(path)：已损坏：\(damage.joined(separator: "; "))"
                    ),
                    Wording(
                        "Stop the service, keep the file and its -wal, and put back a copy, or rescue what can be read with "
                            + "sqlite3 \(path) .recover.",
                        zh: "请停止服务，保留该文件及其 -wal，恢复备份，或用 sqlite3 \(path) .recover 抢救可读部分。"
                    )
                )
            )
        }
        if state.logBytes > largestLog {
            found.append(
                .warning(
                    Wording(
                        "\(path)-wal has grown to \(megabytes(state.logBytes)): a reader that never ends keeps SQLite from "
                            + "copying it back",
                        zh: "\(path)-wal 已增至 \(megabytes(state.logBytes))：有程序长期占用，SQLite 无法回写"
                    ),
                    Wording(
                        "End the command or program that has the store open for long; 'lsof \(path)' shows it.",
                        zh: "请结束长期打开数据文件的命令或程序；'lsof \(path)' 可查。"
                    )
                )
            )
        }
        guard found.isEmpty else { return found }
        let whole = state.damage == nil ? "not all of it could be checked for damage in the time" : "whole"
        return [
            .ok(
                Wording(
                    "\(path): can be written, \(whole)",
                    zh: "\(path)：可写，" + (state.damage == nil ? "时限内未能检查完是否损坏" : "完好")
                )
            )
        ]
    }

    private static func writing(_ failure: StoreWriteFailure, _ state: State) -> Diagnosis {
        let path = state.path
        switch failure {
        case .locked:
            let holders = state.lockHolders.map(\.description).joined(separator: ", ")
            return .problem(
                Wording(
                    "\(path): locked for writing all the time" + (holders.isEmpty ? "" : " by \(holders)"),
                    zh: "\(path)：一直被锁定" + (holders.isEmpty ? "" : "（\(holders)）")
                ),
                Wording(
                    "End that program, or wait until it is done; the service cannot commit meanwhile.",
                    zh: "请结束该程序或等其完成；其间服务无法写入。"
                )
            )
        case .readOnly:
            return .problem(
                Wording("\(path): cannot be written", zh: "\(path)：不可写"),
                Wording(
                    "Give the user that runs the service the right to write the file and its folder, and look whether the "
                        + "file system is mounted read-only.",
                    zh: "请让运行服务的用户可以写该文件及其文件夹，并查看文件系统是否以只读方式挂载。"
                )
            )
        case .full:
            return .problem(
                Wording("\(path): the disk is full", zh: "\(path)：磁盘已满"),
                Wording("Make room; until then nothing is acknowledged to the broker.", zh: "请腾出空间；在此之前不向服务器确认任何消息。")
            )
        case .damaged:
            return .problem(
                Wording("\(path): is damaged or no SQLite file", zh: "\(path)：已损坏，或不是 SQLite 文件"),
                Wording("Stop the service and put back a copy.", zh: "请停止服务并恢复备份。")
            )
        case .other(let words):
            return .problem(
                Wording("\(path): cannot be written: \(words)", zh: "\(path)：不可写（\(words)）"),
                Wording("Look at the disk and the system's log.", zh: "请检查磁盘和系统日志。")
            )
        }
    }

    /// Judges the space under the store; `weekBytes` is what a week at the present rate takes, nil when unknown.
    package static func space(_ disk: FileSystem, folder: String, weekBytes: Int64?) -> [Diagnosis] {
        let free = "\(megabytes(disk.freeBytes)) free of \(megabytes(disk.totalBytes)) at \(folder)"
        let freeZh = "\(folder) 可用 \(megabytes(disk.freeBytes))，共 \(megabytes(disk.totalBytes))"
        let weekZh = weekBytes.map { "；按当前速率每周需 \(megabytes($0))" } ?? ""
        var found: [Diagnosis] = []
        let week = weekBytes.map { "; a week at the present rate takes \(megabytes($0))" } ?? ""
        if disk.isReadOnly {
            found.append(
                .problem(
                    Wording("\(folder): the file system is mounted read-only", zh: "\(folder)：文件系统以只读方式挂载"),
                    Wording("Mount it for writing.", zh: "请以可写方式挂载。")
                )
            )
        }
        if disk.freeBytes < 100 * 1_048_576 {
            found.append(
                .problem(
                    Wording(free, zh: freeZh),
                    Wording(
                        "Make room now; on a full disk nothing is acknowledged to the broker.",
                        zh: "请立即腾出空间；磁盘写满后不再向服务器确认消息。"
                    )
                )
            )
        } else if disk.freeBytes < max(1_073_741_824, weekBytes ?? 0) {
            found.append(
                .warning(
                    Wording(free + week, zh: freeZh + weekZh),
                    Wording("Make room, or move the store to a larger disk.", zh: "请腾出空间，或把数据文件移到更大的磁盘。")
                )
            )
        }
        if let kind = disk.remoteKind {
            found.append(
                .warning(
                    Wording(
                        "\(folder) lies on a \(kind) file system, where SQLite's locks and syncs cannot be relied on",
                        zh: "\(folder) 位于 \(kind) 文件系统，SQLite 的锁和同步在其上不可靠"
                    ),
                    Wording("Move the store to a disk of this machine.", zh: "请把数据文件移到本机磁盘。")
                )
            )
        }
        return found.isEmpty ? [.ok(Wording(free + week, zh: freeZh + weekZh))] : found
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
        let folder = FolderCheck.existingFolder(of: path)
        guard FileManager.default.isWritableFile(atPath: folder) else {
            return .problem(
                Wording(
                    "\(path): does not exist, and the service cannot make it, since \(folder) cannot be written",
                    zh: "\(path)：不存在，且 \(folder) 不可写，服务无法创建"
                ),
                Wording("Make its folder, and give it to the user that runs the service.", zh: "请创建其文件夹，并交给运行服务的用户。")
            )
        }
        return .ok(
            Wording(
                "\(path): does not exist yet; the service makes it at its first start",
                zh: "\(path)：尚不存在，服务首次启动时创建"
            )
        )
    }
}
