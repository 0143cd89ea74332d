import CivilTime
import FlowMachine
import Salon
import SalonFiles
import SalonGenerator
import Testing
import TimeZones

@Suite("salon.yaml as it is written")
struct SalonFileWriterTests {
    private static func read(_ text: String) throws(SalonFileError) -> SalonCatalogue {
        try SalonFile(text, name: "salon.yaml") { Zone(name: $0, initialOffset: 18_000, transitions: []) }.catalogue
    }

    @Test("What is written reads back as the same catalogue, and is written the same again", arguments: 0..<400)
    func roundTrip(seed: UInt64) throws {
        var random = RandomCatalogue(seed: seed)
        let catalogue = random.catalogue()
        #expect(catalogue.problems.map { $0.text(in: "en") } == [])
        let text = SalonFile.text(of: catalogue)
        let again = try Self.read(text)
        #expect(again.saysTheSame(as: catalogue), "seed \(seed)\n\(text)")
        #expect(SalonFile.text(of: again) == text)
    }

    @Test("A file that says everything is pleasant to read")
    func canonical() throws {
        let text = """
            id: abay
            salon:
              ru: Салон «Василёк»
              en: Cornflower Salon
            address:
              ru: "Алматы, проспект Абая, 50"
            phone: +77270000001
            owner: +77017000099
            place: 43.23931, 76.91542
            portfolio: "https://salon.example/works"
            zone: Asia/Almaty
            currency: KZT

            rules:
              step: 30
              notice: 60
              horizon: 60
              cancel: 180
              assign: in order

            closures:
              - 2027-01-01
              - 2027-01-02

            resources:
              - id: chair
                name: { ru: Кресло, en: Chair }
                count: 2

            services:
              - id: haircut
                name: { ru: Стрижка, en: Haircut }
                aliases: [подстричься, cut]
                category: { ru: Волосы, en: Hair }
                picture: "https://salon.example/haircut.jpg"
                minutes: 60
                before: 5
                after: 10
                price: 9000
                needs: [chair]
              - id: yoga
                name: { en: Face yoga }
                minutes: 45
                price: 20.50
                currency: EUR
                from: 2026-06-01
                to: 2026-08-31
                days: [mon-wed, sat]
                seats: 8

            masters:
              - id: lena
                name: { ru: Лена, en: Lena }
                phone: +77017000001
                services: all
                hours:
                  mon-fri: [10:00-14:00, 15:00-19:00]
                  sun: 22:00-02:00
                breaks:
                  mon-tue: 12:00-12:15
                  thu: 12:00-12:15
                overrides:
                  2026-12-30: closed
                  2026-12-31: 10:00-14:00
                off:
                  - 2026-03-08
                  - 2026-07-01..2026-07-14
                  - 2026-09-01 12:00..2026-09-01 15:00
              - id: vera
                name: { ru: Вера }
                active: false
                services: [haircut]
                hours: {}

            """
        #expect(SalonFile.text(of: try Self.read(text)) == text)
    }

    @Test("A change of one thing is a change of its own lines")
    func smallDifference() throws {
        var random = RandomCatalogue(seed: 7)
        var catalogue = random.catalogue()
        while catalogue.services.count < 2 || catalogue.masters.isEmpty { catalogue = random.catalogue() }
        let before = SalonFile.text(of: catalogue).split(separator: "\n")
        catalogue.services[1].durationMinutes += catalogue.services[1].durationMinutes == 1440 ? -1 : 1
        let after = SalonFile.text(of: catalogue).split(separator: "\n")
        #expect(before.count == after.count && zip(before, after).count { $0 != $1 } == 1)
    }

    @Test("Ten thousand services, and a salon without masters")
    func large() throws {
        var random = RandomCatalogue(seed: 3)
        var catalogue = random.catalogue()
        catalogue.masters = []
        catalogue.resources = []
        catalogue.services = (1...10_000).map { number in
            Service(
                id: ServiceID(Int64(number)), slug: "service-\(number)", name: LocalizedName(["ru": "Услуга \(number)"]),
                aliases: ["номер \(number)"], durationMinutes: 60, bufferBeforeMinutes: 0, bufferAfterMinutes: 0,
                price: Money(minorUnits: number * 100, currency: "KZT"))
        }
        #expect(try Self.read(SalonFile.text(of: catalogue)).saysTheSame(as: catalogue))
    }
}
