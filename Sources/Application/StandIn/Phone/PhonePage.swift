internal import CivilTime

/// Everything a phone page shows; rendering adds nothing.
struct PhonePage: Sendable {
    var words: PhoneWords
    var number: StandInSettings.Number
    var customer: Customer
    var entries: [ChatEntry]
    var isTyping: Bool
    var others: [Customer]
    var now: Int64
    var zone: Zone
    var isClockMovable: Bool
    var bookingsURL: String?
    /// Whether the number has to be in every address, because the stand-in carries several.
    var namesNumber: Bool

    func html() -> HTML {
        """
        <div class="phone">
        <header class="top">
        <a class="back" href="/\(languageQuery("?"))" aria-label="\(words.back)">‹</a>
        <span class="avatar" aria-hidden="true">\(initial(number.name))</span>
        <div class="names"><h1>\(number.name)</h1><p id="status" role="status">\(status)</p></div>
        \(side)
        </header>
        <main class="log-frame" aria-label="\(words.chat)">
        <ol class="chat-log" id="log" role="log" tabindex="0" aria-label="\(words.chat)" \
        data-events="\(address("events"))">
        \(HTML(joining: items))
        </ol>
        </main>
        <p class="note" id="trouble" role="alert" hidden></p>
        <form class="write" id="composer" method="post" action="\(address("send"))" data-live>
        <label class="unseen" for="text">\(words.message)</label>
        <textarea id="text" name="text" rows="1" maxlength="4096" required \
        placeholder="\(words.write)" autocomplete="off" enterkeyhint="send"></textarea>
        <button type="submit" aria-label="\(words.send)">➤</button>
        </form>
        </div>
        """
    }

    private var status: String { isTyping ? "\(words.typing)…" : words.onDuty }

    private func initial(_ name: String) -> String {
        name.first(where: \.isLetter).map { String($0).uppercased() } ?? "✂"
    }

    private func languageQuery(_ separator: String) -> String { "\(separator)lang=\(words.language.rawValue)" }

    private func address(_ action: String, of waID: String? = nil) -> String {
        let path = "/phone/\(waID ?? customer.waID)" + (action.isEmpty ? "" : "/\(action)")
        let query = namesNumber ? "?number=\(PercentEncoding.query(number.phoneNumberID))&" : "?"
        return path + query + languageQuery("")
    }

    // MARK: The chat

    private var items: [HTML] {
        let shown = entries.filter { $0.author == .customer || $0.isShown || $0.state == .failed }
        var items: [HTML] = []
        var day: CivilDate?
        let today = zone.civil(at: Instant(milliseconds: now)).date
        let byID = Dictionary(entries.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        for entry in shown {
            let date = zone.civil(at: Instant(milliseconds: entry.at)).date
            if date != day {
                let words = date == today ? self.words.today : self.words.day(date)
                items.append("<li class=\"day\" id=\"day-\(date.iso)\">\(words)</li>")
                day = date
            }
            items.append(item(entry, quoted: entry.quoted.flatMap { byID[$0] }))
        }
        if shown.isEmpty { items.append(invitation) }
        if isTyping { items.append("<li class=\"typing\" id=\"typing\">\(words.typing)</li>") }
        return items
    }

    private var invitation: HTML {
        let buttons = words.suggestions.map { text -> HTML in
            "<button class=\"tap say\" name=\"text\" value=\"\(text)\">\(text)</button>"
        }
        return """
            <li class="empty" id="empty">\(words.emptyChat)
            <form class="taps" method="post" action="\(address("send"))" data-live>\(HTML(joining: buttons))</form></li>
            """
    }

    private func item(_ entry: ChatEntry, quoted: ChatEntry?) -> HTML {
        if entry.state == .failed {
            return """
                <li class="note" id="\(entry.id)" data-revision="\(entry.revision)">\
                \(words.failed(entry.failureCode ?? 131000))</li>
                """
        }
        let isOwn = entry.author == .customer
        return """
            <li class="turn\(isOwn ? " own" : "")" id="\(entry.id)" data-revision="\(entry.revision)">
            <div class="bubble">\(quote(quoted))\(content(entry.content))\(meta(entry))</div>
            \(isOwn ? .none : taps(entry))
            </li>
            """
    }

    private func quote(_ entry: ChatEntry?) -> HTML {
        guard let entry else { return .none }
        let text = entry.content.body
        return "<span class=\"quote\">\(text.count > 90 ? text.prefix(90) + "…" : text)</span>"
    }

    private func content(_ content: MessageContent) -> HTML {
        let parts: [HTML] = [
            words.kinds[content.kind].map { "<span class=\"kind\">\($0)</span>" } ?? .none,
            content.header.map { "<p class=\"head\">\($0)</p>" } ?? .none,
            content.body.isEmpty ? .none : "<p dir=\"auto\">\(content.body)</p>",
            content.footer.map { "<p class=\"foot\">\($0)</p>" } ?? .none,
        ]
        return HTML(joining: parts)
    }

    private func meta(_ entry: ChatEntry) -> HTML {
        let moment = zone.civil(at: Instant(milliseconds: entry.at))
        guard entry.author == .customer else {
            return "<span class=\"meta\"><time datetime=\"\(moment.iso)\">\(moment.time.iso)</time></span>"
        }
        let ticks = entry.state == .delivered || entry.state == .read ? "✓✓" : "✓"
        let label = words.states[entry.state] ?? ""
        return """
            <span class="meta"><time datetime="\(moment.iso)">\(moment.time.iso)</time>\
            <span class="ticks\(entry.state == .read ? " read" : "")" aria-hidden="true">\(ticks)</span>\
            <span class="unseen">\(label)</span></span>
            """
    }

    // MARK: Answers

    private func taps(_ entry: ChatEntry) -> HTML {
        var parts: [HTML] = []
        if entry.content.kind == .list {
            parts.append(menu(entry))
        } else if !entry.content.choices.isEmpty {
            let buttons = entry.content.choices.map { choice -> HTML in
                "<button class=\"tap\" name=\"choice\" value=\"\(choice.id)\">\(choice.title)</button>"
            }
            parts.append(tapForm(entry, "taps", HTML(joining: buttons)))
        }
        if let link = entry.content.link {
            parts.append(
                """
                <div class="taps"><a class="tap" href="\(safe(link.address))" \
                rel="noopener noreferrer" target="_blank">\
                \(link.title)</a></div>
                """)
        }
        return HTML(joining: parts)
    }

    /// An address of another scheme, such as `javascript:`, leads nowhere.
    private func safe(_ address: String) -> String {
        ["https://", "http://", "tel:"].contains { address.hasPrefix($0) } ? address : "#"
    }

    private func tapForm(_ entry: ChatEntry, _ style: String, _ inner: HTML) -> HTML {
        """
        <form class="\(style)" method="post" action="\(address("tap"))" data-live>
        <input type="hidden" name="message" value="\(entry.id)">
        \(inner)
        </form>
        """
    }

    private func menu(_ entry: ChatEntry) -> HTML {
        let content = entry.content
        var rows: [HTML] = []
        for (index, choice) in content.choices.enumerated() {
            if let title = content.sections.first(where: { $0.firstRow == index })?.title {
                rows.append("<h3>\(title)</h3>")
            }
            let description: HTML = choice.description.map { "<small>\($0)</small>" } ?? .none
            rows.append(
                """
                <button class="row" name="choice" value="\(choice.id)">\
                <span>\(choice.title)</span>\(description)</button>
                """)
        }
        let label = content.menuLabel ?? "…"
        return """
            <details class="menu taps"><summary class="tap">\(label)</summary>
            \(tapForm(entry, "sheet", "<h2>\(label)</h2>\(HTML(joining: rows))"))
            </details>
            """
    }

    // MARK: The clock and the other phones

    private var side: HTML {
        """
        <details class="side"><summary aria-label="\(words.more)" title="\(words.more)">⋮</summary>
        <div class="panel">
        <section><h2>\(customer.name)</h2><p class="faint">+\(customer.waID)</p></section>
        \(clock)
        \(otherPhones)
        \(bookings)
        </div></details>
        """
    }

    private var clock: HTML {
        let moment = zone.civil(at: Instant(milliseconds: now))
        let local = now + Int64(zone.offset(at: Instant(milliseconds: now))) * 1000
        let time: HTML = """
            <section><h2>\(words.clock)</h2>
            <p class="clock"><time id="clock" data-milliseconds="\(local)">\(moment.time.iso)</time></p>
            <p class="faint">\(words.day(moment.date)), \(zone.name)</p>
            """
        guard isClockMovable else { return "\(time)</section>" }
        return """
            \(time)<p class="faint">\(words.clockNote)</p>
            <form method="post" action="\(address("clock"))" data-live data-clock>
            <button class="quiet" name="advance" value="3600">\(words.hour)</button>
            <button class="quiet" name="advance" value="86400">\(words.oneDay)</button>
            </form>
            <form method="post" action="\(address("clock"))" data-live data-clock>
            <label class="unseen" for="moment">\(words.newTime)</label>
            <input id="moment" type="datetime-local" name="set" \
            value="\(moment.date.iso)T\(moment.time.iso)" max="9999-12-31T23:59" required>
            <button class="quiet">\(words.set)</button>
            </form></section>
            """
    }

    private var otherPhones: HTML {
        guard !others.isEmpty else { return .none }
        let links = others.prefix(6).map { other -> HTML in
            "<li><a href=\"\(address("", of: other.waID))\">\(other.name)</a></li>"
        }
        return "<section><h2>\(words.otherPhones)</h2><ul>\(HTML(joining: Array(links)))</ul></section>"
    }

    private var bookings: HTML {
        guard let bookingsURL else { return .none }
        return "<p><a href=\"\(safe(bookingsURL))\" target=\"_blank\" rel=\"noopener\">\(words.bookings)</a></p>"
    }
}
