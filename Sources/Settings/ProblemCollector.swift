/// Gathers what is wrong while files are read, and which keys their readers know.
///
/// For one thread.
package final class ProblemCollector {
    private var problems: [Problem] = []
    private var doubts: [Problem] = []
    private var told: Set<Problem> = []

    /// In the order of reading, each once.
    package private(set) var files: [String] = []

    /// What each file held that could be read, to the byte; of a file that was read again what it held last.
    package private(set) var contents: [String: [UInt8]] = [:]

    /// Every key that a reader asked for, with list positions left out: "sites[].sensors[].id".
    package private(set) var knownKeys: Set<String> = []

    /// What files hold that were read before, in the order in which they were named; nil where files are read as they
    /// are now.
    private let archived: [[UInt8]]?

    package init() {
        archived = nil
    }

    /// For reading again what was read before: the first file that is asked for holds the first of `files`, and so on,
    /// whatever its path; nothing is read from disk.
    package init(archived files: [[UInt8]]) {
        archived = files
    }

    var isOfArchive: Bool { archived != nil }

    /// The bytes of the file at `path`, which was begun; nil when it is not among those that were read before.
    func archivedBytes(of path: String) -> [UInt8]? {
        guard let archived, let place = files.firstIndex(of: path), archived.indices.contains(place) else { return nil }
        return archived[place]
    }

    /// A problem that is told already, because a file is read a second time, is not told again.
    package func report(_ position: Position, _ message: String) {
        if !files.contains(position.file) { files.append(position.file) }
        let problem = Problem(position, message)
        if told.insert(problem).inserted { problems.append(problem) }
    }

    /// What is likely not meant, and does not stand in the way of using the file.
    package func warn(_ position: Position, _ message: String) {
        if !files.contains(position.file) { files.append(position.file) }
        let warning = Problem(position, message, .warning)
        if told.insert(warning).inserted { doubts.append(warning) }
    }

    /// Warnings, file after file in the order of reading, each by line and column.
    package var warnings: [Problem] { sorted(doubts) }

    /// Problems and warnings together, in the same order.
    package var findings: [Problem] { sorted(problems + doubts) }

    /// Whether there is no problem; warnings are none.
    package var isEmpty: Bool { problems.isEmpty }
    /// Unchanged by what is read without a problem.
    package var count: Int { problems.count }

    /// `value` when nothing is wrong.
    package func result<T>(_ value: T?) -> Result<T, InvalidSettings> {
        if let value, problems.isEmpty { return .success(value) }
        precondition(!problems.isEmpty, "a reader that returns nothing has to say why")
        return .failure(InvalidSettings(problems: sorted(problems)))
    }

    func begin(file: String) {
        if !files.contains(file) { files.append(file) }
    }

    func note(contents bytes: [UInt8], of file: String) {
        contents[file] = bytes
    }

    func note(knownKey: String) {
        knownKeys.insert(knownKey)
    }

    private func sorted(_ problems: [Problem]) -> [Problem] {
        problems.enumerated().sorted { a, b in
            order(a.element, a.offset) < order(b.element, b.offset)
        }.map(\.element)
    }

    private func order(_ problem: Problem, _ offset: Int) -> (Int, Int, Int, Int) {
        let file = files.firstIndex(of: problem.position.file) ?? files.count
        return (file, problem.position.line ?? 0, problem.position.column ?? 0, offset)
    }
}
