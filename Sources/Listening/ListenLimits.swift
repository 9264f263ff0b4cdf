/// What one listener grants its clients, so that none of them takes anything from the others or from the rest of the
/// service.
package struct ListenLimits: Hashable, Sendable {
    /// Most connections at once. Two full listeners leave more than half of the usual 1,024 descriptors to the broker,
    /// the store and the channels.
    package var connections = 200
    /// Most of them from one remote address, or one /64 of IPv6, unless it is this machine, from where a proxy brings
    /// everybody.
    package var connectionsOfClient = 50
    /// Most bytes of a request's line and header fields together: a link has 512 at most, and a proxy adds a few
    /// hundred.
    package var headBytes = 16 * 1024
    package var headerFields = 100
    /// Most bytes of a body: the form for answers with every field full, every byte of it as `%XX`.
    package var bodyBytes = 96 * 1024
    /// How long a connection may wait for the whole head of its next request, which covers idle ones and slow senders.
    package var head = Duration.seconds(15)
    /// How long the body may take after its head: 6 kB a second for the longest.
    package var body = Duration.seconds(15)
    /// How long the making of a page may take; what comes later is answered with 503.
    package var reply = Duration.seconds(15)
    /// The same for requests that may record something. Whoever waited longer gets no answer at all rather than an
    /// error, since it may have been recorded.
    package var recording = Duration.seconds(60)
    /// Bytes a second that a client must take of a reply at least, beyond `head`: a telephone at the edge of its
    /// network.
    package var slowestReading = 4096
    /// How long what still comes is thrown away after a refusal, so that the client reads the refusal instead of a
    /// reset.
    package var lingering = Duration.seconds(2)
    /// How many reads of it, of 64 kB at most each: four megabytes, the most that a browser's form would bring.
    package var lingeringReads = 64

    package init() {}
}
