import CivilTime
import FlowMachine
import Testing

/// The canonical encoding: one machine, one form in bytes, and nothing else is read.
@Suite("Machine: encoding")
struct MachineEncodingTests {
    @Test("compiled machines come back equal, with equal bytes", arguments: ["nail-studio", "romashka"])
    func compiled(_ name: String) throws {
        let machine = try #require(Machines.compiled[name]).get()
        let bytes = machine.encoded
        let again = try Machine(encoded: bytes)
        #expect(again == machine)
        #expect(again.encoded == bytes)
        #expect(ContentHash(of: again.encoded) == ContentHash(of: bytes))
        #expect(machine.steps.count > 5 && machine.texts.count > 20)
    }

    @Test("random machines come back equal, with equal bytes")
    func random() throws {
        var hashes: Set<ContentHash> = []
        for seed in 0..<400 {
            let machine = Machines.random(seed: UInt64(seed))
            let bytes = machine.encoded
            let again = try Machine(encoded: bytes)
            #expect(again == machine, "seed \(seed)")
            #expect(again.encoded == bytes, "seed \(seed)")
            hashes.insert(ContentHash(of: bytes))
        }
        #expect(hashes.count == 400)
    }

    /// Refused with a `ByteError`, or read as the machine that has exactly these bytes.
    private func holds(_ bytes: [UInt8], _ place: String) {
        do throws(ByteError) {
            let machine = try Machine(encoded: bytes)
            if machine.encoded != bytes { Issue.record("\(place): a second spelling was read") }
        } catch {}
    }

    private func isRefused(_ bytes: ArraySlice<UInt8>) -> Bool {
        do throws(ByteError) {
            _ = try Machine(encoded: Array(bytes))
            return false
        } catch {
            return true
        }
    }

    @Test("a machine cut short is refused, wherever it is cut")
    func truncated() throws {
        for seed in 0..<8 {
            let bytes = Machines.random(seed: UInt64(seed)).encoded
            for length in bytes.indices where !isRefused(bytes[..<length]) {
                Issue.record("seed \(seed) cut after \(length)")
            }
        }
        let bytes = try #require(Machines.compiled["nail-studio"]).get().encoded
        for length in stride(from: 0, to: bytes.count, by: 23) where !isRefused(bytes[..<length]) {
            Issue.record("cut after \(length)")
        }
        #expect(throws: ByteError.trailingBytes) { try Machine(encoded: bytes + [0]) }
    }

    /// Every byte of the random machines, and a sixth of the large compiled one, which is read anew for each.
    @Test("bytes of a compiled machine may be flipped without harm")
    func flipped() throws {
        let bytes = try #require(Machines.compiled["nail-studio"]).get().encoded
        let masks: [UInt8] = [0x01, 0x80, 0xFF, 0x02, 0x7F]
        var changed = bytes
        for index in stride(from: 1, to: bytes.count, by: 6) {
            let mask = masks[index % masks.count]
            changed[index] = bytes[index] ^ mask
            holds(changed, "byte \(index) with \(mask)")
            changed[index] = bytes[index]
        }
    }

    @Test("every byte of random machines may have any value", arguments: 1...3)
    func everyValue(seed: Int) {
        let bytes = Machines.random(seed: UInt64(seed)).encoded
        var changed = bytes
        for index in bytes.indices {
            for value in stride(from: UInt8(index % 3), through: 252, by: 3) {
                changed[index] = value
                holds(changed, "seed \(seed), byte \(index), value \(value)")
            }
            changed[index] = bytes[index]
        }
    }

    @Test("bytes cut out, doubled and moved")
    func rearranged() throws {
        let bytes = try #require(Machines.compiled["romashka"]).get().encoded
        var random = SeededGenerator(seed: 5)
        for round in 0..<400 {
            var changed = bytes
            let start = Int.random(in: 0..<bytes.count, using: &random)
            let end = min(bytes.count, start + Int.random(in: 1...40, using: &random))
            let piece = changed[start..<end]
            if Bool.random(using: &random) { changed.removeSubrange(start..<end) }
            changed.insert(contentsOf: piece, at: Int.random(in: 0...changed.count, using: &random))
            holds(changed, "round \(round)")
        }
        for round in 0..<3000 {
            let noise = (0..<Int.random(in: 0...200, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
            holds([Machine.formatVersion] + noise, "noise \(round)")
        }
    }

    @Test("another format is refused by its number")
    func format() throws {
        var bytes = Machines.random(seed: 1).encoded
        bytes[0] = Machine.formatVersion + 1
        #expect(throws: ByteError.unknownFormat(Machine.formatVersion + 1)) { try Machine(encoded: bytes) }
        #expect(throws: ByteError.endsEarly(at: 0)) { try Machine(encoded: []) }
    }

    @Test("a machine of the format before, which had no flows, is read, and keeps its own hash")
    func formatBefore() throws {
        var machine = Machines.random(seed: 1)
        machine.flows = []
        var bytes = machine.encoded
        bytes[0] = 3
        bytes.removeLast()
        #expect(try Machine(encoded: bytes) == machine)
        bytes[0] = 2
        #expect(throws: ByteError.unknownFormat(2)) { try Machine(encoded: bytes) }
    }

    struct Broken: Sendable, CustomStringConvertible {
        var description: String
        var breakIt: @Sendable (inout Machine) -> Void
    }

    @Test(
        "a reference out of its list is refused on reading",
        arguments: [
            Broken(description: "no language") { $0.languages = [] },
            Broken(description: "a wording too few") { $0.wordings.removeLast() },
            Broken(description: "eleven months") { $0.wordings[0].months.removeLast() },
            Broken(description: "six weekdays") { $0.wordings[0].weekdays.removeLast() },
            Broken(description: "eight short weekdays") { $0.wordings[0].shortWeekdays.append("") },
            Broken(description: "a text without a language") { $0.texts[0].templates.removeLast() },
            Broken(description: "a system text too few") { $0.systemTexts.removeLast() },
            Broken(description: "a system text that is none") { $0.systemTexts[0].index = 9_999 },
            Broken(description: "a question that is none") { $0.slots[0].ask.index = 9_999 },
            Broken(description: "words for a refusal that are none") {
                $0.slots[0].wrong = [WrongText(reason: .full, text: TextID(index: 9_999))]
            },
            Broken(description: "a slot's way out") {
                $0.slots[0].tries = Tries(count: 1, target: Target(step: StepID(index: 9_999)))
            },
            Broken(description: "a step's way out") {
                $0.steps[0].tries = Tries(count: 1, target: Target(step: StepID(index: 9_999)))
            },
            Broken(description: "a slot to forget") {
                $0.steps[0].tries = Tries(
                    count: 1, target: Target(step: StepID(index: 0), forget: [SlotID(index: 9_999)]))
            },
            Broken(description: "a silence") {
                $0.steps[0].silences = [Silence(seconds: 1, target: Target(step: StepID(index: 9_999)))]
            },
            Broken(description: "an option's label") {
                $0.steps[0].options = [
                    Option(name: "x", label: TextID(index: 9_999), target: Target(step: StepID(index: 0)))
                ]
            },
            Broken(description: "an option's target") {
                $0.steps[0].options = [
                    Option(name: "x", label: TextID(index: 0), target: Target(step: StepID(index: 9_999)))
                ]
            },
            Broken(description: "say") { $0.steps[0].code = [.say(TextID(index: 9_999))] },
            Broken(description: "fill") { $0.steps[0].code = [.fill([SlotID(index: 9_999)])] },
            Broken(description: "go") { $0.steps[0].code = [.go(Target(step: StepID(index: 9_999)))] },
            Broken(description: "a branch's text") {
                $0.steps[0].code = [
                    .call(
                        .bookingCreate,
                        [Branch(outcome: .taken, text: TextID(index: 9_999), target: Target(step: StepID(index: 0)))])
                ]
            },
            Broken(description: "a branch's target") {
                $0.steps[0].code = [
                    .call(
                        .bookingCreate, [Branch(outcome: .taken, text: nil, target: Target(step: StepID(index: 9_999)))]
                    )
                ]
            },
            Broken(description: "a condition's slot") {
                $0.steps[0].code = [
                    .goWhen(.not(.isSet(.slot(SlotID(index: 9_999)))), Target(step: StepID(index: 0)))
                ]
            },
            Broken(description: "a compared slot") {
                $0.steps[0].code = [
                    .goWhen(.compare(.slot(SlotID(index: 9_999)), .equal, .anyone), Target(step: StepID(index: 0)))
                ]
            },
            Broken(description: "a condition's target") {
                $0.steps[0].code = [.goWhen(.isSet(.fact(.price)), Target(step: StepID(index: 9_999)))]
            },
            Broken(description: "a text's slot") {
                $0.texts[0].templates[0] = [.value(.slot(SlotID(index: 9_999)), .plain)]
            },
            Broken(description: "a start") {
                $0.starts = [IntentTarget(intent: "book", target: Target(step: StepID(index: 9_999)))]
            },
            Broken(description: "a handler") {
                $0.handlers = [IntentTarget(intent: "cancel", target: Target(step: StepID(index: 9_999)))]
            },
            Broken(description: "an answer") { $0.answers = [IntentAnswer(intent: "x", text: TextID(index: 9_999))] },
        ])
    func references(_ broken: Broken) throws {
        var machine = try #require(Machines.compiled["nail-studio"]).get()
        _ = try Machine(encoded: machine.encoded)
        broken.breakIt(&machine)
        #expect(throws: ByteError.self) { try Machine(encoded: machine.encoded) }
    }

    @Test("what is nested too deep is refused, not followed")
    func deep() throws {
        var machine = try #require(Machines.compiled["romashka"]).get()
        var pattern = PhrasePattern.word("x")
        for _ in 0..<70 { pattern = .optional(pattern) }
        machine.intents = [
            Intent(name: "deep", phrases: [Phrase(language: "ru", isExclusion: false, pattern: pattern)])
        ]
        #expect {
            try Machine(encoded: machine.encoded)
        } throws: { error in
            if case ByteError.tooDeep = error { true } else { false }
        }
        var condition = Condition.isSet(.fact(.price))
        for _ in 0..<5_000 { condition = .not(condition) }
        machine.intents = []
        machine.steps[0].code = [.goWhen(condition, Target(step: StepID(index: 0)))]
        #expect(throws: ByteError.self) { try Machine(encoded: machine.encoded) }
    }
}
