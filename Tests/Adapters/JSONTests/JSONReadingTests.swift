import JSON
import Testing

@Suite("JSON reading and writing")
struct JSONReadingTests {
    @Test("an element keeps the bytes it came in")
    func rawBytes() throws {
        let text = #"{"messages" : [ {"id":"\u0061" , "n":1.50} ,"x"]}"#
        let document = try JSONDocument(parsing: Array(text.utf8))
        let elements = try #require(document.root["messages"]).elements.map { $0 }
        #expect(
            elements.map { String(decoding: $0.rawBytes, as: UTF8.self) } == [#"{"id":"\u0061" , "n":1.50}"#, "\"x\""])
        #expect(elements[0]["id"]?.string == "a")
        #expect(elements[0]["n"]?.number?.text == "1.50")
        #expect(document.root.rawBytes == Array(text.utf8))
        #expect(document.root["messages"]?.count == 2)
        #expect(document.root["messages"]?["id"] == nil)
        #expect(elements[1].elements.map { $0.kind }.isEmpty)
    }

    @Test("a document and a value agree on repeated and escaped names")
    func names() throws {
        let document = try JSONDocument(parsing: Array(#"{"a":1,"\u0061":2,"b":{"a":3},"é":4}"#.utf8))
        #expect(document.root["a"]?.integer == 2)
        #expect(document.root["\u{E9}"]?.integer == 4)
        #expect(document.root["e\u{301}"] == nil)
        #expect(document.root["c"] == nil)
        #expect(document.root.members.map { $0.name } == ["a", "a", "b", "é"])
        #expect(document.root.count == 4)
        #expect(document.root.value["a"]?.integer == 2)
        #expect(document.root.value.object?.count == 3)
    }

    @Test(
        "numbers give an integer only where they are written as one",
        arguments: [
            ("0", 0, 0), ("-7", -7, -7), ("9223372036854775807", Int.max, 0x1p63),
            ("9223372036854775808", nil, 0x1p63), ("1.0", nil, 1), ("1e3", nil, 1000),
            ("1e999", nil, nil), ("-0", 0, 0), ("0.1", nil, 0.1),
        ] as [(String, Int?, Double?)])
    func numbers(text: String, integer: Int?, double: Double?) throws {
        let value = try JSONValue(parsing: text)
        #expect(value.integer == integer)
        #expect(value.double == double)
        let element = try JSONDocument(parsing: Array(text.utf8)).root
        #expect(element.integer == integer)
        #expect(element.double == double)
    }

    @Test("what JSON cannot say is not made into a number")
    func impossibleNumbers() {
        #expect(JSONNumber(Double.infinity) == nil)
        #expect(JSONNumber(Double.nan) == nil)
        #expect(JSONNumber(0.5)?.text == "0.5")
    }

    @Test("an object keeps order, replaces in place and removes, small or large", arguments: [3, 40])
    func objects(size: Int) {
        var object = JSONObject()
        for number in 0..<size { object["k\(number)"] = .number(JSONNumber(number)) }
        object["k1"] = "one"
        object["k0"] = nil
        object["absent"] = nil
        #expect(object.members.map(\.name) == (1..<size).map { "k\($0)" })
        #expect(object["k1"] == "one")
        #expect(object["k0"] == nil)
        #expect(object["k\(size - 1)"]?.integer == size - 1)
        object["k0"] = true
        #expect(object.members.last?.name == "k0")
        #expect(object["k0"] == true)
        #expect(object.count == size)
    }

    static let sample: JSONValue = [
        "имя": "Анна 💅/«é»\n", "list": [1, .number(JSONNumber(-2)), []], "empty": [:], "none": nil, "yes": true,
    ]

    @Test("compact spelling")
    func compact() {
        #expect(
            Self.sample.text()
                == #"{"имя":"Анна 💅/«é»\n","list":[1,-2,[]],"empty":{},"none":null,"yes":true}"#)
    }

    @Test("spelling as Meta signs it: lowercase escapes, surrogate pairs, escaped slashes")
    func escaped() {
        #expect(
            Self.sample.text(.asciiOnly)
                == #"{"\u0438\u043c\u044f":"\u0410\u043d\u043d\u0430 \ud83d\udc85\/\u00ab\u00e9\u00bb\n","#
                + #""list":[1,-2,[]],"empty":{},"none":null,"yes":true}"#)
    }

    @Test("spelling for people")
    func pretty() {
        #expect(
            Self.sample.text(.pretty) == """
                {
                  "имя": "Анна 💅/«é»\\n",
                  "list": [
                    1,
                    -2,
                    []
                  ],
                  "empty": {},
                  "none": null,
                  "yes": true
                }
                """)
    }

    @Test("accessors answer nil for other kinds")
    func accessors() {
        let values: [JSONValue] = [nil, true, 1, "s", [1], ["a": 1]]
        #expect(values.map(\.isNull) == [true, false, false, false, false, false])
        #expect(values.map(\.bool) == [nil, true, nil, nil, nil, nil])
        #expect(values.map(\.integer) == [nil, nil, 1, nil, nil, nil])
        #expect(values.map(\.string) == [nil, nil, nil, "s", nil, nil])
        #expect(values.map { $0[0] } == [nil, nil, nil, nil, 1, nil])
        #expect(values.map { $0["a"] } == [nil, nil, nil, nil, nil, 1])
        #expect(values[4][1] == nil)
    }
}
