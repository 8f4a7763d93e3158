import Codes

/// When published figures may change, and by how much outside of that time.
public struct RevisionPolicy: Sendable, Equatable {
  /// A time of the year in which earlier years are revised.
  public struct Season: Sendable, Equatable {
    /// The month in which it begins.
    public let month: Int
    /// The day of that month on which the revised figures are out.
    public let day: Int
    /// How many days from then on a changed figure counts as this revision.
    public let lastsDays: Int
    /// How many years before the current one are revised.
    public let yearsBack: Int

    static let fields = ["month", "day", "lasts_days", "years_back"]

    init(_ fields: FieldReader) throws {
      month = try fields.whole("month", in: 1...12)
      day = try fields.whole("day", in: 1...28)
      lastsDays = try fields.whole("lasts_days", in: 1...200)
      yearsBack = try fields.whole("years_back", in: 1...100)
    }

    /// The first day of the season in a year.
    public func begins(in year: Int) -> CalendarDate? {
      CalendarDate(year: year, month: month, day: day)
    }

    /// Whether a day lies in the season.
    public func contains(_ day: CalendarDate) -> Bool {
      // A season may reach into the next year.
      [day.year - 1, day.year].contains { year in
        begins(in: year).map { (0..<lastsDays).contains($0.days(to: day)) } ?? false
      }
    }
  }

  /// The season, where there is one.
  public let season: Season?
  /// Whether each new month revises the earlier months of its year.
  public let carriesOver: Bool
  /// How many cells of closed periods in a thousand may change outside the season unasked.
  public let quietPerMille: Int

  static let fields = ["season", "carry_over", "quiet_per_mille"]

  init(_ fields: FieldReader) throws {
    season =
      fields.has("season")
      ? try Season(fields.object("season", fields: Season.fields)) : nil
    carriesOver = try fields.flag("carry_over")
    quietPerMille = try fields.whole("quiet_per_mille", in: 0...1000)
  }
}
