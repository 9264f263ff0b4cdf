/// The name that `text` was probably meant to be; nil when none is near.
///
/// Near is at most a third of its letters changed, added, left out or swapped with their neighbour, case aside.
package func nearest(to text: String, among names: [String]) -> String? {
    let distances = names.map { (name: $0, distance: editDistance(text.lowercased(), $0.lowercased())) }
    guard let best = distances.min(by: { $0.distance < $1.distance }) else { return nil }
    return best.distance <= best.name.count / 3 ? best.name : nil
}

/// Optimal string alignment distance: the edits of Damerau and Levenshtein, no place edited twice.
private func editDistance(_ a: String, _ b: String) -> Int {
    let a = Array(a)
    let b = Array(b)
    guard !a.isEmpty, !b.isEmpty else { return max(a.count, b.count) }
    var rows = Array(repeating: Array(repeating: 0, count: b.count + 1), count: a.count + 1)
    for i in 0...a.count { rows[i][0] = i }
    for j in 0...b.count { rows[0][j] = j }
    for i in 1...a.count {
        for j in 1...b.count {
            let change = rows[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)
            rows[i][j] = min(change, rows[i - 1][j] + 1, rows[i][j - 1] + 1)
            if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
                rows[i][j] = min(rows[i][j], rows[i - 2][j - 2] + 1)
            }
        }
    }
    return rows[a.count][b.count]
}
