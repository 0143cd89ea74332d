internal import FlowDiagnostics
internal import FlowNames
internal import FlowSyntax
internal import JSON

extension LanguageSession {
    /// Where the name under the cursor is declared; nothing for names of the library, which lies in no file of the client's.
    mutating func definition(_ parameters: Parameters) throws(ProtocolFailure) -> JSONValue {
        guard let (view, offset) = try spot(parameters),
            let occurrence = view.names.occurrence(at: offset, inFile: view.file)
        else { return .null }
        let places = view.names.declarations(of: occurrence.key).filter { !view.isLibrary($0.span) }
        return places.isEmpty ? .null : .array(places.map { view.location($0.span) })
    }

    mutating func references(_ parameters: Parameters) throws(ProtocolFailure) -> JSONValue {
        guard let (view, offset) = try spot(parameters),
            let occurrence = view.names.occurrence(at: offset, inFile: view.file)
        else { return [] }
        let withDeclaration = parameters.value["context"]?["includeDeclaration"]?.bool ?? true
        let places = view.names.occurrences(of: occurrence.key).filter {
            !view.isLibrary($0.span) && (withDeclaration || !$0.isDeclaration)
        }
        return .array(places.map { view.location($0.span) })
    }

    mutating func highlights(_ parameters: Parameters) throws(ProtocolFailure) -> JSONValue {
        guard let (view, offset) = try spot(parameters),
            let occurrence = view.names.occurrence(at: offset, inFile: view.file)
        else { return [] }
        let places = view.names.occurrences(of: occurrence.key).filter { $0.span.file == view.file }
        return .array(places.map { ["range": view.range($0.span.range), "kind": $0.isDeclaration ? 3 : 2] })
    }
}
