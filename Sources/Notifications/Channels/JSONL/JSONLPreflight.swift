import Foundation
package import Preflight
import Settings

/// Whether lines can be added to a file; adds none.
package enum JSONLPreflight {
    package static func look(at file: String) -> Diagnosis {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: file, isDirectory: &isFolder) else {
            let folder = (file as NSString).deletingLastPathComponent
            return FolderCheck.look(at: folder.isEmpty ? "." : folder)
        }
        guard !isFolder.boolValue else {
            return .problem(
                Wording("\(file) is a folder", zh: "\(file) 是文件夹"),
                Wording(
                    "Write the path of a file in it under reporters.jsonl.file.",
                    zh: "请在 reporters.jsonl.file 下写其中一个文件的路径。"
                )
            )
        }
        guard FileManager.default.isWritableFile(atPath: file) else {
            return .problem(
                Wording("\(file) cannot be written", zh: "\(file) 不可写"),
                Wording("Give it to the user that runs the service.", zh: "请交给运行服务的用户。")
            )
        }
        return .ok(Wording("\(file): can be written", zh: "\(file)：可写"))
    }
}
