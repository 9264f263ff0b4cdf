import CCurl
import Glibc

/// One libcurl easy handle. Made, used and freed on one thread; two handles share nothing.
///
/// The handle owns the `CURL`; strings given to it are copied by libcurl (curl_easy_setopt(3)), lists and callback
/// contexts are not and must outlive it: see `SMTPTransfer.send`.
@safe
struct EasyHandle: ~Copyable {
    private let pointer: UnsafeMutableRawPointer

    init() throws(CurlError) {
        guard EasyHandle.started == CURLE_OK, let pointer = unsafe curl_easy_init() else {
            throw CurlError(
                code: Int32(CURLE_FAILED_INIT.rawValue),
                message: "libcurl did not start",
                isWorthRetry: true
            )
        }
        unsafe self.pointer = pointer
    }

    deinit {
        unsafe curl_easy_cleanup(pointer)
    }

    /// libcurl's own start, once in the process and before any handle (curl_global_init(3)).
    private static let started = quiethours_curl_start()

    func set(_ option: CURLoption, _ value: Int) throws(CurlError) {
        try check(unsafe quiethours_curl_set_long(pointer, option, value), option)
    }

    /// Nil resets the option to "not given".
    func set(_ option: CURLoption, _ value: String?) throws(CurlError) {
        guard let value else {
            return try check(unsafe quiethours_curl_set_string(pointer, option, nil), option)
        }
        guard !value.utf8.contains(0) else { throw .badRequest("a setting of the transfer holds a NUL character") }
        try check(unsafe quiethours_curl_set_string(pointer, option, value), option)
    }

    func set(_ option: CURLoption, bytes: Int) throws(CurlError) {
        try check(unsafe quiethours_curl_set_offset(pointer, option, curl_off_t(bytes)), option)
    }

    /// The list stays the caller's and must live as long as this handle.
    func set(_ option: CURLoption, _ list: borrowing StringList) throws(CurlError) {
        try check(unsafe quiethours_curl_set_list(pointer, option, list.head), option)
    }

    /// The context stays the caller's and must live as long as this handle.
    func setContext(_ option: CURLoption, _ context: UnsafeMutableRawPointer) throws(CurlError) {
        try check(unsafe quiethours_curl_set_pointer(pointer, option, context), option)
    }

    func set(_ option: CURLoption, _ callback: @escaping quiethours_curl_transfer) throws(CurlError) {
        try check(unsafe quiethours_curl_set_transfer(pointer, option, callback), option)
    }

    func setDebug(_ callback: @escaping quiethours_curl_debug) throws(CurlError) {
        try check(unsafe quiethours_curl_set_debug(pointer, callback), CURLOPT_DEBUGFUNCTION)
    }

    func setProgress(_ callback: @escaping curl_xferinfo_callback) throws(CurlError) {
        try check(unsafe quiethours_curl_set_progress(pointer, callback), CURLOPT_XFERINFOFUNCTION)
    }

    /// Blocks until the transfer is over; the text is libcurl's description of a failure.
    func perform() -> (CURLcode, String) {
        unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(CURL_ERROR_SIZE)) { buffer in
            guard let base = buffer.baseAddress else { return (CURLE_OUT_OF_MEMORY, "") }
            unsafe base.initialize(repeating: 0, count: buffer.count)
            unsafe quiethours_curl_set_pointer(pointer, CURLOPT_ERRORBUFFER, base)
            let code = unsafe curl_easy_perform(pointer)
            // The buffer ends with this scope: libcurl must not write to it when the handle is freed.
            unsafe quiethours_curl_set_pointer(pointer, CURLOPT_ERRORBUFFER, nil)
            let told = unsafe String(cString: base)
            return (code, told.isEmpty ? unsafe String(cString: curl_easy_strerror(code)) : told)
        }
    }

    /// Status of the last HTTP reply; 0 when there was none.
    func responseCode() -> Int {
        var value = 0
        unsafe quiethours_curl_long(pointer, CURLINFO_RESPONSE_CODE, &value)
        return value
    }

    /// What the reply's Retry-After asks for, in seconds from now, be it written as seconds or as a date; nil without
    /// one.
    func retryAfterSeconds() -> Int64? {
        var value: curl_off_t = 0
        unsafe quiethours_curl_offset(pointer, CURLINFO_RETRY_AFTER, &value)
        return value > 0 ? Int64(value) : nil
    }

    /// The certificates that the server has shown, in PEM, its own first; only with CURLOPT_CERTINFO.
    func certificates() -> String {
        var text = ""
        var index = 0
        while var field = unsafe quiethours_curl_certificate(pointer, Int32(index)) {
            while true {
                let line = unsafe field.pointee.data.map { unsafe String(cString: $0) } ?? ""
                if line.hasPrefix("Cert:") { text += line.dropFirst(5) + "\n" }
                guard let next = unsafe field.pointee.next else { break }
                unsafe field = next
            }
            index += 1
        }
        return text
    }

    /// Sends bytes over a connection that was made with CURLOPT_CONNECT_ONLY; blocks up to `milliseconds`.
    func send(_ bytes: [UInt8], milliseconds: Int) throws(CurlError) {
        var sent = 0
        while sent < bytes.count {
            var count = 0
            let code = unsafe bytes.withUnsafeBytes { buffer in
                unsafe curl_easy_send(pointer, buffer.baseAddress.map { unsafe $0 + sent }, buffer.count - sent, &count)
            }
            sent += count
            try wait(after: code, for: POLLOUT, milliseconds: milliseconds)
        }
    }

    /// The next bytes of such a connection, empty when the other side has closed; blocks up to `milliseconds`.
    func receive(milliseconds: Int) throws(CurlError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 4096)
        while true {
            var count = 0
            let code = unsafe bytes.withUnsafeMutableBytes { buffer in
                unsafe curl_easy_recv(pointer, buffer.baseAddress, buffer.count, &count)
            }
            if code == CURLE_OK { return Array(bytes.prefix(count)) }
            try wait(after: code, for: POLLIN, milliseconds: milliseconds)
        }
    }

    /// After CURLE_AGAIN, until the socket is ready.
    private func wait(after code: CURLcode, for event: Int32, milliseconds: Int) throws(CurlError) {
        if code == CURLE_OK { return }
        guard code == CURLE_AGAIN else {
            throw CurlError(
                code: Int32(code.rawValue),
                message: unsafe String(cString: curl_easy_strerror(code)),
                isWorthRetry: true
            )
        }
        var socket: curl_socket_t = -1
        unsafe quiethours_curl_socket(pointer, &socket)
        var entry = pollfd(fd: socket, events: Int16(event), revents: 0)
        guard unsafe poll(&entry, 1, Int32(clamping: milliseconds)) > 0 else {
            throw CurlError(
                code: Int32(CURLE_OPERATION_TIMEDOUT.rawValue),
                message: "the server did not answer within \(milliseconds) ms",
                isWorthRetry: true
            )
        }
    }

    private func check(_ code: CURLcode, _ option: CURLoption) throws(CurlError) {
        guard code != CURLE_OK else { return }
        throw CurlError(
            code: Int32(code.rawValue),
            message: "libcurl refuses option \(option.rawValue): \(unsafe String(cString: curl_easy_strerror(code)))",
            isWorthRetry: CurlError.isWorthRetry(code)
        )
    }
}

/// A list of strings that libcurl reads; owns every node and frees them at its end.
@safe
struct StringList: ~Copyable {
    private(set) var head: UnsafeMutablePointer<curl_slist>?

    /// libcurl copies each string (curl_slist_append(3)).
    init(_ strings: [String]) throws(CurlError) {
        unsafe head = nil
        for string in strings {
            guard let longer = unsafe curl_slist_append(head, string) else {
                unsafe curl_slist_free_all(head)
                throw CurlError(
                    code: Int32(CURLE_OUT_OF_MEMORY.rawValue),
                    message: "out of memory",
                    isWorthRetry: true
                )
            }
            unsafe head = longer
        }
    }

    deinit {
        unsafe curl_slist_free_all(head)
    }
}
