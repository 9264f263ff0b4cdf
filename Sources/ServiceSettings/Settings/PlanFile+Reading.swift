import Foundation
import Records

extension PlanFile {
    /// The plan at `planPath` and the files that it names, as they lie to one another; those outside of its folder by
    /// their names alone, with a number where two have the same.
    static func files(of planPath: String, _ others: [String], contents: [String: [UInt8]]) -> [PlanFile] {
        let folder = (planPath as NSString).deletingLastPathComponent
        var taken: Set<String> = []
        return ([planPath] + others).compactMap { path in
            guard let bytes = contents[path] else { return nil }
            let expected = name(of: path, in: folder)
            var name = expected
            var number = 1
            while !taken.insert(name).inserted {
                number += 1
                name = "\(number)-\(expected)"
            }
            return PlanFile(name: name, bytes: bytes, sha256: Fingerprint(of: Data(bytes)))
        }
    }

    private static func name(of path: String, in folder: String) -> String {
        let prefix = folder.isEmpty || folder.hasSuffix("/") ? folder : folder + "/"
        if path.hasPrefix(prefix), !path.hasPrefix("/") || !prefix.isEmpty {
            let rest = path.dropFirst(prefix.count)
            let names = rest.split(separator: "/", omittingEmptySubsequences: false)
            if !names.contains(where: { $0.isEmpty || $0 == "." || $0 == ".." }) { return String(rest) }
        }
        return (path as NSString).lastPathComponent
    }
}
