extension EstimationError {
  static func tooManyClusters(
    errors: Int, bootstrap: Int, dimension: String
  ) -> EstimationError {
    EstimationError(
      .resampling,
      "the wild bootstrap with \(errors) clusters of '\(dimension)' and \(bootstrap) of its own "
        + "would need a table of \(errors) by \(bootstrap) numbers",
      hint: "cluster by a dimension with fewer levels")
  }

  static func draws(_ draws: Int) -> EstimationError {
    EstimationError(
      .resampling,
      "\(draws) draws were asked for, and at least 1 is needed and 10,000,000 are the "
        + "most", hint: "pass a number such as 9,999")
  }

  static func givenWeights(draws: Int, clusters: Int) -> EstimationError {
    EstimationError(
      .resampling,
      "the given bootstrap weights are not at least one list of \(clusters) finite numbers each",
      hint: "pass one number for each cluster that has a row in the estimation sample")
  }

  static func levelOutside(_ level: Double) -> EstimationError {
    EstimationError(
      .resampling, "an interval at level \(level) cannot be formed",
      hint: "pass a level between 0 and 1 such as 0.95")
  }

  static var oneSidedInterval: EstimationError {
    EstimationError(
      .resampling, "an interval with two ends cannot be formed from a one-sided test",
      hint: "pass symmetric or equal tails")
  }

  static func wrongFamily(_ what: String, use: String) -> EstimationError {
    EstimationError(.resampling, what, hint: use)
  }

  static func noVariation(_ what: String) -> EstimationError {
    EstimationError(
      .resampling, "\(what) has no positive variance",
      hint: "cluster by another dimension, or test another restriction", isAboutChoices: false)
  }
}

extension EstimationError {
  static func component(_ name: String, _ what: String, hint: String) -> EstimationError {
    EstimationError(.resampling, "the component '\(name)' \(what)", hint: hint)
  }

  static func rebuiltTerm(_ name: String, _ what: String) -> EstimationError {
    EstimationError(
      .resampling, "the rebuilt term '\(name)' \(what)",
      hint: "state each term of the model that holds a component as the product it is")
  }

  static var noPoissonInterval: EstimationError {
    EstimationError(
      .resampling, "an interval for a Poisson coefficient needs new draws for each trial value",
      hint: "ask for the interval together with the test")
  }
}
