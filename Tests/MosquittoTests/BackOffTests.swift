import Mosquitto
import Testing

@Suite("waiting before the next attempt")
struct BackOffTests {
    struct Row: CustomTestStringConvertible {
        var random: Double
        var isRefused = false
        var waits: [Double]
        var testDescription: String { "random \(random)" }
    }

    @Test(
        "between 0.5 s and a ceiling that doubles to 5 s, to 30 s where the broker refuses us",
        arguments: [
            Row(random: 0, waits: [0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5]),
            Row(random: 0.5, waits: [0.75, 1.25, 2.25, 2.75, 2.75, 2.75, 2.75]),
            Row(random: 1, waits: [1, 2, 4, 5, 5, 5, 5]),
            Row(random: 0.5, isRefused: true, waits: [0.75, 1.25, 2.25, 4.25, 8.25, 15.25, 15.25]),
            Row(random: 1, isRefused: true, waits: [1, 2, 4, 8, 16, 30, 30]),
        ]
    )
    func waits(row: Row) {
        var backOff = BackOff()
        #expect(row.waits.map { _ in backOff.next(random: row.random, isRefused: row.isRefused) } == row.waits)
        backOff.reset()
        #expect(backOff.next(random: row.random) == row.waits[0])
    }

    @Test("it never exceeds 5 s, however long the broker is away")
    func bounded() {
        var backOff = BackOff()
        for _ in 0..<10_000 { #expect((0.5...5).contains(backOff.next(random: 0.999))) }
    }
}
