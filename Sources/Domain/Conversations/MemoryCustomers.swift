package import CivilTime
package import FlowMachine
package import Salon
internal import Synchronization

/// Customers that live as long as the program.
package final class MemoryCustomers: CustomerStore, Sendable {
    private struct State {
        var optedOut: Set<CustomerID> = []
        var paused: Set<CustomerID> = []
        var profiles: [CustomerID: [String: Value]] = [:]
        var forgotten: Set<CustomerID> = []
    }

    private let state = Mutex(State())

    package init() {}

    package func isOptedOut(_ customer: CustomerID) -> Bool { state.withLock { $0.optedOut.contains(customer) } }
    /// Whether the customer asked to be forgotten at any time.
    package func isForgotten(_ customer: CustomerID) -> Bool { state.withLock { $0.forgotten.contains(customer) } }

    package func setOptedOut(_ optedOut: Bool, customer: CustomerID, at now: Instant) {
        state.withLock { state in
            if optedOut {
                state.optedOut.insert(customer)
            } else {
                state.optedOut.remove(customer)
                state.paused.remove(customer)
            }
        }
    }

    package func pauseReminders(of customer: CustomerID, at now: Instant) {
        state.withLock { _ = $0.paused.insert(customer) }
    }

    package func wantsReminders(_ customer: CustomerID) -> Bool {
        state.withLock { !$0.paused.contains(customer) && !$0.optedOut.contains(customer) }
    }

    package func remember(_ values: [RememberedValue], of customer: CustomerID, at now: Instant) {
        state.withLock { state in
            for value in values { state.profiles[customer, default: [:]][value.slot] = value.value }
        }
    }

    package func profile(of customer: CustomerID) -> [RememberedValue] {
        state.withLock { state in
            (state.profiles[customer] ?? [:]).sorted { $0.key < $1.key }
                .map { RememberedValue(slot: $0.key, value: $0.value) }
        }
    }

    package func forget(_ customer: CustomerID, at now: Instant) {
        state.withLock { state in
            state.profiles[customer] = nil
            state.forgotten.insert(customer)
        }
    }
}
