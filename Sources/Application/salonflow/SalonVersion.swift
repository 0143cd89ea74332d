internal import ArgumentParser
internal import BotFiles
internal import FlowCompiler
internal import FlowDiagnostics
internal import FlowMachine
internal import FlowSyntax
internal import Publishing
internal import Salon
internal import SalonFiles
internal import Storage

/// What every command looks at before a version may answer a salon's customers. What is wrong is told, and ends with 1.
extension SalonArguments {
    /// Refuses the bot of another salon, unless it is meant.
    func check(_ folder: BotFolder, at path: String, belongsTo catalogue: SalonCatalogue, otherSalon: Bool) throws {
        let console = speech.console
        guard let named = folder.salon?.catalogue.salonName, !otherSalon,
            Set(named.byLanguage.values).isDisjoint(with: catalogue.salonName.byLanguage.values)
        else { return }
        let language = console.language.rawValue
        let (own, other) = (catalogue.salonName.text(in: language), named.text(in: language))
        console.talk(
            console.words(
                ru: "В `\(path)` бот салона «\(other)», а салон № \(salon) — «\(own)». Укажите нужный салон: --salon, "
                    + "или, если всё верно, добавьте --other-salon.",
                en: "`\(path)` is the bot of “\(other)”, and salon no. \(salon) is “\(own)”. Name the salon you mean "
                    + "with --salon, or, if this is what you want, add --other-salon."))
        throw ExitCode(ExitStatus.findings)
    }

    /// Checks the bot against the salon's own data, and against the version whose customers have to go on in it: of that,
    /// warnings are told as well.
    func compiled(
        _ folder: BotFolder, for catalogue: SalonCatalogue, against live: Machine? = nil, _ toolchain: Toolchain
    ) throws -> CompiledFlow {
        let console = speech.console
        let checked = toolchain.check(folder.sources, catalogue: catalogue, against: live)
        let renderer = checked.renderer(for: console)
        for diagnostic in checked.diagnostics
        where diagnostic.severity == .error || DiagnosticCode.versionCodes.contains(diagnostic.code) {
            console.talk(renderer.text(diagnostic))
        }
        guard let flow = checked.compiled else {
            console.talk(checked.summary(console))
            console.talk(
                console.words(ru: "Ничего не опубликовано: сначала исправьте ошибки.", en: "Nothing was published: mend the errors first."))
            throw ExitCode(ExitStatus.findings)
        }
        return flow
    }

    /// The machine of a version, where this program can run it.
    func read(_ stored: StoredMachine) throws -> Machine {
        let console = speech.console
        let number = stored.number
        guard stored.languageVersion <= FlowFile.languageVersion else {
            console.talk(
                console.words(
                    ru: "Версия \(number) написана на языке \(stored.languageVersion), а эта программа знает только "
                        + "\(FlowFile.languageVersion). Обновите salonflow.",
                    en: "Version \(number) is written in language \(stored.languageVersion), and this program knows "
                        + "\(FlowFile.languageVersion) only. Update salonflow."))
            throw ExitCode(ExitStatus.findings)
        }
        do { return try stored.read() } catch ByteError.unknownFormat(let format) {
            console.talk(
                console.words(
                    ru: "Версия \(number) собрана другой версией salonflow (формат \(format)). "
                        + "Возьмите её файлы и опубликуйте заново, или обновите программу.",
                    en: "Version \(number) was compiled by another release of salonflow (format \(format)). "
                        + "Publish its files again, or update the program."))
            throw ExitCode(ExitStatus.findings)
        } catch let damage as MachineDamaged {
            console.talk(
                console.words(
                    ru: "Версия \(damage.version) повреждена в базе данных и работать не может. Выберите другую: salonflow versions.",
                    en: "Version \(damage.version) is damaged in the database and cannot go live. Choose another: salonflow versions."))
            throw ExitCode(ExitStatus.findings)
        }
    }

    /// Refuses a version that speaks of services or masters whom the salon no longer has.
    func checkNames(of machine: Machine, in catalogue: SalonCatalogue, of number: Int) throws {
        let missing = CatalogueNames(machine).missing(from: catalogue)
        if missing.isEmpty { return }
        let console = speech.console
        let list = missing.map { "«\($0)»" }.joined(separator: ", ")
        console.talk(
            console.words(
                ru: "Версия \(number) говорит о том, чего в салоне больше нет: \(list). Верните их в salon.yaml, "
                    + "выберите другую версию или, если так и надо, добавьте --anyway.",
                en: "Version \(number) speaks of what the salon no longer has: \(list). Bring them back into salon.yaml, "
                    + "choose another version, or, if this is what you want, add --anyway."))
        throw ExitCode(ExitStatus.findings)
    }
}
