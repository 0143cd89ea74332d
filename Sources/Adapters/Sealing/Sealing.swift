internal import Crypto
internal import Foundation

/// Secrets at rest: AES-256-GCM under a key per tenant, itself sealed by the installation's key (DESIGN, decision 10).
///
/// Losing the installation's key loses every channel token; a copy of the database without it reveals none. What is sealed
/// is bound to its purpose and tenant, so a sealed value moved to another row does not open.

/// The key that seals the tenants' keys. 32 bytes, kept outside the database.
package struct InstallationKey: Sendable, CustomStringConvertible {
    private let key: SymmetricKey

    package init() { key = SymmetricKey(size: .bits256) }

    /// Nil unless the text is 64 hex digits.
    package init?(hex: String) {
        guard let bytes = hexBytes(hex), bytes.count == 32 else { return nil }
        key = SymmetricKey(data: bytes)
    }

    /// For the file or variable that keeps the key; nowhere else.
    package var hex: String { key.withUnsafeBytes { $0.map { hexPair($0) }.joined() } }

    package var description: String { "InstallationKey" }

    package func newTenantKey(tenant: Int64) throws(SealingError) -> SealedTenantKey {
        let fresh = SymmetricKey(size: .bits256)
        let bytes = fresh.withUnsafeBytes { Array($0) }
        return SealedTenantKey(bytes: try sealBytes(bytes, with: key, purpose: "tenant-key:\(tenant)"))
    }

    package func open(_ sealed: SealedTenantKey, tenant: Int64) throws(SealingError) -> TenantKey {
        TenantKey(
            key: SymmetricKey(data: try openSealed(sealed.bytes, with: key, purpose: "tenant-key:\(tenant)")),
            tenant: tenant)
    }
}

/// A tenant's key as it stands in the database.
package struct SealedTenantKey: Hashable, Sendable {
    package let bytes: [UInt8]
    package init(bytes: [UInt8]) { self.bytes = bytes }
}

package struct TenantKey: Sendable, CustomStringConvertible {
    fileprivate let key: SymmetricKey
    fileprivate let tenant: Int64

    package var description: String { "TenantKey" }

    /// - Parameter purpose: what the secret is, such as `channel-token`; opening demands the same.
    package func seal(_ secret: String, purpose: String) throws(SealingError) -> [UInt8] {
        try sealBytes(Array(secret.utf8), with: key, purpose: "\(purpose):\(tenant)")
    }

    package func open(_ sealed: [UInt8], purpose: String) throws(SealingError) -> String {
        let bytes = try openSealed(sealed, with: key, purpose: "\(purpose):\(tenant)")
        guard let text = String(validating: bytes, as: UTF8.self) else { throw SealingError.cannotOpen(purpose) }
        return text
    }
}

package enum SealingError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The bytes were altered, belong to something else, or were sealed under another key.
    case cannotOpen(String)
    case cannotSeal(String)

    package var description: String {
        switch self {
        case .cannotOpen(let purpose):
            "A sealed secret (\(purpose)) cannot be opened with this installation's key. Was the key file replaced, or the database restored from another installation? Put the right key back; the secret itself is unharmed."
        case .cannotSeal(let purpose): "A secret (\(purpose)) could not be sealed."
        }
    }
}

private func sealBytes(_ bytes: [UInt8], with key: SymmetricKey, purpose: String) throws(SealingError) -> [UInt8] {
    guard let box = try? AES.GCM.seal(bytes, using: key, authenticating: Array(purpose.utf8)), let sealed = box.combined
    else { throw SealingError.cannotSeal(purpose) }
    return Array(sealed)
}

private func openSealed(_ bytes: [UInt8], with key: SymmetricKey, purpose: String) throws(SealingError) -> [UInt8] {
    guard let box = try? AES.GCM.SealedBox(combined: bytes),
        let opened = try? AES.GCM.open(box, using: key, authenticating: Array(purpose.utf8))
    else { throw SealingError.cannotOpen(purpose) }
    return Array(opened)
}

private func hexPair(_ byte: UInt8) -> String {
    let digits = Array("0123456789abcdef")
    return String([digits[Int(byte >> 4)], digits[Int(byte & 15)]])
}

private func hexBytes(_ text: String) -> [UInt8]? {
    let digits = text.utf8.compactMap { byte -> UInt8? in
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
    guard digits.count == text.utf8.count, digits.count.isMultiple(of: 2) else { return nil }
    return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
}
