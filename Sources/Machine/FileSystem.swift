import CMachine

/// What the system tells of the file system under a path (statvfs(3), statfs(2)).
package struct FileSystem: Hashable, Sendable {
    /// Bytes that a process without privileges may still write.
    package var freeBytes: Int64
    package var totalBytes: Int64
    package var isReadOnly: Bool
    /// The name of a kind that lies on another machine or in another program ("NFS"); nil for a local one.
    package var remoteKind: String?

    package init(freeBytes: Int64, totalBytes: Int64, isReadOnly: Bool = false, remoteKind: String? = nil) {
        self.freeBytes = freeBytes
        self.totalBytes = totalBytes
        self.isReadOnly = isReadOnly
        self.remoteKind = remoteKind
    }

    /// Blocks, on a network file system for as long as its server does not answer.
    package init(of path: String) throws(MachineError) {
        var state = cmachine_file_system()
        let failure = unsafe cmachine_file_system_of(path, &state)
        guard failure == 0 else { throw MachineError("\(path): cannot be looked at", errorNumber: failure) }
        self.init(
            freeBytes: Int64(clamping: state.free_bytes),
            totalBytes: Int64(clamping: state.total_bytes),
            isReadOnly: state.read_only,
            remoteKind: FileSystem.remoteKinds[state.kind]
        )
    }

    /// Magic numbers of statfs(2).
    private static let remoteKinds: [UInt32: String] = [
        0x6969: "NFS", 0x517B: "SMB", 0xFF53_4D42: "CIFS", 0xFE53_4D42: "SMB2", 0x6573_5546: "FUSE",
        0x0102_1997: "9P", 0x00C3_6400: "Ceph", 0x5346_414F: "AFS",
    ]
}
