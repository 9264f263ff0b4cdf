import Foundation
import Settings

/// Folders that files are written to.
package enum FolderCheck {
    /// Whether files can be written to a folder, which need not be there yet.
    package static func look(at path: String) -> Diagnosis {
        let existing = FileManager.default.fileExists(atPath: path) ? path : existingFolder(of: path)
        guard FileManager.default.isWritableFile(atPath: existing) else {
            return .problem(
                Wording("\(path): \(existing) cannot be written", zh: "\(path)：\(existing) 不可写"),
                Wording("Make the folder, and give it to the user that runs the service.", zh: "请创建该文件夹，并交给运行服务的用户。")
            )
        }
        return .ok(
            Wording(
                "\(path): " + (existing == path ? "can be written" : "does not exist yet; the service makes it"),
                zh: "\(path)：" + (existing == path ? "可写" : "尚不存在，由服务创建")
            )
        )
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
