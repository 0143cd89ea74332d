package import FlowMachine

/// What a compilation knows of the salon a bot is for: names and amounts as plain data, so that the longest texts can be
/// counted and names in conditions be looked up.
package struct SalonData: Hashable, Sendable {
    /// By language code: the salon in words of that language.
    package var byLanguage: [String: Words]
    /// Of all services.
    package var prices: [Money]
    /// In minutes, of the longest service.
    package var longestDuration: Int

    package init(byLanguage: [String: Words], prices: [Money], longestDuration: Int) {
        self.byLanguage = byLanguage
        self.prices = prices
        self.longestDuration = longestDuration
    }

    /// Names as customers read them.
    package struct Words: Hashable, Sendable {
        package var services: [String]
        package var masters: [String]
        package var name: String
        package var address: String

        package init(services: [String], masters: [String], name: String, address: String) {
            self.services = services
            self.masters = masters
            self.name = name
            self.address = address
        }
    }
}
