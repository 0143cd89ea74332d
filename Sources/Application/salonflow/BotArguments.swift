internal import ArgumentParser
internal import BotFiles
internal import Conversations
internal import FlowCompiler
internal import FlowDiagnostics
internal import Salon
internal import SalonFiles
internal import TimeZones

/// The bot a command works on, and its findings on the way.
struct BotArguments: ParsableArguments {
    @Argument(help: "A bot's folder (flow files and a salon.yaml) or a single flow file.")
    var path: String

    @OptionGroup var speech: LanguageOption

    var console: Console { speech.console }

    /// Reads and checks the bot; findings go to standard error, errors end the command with 1.
    func compiled(_ toolchain: Toolchain) throws -> (folder: BotFolder, flow: CompiledFlow) {
        try BotArguments.compiled(path, console: console, toolchain)
    }

    static func compiled(
        _ path: String, console: Console, _ toolchain: Toolchain
    ) throws -> (folder: BotFolder, flow: CompiledFlow) {
        let folder = try read(path, console: console, toolchain)
        let checked = toolchain.check(folder.sources, catalogue: folder.salon?.catalogue)
        let renderer = checked.renderer(for: console)
        for diagnostic in checked.diagnostics where diagnostic.severity == .error {
            console.talk(renderer.text(diagnostic))
        }
        guard let flow = checked.compiled else {
            console.talk(checked.summary(console))
            throw ExitCode(ExitStatus.findings)
        }
        return (folder, flow)
    }

    func read(_ toolchain: Toolchain) throws -> BotFolder { try BotArguments.read(path, console: console, toolchain) }

    private static func read(_ path: String, console: Console, _ toolchain: Toolchain) throws -> BotFolder {
        do {
            return try BotFolder(path: path, zones: toolchain.zones)
        } catch let error as SalonFileError {
            console.talk("\(error)")
            throw ExitCode(ExitStatus.findings)
        } catch let error as BotFolderError {
            throw OutsideFailure(error.words(console))
        } catch {
            throw OutsideFailure(error)
        }
    }

    /// A bot that can talk; it needs its salon's data.
    func bot(_ toolchain: Toolchain) throws -> (bot: Bot, flow: CompiledFlow, folder: BotFolder) {
        let (folder, flow) = try compiled(toolchain)
        guard let salon = folder.salon else {
            throw salonMissing
        }
        return (try toolchain.bot(flow, catalogue: salon.catalogue), flow, folder)
    }

    var salonMissing: OutsideFailure {
        OutsideFailure(
            console.words(
                ru: "В папке `\(path)` нет файла salon.yaml: без него боту не о чем говорить. Как его написать — в flows/README.md.",
                en: "There is no salon.yaml in `\(path)`, so the bot has nothing to talk about. flows/README.md says how to write one."))
    }
}

extension CheckedBot {
    func renderer(for console: Console) -> DiagnosticRenderer {
        DiagnosticRenderer(sources: sources, language: console.messageLanguage, usesColor: console.usesColour)
    }

    func summary(_ console: Console) -> String {
        console.words(
            ru: "Ошибок: \(errors), предупреждений: \(warnings).", en: "Errors: \(errors), warnings: \(warnings).")
    }
}

extension BotFolderError {
    func words(_ console: Console) -> String {
        switch self {
        case .missing(let path):
            console.words(
                ru: "Нет ни файла, ни папки `\(path)`. Укажите папку бота, например flows/nail-studio.",
                en: "There is no file or folder `\(path)`. Name a bot's folder, such as flows/nail-studio.")
        case .unreadable(let path, let why):
            console.words(
                ru: "`\(path)` не читается: \(why). Проверьте права и содержимое файла.",
                en: "`\(path)` cannot be read: \(why). Check the file's rights and content.")
        case .noFlow(let path):
            console.words(
                ru: "В папке `\(path)` нет файла бота. Положите в неё файл, имя которого кончается на `.flow`.",
                en: "The folder `\(path)` has no flow file. Put a file into it whose name ends in `.flow`.")
        }
    }
}

extension Console {
    var messageLanguage: MessageLanguage { language == .russian ? .russian : .english }
}
