package import Records

/// Answers in the order in which they were recorded. Safe from any thread; calls block.
package protocol AnswerLog: Sendable {
    /// 0 when there is none; asked often.
    func lastAnswerID() throws -> Int64
    func answers(after id: Int64) throws -> [Answer]
}
