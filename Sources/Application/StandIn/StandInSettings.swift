package import CivilTime

/// What a stand-in of the WhatsApp Cloud API is told before it starts: whose numbers it carries, where webhooks go, and
/// how strictly time and volume are counted.
package struct StandInSettings: Sendable {
    /// The app's secret, the key of every webhook signature (facts, section 3).
    package var appSecret: String
    /// Where webhooks are posted. Empty until the server under test is up; see `StandIn.setWebhookURL`.
    package var webhookURL: String
    package var verifyToken: String
    package var numbers: [Number]
    package var templates: [Template]
    /// The version in the paths we print; a call with any version is served, as Meta does with living ones.
    package var graphVersion: String

    /// The salon's zone, for the times on the phone page and for setting the clock.
    package var zone: Zone = .utc
    /// The phones the page offers from the start, so that a demo has a first and a second customer.
    package var phones: [Phone] = []
    /// A page of the host program to link to (the salon's bookings), if it has one.
    package var bookingsURL: String?
    /// Digits of numbers no message reaches: accepted, then failed with 131026.
    package var undeliverable: Set<String> = []
    /// When set, the business is in test mode and only these strings, compared literally, may be written to (131030).
    package var allowedRecipients: Set<String>?
    package var statusDelays = StatusDelays()
    /// Messages a second and number, in and out together (facts, section 13).
    package var throughputPerSecond = 80
    /// Multiplies the gaps between repeats of a refused webhook and the seven days after which it is dropped.
    package var retryScale = 1.0
    /// Webhooks in flight at once.
    package var concurrentDeliveries = 8
    /// Part of every message id. Two runs that write to one server must differ in it, or their messages look repeated.
    package var run: UInt32 = .random(in: 1 ... .max)

    package init(
        appSecret: String, webhookURL: String, verifyToken: String, numbers: [Number], templates: [Template] = [],
        graphVersion: String = "v25.0"
    ) {
        self.appSecret = appSecret
        self.webhookURL = webhookURL
        self.verifyToken = verifyToken
        self.numbers = numbers
        self.templates = templates
        self.graphVersion = graphVersion
    }

    /// A salon's number as Meta knows it.
    package struct Number: Hashable, Sendable {
        package var phoneNumberID: String
        package var wabaID: String
        /// Digits with country code and no plus.
        package var displayNumber: String
        /// The bearer token that may send from this number.
        package var token: String
        /// The salon's name, shown at the top of the chat.
        package var name: String

        package init(phoneNumberID: String, wabaID: String, displayNumber: String, token: String, name: String) {
            self.phoneNumberID = phoneNumberID
            self.wabaID = wabaID
            self.displayNumber = displayNumber
            self.token = token
            self.name = name
        }
    }

    package struct Phone: Hashable, Sendable {
        package var waID: String
        package var name: String

        package init(waID: String, name: String) {
            self.waID = waID
            self.name = name
        }
    }

    /// Milliseconds after acceptance at which each status is reported.
    package struct StatusDelays: Hashable, Sendable {
        package var sent: Int64 = 40
        package var delivered: Int64 = 160
        package var read: Int64 = 600

        package init() {}
        package init(sent: Int64, delivered: Int64, read: Int64) {
            self.sent = sent
            self.delivered = delivered
            self.read = read
        }
    }

    /// A message template of the registry; a template is found by name, language and WABA.
    package struct Template: Hashable, Sendable {
        package enum Status: String, CaseIterable, Hashable, Sendable {
            case approved = "APPROVED"
            case pending = "PENDING"
            case rejected = "REJECTED"
            case paused = "PAUSED"
            case disabled = "DISABLED"
        }

        package enum Category: String, Hashable, Sendable {
            case utility = "UTILITY"
            case marketing = "MARKETING"
            case authentication = "AUTHENTICATION"
        }

        package enum Header: Hashable, Sendable {
            case text(String)
            case image, video, document, location
        }

        package enum Button: Hashable, Sendable {
            case quickReply(String)
            /// An address that ends in `{{1}}` wants a parameter at every send.
            case url(text: String, url: String)
            case phone(text: String, number: String)
        }

        package var name: String
        package var language: String
        package var category: Category
        package var status: Status
        package var header: Header?
        /// With `{{1}}`, `{{2}}` … or, all of them, `{{name}}`.
        package var body: String
        package var footer: String?
        package var buttons: [Button]

        package init(
            name: String, language: String, category: Category, status: Status = .approved, header: Header? = nil,
            body: String, footer: String? = nil, buttons: [Button] = []
        ) {
            self.name = name
            self.language = language
            self.category = category
            self.status = status
            self.header = header
            self.body = body
            self.footer = footer
            self.buttons = buttons
        }
    }
}
