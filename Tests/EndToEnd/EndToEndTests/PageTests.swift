import DemoSalon
import Foundation
import JSON
import StandIn
import Testing

extension EndToEnd {
    @Suite("The phone page in a browser") struct PageTests {
        @Test("typing and clicking book a visit; the second phone sees that the time is taken")
        func phones() async throws {
            try await Stage.with { stage in
                try await Browser.with { browser in
                    let pictures = FileManager.default.temporaryDirectory.path + "/salonflow-pages"
                    try FileManager.default.createDirectory(atPath: pictures, withIntermediateDirectories: true)
                    let (first, second) = (DemoSalon.phones[0].waID, DemoSalon.phones[1].waID)
                    let shows = { (words: String) in "return document.getElementById('log').innerText.includes('\(words)')" }

                    try await browser.open("\(stage.address)/phone/\(first)?lang=ru")
                    try await browser.type("хочу на маникюр завтра в 3 к Ане", into: "#text")
                    try await browser.click("#composer button[type=submit]")
                    try await browser.until("the question", shows("Записать?"))
                    try await browser.until(
                        "the field is empty again", "return document.getElementById('text').value === ''")
                    try await browser.screenshot(to: pictures + "/question.png")
                    try await browser.clickButton("Записать")
                    try await browser.until("the booking's number", shows("Номер записи"))
                    try await browser.until(
                        "two ticks on both messages",
                        "return [...document.querySelectorAll('.own .ticks')].map(t => t.innerText).join() === '✓✓,✓✓'")
                    try await browser.screenshot(to: pictures + "/booked.png")
                    let number = try #require(
                        stage.answers(to: first).last?.content.body.digits(after: "Номер записи "))
                    let bubbles = try await browser.script(
                        "return [...document.querySelectorAll('.turn:not(.own) .bubble')].map(b => b.innerText)")
                    #expect(bubbles.array?.count == 2)
                    #expect(bubbles.array?.last?.string?.contains("Номер записи \(number)") == true, "\(bubbles)")

                    try await browser.open("\(stage.address)/phone/\(second)?lang=ru")
                    // Enter sends too (U+E007 in WebDriver).
                    try await browser.type("хочу на маникюр завтра в 3 к Ане\u{e007}", into: "#text")
                    try await browser.until("the time is taken", shows("занято"))
                    let offered = try await browser.script(
                        "return [...document.querySelectorAll('.turn:last-of-type button.tap')].map(b => b.innerText)")
                    #expect(offered.array?.count == 3, "\(offered)")
                    try await browser.screenshot(to: pictures + "/taken.png")

                    try await browser.open(stage.server + "/bookings")
                    let page = try await browser.script("return document.body.innerText").string ?? ""
                    #expect(page.contains(number) && page.contains("+\(first)"), "\(page)")
                    try await browser.screenshot(to: pictures + "/bookings.png")
                    #expect(try await browser.severeLogs() == [])
                    print("pictures of the pages: \(pictures)")
                }
            }
        }
    }
}
