internal import Glibc

/// A thread of our own for calls that block. Whoever starts it joins it.
package struct OwnedThread: Sendable {
    private let identifier: pthread_t

    /// Starts a thread that runs `body` once. `name` shows in `top -H`; the kernel keeps its first 15 bytes.
    package init(name: String, _ body: @escaping @Sendable () -> Void) throws(PostgresError) {
        let start = Start(name: String(name.utf8.prefix(15).map { Character(Unicode.Scalar($0)) }), body: body)
        let context = unsafe Unmanaged.passRetained(start)
        var identifier = pthread_t()
        let code = unsafe pthread_create(
            &identifier, nil,
            { context in
                guard let context = unsafe context else { return nil }
                let start = unsafe Unmanaged<Start>.fromOpaque(context).takeRetainedValue()
                nameThisThread(start.name)
                start.body()
                return nil
            }, context.toOpaque())
        guard code == 0 else {
            unsafe context.release()
            throw .systemResource(reason: "no thread could be started (\(code))")
        }
        self.identifier = identifier
    }

    /// Waits until the thread has ended and frees it. Once only, and not from the thread itself.
    package func join() { _ = pthread_join(identifier, nil) }

    /// Lets the thread free itself when it ends, in place of `join`.
    package func detach() { pthread_detach(identifier) }

    private final class Start: Sendable {
        let name: String
        let body: @Sendable () -> Void
        init(name: String, body: @escaping @Sendable () -> Void) {
            self.name = name
            self.body = body
        }
    }
}

/// `pthread_setname_np` and `prctl` are not imported into Swift; the kernel takes the name through a file as well.
/// A name is a convenience: where /proc is missing there is none.
private func nameThisThread(_ name: String) {
    let file = unsafe open("/proc/thread-self/comm", O_WRONLY | O_CLOEXEC)
    guard file >= 0 else { return }
    _ = unsafe write(file, name, name.utf8.count)
    close(file)
}
