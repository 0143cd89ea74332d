package import Salon

/// What the salon's own people need of the bookings beside what their customers do. Implemented by the stores that
/// implement `BookingStore`, and used by `FrontDesk`.
package protocol SalonBookingStore: BookingStore {
    /// The booking of this number, whosever it is and whatever has become of it; holds have no number to say.
    func booking(number: String) throws -> SalonBooking?

    /// What happened to it, from the first day on.
    func history(of booking: BookingID) throws -> [BookingEvent]

    /// Gives the booking a status that may follow its own; false when it may not. Calling off is `cancel`.
    func advance(_ change: BookingChange, to status: CustomerBooking.Status) throws -> Bool
}

/// A booking as the salon sees it: with whose it is.
package struct SalonBooking: Hashable, Sendable {
    package var booking: CustomerBooking
    package var customer: CustomerID
    /// Where the store keeps them.
    package var customerName: String?
    /// Digits with country code and no plus.
    package var customerPhone: String?
    /// In which its wall-clock time was said.
    package var zone: String
    package var cancellation: BookingCancellation?

    package init(
        booking: CustomerBooking, customer: CustomerID, customerName: String? = nil, customerPhone: String? = nil,
        zone: String, cancellation: BookingCancellation? = nil
    ) {
        self.booking = booking
        self.customer = customer
        self.customerName = customerName
        self.customerPhone = customerPhone
        self.zone = zone
        self.cancellation = cancellation
    }
}
