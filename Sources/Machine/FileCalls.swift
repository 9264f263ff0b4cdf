import CMachine

// Apart from what imports Glibc: both define the constants of fcntl(2).

/// Renames; errno, 0 when it is done, EEXIST when something has the new name and is not to be replaced.
func renamed(_ path: String, to place: String, replacing: Bool) -> Int32 {
    unsafe cmachine_rename(path, place, replacing)
}

/// A descriptor that only names the file (O_PATH), the caller's to close; -1 with errno.
func pathDescriptor(_ path: String) -> Int32 {
    unsafe cmachine_remember(path)
}
