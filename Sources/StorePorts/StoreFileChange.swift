import Records

/// What became of the files of an open store.
package enum StoreFileChange: Hashable, Sendable, CustomStringConvertible {
    /// Nothing has this name any more.
    case removed(String)
    /// Another file has this name.
    case replaced(String)

    package var description: String {
        switch self {
        case .removed(let path): "\(path) was removed"
        case .replaced(let path): "\(path) was replaced by another file"
        }
    }
}

/// Where the data of a store is whose files were removed or replaced while it was open.
package enum StoreRescue: Hashable, Sendable, CustomStringConvertible {
    /// The store's file has its name and holds everything.
    case intoFile(String)
    /// The store's file has another name now, and holds everything.
    case moved(to: String)
    /// The store's file was removed; a copy of everything is in its place.
    case restored(String)
    /// The store's file was replaced; a copy of everything is beside it.
    case beside(String)

    package var description: String {
        switch self {
        case .intoFile(let path): "everything that was committed is in \(path)"
        case .moved(let path): "everything that was committed is in \(path), as the file is called now; move it back"
        case .restored(let path): "\(path) was written again from what was open; everything that was committed is in it"
        case .beside(let path):
            "another file is in the store's place; everything that was committed was copied to \(path)"
        }
    }
}
