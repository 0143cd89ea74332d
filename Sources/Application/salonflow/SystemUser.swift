internal import Foundation

/// The person at the terminal, as the system knows them.
enum SystemUser {
    static var name: String {
        let name = NSUserName()
        return name.isEmpty ? "?" : name
    }
}
