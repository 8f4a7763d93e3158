/// The table that goes with a map, so that no value is to be had from colour alone.
enum CompanionTable {
  /// The rows of one plan, or of several panels with the panel's name before each row.
  static func text(_ plans: [FigurePlan], panels: [String] = []) -> String {
    let hasIntervals = plans.contains(where: \.hasIntervals)
    var lines = [
      (panels.isEmpty ? "" : "panel,")
        + "fips,usps,name,status,value,reason,class,class_above,class_to,swing"
        + (hasIntervals ? ",low,high" : "")
    ]
    for (number, plan) in plans.enumerated() {
      for state in plan.states {
        var fields = panels.isEmpty ? [] : [panels[number]]
        fields += row(state, plan)
        if hasIntervals {
          fields += [
            state.interval.map { "\($0.lowerBound)" } ?? "",
            state.interval.map { "\($0.upperBound)" } ?? "",
          ]
        }
        lines.append(fields.map(quoted).joined(separator: ","))
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func row(_ state: FigurePlan.State, _ plan: FigurePlan) -> [String] {
    var fields = [state.shape.fips, state.shape.usps, state.shape.name]
    switch state.value {
    case .value(let number): fields += ["value", "\(number)", ""]
    case .category(let id): fields += ["category", id, ""]
    case .zero: fields += ["zero", "0", ""]
    case .notReported(let reason): fields += ["not_reported", "", reason]
    }
    if plan.figure.view != .symbols, plan.figure.categories.isEmpty, let index = state.mark.index,
      let ends = plan.classes.ends
    {
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
    return fields + [state.isSwing ? "true" : "false"]
  }

  /// Quotes a field that needs it, and keeps a spreadsheet from reading a text as a formula.
  static func quoted(_ field: String) -> String {
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
