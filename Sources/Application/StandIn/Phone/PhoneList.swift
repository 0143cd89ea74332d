/// The first page: whose phone to pick up.
struct PhoneList: Sendable {
    struct Card: Sendable {
        var customer: Customer
        var number: StandInSettings.Number
        var last: ChatEntry?
    }

    var words: PhoneWords
    var cards: [Card]
    var namesNumber: Bool
    var bookingsURL: String?

    func html() -> HTML {
        let language = "lang=\(words.language.rawValue)"
        let items = cards.map { card -> HTML in
            let number = namesNumber ? "number=\(PercentEncoding.query(card.number.phoneNumberID))&" : ""
            let last = card.last.map { String($0.content.body.prefix(80)) } ?? "+\(card.customer.waID)"
            let salon: HTML = namesNumber ? "<span class=\"last\">→ \(card.number.name)</span>" : .none
            return """
                <li><a href="/phone/\(card.customer.waID)?\(number)\(language)">
                <span class="avatar" aria-hidden="true">\(initial(card.customer.name))</span>
                <span class="words"><strong>\(card.customer.name)</strong>\(salon)\
                <span class="last">\(last)</span></span></a></li>
                """
        }
        let bookings: HTML =
            bookingsURL.map { url in
                guard url.hasPrefix("http://") || url.hasPrefix("https://") else { return .none }
                return "<p><a href=\"\(url)\">\(words.bookings)</a></p>"
            } ?? .none
        let other: PhoneWords.Language = words.language == .russian ? .english : .russian
        return """
            <main>
            <h1>\(words.phones)</h1>
            <p class="faint">\(words.phonesIntroduction)</p>
            <ul class="cards">\(HTML(joining: items))</ul>
            \(bookings)
            <form method="get" action="/phone">
            <input type="hidden" name="lang" value="\(words.language.rawValue)">
            <label>\(words.otherNumber)
            <input name="wa_id" inputmode="numeric" pattern="[0-9]{5,20}" required placeholder="77051234599"></label>
            <label>\(words.name)<input name="name" maxlength="60" autocomplete="off"></label>
            <button class="quiet">\(words.open)</button>
            </form>
            <p><a href="/?lang=\(other.rawValue)" hreflang="\(other.rawValue)">\
            \(other == .russian ? "По-русски" : "In English")</a></p>
            </main>
            """
    }

    private func initial(_ name: String) -> String {
        name.first(where: \.isLetter).map { String($0).uppercased() } ?? "☎"
    }
}
