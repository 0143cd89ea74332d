package import CivilTime
internal import Foundation
package import Postgres
package import Publishing
internal import Salon
package import SalonFiles
package import Sealing
package import StandIn
internal import Storage
internal import TimeZones
internal import WhatsApp
internal import Workers

/// The demo's salon and its number at the stand-in. Invented, and of no use anywhere else: the secrets guard nothing but
/// loopback addresses of this machine.
package enum DemoSalon {
    package static let appSecret = "salonflow-demo-app-secret"

    package static let verifyToken = "salonflow-demo-verify-token"
    package static let number = StandInSettings.Number(
        phoneNumberID: "400200300400501", wabaID: "300100200300401", displayNumber: "77017000001",
        token: "salonflow-demo-token", name: "Лак и Шпилька")
    package static let phones = [
        StandInSettings.Phone(waID: "77051234567", name: "Мария"), StandInSettings.Phone(waID: "77079876543", name: "Olga"),
    ]

    package static func standInSettings(webhookURL: String, bookingsURL: String?, zone: Zone) -> StandInSettings {
        var settings = StandInSettings(
            appSecret: appSecret, webhookURL: webhookURL, verifyToken: verifyToken, numbers: [number],
            templates: [
                .init(
                    name: "booking_reminder", language: "ru", category: .utility,
                    body: "Напоминаем: {{1}}, {{2}} в {{3}}. Ждём вас в {{4}}!"),
                .init(
                    name: "booking_reminder", language: "en", category: .utility,
                    body: "A reminder: {{1}} on {{2}} at {{3}}. See you at {{4}}!"),
                .init(
                    name: "waitlist_offer", language: "ru", category: .utility,
                    body: "Здравствуйте, это {{1}}. Освободилось время: {{2}}, {{3}}, {{4}} в {{5}}. "
                        + "Записать вас? Время достанется тому, кто ответит первым.",
                    buttons: [.quickReply("Да"), .quickReply("Нет")]),
                .init(
                    name: "waitlist_offer", language: "en", category: .utility,
                    body: "Hello from {{1}}. A time has come free: {{2}} with {{3}} on {{4}} at {{5}}. "
                        + "Shall we book it for you? It goes to whoever answers first.",
                    buttons: [.quickReply("Yes"), .quickReply("No")]),
                .init(
                    name: "staff_notice", language: "ru", category: .utility,
                    body: "Бот салона сообщает: {{1}}\nОтветьте клиенту в его чате."),
                .init(
                    name: "staff_notice", language: "en", category: .utility,
                    body: "The salon's bot has a word for you: {{1}}\nPlease answer the customer in their chat."),
            ])
        settings.zone = zone
        settings.phones = phones
        settings.bookingsURL = bookingsURL
        return settings
    }

    /// Creates the salon on the first run, and on every run brings its catalogue and flow up to date with the folder.
    ///
    /// - Parameter number: the salon's number at the stand-in; tests and benchmarks make many salons.
    package static func prepare(
        _ connection: Connection, version: CompiledVersion, salon: SalonFile, key: InstallationKey,
        number: StandInSettings.Number = number, now: Instant
    ) throws {
        let routes = try TenantDirectory.routes(
            channel: "whatsapp", accounts: [number.phoneNumberID], on: connection)
        if let route = routes[number.phoneNumberID] {
            try connection.asTenant(route.tenant) {
                let store = SalonCatalogueStore(connection)
                var catalogue = salon.catalogue
                // The account leads to this location, whatever the folder's file calls it.
                if let slug = try store.locations().first(where: { $0.value == route.location })?.key { catalogue.slug = slug }
                try store.save(catalogue)
                try publish(version, connection, now: now)
            }
            return
        }
        try TenantDirectory.create(name: salon.catalogue.salonName, now: now, on: connection) { tenant in
            let location = try SalonCatalogueStore(connection).save(salon.catalogue)
            let sealedKey = try key.newTenantKey(tenant: tenant.number)
            try TenantKeys(connection).store(sealedKey.bytes, now: now)
            let tenantKey = try key.open(sealedKey, tenant: tenant.number)
            _ = try ChannelAccounts(connection).register(
                NewChannelAccount(
                    channel: "whatsapp", externalID: number.phoneNumberID, externalOwnerID: number.wabaID,
                    location: location, displayNumber: number.displayNumber,
                    sealedAccessToken: try tenantKey.seal(number.token, purpose: SecretPurpose.channelToken)),
                now: now)
            try publish(version, connection, now: now)
        }
    }

    /// Publishes the folder's bot where it has changed since the demo last did: what its salon published or rolled back to
    /// meanwhile stays.
    private static func publish(_ version: CompiledVersion, _ connection: Connection, now: Instant) throws {
        let versions = FlowVersions(connection)
        let flow = version.published(by: "demo", message: "demo")
        if let last = try versions.list().first(where: { $0.author == flow.author }), last.machineHash == flow.machineHash,
            try Set(versions.sources(of: last.number)) == Set(flow.sources)
        {
            return
        }
        _ = try versions.publish(flow, at: now)
    }
}
