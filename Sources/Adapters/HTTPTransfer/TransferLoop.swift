internal import CCurl

/// The multi handle and the transfers on it. Lives on the engine's thread and never leaves it.
@safe struct TransferLoop: ~Copyable {
    private let multi: UnsafeMutableRawPointer
    private let configuration: Client.Configuration
    /// By the address of the easy handle.
    private var transfers: [UInt: Transfer] = [:]

    init?(_ configuration: Client.Configuration) {
        guard let multi = unsafe curl_multi_init() else { return nil }
        unsafe self.multi = unsafe multi
        self.configuration = configuration
        _ = unsafe curl_shim_multi_set_long(multi, CURLMOPT_MAXCONNECTS, configuration.concurrentRequests)
    }

    deinit { _ = unsafe curl_multi_cleanup(multi) }

    /// For wake-ups from other threads, while the loop lives.
    var address: UInt { unsafe UInt(bitPattern: multi) }

    mutating func run(for engine: Engine) {
        while true {
            let orders = engine.takeOrders(room: configuration.concurrentRequests - transfers.count)
            if !orders.cancelled.isEmpty {
                abandon(.cancelled, "the waiting task was cancelled") { orders.cancelled.contains($0) }
            }
            for job in orders.starting { begin(job) }
            if let deadline = orders.closing {
                if ContinuousClock.now >= deadline { abandon(.closed, "the HTTP client was closed") { _ in true } }
                if transfers.isEmpty { return }
            }
            var running: Int32 = 0
            _ = unsafe curl_multi_perform(multi, &running)
            // A finished transfer made room; whoever waits for it comes before the next sleep.
            if reap() { continue }
            let patience = orders.closing.map { min(60_000, max(1, ($0 - .now).milliseconds)) } ?? 60_000
            _ = unsafe curl_multi_poll(multi, nil, 0, Int32(patience), nil)
        }
    }

    private mutating func begin(_ job: Engine.Job) {
        let left = job.deadline - .now
        guard left > .zero else {
            job.fail(.notSent, .timeout, "no connection became free in time")
            return
        }
        guard let transfer = Transfer(job, configuration, timeout: left) else {
            job.fail(.notSent, .other, "libcurl refused the request")
            return
        }
        guard unsafe curl_multi_add_handle(multi, transfer.easy) == CURLM_OK else {
            job.fail(.notSent, .other, "libcurl took no more requests")
            return
        }
        transfers[transfer.address] = transfer
    }

    /// Gives up the transfers whose ids are meant.
    private mutating func abandon(_ cause: TransferError.Cause, _ detail: String, where isMeant: (UInt64) -> Bool) {
        for (address, transfer) in transfers where isMeant(transfer.job.id) {
            _ = unsafe curl_multi_remove_handle(multi, transfer.easy)
            transfers[address] = nil
            transfer.abandon(cause, detail)
        }
    }

    /// Hands over what has finished; whether anything had.
    private mutating func reap() -> Bool {
        var found = false
        var left: Int32 = 0
        while let message = unsafe curl_multi_info_read(multi, &left) {
            guard unsafe message.pointee.msg == CURLMSG_DONE, let easy = unsafe message.pointee.easy_handle else {
                continue
            }
            // Removing the handle frees the message.
            let code = unsafe curl_shim_message_result(message)
            _ = unsafe curl_multi_remove_handle(multi, easy)
            guard let transfer = transfers.removeValue(forKey: UInt(bitPattern: easy)) else { continue }
            transfer.finish(code)
            found = true
        }
        return found
    }
}

extension Duration {
    /// Whole milliseconds, at least 1 for anything above nothing, within what libcurl's `long` options take.
    var milliseconds: Int {
        let (seconds, attoseconds) = components
        guard seconds < 2_000_000 else { return 2_000_000_000 }
        return Int(seconds) * 1000 + Int((attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
    }
}
