/// A generalised inverse of a positive semidefinite matrix, stored whole, in place.
///
/// Gauss and Jordan's elimination on the largest remaining pivot until what remains of every diagonal
/// element is rounding of its reference; rows and columns not eliminated become zero. The result G
/// has A G A = A and G A G = G. Products x'G y with x and y in the span of A do not depend on the
/// choice of pivots. Costs the cube of the size.
///
/// - Parameters:
///   - elements: The matrix; replaced by its inverse.
///   - size: The number of rows.
///   - reference: What each diagonal element is measured against.
func invertGeneralized(_ elements: inout [Double], size: Int, reference: [Double]) {
  var isOpen = [Bool](repeating: true, count: size)
  var scratch = [Double](repeating: 0, count: size)
  while true {
    var best = -1
    var largest = 0.0
    for k in 0..<size where isOpen[k] && reference[k] > 0 {
      let relative = elements[k * size + k] / reference[k]
      if relative > largest { (largest, best) = (relative, k) }
    }
    if best < 0 || largest <= 1e-10 { break }
    isOpen[best] = false
    let pivot = elements[best * size + best]
    elements.withUnsafeMutableBufferPointer { elements in
      scratch.withUnsafeMutableBufferPointer { scratch in
        for j in 0..<size { scratch[j] = elements[best * size + j] / pivot }
        for i in 0..<size where i != best {
          let factor = elements[i * size + best]
          if factor == 0 { continue }
          for j in 0..<size { elements[i * size + j] -= factor * scratch[j] }
          elements[i * size + best] = -factor / pivot
        }
        for j in 0..<size { elements[best * size + j] = scratch[j] }
        elements[best * size + best] = 1 / pivot
      }
    }
  }
  for k in 0..<size where isOpen[k] {
    for j in 0..<size {
      elements[k * size + j] = 0
      elements[j * size + k] = 0
    }
  }
}
