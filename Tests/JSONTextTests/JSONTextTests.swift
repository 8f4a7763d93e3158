import Codes
import JSONText
import Testing

private func read(_ text: String) throws -> JSONValue {
  try JSONReader(name: "simulated.json").value(from: Array(text.utf8))
}

private func kind(of text: [UInt8]) -> String? {
  do {
    _ = try JSONReader(name: "simulated.json").value(from: text)
    return nil
  } catch let error as DataError { return error.kind.id } catch { return "other" }
}

@Suite struct `Strict JSON` {
  @Test func `values of every kind are read and written again`() throws {
    let text = #"{"a":[1,-0.5e+3,true,false,null,"x\"\\\n"],"b":{},"c":[]}"#
    #expect(try read(text).line == text)
    #expect(try read(read(text).indented) == read(text))
  }

  /// F61.
  @Test func `numbers stay the text that was printed`() throws {
    #expect(try read("9007199254740993").wholeNumber == 9_007_199_254_740_993)
    #expect(try read("9223372036854775808").wholeNumber == nil)
    #expect(try read("1e400") == .number("1e400"))
    #expect(try read("-0").wholeNumber == 0)
    for word in ["NaN", "Infinity", "-Infinity", "+1", "01", "1.", ".5", "0x1", "1,234", "(X)"] {
      #expect(kind(of: Array(word.utf8)) == "json.malformed", "\(word)")
    }
  }

  @Test func `escapes and pairs of surrogates are resolved`() throws {
    #expect(try read(#""\u00f4\ud83d\ude00\/""#) == .text("ô😀/"))
    for text in [#""\ud83d""#, #""\ude00""#, #""\ud83dx""#, #""\u12g4""#, #""\x""#, #""\u+123""#] {
      #expect(kind(of: Array(text.utf8)) == "json.malformed", "\(text)")
    }
  }

  /// F64.
  @Test func `nesting of a hundred thousand is refused without touching the stack`() {
    #expect(kind(of: Array(repeating: 0x5B, count: 100_000)) == "json.too_large")
    let deepest = String(repeating: "[", count: 32) + String(repeating: "]", count: 32)
    #expect(kind(of: Array(deepest.utf8)) == nil)
    #expect(kind(of: Array(("[" + deepest + "]").utf8)) == "json.too_large")
  }

  /// F63.
  @Test func `a string longer than its bound is refused`() {
    let long = [0x22] + Array(repeating: UInt8(ascii: "a"), count: 1 << 21) + [0x22]
    #expect(kind(of: long) == "json.too_large")
  }

  /// F62.
  @Test(
    arguments: [
      ([0x22, 0x43, 0xF4, 0x74, 0x65, 0x22], 2), ([0xFF, 0xFE, 0x5B, 0x00], 0),
      ([0x22, 0xC0, 0xAF, 0x22], 1), ([0x22, 0xED, 0xA0, 0x80, 0x22], 1), ([0x22, 0xE2, 0x82], 1),
    ] as [([UInt8], Int)])
  func `invalid UTF-8 is refused with its offset`(bytes: [UInt8], offset: Int) {
    #expect(throws: DataError.self) {
      do {
        _ = try JSONReader(name: "answer").value(from: bytes)
      } catch let error as DataError {
        #expect(error.kind == .invalidUTF8)
        #expect(error.message.hasPrefix("answer, byte \(offset):"))
        throw error
      }
    }
  }

  @Test func `what is cut off doubled or followed by more is refused`() {
    for text in [
      "", "[1", "[1,]", "{\"a\":1,}", "{\"a\" 1}", "[1]]", "\"a", "tru", "{a:1}", "[1 2]",
    ] {
      #expect(kind(of: Array(text.utf8)) == "json.malformed", "\(text)")
    }
    #expect(kind(of: Array(#"{"a":1,"\u0061":2}"#.utf8)) == "json.duplicate_member")
    #expect(kind(of: [0x22, 0x01, 0x22]) == "json.malformed")
  }

  @Test func `every shortening of a text is refused`() throws {
    let text = Array(#"{"a":[1,"ü\n",{"b":null}],"c":true}"#.utf8)
    for length in 0..<text.count { #expect(kind(of: Array(text[..<length])) != nil, "\(length)") }
  }
}
