import Foundation

extension TimeZoneRules {
    /// The zone `name` ("Asia/Shanghai") from a compiled tz database; no name leads out of `directory`.
    package static func load(
        _ name: String,
        directory: String = "/usr/share/zoneinfo"
    ) throws(TimeZoneError) -> TimeZoneRules {
        guard isName(name) else { throw .badName(name) }
        let path = "\(directory)/\(name)"
        var isDirectory: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory), !isDirectory.boolValue else {
            // Some systems have the directory with no more than a file or two in it.
            let installed = FileManager.default.fileExists(atPath: "\(directory)/Asia/Shanghai")
            throw installed ? .unknown(zone: name, directory: directory) : .noDatabase(directory: directory)
        }
        let data: Data
        do {
            data = try Data(contentsOf: URL(fileURLWithPath: path))
        } catch {
            throw .unreadable(path: path, error.localizedDescription)
        }
        return try TimeZoneRules(name: name, tzif: Array(data))
    }

    private static func isName(_ name: String) -> Bool {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        return name.utf8.count <= 64
            && parts.allSatisfy { part in
                !part.isEmpty && part.utf8.first != UInt8(ascii: ".")
                    && part.utf8.allSatisfy { byte in
                        switch byte {
                        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"),
                            UInt8(ascii: "+"), UInt8(ascii: "."):
                            true
                        default:
                            false
                        }
                    }
            }
    }
}
