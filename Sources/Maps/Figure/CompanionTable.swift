/// The table that goes with a map, so that no value is to be had from colour alone.
enum CompanionTable {
  static func text(_ plan: FigurePlan) -> String {
    var lines = ["fips,usps,name,status,value,reason,class,class_above,class_to,swing"]
    for state in plan.states {
      var fields = [state.shape.fips, state.shape.usps, state.shape.name]
      switch state.value {
      case .value(let number): fields += ["value", "\(number)", ""]
      case .zero: fields += ["zero", "0", ""]
      case .notReported(let reason): fields += ["not_reported", "", reason]
      }
      if case .classed(let index) = state.mark, let ends = plan.classes.ends {
        let breaks = plan.classes.breaks
        let lower =
          index == 0 ? min(ends.lowerBound, breaks.first ?? ends.lowerBound) : breaks[index - 1]
        let upper =
          index == breaks.count
          ? max(ends.upperBound, breaks.last ?? ends.upperBound) : breaks[index]
        fields += ["\(index + 1)", "\(lower)", "\(upper)"]
      } else {
        fields += ["", "", ""]
      }
      fields.append(state.isSwing ? "true" : "false")
      lines.append(fields.map(quoted).joined(separator: ","))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Quotes a field that needs it, and keeps a spreadsheet from reading a text as a formula.
  private static func quoted(_ field: String) -> String {
    var text = field
    if let first = text.utf8.first,
      "=+@\t\r".utf8.contains(first)
        || (first == UInt8(ascii: "-") && Double(text) == nil)
    {
      text = "'" + text
    }
    guard text.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return text }
    var inner = ""
    for character in text { inner += character == "\"" ? "\"\"" : String(character) }
    return "\"" + inner + "\""
  }
}
