import Foundation
import Machine
import Notifications
package import Preflight
package import ServiceSettings
import Settings
import StorePorts

/// Whether everybody on the machine may read what holds secrets.
package enum PermissionCheck {
    /// A file or folder, and what it holds.
    package struct Held: Hashable, Sendable {
        package var path: String
        /// "the store", "live answer links".
        package var what: String

        package init(path: String, what: String) {
            self.path = path
            self.what = what
        }
    }

    /// Of one folder so many are named.
    private static let named = 3
    /// Permission bits of users that are neither the owner nor in the group.
    private static let others: UInt32 = 0o007

    package static func files(of configuration: Configuration) -> [Held] {
        let place = StorePlace(configuration.storePath)
        var held = [place.path, place.log, place.index].map { Held(path: $0, what: "the store") }
        held += configuration.secretFiles.map { Held(path: $0, what: "a password or key") }
        guard let folder = configuration.reporters.emlDirectory else { return held }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return held
            + names.filter { $0.hasSuffix(".eml") }.sorted().map {
                Held(path: "\(folder)/\($0)", what: "mail with live answer links")
            }
    }

    package static func look(at held: [Held]) -> [Diagnosis] {
        let open = held.filter(isOpen)
        guard !open.isEmpty else {
            return [
                .ok(
                    Wording(
                        "the store, the files of passwords and keys, and the mail files are closed to other users",
                        zh: "数据文件、密码和密钥文件、邮件文件均不对其他用户开放"
                    )
                )
            ]
        }
        return Dictionary(grouping: open, by: \.what).sorted { $0.key < $1.key }.map { what, files in
            let paths = files.prefix(named).map(\.path).joined(separator: ", ")
            let more = files.count > named ? " and \(files.count - named) more" : ""
            return .warning(
                Wording(
                    "\(paths)\(more): every user of this machine may read or write \(what)",
                    zh: "\(paths)\(files.count > named ? " 等 \(files.count) 个文件" : "")：本机任何用户都可读写"
                ),
                Wording(
                    "chmod 600, and chmod 700 their folder; what the service makes is closed from the start.",
                    zh: "请执行 chmod 600，并对其文件夹执行 chmod 700。"
                )
            )
        }
    }

    /// A file in a folder that others may not enter is closed, whatever its own mode.
    private static func isOpen(_ held: Held) -> Bool {
        guard let file = FileState(at: held.path), file.permissions & others != 0 else { return false }
        let folder = (DurableFiles.resolved(held.path) as NSString).deletingLastPathComponent
        return FileState(at: folder).map { $0.permissions & 0o001 != 0 } ?? true
    }
}
