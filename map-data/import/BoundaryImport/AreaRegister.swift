/// The areas a boundary file must hold, with what is known of each.
///
/// Land areas are the U.S. Census Bureau's State Area Measurements of 2010, in square kilometres;
/// they are here to catch a damaged file, not to be published.
package enum AreaRegister {
  /// What is known of an area.
  package struct Entry: Sendable {
    /// The FIPS code.
    package let fips: String
    /// The postal code.
    package let usps: String
    /// Land area in square kilometres.
    package let land: Double
  }

  /// The 50 states, the District of Columbia and Puerto Rico, and the four territories that the
  /// map has no place for.
  package static let entries: [Entry] = table.split(separator: "\n").compactMap { line in
    let fields = line.split(separator: " ")
    guard fields.count == 3, let land = Double(fields[2]) else { return nil }
    return Entry(fips: String(fields[0]), usps: String(fields[1]), land: land)
  }

  private static let table = """
    01 AL 131171
    02 AK 1477953
    04 AZ 294207
    05 AR 134771
    06 CA 403466
    08 CO 268431
    09 CT 12542
    10 DE 5047
    11 DC 158
    12 FL 138887
    13 GA 148959
    15 HI 16635
    16 ID 214045
    17 IL 143793
    18 IN 92789
    19 IA 144669
    20 KS 211754
    21 KY 102269
    22 LA 111898
    23 ME 79883
    24 MD 25142
    25 MA 20202
    26 MI 146435
    27 MN 206232
    28 MS 121531
    29 MO 178040
    30 MT 376962
    31 NE 198974
    32 NV 284332
    33 NH 23187
    34 NJ 19047
    35 NM 314161
    36 NY 122057
    37 NC 125920
    38 ND 178711
    39 OH 105829
    40 OK 177660
    41 OR 248608
    42 PA 115883
    44 RI 2678
    45 SC 77857
    46 SD 196350
    47 TN 106798
    48 TX 676587
    49 UT 212818
    50 VT 23871
    51 VA 102279
    53 WA 172119
    54 WV 62259
    55 WI 140268
    56 WY 251470
    60 AS 198
    66 GU 543
    69 MP 472
    72 PR 8868
    78 VI 348
    """
}
