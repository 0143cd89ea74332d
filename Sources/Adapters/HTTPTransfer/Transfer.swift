internal import CCurl

/// One request on the wire: its easy handle, what libcurl reads from it and writes into it.
///
/// Owned by the loop's thread; libcurl's callbacks run on that thread inside `curl_multi_perform`.
@safe final class Transfer {
    /// Bytes of the answer's headers, against servers that never stop sending them.
    private static let headerBytes = 256 << 10

    let job: Engine.Job
    let easy: UnsafeMutableRawPointer
    private var headerList: UnsafeMutablePointer<curl_slist>?
    private let errorBuffer: UnsafeMutablePointer<CChar>

    /// How much of the body libcurl has taken. Once it has any, the server may have all.
    private var bodyTaken = 0
    private var headers: [Header] = []
    private var headerSize = 0
    private var body: [UInt8] = []
    private var isTooLarge = false

    var address: UInt { unsafe UInt(bitPattern: easy) }

    /// Nil where libcurl refuses an option or has no memory.
    init?(_ job: Engine.Job, _ configuration: Client.Configuration, timeout: Duration) {
        guard let easy = unsafe curl_easy_init() else { return nil }
        self.job = job
        unsafe self.easy = unsafe easy
        unsafe errorBuffer = .allocate(capacity: Int(CURL_ERROR_SIZE))
        unsafe errorBuffer.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        unsafe headerList = nil
        guard configure(configuration, timeout: timeout), addMethod(), addHeaders() else { return nil }
    }

    deinit {
        unsafe curl_easy_cleanup(easy)
        unsafe curl_slist_free_all(headerList)
        unsafe errorBuffer.deallocate()
    }

    // MARK: Options

    private func set(_ option: CURLoption, _ value: Int) -> Bool {
        unsafe curl_shim_set_long(easy, option, value) == CURLE_OK
    }

    private func set(_ option: CURLoption, _ value: String) -> Bool {
        unsafe curl_shim_set_string(easy, option, value) == CURLE_OK
    }

    private func set(_ option: CURLoption, _ value: UnsafeMutableRawPointer) -> Bool {
        unsafe curl_shim_set_pointer(easy, option, value) == CURLE_OK
    }

    private func set(_ option: CURLoption, _ value: curl_shim_data_callback) -> Bool {
        unsafe curl_shim_set_data_callback(easy, option, value) == CURLE_OK
    }

    private func configure(_ configuration: Client.Configuration, timeout: Duration) -> Bool {
        let limits = job.request.limits
        let user = unsafe Unmanaged.passUnretained(self).toOpaque()
        let connectTimeout = min(limits.connectTimeout, timeout)
        return set(CURLOPT_URL, job.request.url)
            && set(CURLOPT_NOSIGNAL, 1)
            && set(CURLOPT_PROTOCOLS_STR, "http,https")
            && set(CURLOPT_REDIR_PROTOCOLS_STR, "http,https")
            && set(CURLOPT_FOLLOWLOCATION, limits.redirects > 0 ? 1 : 0)
            && set(CURLOPT_MAXREDIRS, limits.redirects)
            && set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
            && set(CURLOPT_CONNECTTIMEOUT_MS, max(1, connectTimeout.milliseconds))
            && set(CURLOPT_TIMEOUT_MS, max(1, timeout.milliseconds))
            && set(CURLOPT_MAXAGE_CONN, max(1, Int(configuration.idleConnectionAge.components.seconds)))
            && set(CURLOPT_TCP_KEEPALIVE, 1)
            && set(CURLOPT_USERAGENT, configuration.userAgent)
            // A proxy of the environment is for the outside; what runs on this machine is reached directly.
            && (job.request.isLoopback ? set(CURLOPT_PROXY, "") : true)
            && (unsafe set(CURLOPT_ERRORBUFFER, errorBuffer))
            && (unsafe set(CURLOPT_WRITEDATA, user))
            && (unsafe set(CURLOPT_HEADERDATA, user))
            && (unsafe set(CURLOPT_WRITEFUNCTION, receiveBody))
            && (unsafe set(CURLOPT_HEADERFUNCTION, receiveHeader))
            && (unsafe set(CURLOPT_READDATA, user))
            && (unsafe set(CURLOPT_READFUNCTION, sendBody))
            && (unsafe curl_shim_set_seek_callback(easy, refuseRewind) == CURLE_OK)
    }

    private func addMethod() -> Bool {
        let method = job.request.method
        switch method {
        case .get where job.request.body.isEmpty: return set(CURLOPT_HTTPGET, 1)
        case .head: return set(CURLOPT_NOBODY, 1)
        case .delete where job.request.body.isEmpty: return set(CURLOPT_CUSTOMREQUEST, method.rawValue)
        default: break
        }
        return set(CURLOPT_POST, 1)
            && set(CURLOPT_POSTFIELDSIZE, job.request.body.count)
            && (method == .post || set(CURLOPT_CUSTOMREQUEST, method.rawValue))
            // libcurl repeats a request on a fresh connection when a kept one dies unanswered. The body cannot be
            // rewound, which stops it; a request without a body must not go over a kept connection at all.
            && (!job.request.body.isEmpty || method.isIdempotent || set(CURLOPT_FRESH_CONNECT, 1))
    }

    private func addHeaders() -> Bool {
        var headers = job.request.headers
        if let token = job.request.bearerToken { headers.append(Header("Authorization", "Bearer \(token.secret)")) }
        let isTyped = headers.contains { $0.name.lowercased() == "content-type" }
        // Without these libcurl waits for “100 Continue” before large bodies, and calls every body a form.
        var lines = isTyped ? ["Expect:"] : ["Expect:", "Content-Type:"]
        lines += headers.map { $0.value.isEmpty ? "\($0.name);" : "\($0.name): \($0.value)" }
        for line in lines {
            guard let longer = unsafe curl_slist_append(headerList, line) else { return false }
            unsafe headerList = unsafe longer
        }
        return unsafe curl_shim_set_list(easy, CURLOPT_HTTPHEADER, headerList) == CURLE_OK
    }

    // MARK: Callbacks

    fileprivate func appendHeader(_ line: UnsafeBufferPointer<UInt8>) -> Bool {
        headerSize += line.count
        guard headerSize <= Transfer.headerBytes else {
            isTooLarge = true
            return false
        }
        let text = unsafe String(decoding: line, as: UTF8.self)
        if text.hasPrefix("HTTP/") {
            // An interim or redirecting answer before this one is not the answer.
            headers = []
            body = []
        } else if let colon = text.firstIndex(of: ":") {
            let value = text[text.index(after: colon)...]
            headers.append(Header(text[..<colon].lowercased(), value.trimmingWhitespace))
        }
        return true
    }

    fileprivate func appendBody(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard body.count + bytes.count <= job.request.limits.responseBytes else {
            isTooLarge = true
            return false
        }
        unsafe body.append(contentsOf: bytes)
        return true
    }

    fileprivate func takeBody(into target: UnsafeMutableRawBufferPointer) -> Int {
        let all = job.request.body
        let count = min(target.count, all.count - bodyTaken)
        guard count > 0 else { return 0 }
        unsafe target.copyBytes(from: all[bodyTaken..<bodyTaken + count])
        bodyTaken += count
        return count
    }

    // MARK: Ends

    func finish(_ code: CURLcode) {
        guard code == CURLE_OK else {
            let words = unsafe String(cString: errorBuffer)
            let detail = words.isEmpty ? unsafe String(cString: curl_easy_strerror(code)) : words
            abandon(isTooLarge ? .responseTooLarge : code.cause, "\(job.request.origin): \(detail)")
            return
        }
        let response = Response(
            status: read(CURLINFO_RESPONSE_CODE), headers: headers, body: body,
            reusedConnection: read(CURLINFO_NUM_CONNECTS) == 0)
        job.continuation.resume(returning: .success(response))
    }

    /// Ends without an answer; the fate is told by how far the request had come.
    func abandon(_ cause: TransferError.Cause, _ detail: String) {
        let hasLeft = job.request.body.isEmpty ? read(CURLINFO_REQUEST_SIZE) > 0 : bodyTaken > 0
        job.fail(hasLeft ? .unknown : .notSent, cause, detail)
    }

    private func read(_ info: CURLINFO) -> Int {
        var value = 0
        return unsafe curl_shim_get_long(easy, info, &value) == CURLE_OK ? value : 0
    }
}

private func transfer(_ user: UnsafeMutableRawPointer?) -> Transfer? {
    guard let user = unsafe user else { return nil }
    return unsafe Unmanaged<Transfer>.fromOpaque(user).takeUnretainedValue()
}

private func bytes(_ data: UnsafeMutablePointer<CChar>?, _ count: Int) -> UnsafeBufferPointer<UInt8> {
    let raw = unsafe UnsafeRawBufferPointer(start: data, count: count)
    return unsafe raw.bindMemory(to: UInt8.self)
}

private let receiveHeader: curl_shim_data_callback = { data, size, count, user in
    guard let transfer = unsafe transfer(user) else { return 0 }
    return unsafe transfer.appendHeader(bytes(data, size * count)) ? size * count : 0
}

private let receiveBody: curl_shim_data_callback = { data, size, count, user in
    guard let transfer = unsafe transfer(user) else { return 0 }
    return unsafe transfer.appendBody(bytes(data, size * count)) ? size * count : 0
}

private let sendBody: curl_shim_data_callback = { data, size, count, user in
    guard let transfer = unsafe transfer(user) else { return 0 }
    return unsafe transfer.takeBody(into: UnsafeMutableRawBufferPointer(start: data, count: size * count))
}

private let refuseRewind: curl_shim_seek_callback = { _, _, _ in Int32(CURL_SEEKFUNC_FAIL) }

extension CURLcode {
    fileprivate var cause: TransferError.Cause {
        switch self {
        case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL: .invalidRequest
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: .nameNotResolved
        case CURLE_COULDNT_CONNECT, CURLE_INTERFACE_FAILED: .connectionFailed
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER,
            CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR:
            .secureConnectionFailed
        case CURLE_OPERATION_TIMEDOUT: .timeout
        case CURLE_GOT_NOTHING, CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_PARTIAL_FILE, CURLE_SEND_FAIL_REWIND:
            .connectionLost
        case CURLE_WEIRD_SERVER_REPLY, CURLE_BAD_CONTENT_ENCODING: .malformedResponse
        default: .other
        }
    }
}
