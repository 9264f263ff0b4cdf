import Foundation
import Machine
import StorePorts

/// The small file beside a store that remembers which store belongs there, so that an empty, missing or foreign file in
/// its place is not taken for a new store.
struct StoreMarker: Hashable, Sendable {
    enum Content: Hashable, Sendable {
        /// A new store is being made; it has no history yet.
        case beingMade
        /// The identity of the store, 32 hexadecimal digits.
        case store(String)
    }

    let path: String
    let content: Content

    private static let key = "store: "
    private static let being = "being made"
    private static let remark = """
        # Written by quiethours: which store belongs beside this file. Remove it only when another or a new store is to begin.

        """

    /// Nil when there is none.
    ///
    /// - Throws: ``StoreError`` when it is not as this program writes it.
    init?(at place: StorePlace) throws(StoreError) {
        path = place.marker
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
        let lines = text.split(separator: "\n").filter { !$0.hasPrefix("#") }
        guard lines.count == 1, let line = lines.first, line.hasPrefix(StoreMarker.key) else {
            throw StoreError(message: StoreMarker.unreadable(place))
        }
        let value = String(line.dropFirst(StoreMarker.key.count))
        if value == StoreMarker.being {
            content = .beingMade
        } else if value.utf8.count == 32, value.allSatisfy(\.isHexDigit) {
            content = .store(value)
        } else {
            throw StoreError(message: StoreMarker.unreadable(place))
        }
    }

    /// On the disk when it returns.
    static func write(_ content: Content, at place: StorePlace) throws(MachineError) {
        let value =
            switch content {
            case .beingMade: being
            case .store(let identity): identity
            }
        try DurableFiles.replace(place.marker, with: "\(remark)\(key)\(value)\n")
    }

    private static func unreadable(_ place: StorePlace) -> String {
        "\(place.marker): cannot be read, or is not as quiethours writes it; when \(place.path) is the store that belongs "
            + "here, remove this file"
    }
}

extension StoreMarker {
    /// Whether a store may be opened for writing at `place`.
    ///
    /// - Returns: Whether there is none yet, so that one is to be made.
    static func admit(_ place: StorePlace) throws(StoreError) -> Bool {
        let marker = try StoreMarker(at: place)
        guard let file = FileState(at: place.path), file.size > 0 else {
            let isEmpty = FileManager.default.fileExists(atPath: place.path)
            switch marker?.content {
            case .store:
                let what = isEmpty ? "is empty, though a store was here" : "is missing, though a store was here"
                throw StoreError(
                    message:
                        "\(place.path): \(what) (\(place.marker)). Nothing was written. Put the file or a backup of it "
                        + "back, with its -wal when there is one; remove \(place.marker) only to begin a new store"
                )
            case .beingMade: return true
            case nil where isEmpty:
                throw StoreError(
                    message: "\(place.path): is empty. Nothing was written. Put the store or a backup of it back, or "
                        + "remove the empty file to begin a new store"
                )
            case nil: return true
            }
        }
        try admit(file, under: marker, place)
        return false
    }

    /// SQLite names the log after the file, so that a store used by two names is damaged
    /// (https://www.sqlite.org/howtocorrupt.html, section 2.5). The name with the marker is the store's own.
    static func admit(_ file: FileState, under marker: StoreMarker?, _ place: StorePlace) throws(StoreError) {
        guard file.isRegular else {
            throw StoreError(message: "\(place.path): is no file; write the store's file into the settings")
        }
        guard file.links > 1, marker == nil else { return }
        throw StoreError(
            message:
                "\(place.path): is a second name (hard link) of a store, which would be damaged by its use; write the "
                + "store's own name into the settings, or copy it with 'quiethours store backup'"
        )
    }

    /// Compares the marker with the store that was opened, and writes it where it is missing.
    static func settle(_ identity: String, at place: StorePlace) throws {
        switch try StoreMarker(at: place)?.content {
        case .store(let known) where known == identity: return
        case .store(let known):
            throw StoreError(
                message: "\(place.path): is another store (\(identity)) than the one that was here (\(known), by "
                    + "\(place.marker)). Put the right one back, or remove \(place.marker) to go on with this one"
            )
        case .beingMade, nil: try write(.store(identity), at: place)
        }
    }
}
