/// How the covariance matrix of the coefficients is estimated.
///
/// All of them are sandwiches of the terms' parts orthogonal to the fixed effects; they differ in
/// which errors may depend on each other and in how few clusters are made up for. Factors and
/// columns are given for all of the caller's rows.
public enum Variance: Sendable, Equatable {
  /// Independent errors of equal variance; for Poisson, the variance equal to the mean.
  case iid
  /// Independent errors of unequal variance: the sandwich of White (1980), HC1 with the usual
  /// correction.
  case heteroskedastic
  /// HC2 or HC3 (MacKinnon and White 1985): each residual is scaled by its leverage, which counts
  /// the fixed effects. No other correction is made, as in R's sandwich. Refused where the levels
  /// beside the largest fixed effect exceed 3,000, since the exact leverage needs their inverse.
  case leverage(LeverageCorrection)
  /// Errors free to depend on each other within a cluster of any of one to four dimensions: the
  /// inclusion and exclusion of Cameron, Gelbach and Miller (2011), equation 2.11; CRV1 with the
  /// usual correction.
  case clustered([Factor])
  /// CRV3, the cluster jackknife (MacKinnon, Nielsen and Webb 2023): the estimates without each
  /// cluster in turn, with the fixed effects absorbed anew, also those not nested in the clusters.
  case jackknife(Factor, Jackknife = Jackknife())
  /// CR2 (Bell and McCaffrey 2002) with Satterthwaite's degrees of freedom for each coefficient
  /// (Imbens and Kolesár 2016; Pustejovsky and Tipton 2018), exact for nested and other fixed
  /// effects. For Poisson, of the last weighted regression with the means as working variances.
  case biasReduced(Factor)
  /// Errors of two rows free to depend on each other if the rows share a node at either end
  /// (Aronow, Samii and Assenova 2015; Cameron and Miller 2014).
  case dyadic(Dyads)
  /// Sums of the scores by period with Bartlett weights up to `lags` periods apart (Driscoll and
  /// Kraay 1998). Periods are the factor's levels with a row in the sample, in their order; nil lags
  /// mean the fourth root of their number, rounded down.
  case driscollKraay(time: Factor, lags: Int? = nil)
  /// Scores of the same unit with Bartlett weights up to `lags` periods apart (Newey and West
  /// 1987); periods and lags as with `driscollKraay`.
  case neweyWest(unit: Factor, time: Factor, lags: Int? = nil)
  /// Errors free to depend on each other within a distance (Conley 1999).
  case spatial(SpatialDependence)
}

/// How leverage enters a heteroskedastic variance.
public enum LeverageCorrection: String, Sendable, Hashable {
  /// Squared residuals over one less the leverage.
  case hc2
  /// Squared residuals over the square of one less the leverage.
  case hc3
}

/// The choices of a cluster jackknife.
public struct Jackknife: Sendable, Hashable {
  /// What the estimates without a cluster are compared with.
  public enum Center: String, Sendable, Hashable {
    /// The estimate from all clusters: CV3 of MacKinnon, Nielsen and Webb (2023).
    case estimate
    /// The mean of the estimates without a cluster: CV3J.
    case mean
  }

  /// How a Poisson model is estimated without a cluster; least squares are exact either way.
  public enum Refit: String, Sendable, Hashable {
    /// Estimated anew to convergence for each cluster: exact, and costs an estimation each.
    case exact
    /// One step of Newton's method from the full estimate (MacKinnon, Nielsen and Webb 2025, the
    /// linearised jackknife): costs one absorption each.
    case oneStep
  }

  /// What the estimates are compared with.
  public let center: Center
  /// How a Poisson model is estimated without a cluster.
  public let refit: Refit

  /// States both choices.
  public init(center: Center = .estimate, refit: Refit = .exact) {
    self.center = center
    self.refit = refit
  }
}
