internal import CPCRE2

/// A PCRE2 pattern, compiled once and shared: matching changes nothing in it, so any number of threads may match at once.
///
/// Patterns see UTF-8 text and Unicode properties (`\w` is a letter of any script). Matching stays within `Limits`, so a
/// pattern that would run away ends in `PatternError.exhausted` after a bounded amount of work.
@safe
package final class Pattern: Sendable {
    /// Bounds on the work of one match. `matches` bounds backtracking with and without JIT; `depth` and `heapKibibytes`
    /// bound the interpreter, which runs where JIT is missing.
    package struct Limits: Hashable, Sendable {
        package var matches: UInt32
        package var depth: UInt32
        package var heapKibibytes: UInt32

        package init(matches: UInt32 = 100_000, depth: UInt32 = 10_000, heapKibibytes: UInt32 = 1024) {
            self.matches = matches
            self.depth = depth
            self.heapKibibytes = heapKibibytes
        }
    }

    /// The longest pattern accepted, in bytes.
    package static let maximumLength = 4096

    package let source: String
    package let hasJIT: Bool
    // pcre2_code is immutable after compilation and may be shared between threads (pcre2api, "Multithreading"); it is
    // freed only by deinit, when no match can be running.
    nonisolated(unsafe) private let code: OpaquePointer
    // A match context is only read during a match (pcre2api, "Multithreading"); its limits are set before it is shared.
    nonisolated(unsafe) private let matching: OpaquePointer

    /// Compiles `source` with UTF and UCP on; throws `PatternError.invalid` with the byte offset of what is wrong.
    package init(_ source: String, limits: Limits = Limits()) throws(PatternError) {
        guard let compiling = unsafe pcre2_compile_context_create_8(nil) else { throw PatternError.outOfMemory }
        defer { unsafe pcre2_compile_context_free_8(compiling) }
        _ = unsafe pcre2_set_max_pattern_length_8(compiling, Pattern.maximumLength)
        let options = PCRE2_UTF | PCRE2_UCP | UInt32(PCRE2_NEVER_BACKSLASH_C)
        var errorNumber: CInt = 0
        var errorOffset = 0
        let bytes = Array(source.utf8)
        let compiled = unsafe bytes.withUnsafeBufferPointer { buffer in
            unsafe pcre2_compile_8(buffer.baseAddress, buffer.count, options, &errorNumber, &errorOffset, compiling)
        }
        guard let code = unsafe compiled else {
            throw PatternError.invalid(offset: errorOffset, message: Pattern.message(for: errorNumber))
        }
        guard let matching = unsafe pcre2_match_context_create_8(nil) else {
            unsafe pcre2_code_free_8(code)
            throw PatternError.outOfMemory
        }
        _ = unsafe pcre2_set_match_limit_8(matching, limits.matches)
        _ = unsafe pcre2_set_depth_limit_8(matching, limits.depth)
        _ = unsafe pcre2_set_heap_limit_8(matching, limits.heapKibibytes)
        self.source = source
        // A build of PCRE2 without JIT, or memory that may not be executed, leaves the interpreter: slower, same answers.
        self.hasJIT = unsafe pcre2_jit_compile_8(code, PCRE2_JIT_COMPLETE) == 0
        unsafe self.code = code
        unsafe self.matching = matching
    }

    deinit {
        unsafe pcre2_match_context_free_8(matching)
        unsafe pcre2_code_free_8(code)
    }

    /// The first match in `text` at or after byte `start`: the range of the whole match, then of each group, nil for a
    /// group that took no part. Nil when nothing matches. Costs one allocation for the match data.
    package func firstMatch(in text: [UInt8], from start: Int = 0) throws(PatternError) -> [Range<Int>?]? {
        precondition(start >= 0 && start <= text.count, "a match starts inside the text")
        guard let data = unsafe pcre2_match_data_create_from_pattern_8(code, nil) else { throw PatternError.outOfMemory }
        defer { unsafe pcre2_match_data_free_8(data) }
        let result = unsafe text.withUnsafeBufferPointer { buffer in
            unsafe pcre2_match_8(code, buffer.baseAddress, buffer.count, start, 0, data, matching)
        }
        if result == PCRE2_ERROR_NOMATCH { return nil }
        guard result > 0 else { throw Pattern.failure(result, offset: unsafe pcre2_get_startchar_8(data)) }
        let count = Int(unsafe pcre2_get_ovector_count_8(data))
        guard let offsets = unsafe pcre2_get_ovector_pointer_8(data) else { return nil }
        return (0..<count).map { group in
            let lower = unsafe offsets[2 * group]
            let upper = unsafe offsets[2 * group + 1]
            // An unset group has all bits set; `\K` in a lookahead can set an end before its start, which is no range.
            guard lower <= upper, upper <= text.count, group < Int(result) else { return nil }
            return lower..<upper
        }
    }

    private static func failure(_ result: CInt, offset: Int) -> PatternError {
        switch result {
        case PCRE2_ERROR_MATCHLIMIT: .exhausted(.matches)
        case PCRE2_ERROR_DEPTHLIMIT: .exhausted(.depth)
        case PCRE2_ERROR_HEAPLIMIT: .exhausted(.heap)
        case PCRE2_ERROR_JIT_STACKLIMIT: .exhausted(.stack)
        // pcre2unicode: UTF-8 errors are PCRE2_ERROR_UTF8_ERR1 (-3) down to PCRE2_ERROR_UTF8_ERR21 (-23).
        case -23 ... -3: .notUTF8(offset: offset)
        case PCRE2_ERROR_NOMEMORY: .outOfMemory
        default: .engine(code: Int(result), message: message(for: result))
        }
    }

    private static func message(for number: CInt) -> String {
        var buffer = [UInt8](repeating: 0, count: 256)
        let length = unsafe buffer.withUnsafeMutableBufferPointer { unsafe pcre2_get_error_message_8(number, $0.baseAddress, $0.count) }
        return String(decoding: buffer.prefix(max(0, Int(length))), as: UTF8.self)
    }
}
