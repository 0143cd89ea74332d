package import FlowDiagnostics
package import JSON

extension RenderedDiagnostic {
    /// A finding as an object for programs. Lines and columns count from 1; a column is a character.
    package var json: JSONValue {
        var object = JSONObject()
        object["code"] = .string(id)
        object["severity"] = .string(severity == .error ? "error" : "warning")
        object["message"] = .string(message)
        object["help"] = help.map(JSONValue.string) ?? .null
        object["file"] = .string(file)
        object["line"] = .number(JSONNumber(line))
        object["column"] = .number(JSONNumber(column))
        object["endLine"] = .number(JSONNumber(endLine))
        object["endColumn"] = .number(JSONNumber(endColumn))
        object["fix"] = fix.map(\.json) ?? .null
        return .object(object)
    }
}

extension RenderedDiagnostic.Fix {
    fileprivate var json: JSONValue {
        var object = JSONObject()
        object["line"] = .number(JSONNumber(line))
        object["column"] = .number(JSONNumber(column))
        object["endLine"] = .number(JSONNumber(endLine))
        object["endColumn"] = .number(JSONNumber(endColumn))
        object["replacement"] = .string(replacement)
        return .object(object)
    }
}
