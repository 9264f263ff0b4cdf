import Records

/// Notices when the files of an open store are taken away. Safe from any thread; calls block.
package protocol StoreFilesWatch: Sendable {
    /// What became of the store's files; nil while they are as they were when it was opened. Some microseconds.
    func fileChange() -> StoreFileChange?
    /// Saves what was committed, after ``fileChange()`` has said that files were removed or replaced. `stamp` names a
    /// copy beside a file that took the store's place. May be called again when it failed.
    func rescue(stamp: String) throws -> StoreRescue
}
