import Sealing
import Testing

@Suite("Sealed secrets")
struct SealingTests {
    static let secret = "EAAJ-токен-💅-\0-secret"

    /// A salon's key as it is made at sign-up and opened again later.
    private func key(of tenant: Int64, _ installation: InstallationKey) throws -> TenantKey {
        try installation.open(try installation.newTenantKey(tenant: tenant), tenant: tenant)
    }

    @Test("A secret comes back as it was", arguments: ["", "a", secret, String(repeating: "токен", count: 10_000)])
    func roundTrip(_ text: String) throws {
        let installation = InstallationKey()
        let sealedKey = try installation.newTenantKey(tenant: 7)
        let sealed = try installation.open(sealedKey, tenant: 7).seal(text, purpose: "channel-token")
        // Another process has the installation's key as text and the salon's from the database.
        let elsewhere = try #require(InstallationKey(hex: installation.hex))
        let opened = try elsewhere.open(SealedTenantKey(bytes: sealedKey.bytes), tenant: 7)
        #expect(try opened.open(sealed, purpose: "channel-token") == text)
    }

    @Test("The same secret sealed twice looks different, and neither shows it")
    func fresh() throws {
        let key = try key(of: 1, InstallationKey())
        let sealed = try (0..<50).map { _ in try key.seal(Self.secret, purpose: "channel-token") }
        #expect(Set(sealed).count == 50)
        for bytes in sealed {
            // The nonce (12 bytes), the text and the tag (16).
            #expect(bytes.count == Self.secret.utf8.count + 28)
            #expect(bytes.firstRange(of: Array("secret".utf8)) == nil)
        }
        let installation = InstallationKey()
        #expect(try installation.newTenantKey(tenant: 1) != installation.newTenantKey(tenant: 1))
    }

    @Test("What belongs to another salon, purpose or key does not open")
    func bound() throws {
        let installation = InstallationKey()
        let sealedKey = try installation.newTenantKey(tenant: 1)
        let mine = try installation.open(sealedKey, tenant: 1)
        let other = try key(of: 2, installation)
        let sealed = try mine.seal(Self.secret, purpose: "channel-token")
        #expect(throws: SealingError.cannotOpen("totp:1")) { try mine.open(sealed, purpose: "totp") }
        #expect(throws: SealingError.self) { try mine.open(sealed, purpose: "channel-token:1") }
        #expect(throws: SealingError.self) { try mine.open(sealed, purpose: "") }
        #expect(throws: SealingError.cannotOpen("channel-token:2")) { try other.open(sealed, purpose: "channel-token") }
        // The sealed key itself, moved to another salon's row.
        #expect(throws: SealingError.cannotOpen("tenant-key:2")) { try installation.open(sealedKey, tenant: 2) }
        // A sealed secret is no key, even of the right length.
        let wide = try mine.seal(String(repeating: "x", count: 32), purpose: "tenant-key")
        #expect(throws: SealingError.self) { try installation.open(SealedTenantKey(bytes: wide), tenant: 1) }
        #expect(throws: SealingError.self) { try InstallationKey().open(sealedKey, tenant: 1) }
    }

    @Test("Every flipped bit, every missing byte and every byte more is noticed")
    func damage() throws {
        let installation = InstallationKey()
        let sealedKey = try installation.newTenantKey(tenant: 1)
        let key = try installation.open(sealedKey, tenant: 1)
        let sealed = try key.seal("token", purpose: "channel-token")
        for place in sealed.indices {
            for bit in 0..<8 {
                var flipped = sealed
                flipped[place] ^= 1 << UInt8(bit)
                #expect(throws: SealingError.self, "byte \(place)") { try key.open(flipped, purpose: "channel-token") }
            }
        }
        for count in 0..<sealed.count {
            #expect(throws: SealingError.self) { try key.open(Array(sealed.prefix(count)), purpose: "channel-token") }
        }
        #expect(throws: SealingError.self) { try key.open(sealed + [0], purpose: "channel-token") }
        for place in sealedKey.bytes.indices {
            var flipped = sealedKey.bytes
            flipped[place] ^= 0x80
            #expect(throws: SealingError.self) { try installation.open(SealedTenantKey(bytes: flipped), tenant: 1) }
        }
        #expect(try key.open(sealed, purpose: "channel-token") == "token")
    }

    static let digits = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"

    @Test("An installation's key is 64 hex digits and nothing else")
    func hex() throws {
        let key = try #require(InstallationKey(hex: Self.digits))
        #expect(key.hex == Self.digits)
        #expect(InstallationKey(hex: Self.digits.uppercased())?.hex == Self.digits)
        let made = InstallationKey()
        #expect(made.hex.count == 64)
        #expect(made.hex.allSatisfy { "0123456789abcdef".contains($0) })
        #expect(made.hex != InstallationKey().hex)
    }

    static let noKeys: [String] = {
        let tail = String(digits.dropFirst())
        let front = String(digits.dropLast())
        var texts = ["", "0", front, digits + "0", digits + "00", digits + "\n", "0x" + front.dropLast()]
        texts += [" ", "g", "@", "`", "/", ":", "-"].map { $0 + tail }
        texts += ["é" + tail.dropFirst(), String(repeating: "０", count: 64)]
        return texts
    }()

    @Test("Anything else is no key", arguments: noKeys)
    func noKey(_ text: String) { #expect(InstallationKey(hex: text) == nil) }

    @Test("No description or dump shows a key or a secret")
    func descriptions() throws {
        let installation = try #require(InstallationKey(hex: Self.digits))
        let key = try key(of: 1, installation)
        let sealed = try key.seal(Self.secret, purpose: "channel-token")
        let error = #expect(throws: SealingError.self) { try key.open(sealed, purpose: "other") }
        var dumped = ""
        dump(installation, to: &dumped)
        dump(key, to: &dumped)
        let words = "\(installation) \(key) \(String(reflecting: installation)) \(String(reflecting: key)) \(dumped)"
        #expect(!words.contains(Self.digits))
        #expect(!words.contains("00010203") && !words.contains("secret"))
        // The dump must not walk into the key's bytes either.
        #expect(!dumped.contains("31"))
        let told = try #require(error).description
        #expect(told.contains("other") && told.contains("installation's key") && !told.contains("EAAJ"))
    }
}
