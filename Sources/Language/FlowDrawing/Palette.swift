/// The colours of a drawing: light fills with a darker edge of the same hue, told apart also by their lightness.
enum Palette {
    static func colours(of kind: FlowChart.Kind) -> (fill: String, stroke: String) {
        switch kind {
        case .form: ("#e3f0ff", "#4a86c9")
        case .choice: ("#efe6ff", "#8561c5")
        case .action: ("#fff1d6", "#c98f2c")
        case .passage: ("#ffffff", "#8b93a3")
        case .handOff: ("#ffe1e1", "#cc5a5a")
        case .end: ("#e6f5ea", "#5aa172")
        }
    }

    static func colour(of reason: FlowChart.Reason) -> String {
        switch reason {
        case .onward: "#4b5363"
        case .option: "#6b46b8"
        case .outcome: "#9a6a12"
        case .condition: "#2f6fb0"
        case .silence: "#7b8494"
        case .tries: "#b04a4a"
        }
    }
}
