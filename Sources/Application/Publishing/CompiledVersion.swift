package import BotFiles
package import FlowCompiler
package import FlowDiagnostics
package import FlowMachine
internal import FlowMigration
internal import FlowSyntax
package import Storage

/// A checked bot as a version of it is kept: the machine, and all files that it was made from, the library's among them, so
/// that it can be explained by line years later.
package struct CompiledVersion: Sendable {
    package let machine: Machine
    package let sources: [FlowSourceFile]

    package init(_ flow: CompiledFlow, folder: BotFolder, toolchain: Toolchain) {
        self.init(flow, sources: folder.sources, in: folder.path, toolchain: toolchain)
    }

    /// - Parameter folder: where the bot was read; files are kept by their paths inside it.
    package init(_ flow: CompiledFlow, sources own: [SourceFile], in folder: String, toolchain: Toolchain) {
        machine = flow.machine
        let root = folder.hasSuffix("/") ? folder : folder + "/"
        let outer = root.split(separator: "/", omittingEmptySubsequences: false).dropLast(2).joined(separator: "/") + "/"
        sources = (own + toolchain.library).map { source in
            FlowSourceFile(path: CompiledVersion.path(source.name, root: root, outer: outer), content: source.bytes)
        }
    }

    /// A location's folder takes files of the one around it.
    private static func path(_ name: String, root: String, outer: String) -> String {
        if name.hasPrefix(root) { return String(name.dropFirst(root.count)) }
        if outer != "/", name.hasPrefix(outer), !name.dropFirst(outer.count).contains("/") {
            return "../" + name.dropFirst(outer.count)
        }
        // A single file that was named itself; the library's names have no folder of the bot's in them.
        return name.hasPrefix("/") ? name.split(separator: "/").last.map(String.init) ?? name : name
    }

    /// As it goes into the store.
    package func published(by author: String, message: String) -> PublishedFlow {
        let bytes = machine.encoded
        return PublishedFlow(
            sources: sources, machine: bytes, machineHash: ContentHash(of: bytes).bytes, outline: MachineOutline(machine).encoded,
            languageVersion: FlowFile.languageVersion, compilerVersion: Compiler.version, author: author, message: message)
    }
}
