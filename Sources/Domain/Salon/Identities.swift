package struct TenantID: Hashable, Sendable, Comparable {
    package var number: Int64
    package init(_ number: Int64) { self.number = number }
    package static func < (left: TenantID, right: TenantID) -> Bool { left.number < right.number }
}

package struct LocationID: Hashable, Sendable {
    package var number: Int64
    package init(_ number: Int64) { self.number = number }
}

package struct ServiceID: Hashable, Sendable {
    package var number: Int64
    package init(_ number: Int64) { self.number = number }
}

package struct MasterID: Hashable, Sendable {
    package var number: Int64
    package init(_ number: Int64) { self.number = number }
}

package struct ResourceID: Hashable, Sendable, Comparable {
    package var number: Int64
    package init(_ number: Int64) { self.number = number }
    package static func < (left: ResourceID, right: ResourceID) -> Bool { left.number < right.number }
}

package struct CustomerID: Hashable, Sendable {
    package var number: Int64
    package init(_ number: Int64) { self.number = number }
}

package struct BookingID: Hashable, Sendable {
    package var number: Int64
    package init(_ number: Int64) { self.number = number }
}
