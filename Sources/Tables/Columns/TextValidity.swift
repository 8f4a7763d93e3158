/// Whether bytes are text.
enum TextValidity {
  /// The first NUL or byte that is not UTF-8 (Unicode 16, table 3-7); nil if there is none.
  static func failure(_ bytes: PaddedBytes, _ range: Range<Int>) -> ReadFailure? {
    var index = range.lowerBound
    while index < range.upperBound {
      let byte = bytes.byte(at: index)
      if byte == 0 {
        return ReadFailure(
          position: index, message: "a NUL byte stands in the text",
          hint: "save the file as UTF-8 text, not UTF-16 or a spreadsheet")
      }
      if byte < 0x80 {
        index += 1
        continue
      }
      let second = bytes.byte(at: index + 1)
      let length: Int
      let isSecondValid: Bool
      switch byte {
      case 0xC2...0xDF: (length, isSecondValid) = (2, true)
      case 0xE0: (length, isSecondValid) = (3, second >= 0xA0)
      case 0xED: (length, isSecondValid) = (3, second < 0xA0)
      case 0xE1...0xEF: (length, isSecondValid) = (3, true)
      case 0xF0: (length, isSecondValid) = (4, second >= 0x90)
      case 0xF4: (length, isSecondValid) = (4, second < 0x90)
      case 0xF1...0xF3: (length, isSecondValid) = (4, true)
      default: (length, isSecondValid) = (1, false)
      }
      let isContinued = (1..<max(2, length)).allSatisfy {
        bytes.byte(at: index + $0) & 0xC0 == 0x80
      }
      guard isSecondValid, isContinued else {
        return ReadFailure(
          position: index, message: "byte \(index) is not valid UTF-8",
          hint: "convert the file to UTF-8 and try again")
      }
      index += length
    }
    return nil
  }
}
