internal import Booking
package import CivilTime
package import FlowMachine
package import Salon
package import Understanding

/// A salon's bot as a turn needs it: the program, the salon's catalogue, and the words both are spoken of with, compiled
/// once per machine and catalogue revision and shared by all conversations.
package struct Bot: Sendable {
    package let program: Program
    package let catalogue: SalonCatalogue
    package let understander: Understander
    package let vocabulary: Vocabulary
    /// The widest opening hours over masters and days, which decide what a bare "в 3" means.
    package let opens: ClockTime?
    package let closes: ClockTime?
    package let facts: SalonFacts
    /// Whether the bot keeps anything of its customers from one conversation to the next.
    package let remembers: Bool
    /// Whether the bot ever keeps a time for a customer who has not booked it yet.
    package let holds: Bool

    /// Fails when a phrase of the machine cannot be compiled, which the checker rules out for published machines.
    package init(program: Program, catalogue: SalonCatalogue, understander: Understander) throws {
        self.program = program
        self.catalogue = catalogue
        self.understander = understander
        facts = SalonFacts(catalogue, machine: program.machine)
        remembers = program.machine.slots.contains(where: \.isRemembered)
        holds = program.machine.calls(.bookingHold)
        vocabulary = try understander.vocabulary(
            services: catalogue.services.map { Named($0.id.number, $0.name, aliases: $0.aliases) },
            masters: catalogue.masters.filter(\.isActive).map { Named($0.id.number, $0.name, aliases: $0.aliases) },
            intents: program.machine.intents.map(IntentRule.init))
        let intervals = catalogue.masters.filter(\.isActive).flatMap { $0.hours.values.joined() }
        opens = intervals.map(\.from).min()
        closes = intervals.map { $0.to <= $0.from ? .endOfDay : $0.to }.max()
    }

    /// The same bot with another machine of the same intents: what it understands stays, what it does is the machine's.
    package func running(_ machine: Machine) -> Bot { running(Program(machine)) }

    package func running(_ program: Program) -> Bot { Bot(self, program: program) }

    private init(_ bot: Bot, program: Program) {
        self.program = program
        catalogue = bot.catalogue
        understander = bot.understander
        vocabulary = bot.vocabulary
        opens = bot.opens
        closes = bot.closes
        facts = SalonFacts(bot.catalogue, machine: program.machine)
        remembers = program.machine.slots.contains(where: \.isRemembered)
        holds = program.machine.calls(.bookingHold)
    }

    package var languages: [String] { program.machine.languages }

    /// What the owner is told of a version that could not be loaded, and of the one that answers instead.
    package func notice(ofDamaged version: Int, served: Int) -> StaffNotice {
        let language = languages[0]
        return StaffNotice(
            recipient: .owner, phone: catalogue.contact.ownerPhone,
            text: StaffWords.damaged(version: version, served: served, language: language), language: language)
    }

    package func choice(of service: Service) -> Choice { Choice(service, languages: languages) }

    package func choice(of master: Master) -> Choice { Choice(master, languages: languages) }
}

extension Named {
    fileprivate init(_ number: Int64, _ name: LocalizedName, aliases: [String]) {
        let names = name.byLanguage.sorted { $0.key < $1.key }.map(\.value)
        self.init(id: String(number), names: names + aliases)
    }
}

extension IntentRule {
    /// An intent of a machine as the understanding takes it.
    package init(_ intent: Intent) {
        self.init(name: intent.name, phrases: intent.phrases.map { phrase in
            PhraseRule(
                language: phrase.language, isExclusion: phrase.isExclusion, pattern: PhraseRule.Pattern(phrase.pattern))
        })
    }
}

extension PhraseRule.Pattern {
    fileprivate init(_ pattern: PhrasePattern) {
        switch pattern {
        case .word(let word): self = .word(word)
        case .prefix(let prefix): self = .prefix(prefix)
        case .gap(let type):
            switch type {
            case .service: self = .gap(.service)
            case .master: self = .gap(.master)
            case .date: self = .gap(.date)
            case .time: self = .gap(.time)
            // The compiler lets no gap of another type through.
            default: self = .sequence([])
            }
        case .sequence(let parts): self = .sequence(parts.map(PhraseRule.Pattern.init))
        case .alternatives(let parts): self = .alternatives(parts.map(PhraseRule.Pattern.init))
        case .optional(let part): self = .optional(PhraseRule.Pattern(part))
        case .expression(let expression): self = .expression(expression)
        }
    }
}

extension Machine {
    fileprivate func calls(_ action: Action) -> Bool {
        steps.contains { step in
            step.code.contains { if case .call(action, _) = $0 { true } else { false } }
        }
    }
}
