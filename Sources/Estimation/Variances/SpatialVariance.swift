extension Covariance {
  /// Conley (1999) over the distinct places of the sample; cost grows with the square of their
  /// number (times the levels of `within`), not of the rows.
  func spatialDraft(_ dependence: SpatialDependence) throws(EstimationError) -> Draft {
    if !(dependence.cutoff >= 0 && dependence.cutoff.isFinite) {
      throw .cutoff(dependence.cutoff)
    }
    let columns = [
      ("latitude", dependence.latitude, -90.0, 90.0),
      ("longitude", dependence.longitude, -180.0, 360.0),
    ]
    for (name, values, least, most) in columns {
      if values.count != estimated.model.outcome.count {
        throw .length(
          column: name, rows: values.count, expected: estimated.model.outcome.count)
      }
      for row in sample.rows where !(values[row] >= least && values[row] <= most) {
        throw .coordinates(column: name, row: row, value: values[row])
      }
    }
    let latitudes = sample.rows.map { dependence.latitude[$0] }
    let longitudes = sample.rows.map { dependence.longitude[$0] }
    let place = Factor(name: "latitude", values: latitudes)
      .crossed(with: Factor(name: "longitude", values: longitudes))
    if place.levels < 2 { throw .fewClusters(dimension: "place", clusters: place.levels) }
    let named = Factor(trusted: "place", codes: place.codes, levels: place.levels)
    var points = [(latitude: Double, longitude: Double)](
      repeating: (0, 0), count: place.levels)
    for row in latitudes.indices {
      points[Int(place.codes[row])] = (latitudes[row], longitudes[row])
    }
    var group: Factor?
    if let within = dependence.within { group = try onSampleRows(within) }
    // Cells are numbered by group and then by place.
    let cell = group?.crossed(with: place) ?? place
    var cellPlace = [Int](repeating: 0, count: cell.levels)
    var cellGroup = [Int32](repeating: 0, count: cell.levels)
    for row in latitudes.indices {
      cellPlace[Int(cell.codes[row])] = Int(place.codes[row])
      if let group { cellGroup[Int(cell.codes[row])] = group.codes[row] }
    }
    let sums = scoreSums(by: cell)
    // The sums of each cell's neighbours, itself included, by weight.
    var neighbours = sums
    for a in 0..<cell.levels {
      var b = a + 1
      while b < cell.levels && cellGroup[b] == cellGroup[a] {
        let distance = SpatialDependence.kilometres(
          from: points[cellPlace[a]], to: points[cellPlace[b]])
        if distance <= dependence.cutoff {
          let weight =
            dependence.kernel == .uniform ? 1 : 1 - distance / max(dependence.cutoff, 1e-300)
          for k in sums.indices {
            neighbours[k][a] += weight * sums[k][b]
            neighbours[k][b] += weight * sums[k][a]
          }
        }
        b += 1
      }
    }
    var meat = SymmetricMatrix(size: sums.count)
    for i in sums.indices {
      for j in 0...i {
        let value =
          0.5
          * (Collinearity.dot(sums[i], neighbours[j]) + Collinearity.dot(sums[j], neighbours[i]))
        meat[i, j] = value
        meat[j, i] = value
      }
    }
    var matrix = solution.bread.sandwich(meat)
    let count = Double(sample.rows.count)
    if smallSample.adjustsForClusters { matrix.scale(by: count / (count - 1)) }
    return Draft(matrix: matrix, dimensions: [named])
  }
}
