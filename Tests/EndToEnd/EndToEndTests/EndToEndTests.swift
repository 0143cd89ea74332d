import Testing

/// Tests of the program as its users meet it: the built binary as a process, its private PostgreSQL, and a WhatsApp
/// stand-in that plays Meta and the customers. One after another, because each starts servers and they share two cores.
@Suite("End to end", .serialized) enum EndToEnd {}
