/// Why a picture could not be made of SVG; holds nothing of the picture's text.
package struct RsvgError: Error, Hashable, Sendable, CustomStringConvertible {
    package let message: String

    package init(_ message: String) {
        self.message = message
    }

    package var description: String { message }
}
