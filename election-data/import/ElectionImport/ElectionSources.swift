/// The files that the import reads.
package enum ElectionSources {
  /// MIT's returns by state 1976–2020.
  package static let mit = "elections/mit_president_1976-2020.csv"
  /// MIT's returns by state 2024.
  package static let medsl = "elections/2024-president-state_medsl.csv"
  /// A derived table of two-party votes, for comparison.
  package static let twoParty = "elections/presidential_two_party_by_state_1976-2024.csv"
  /// ATOP's dyad-years of the United States.
  package static let atop = "alliances/atop_us_dyad_year.csv"
  /// A derived table of ATOP's defence obligations 1976–2018, for comparison.
  package static let atopAllies = "alliances/us_defense_allies_by_year_atop51_1976-2018.csv"
  /// The members of the Correlates of War state system.
  package static let countries = "alliances/cow_states.csv"
  /// Blankenship's replication data.
  package static let statements = "reputation/blankenship_ISQ_promises.csv"
  /// McManus and Nieman's individual signals.
  package static let signals = "reputation/mcmanus_nieman_individual_signals.csv"
}
