/// What left as a message, as it is kept with its attempt: the words, and the digest of the bytes.
package struct SentText: Hashable, Sendable {
    package var subject: String
    /// As people read it, without the tokens of links.
    package var text: String
    package var digest: Fingerprint
    package var basis: Basis

    /// What the digest is of.
    package enum Basis: String, Hashable, Sendable, CaseIterable {
        /// The bytes that the channel sent: the whole mail, the body of a request, the file.
        case bytes
        /// `subject`, an empty line and `text`, in UTF-8, where the channel has no bytes of its own to show.
        case words
    }

    package init(subject: String, text: String, digest: Fingerprint, basis: Basis) {
        (self.subject, self.text, self.digest, self.basis) = (subject, text, digest, basis)
    }
}
