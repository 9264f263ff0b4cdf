import ArgumentParser
import Machine
import Reports

/// One line for a person or a program; whatever it holds, nothing in it ends the line or does anything to a terminal.
///
/// This and its neighbours are the one way out of all commands. What the stream does not take ends the command
/// (``QuietHours/main()``): 74, or as the signal of a closed pipe does.
func standardOutput(_ line: String) throws(StreamFailure) {
    try standardOutput(bytes: Array((PayloadText.oneLine(line) + "\n").utf8))
}

/// What a file or another program gets, as it is.
func standardOutput(bytes: [UInt8]) throws(StreamFailure) {
    try StreamOutput.standardOutput.write(bytes)
}

/// A text with line ends and codes for a terminal, whose foreign parts are printable already.
func standardOutput(screen text: String) throws(StreamFailure) {
    try standardOutput(bytes: Array(text.utf8))
}

/// One line beside the output: a problem, a warning. Where it cannot be written there is nobody to tell. Waits for a
/// reader, at most so many milliseconds.
func standardError(_ line: String, waitingAtMost milliseconds: Int32 = -1) {
    _ = StreamOutput.standardError.write(
        Array((PayloadText.oneLine(line) + "\n").utf8),
        waitingAtMost: milliseconds
    )
}

/// How far something has come, with codes for a terminal.
func standardError(status text: String) {
    _ = StreamOutput.standardError.write(Array(text.utf8), waitingAtMost: -1)
}
