package import FlowMachine
package import Salon

/// Something to see beside a text, before a channel gives it a form.
package enum Attachment: Hashable, Sendable {
    /// An https address of a picture; the caption may be empty.
    case picture(link: String, caption: String)
    case document(link: String, filename: String, caption: String)
    case location(Coordinates, name: String, address: String)
    /// The number is digits with country code and no plus.
    case contact(name: String, phone: String)
}

extension Attachment: ByteCodable {
    package func write(to writer: inout ByteWriter) {
        switch self {
        case .picture(let link, let caption):
            writer.byte(0)
            writer.string(link)
            writer.string(caption)
        case .document(let link, let filename, let caption):
            writer.byte(1)
            writer.string(link)
            writer.string(filename)
            writer.string(caption)
        case .location(let place, let name, let address):
            writer.byte(2)
            writer.signed(Int64(place.latitudeMillionths))
            writer.signed(Int64(place.longitudeMillionths))
            writer.string(name)
            writer.string(address)
        case .contact(let name, let phone):
            writer.byte(3)
            writer.string(name)
            writer.string(phone)
        }
    }

    package init(from reader: inout ByteReader) throws(ByteError) {
        switch try reader.byte() {
        case 0: self = .picture(link: try reader.string(), caption: try reader.string())
        case 1:
            self = .document(link: try reader.string(), filename: try reader.string(), caption: try reader.string())
        case 2:
            guard
                let place = Coordinates(
                    latitudeMillionths: try reader.integer(), longitudeMillionths: try reader.integer())
            else { throw reader.failure() }
            self = .location(place, name: try reader.string(), address: try reader.string())
        case 3: self = .contact(name: try reader.string(), phone: try reader.string())
        default: throw reader.failure()
        }
    }
}
