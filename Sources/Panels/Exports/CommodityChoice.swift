import Codes

/// Commodities that make up one series of a panel: all goods, one code, or a group that is summed.
public struct CommodityChoice: Hashable, Sendable {
  /// What the series is called in the column `commodity`.
  public let id: String
  /// The codes that are summed; the empty code stands for all goods.
  public let codes: [String]
  /// What the series holds, in a sentence.
  public let definition: String

  /// All goods, as the publisher's total over commodities.
  public static let all = CommodityChoice(
    id: "all", codes: [""], definition: "all goods, as the publisher states them")

  /// Groups that have a name.
  ///
  /// `purchasable-goods` are the chapters whose buyers are most often governments or carriers that
  /// governments own or direct (DESIGN §1: aircraft 88, arms 93; ships 89): whole chapters, so that
  /// civil aircraft are among them. Tanks (heading 8710) lie in chapter 87 with cars, so that only a
  /// source with headings can add them: `purchasable-goods-8710`.
  public static let groups = [
    CommodityChoice(
      id: "purchasable-goods", codes: ["88", "89", "93"],
      definition: "Harmonized System chapters 88 (aircraft and spacecraft), 89 (ships and boats) "
        + "and 93 (arms and ammunition)"),
    CommodityChoice(
      id: "purchasable-goods-8710", codes: ["8710", "88", "89", "93"],
      definition: "chapters 88, 89 and 93, and heading 8710 (tanks and other armoured vehicles)"),
    CommodityChoice(
      id: "vehicles-aircraft-ships-arms", codes: ["87", "88", "89", "93"],
      definition: "chapters 87 (vehicles, cars included), 88, 89 and 93"),
  ]

  private init(id: String, codes: [String], definition: String) {
    self.id = id
    self.codes = codes
    self.definition = definition
  }

  /// Reads a list such as `all`, `87,88` (two series), `87+88` (one series) or `purchasable-goods`.
  ///
  /// - Throws: `DataError` of kind `unknownCommodity`: a name that is no group, a code that is not of
  ///   2 to 10 digits, a series twice, or a sum in which one code contains another.
  public static func list(_ text: String) throws -> [CommodityChoice] {
    var choices: [CommodityChoice] = []
    for name in text.split(separator: ",", omittingEmptySubsequences: false).map(String.init) {
      let choice: CommodityChoice
      if name == all.id {
        choice = all
      } else if let group = groups.first(where: { $0.id == name }) {
        choice = group
      } else {
        let codes = name.split(separator: "+", omittingEmptySubsequences: false).map(String.init)
        for code in codes
        where !(2...10).contains(code.utf8.count)
          || !code.utf8.allSatisfy({ (48...57).contains($0) })
        {
          throw DataError(
            .unknownCommodity, "'\(code)' is neither a Harmonized System code nor a group of them",
            hint: "give codes of 2 to 10 digits such as 87,88, sums such as 87+88, or one of all, "
              + groups.map(\.id).joined(separator: ", "))
        }
        for code in codes where codes.contains(where: { $0 != code && $0.hasPrefix(code) }) {
          throw DataError(
            .unknownCommodity, "in '\(name)' the code \(code) contains another, which would count "
              + "twice", hint: "keep one of the two")
        }
        choice = CommodityChoice(
          id: name, codes: codes,
          definition: "Harmonized System " + codes.joined(separator: " and ")
            + (codes.count > 1 ? ", summed" : ""))
      }
      guard !choices.contains(where: { $0.id == choice.id }), Set(choice.codes).count
        == choice.codes.count
      else {
        throw DataError(
          .unknownCommodity, "the commodity '\(name)' is named twice", hint: "name it once")
      }
      choices.append(choice)
    }
    return choices
  }
}

extension DataError.Kind {
  /// A commodity that cannot be understood, or that a source does not have.
  public static let unknownCommodity = Self(id: "panel.unknown_commodity", exitCode: .usage)
}
