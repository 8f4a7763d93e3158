/// How the covariance matrix of the coefficients is estimated.
public enum Variance: Sendable, Equatable {
  /// Independent errors of equal variance; for Poisson, the variance equal to the mean.
  case iid
  /// Independent errors of unequal variance: the sandwich of White (1980).
  case heteroskedastic
  /// Errors free to depend on each other within a cluster of any of one to four dimensions: the
  /// inclusion and exclusion of Cameron, Gelbach and Miller (2011), equation 2.11.
  case clustered([Factor])
}
