extension String {
    /// The text, cut with a sign of it where it has more characters.
    package func shortened(to limit: Int) -> String { count > limit ? "\(prefix(limit))…" : self }
}
