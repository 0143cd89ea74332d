import Foundation
import JSON
import Testing

extension EndToEnd {
    @Suite("A salon's data from the command line") struct SalonCommandTests {
        static let studio = "flows/nail-studio/salon.yaml"

        private func run(_ state: String, _ arguments: String...) async throws -> RunningProgram.Ending {
            try await Salonflow.run(arguments + ["--state", state, "--lang", arguments.contains("--russian") ? "ru" : "en"])
        }

        @Test("A salon is made from its file, shown, written out, changed by an edited file, and nothing changes twice")
        func importing() async throws {
            let folder = try TestFolder()
            let state = folder.path + "/state"
            let missing = try await run(state, "salon", "import", Self.studio)
            #expect(missing.code == 3 && missing.errors.contains("--new"), "\(missing)")
            let tried = try await run(state, "salon", "import", Self.studio, "--new", "--dry-run")
            #expect(tried.code == 0 && tried.output.contains("New: service “Manicure”"), "\(tried)")
            #expect(tried.errors.contains("nothing was written"), "\(tried)")
            let made = try await run(state, "salon", "import", Self.studio, "--new")
            #expect(made.code == 0 && made.output == tried.output && made.errors.contains("salon no. 1"), "\(made)")

            let exported = folder.path + "/salon.yaml"
            let written = try await run(state, "salon", "export", "--output", exported)
            #expect(written.code == 0 && written.output == "", "\(written)")
            let text = try String(contentsOfFile: exported, encoding: .utf8)
            let printed = try await run(state, "salon", "export")
            #expect(printed.output == text)
            let same = try await run(state, "salon", "import", exported)
            #expect(same.code == 0 && same.output == "" && same.errors.contains("Nothing changed."), "\(same)")

            let edited = try folder.write(
                "edited.yaml",
                text.replacing("price: 8000\n", with: "price: 9000\n").replacing(
                    "      mon-sun: 10:00-19:00\n", with: "      mon-sun: 10:00-18:00\n    breaks:\n      mon-fri: 13:00-14:00\n"))
            let dry = try await run(state, "salon", "import", edited, "--dry-run", "--json")
            let object = try JSONValue(parsing: dry.output.trimmingCharacters(in: .newlines))
            #expect(dry.code == 0 && object["saved"]?.bool == false && object["changes"]?.array?.count == 13, "\(dry)")
            #expect(object["changes"]?[0]?["what"]?.string == "price" && object["changes"]?[0]?["id"]?.string == "manicure", "\(dry)")
            let changed = try await run(state, "salon", "import", edited)
            #expect(changed.code == 0 && changed.output.contains("Manicure: price ₸8,000 → ₸9,000; for new bookings only"), "\(changed)")
            #expect(changed.output.contains("Anna: break, Monday none → 13:00–14:00"), "\(changed)")
            let shown = try await run(state, "salon", "show")
            #expect(shown.output.contains("mon  10:00–18:00, break 13:00–14:00"), "\(shown)")
            let json = try await run(state, "salon", "show", "--json")
            let catalogue = try JSONValue(parsing: json.output.trimmingCharacters(in: .newlines))
            #expect(catalogue["services"]?[0]?["price"]?.integer == 900_000, "\(json)")

            let away = try await run(state, "salon", "time-off", "anna", "2026-12-24..2026-12-26")
            #expect(away.code == 0 && away.output.contains("Anna: time off none → 2026-12-24..2026-12-26"), "\(away)")
            let back = try await run(state, "salon", "time-off", "anna", "2026-12-24..2026-12-26", "--remove")
            #expect(back.code == 0 && back.output.contains("→ none"), "\(back)")
            let none = try await run(state, "salon", "time-off", "nobody", "2026-12-24")
            #expect(none.code == 1 && none.errors.contains("“nobody”"), "\(none)")
            let closed = try await run(state, "salon", "close", "2026-12-31", "--json")
            #expect(closed.code == 0 && closed.output.contains("\"saved\":true"), "\(closed)")

            let doctor = try await run(state, "doctor")
            #expect(doctor.code == 0 && doctor.output.contains("Asia/Almaty") && doctor.output.contains("The schema is up to date."), "\(doctor)")
            let checked = try await run(state, "doctor", "--json")
            let checks = try JSONValue(parsing: checked.output.trimmingCharacters(in: .newlines))["checks"]?.array ?? []
            #expect(checks.compactMap { $0["state"]?.string } == Array(repeating: "fine", count: 5), "\(checked)")

            // A tz database of ours in which Almaty never left the time it had until 2024.
            let zones = folder.path + "/zones"
            try FileManager.default.createDirectory(atPath: zones + "/Asia", withIntermediateDirectories: true)
            try FileManager.default.copyItem(atPath: "/usr/share/zoneinfo/Asia/Dhaka", toPath: zones + "/Asia/Almaty")
            let old = try await Salonflow.run(["doctor", "--state", state, "--lang", "en"], environment: ["TZDIR": zones])
            #expect(old.code == 1 && old.output.contains("Asia/Almaty: at ") && old.output.contains("UTC+6 here and UTC+5"), "\(old)")
        }

        @Test("What is wrong with a file or a call ends with 1, 2 or 3 and writes nothing")
        func mistakes() async throws {
            let folder = try TestFolder()
            let state = folder.path + "/state"
            let text = try String(contentsOfFile: "\(Salonflow.root)/\(Self.studio)", encoding: .utf8)
            let bad = try folder.write("bad.yaml", text.replacing("price: 8000", with: "price: -1"))
            let wrong = try await run(state, "salon", "import", bad, "--new")
            #expect(wrong.code == 1 && wrong.output == "" && wrong.errors.contains("bad.yaml: line "), "\(wrong)")
            let absent = try await run(state, "salon", "import", "no-such-folder", "--new")
            #expect(absent.code == 3 && absent.errors.contains("no readable file"), "\(absent)")
            let date = try await run(state, "salon", "close", "someday")
            #expect(date.code == 2 && date.errors.contains("2026-12-31"), "\(date)")
            let away = try await run(state, "salon", "time-off", "anna", "someday")
            #expect(away.code == 2 && away.errors.contains("2026-07-01..2026-07-14"), "\(away)")

            // One salon in two places.
            #expect(try await run(state, "salon", "import", "flows/beauty-salon/abay", "--new").code == 0)
            let lake = try String(contentsOfFile: "\(Salonflow.root)/flows/beauty-salon/lake/salon.yaml", encoding: .utf8)
            let twice = try folder.write("twice.yaml", lake.replacing("id: elena", with: "id: lena"))
            let refused = try await run(state, "salon", "import", twice)
            #expect(refused.code == 1 && refused.errors.contains("another location, “Cornflower Salon on Abay”"), "\(refused)")
            let which = try await run(state, "salon", "show", "--location", "lake")
            #expect(which.code == 2 && which.errors.contains("abay"), "\(which)")
            #expect(try await run(state, "salon", "import", "flows/beauty-salon/lake").code == 0)
            let unsaid = try await run(state, "salon", "export")
            #expect(unsaid.code == 2 && unsaid.errors.contains("abay, lake"), "\(unsaid)")
            let abay = try await run(state, "salon", "export", "--location", "abay")
            #expect(abay.code == 0 && abay.output.hasPrefix("id: abay\n"), "\(abay)")
        }
    }
}
