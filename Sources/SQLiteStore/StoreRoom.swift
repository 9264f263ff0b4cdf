import Foundation
import Machine
import Records
import StorePorts

/// The space under a store: what rejected payloads may take of it, and what is kept back for a full disk.
struct StoreRoom: Sendable {
    let path: String
    var limits: QuarantineLimits

    /// A file that takes up space and is removed when there is none left: removing rows takes space too.
    var reservePath: String { path + ".reserve" }

    /// The write-ahead log before it is copied into the file, which grows by as much, and something to work with.
    private static let largestReserve: Int64 = 24 * 1_048_576
    private static let smallestReserve: Int64 = 1_048_576
    /// Less free space than this, or than an eighth of a small disk, is not for rejected payloads.
    private static let keptFree: Int64 = 256 * 1_048_576

    private var fileSystem: FileSystem? {
        let folder = (path as NSString).deletingLastPathComponent
        return try? FileSystem(of: folder.isEmpty ? "." : folder)
    }

    /// What rejected payloads may take now; all that the limits allow when the disk does not say.
    var allowance: QuarantineAllowance {
        guard let disk = fileSystem else { return .unlimited }
        return QuarantineAllowance(
            isTight: disk.freeBytes < min(StoreRoom.keptFree, disk.totalBytes / 8),
            isSmall: disk.freeBytes / 8 < StoreRoom.largestReserve,
            mostAtOnce: max(100_000, disk.freeBytes / 32)
        )
    }

    /// Hardly anything can be written.
    var isFull: Bool {
        guard let disk = fileSystem else { return false }
        return disk.freeBytes < min(StoreRoom.smallestReserve, disk.totalBytes / 64)
    }

    var hasReserve: Bool { FileManager.default.fileExists(atPath: reservePath) }

    /// True when there was one.
    func releaseReserve() -> Bool {
        guard hasReserve else { return false }
        return (try? FileManager.default.removeItem(atPath: reservePath)) != nil
    }

    /// Takes the reserve while there is plenty besides; true when it was made.
    func takeReserve() throws -> Bool {
        guard !hasReserve, let disk = fileSystem else { return false }
        let size = min(StoreRoom.largestReserve, disk.freeBytes / 8)
        guard size >= StoreRoom.smallestReserve, !allowance.isTight else { return false }
        let file = reservePath
        guard FileManager.default.createFile(atPath: file, contents: nil, attributes: [.posixPermissions: 0o600]) else {
            throw StoreError(message: "\(file): cannot be made")
        }
        do {
            let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: file))
            defer { try? handle.close() }
            // Not all zero, so that no file system takes it for a hole.
            let block = Data(repeating: 0xA5, count: 1_048_576)
            for _ in 0..<(size / 1_048_576) { try handle.write(contentsOf: block) }
            try handle.synchronize()
        } catch {
            try? FileManager.default.removeItem(atPath: file)
            throw error
        }
        return true
    }
}

/// How much of the disk rejected payloads may take.
struct QuarantineAllowance: Hashable {
    /// Nothing more may be added than what is there.
    var isTight: Bool
    /// What is kept back for a full disk is less than the write-ahead log may hold, which is not to wait then.
    var isSmall: Bool
    /// Bytes that one arrival may add to a share.
    var mostAtOnce: Int64

    static let unlimited = QuarantineAllowance(isTight: false, isSmall: false, mostAtOnce: .max)
}
