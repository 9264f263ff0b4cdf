import CCurl

/// The beginning of a reply's body, as libcurl hands it over.
///
/// Used by one thread, the one inside `EasyHandle.perform`. libcurl holds it unretained: the caller keeps it alive for
/// as long as the handle.
final class HTTPReplyBody {
    private let limit: Int
    private var bytes: [UInt8] = []
    private var received = 0
    /// The reply went on and on.
    private(set) var isCutOff = false

    init(limit: Int) {
        self.limit = limit
    }

    /// What is no UTF-8 is replaced.
    var text: String { String(decoding: bytes, as: UTF8.self) }

    func attach(to handle: borrowing EasyHandle) throws(CurlError) {
        try unsafe handle.setContext(CURLOPT_WRITEDATA, Unmanaged.passUnretained(self).toOpaque())
        try unsafe handle.set(CURLOPT_WRITEFUNCTION) { data, size, count, context in
            guard let data = unsafe data, let context = unsafe context else { return 0 }
            let body = unsafe Unmanaged<HTTPReplyBody>.fromOpaque(context).takeUnretainedValue()
            return unsafe body.take(UnsafeRawBufferPointer(start: data, count: size * count))
        }
    }

    /// Fewer bytes than given make libcurl close the connection.
    private func take(_ data: UnsafeRawBufferPointer) -> Int {
        received += data.count
        unsafe bytes.append(contentsOf: data.prefix(max(0, limit - bytes.count)))
        isCutOff = received > limit * 4
        return isCutOff ? 0 : data.count
    }
}
