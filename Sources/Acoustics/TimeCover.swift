package import EventTime

/// The time that readings of one sensor cover by ``CoverageRule``, taken in the order of their ends, of equal ends the
/// shorter first.
package struct TimeCover: Hashable, Sendable {
    /// A piece of time that is covered without a gap.
    package struct Piece: Hashable, Sendable {
        package fileprivate(set) var range: TimeRange
        /// Length of the reading that it begins with.
        package fileprivate(set) var leading: TimeSpan
        /// Length of the reading that it ends with.
        package fileprivate(set) var trailing: TimeSpan
        /// How much is covered before it.
        fileprivate var before: TimeSpan
    }

    /// In order, none touching the next.
    private var pieces: [Piece] = []
    /// What was settled is counted here.
    private var settled = TimeSpan.zero

    package init() {}

    /// All the time that is covered.
    package var length: TimeSpan { pieces.last.map { $0.before + $0.range.length } ?? settled }

    /// Covers `range`, which is a part of a reading of `duration` and ends no earlier than any before; the time for
    /// which the reading counts, nil when it is passed over.
    package mutating func take(_ range: TimeRange, duration: TimeSpan) -> TimeSpan? {
        guard let share = CoverageRule.share(of: range, covered: covered(from: range.start)) else { return nil }
        var piece = Piece(range: range, leading: duration, trailing: duration, before: .zero)
        while let last = pieces.last, last.range.end >= piece.range.start {
            if last.range.start <= piece.range.start {
                piece.range.start = last.range.start
                piece.leading = last.leading
            }
            pieces.removeLast()
        }
        piece.before = length
        pieces.append(piece)
        return share
    }

    /// What of `range`, which ends no earlier than any that was taken, is not covered yet, in order.
    package func free(of range: TimeRange) -> [TimeRange] {
        var free: [TimeRange] = []
        var from = range.start
        for piece in pieces[firstPiece(endingAfter: range.start)...] {
            if from < piece.range.start { free.append(TimeRange(start: from, end: piece.range.start)) }
            from = piece.range.end
        }
        if from < range.end { free.append(TimeRange(start: from, end: range.end)) }
        return free
    }

    /// Gives away, in order, the pieces that end before `instant`, which nothing that starts at or after it can touch.
    package mutating func settle(endingBefore instant: Instant) -> [Piece] {
        guard let first = pieces.first, first.range.end < instant else { return [] }
        let count = pieces.firstIndex { $0.range.end >= instant } ?? pieces.count
        let gone = Array(pieces[..<count])
        if let last = gone.last { settled = last.before + last.range.length }
        pieces.removeFirst(count)
        return gone
    }

    private func covered(from start: Instant) -> TimeSpan {
        let first = firstPiece(endingAfter: start)
        guard first < pieces.count else { return .zero }
        let piece = pieces[first]
        return length - piece.before - max(.zero, start - piece.range.start)
    }

    private func firstPiece(endingAfter start: Instant) -> Int {
        // Nearly always it is behind the last.
        if pieces.last.map({ $0.range.end <= start }) ?? true { return pieces.count }
        var low = 0
        var high = pieces.count - 1
        while low < high {
            let middle = (low + high) / 2
            if pieces[middle].range.end > start { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
