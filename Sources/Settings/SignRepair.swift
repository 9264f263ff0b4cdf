import Yams

/// A YAML text that is read although foreign signs stand in it, so that the rest of it is checked in the same run.
///
/// A sign is taken for the mistake when the text can be read further with what it stands for. What is put in its place
/// moves what follows on its line; ``original(line:column:)`` undoes that.
struct SignRepair {
    /// A sign that was a mistake, by its place in the text as it was written.
    struct Found {
        var line: Int
        var column: Int
        var message: Wording
    }

    private(set) var text: String
    private(set) var found: [Found] = []
    /// By line of the text: columns as they were written, ascending, each with the number of signs put in its place.
    private var moved: [Int: [(column: Int, count: Int)]] = [:]
    /// Places as they were written of keys that were given up, because nothing can be put in place of their sign.
    private(set) var tornKeys: [(line: Int, column: Int)] = []

    /// Beyond it a text is not tried with other signs: each trial reads it whole.
    private static let longestText = 2_000_000
    private static let mostTrials = 400
    private var trials = 0

    init(_ text: String) {
        self.text = text
    }

    /// The line and column as they were written of a place that the parser names.
    func original(line: Int, column: Int) -> (line: Int, column: Int) {
        var shift = 0
        for edit in moved[line] ?? [] {
            let start = edit.column + shift
            guard column >= start + edit.count else { return (line, column < start ? column - shift : edit.column) }
            shift += edit.count - 1
        }
        return (line, column - shift)
    }

    /// The document, after putting in place of foreign signs what they stand for; nil when there is none.
    ///
    /// - Throws: what the parser says of the text when no sign explains it.
    mutating func compose() throws -> (root: Node?, keys: RepeatedKeys) {
        while true {
            var keys = RepeatedKeys(text)
            do {
                let root = try keys.compose()
                guard let torn = root.flatMap({ tornKey(in: $0, keys) }) else { return (root, keys) }
                repair(torn)
            } catch {
                guard repair(SyntaxFault(error)) else { throw error }
            }
        }
    }

    /// Whether some sign explains the fault, which is repaired then.
    private mutating func repair(_ fault: SyntaxFault) -> Bool {
        guard let place = fault.place, text.utf8.count <= SignRepair.longestText else { return false }
        let signs = SignCandidates(text)
        let candidates = signs.near(lines: min(fault.contextLine ?? place.line, place.line), through: place.line)
        var best: (candidate: SignCandidates.Candidate, reach: Reach)?
        for candidate in candidates where trials < SignRepair.mostTrials {
            trials += 1
            let reach = SignRepair.reach(of: candidate, in: signs)
            if reach > best?.reach ?? Reach(fault.place) { best = (candidate, reach) }
            if reach == .all { break }
        }
        guard let best else { return false }
        apply(best.candidate, signs)
        return true
    }

    /// Repairs a key, or gives it up.
    private mutating func repair(_ torn: TornKey) {
        let signs = SignCandidates(text)
        if SignRepair.reach(of: torn.candidate, in: signs) == .all {
            apply(torn.candidate, signs)
        } else {
            note(torn.candidate, signs)
            tornKeys.append(torn.start)
        }
    }

    private mutating func note(_ candidate: SignCandidates.Candidate, _ signs: SignCandidates) {
        guard let first = candidate.edits.first else { return }
        let place = signs.place(first.offset)
        let original = original(line: place.line, column: place.column)
        found.append(Found(line: original.line, column: original.column, message: candidate.message))
    }

    private mutating func apply(_ candidate: SignCandidates.Candidate, _ signs: SignCandidates) {
        note(candidate, signs)
        let places = candidate.edits.map { signs.place($0.offset) }
        let columns = places.map { original(line: $0.line, column: $0.column).column }
        for ((place, column), edit) in zip(zip(places, columns), candidate.edits) {
            moved[place.line, default: []].append((column, edit.replacement.unicodeScalars.count))
            moved[place.line]?.sort { $0.column < $1.column }
        }
        text = SignRepair.applying(candidate, to: signs.scalars)
    }

    private struct TornKey {
        /// Where it begins, as it was written.
        var start: (line: Int, column: Int)
        var candidate: SignCandidates.Candidate
    }

    /// The first key, in the order of the text, in which a sign stands that no key has: what was meant to end there
    /// goes on.
    private func tornKey(in root: Node, _ keys: RepeatedKeys) -> TornKey? {
        var signs: SignCandidates?
        var found: TornKey?
        root.forEachKey { key in
            guard found == nil, key.style == .plain, let mark = key.mark, keys.name(key.string).isTornKey else {
                return
            }
            let start = original(line: mark.line, column: mark.column)
            guard !tornKeys.contains(where: { $0 == start }) else { return }
            let here = signs ?? SignCandidates(text)
            signs = here
            guard let first = here.offset(line: mark.line, column: mark.column) else { return }
            let end = min(first + key.string.unicodeScalars.count, here.scalars.count)
            guard let candidate = (first..<end).lazy.compactMap(here.candidate).first else { return }
            found = TornKey(start: start, candidate: candidate)
        }
        return found
    }

    private static func applying(_ candidate: SignCandidates.Candidate, to scalars: [Unicode.Scalar]) -> String {
        var view = String.UnicodeScalarView()
        var next = 0
        for edit in candidate.edits {
            view.append(contentsOf: scalars[next..<edit.offset])
            view.append(contentsOf: edit.replacement.unicodeScalars)
            next = edit.offset + 1
        }
        view.append(contentsOf: scalars[next...])
        return String(view)
    }

    /// How far a text can be read.
    private struct Reach: Comparable {
        var line: Int
        var column: Int

        static let all = Reach(line: .max, column: .max)

        init(line: Int, column: Int) {
            self.line = line
            self.column = column
        }

        init(_ place: (line: Int, column: Int)?) {
            self.init(line: place?.line ?? 0, column: place?.column ?? 0)
        }

        static func < (a: Reach, b: Reach) -> Bool { (a.line, a.column) < (b.line, b.column) }
    }

    /// In the columns of the text without the candidate's edits.
    private static func reach(of candidate: SignCandidates.Candidate, in signs: SignCandidates) -> Reach {
        var keys = RepeatedKeys(applying(candidate, to: signs.scalars))
        do {
            _ = try keys.compose()
            return .all
        } catch {
            var reach = Reach(SyntaxFault(error).place)
            for edit in candidate.edits {
                let place = signs.place(edit.offset)
                guard place.line == reach.line, place.column < reach.column else { continue }
                reach.column -= edit.replacement.unicodeScalars.count - 1
            }
            return reach
        }
    }
}

extension String {
    /// Whether a sign stands in a key that no key has.
    var isTornKey: Bool { contains(":") || firstForeignSign != nil }
}

extension Node {
    /// Calls `body` for every key that is a scalar, in the order of the text.
    fileprivate func forEachKey(_ body: (Node.Scalar) -> Void) {
        switch self {
        case .scalar, .alias: break
        case .sequence(let sequence): sequence.forEach { $0.forEachKey(body) }
        case .mapping(let mapping):
            for (key, value) in mapping {
                if case .scalar(let scalar) = key { body(scalar) }
                value.forEachKey(body)
            }
        }
    }
}
