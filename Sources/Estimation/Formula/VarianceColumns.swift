extension VarianceSpecification {
  /// The variance with its columns.
  ///
  /// Throws a `FormulaError` if a column is not there or does not hold what it is used for.
  func variance(_ design: inout FormulaDesign) throws(FormulaError) -> Variance {
    switch kind {
    case .iid: return .iid
    case .hetero: return .heteroskedastic
    case .cluster:
      var dimensions: [Factor] = []
      for column in columns { dimensions.append(try design.factor(column, in: description)) }
      return .clustered(dimensions)
    default:
      throw FormulaError(.specification, "x", hint: "y")
    }
  }
}
