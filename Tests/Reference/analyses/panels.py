"""The panels, from the publishers' files: nothing here estimates anything."""

import math
from pathlib import Path

import numpy as np
import pandas as pd

TERMS = [("Reagan", 1981, 1988), ("Bush41", 1989, 1992), ("Clinton", 1993, 2000),
         ("Bush43", 2001, 2008), ("Obama", 2009, 2016), ("TrumpI", 2017, 2020),
         ("Biden", 2021, 2024), ("TrumpII", 2025, 2028)]
NOT_STATES = {"PR", "VI", "XX", "DU", "ALL"}


def president(year):
    """In office on 31 December."""
    return next(n for n, a, b in TERMS if a <= year <= b)


def window(year):
    """The year of a presidential election or the year before it."""
    return 1 if year % 4 in (0, 3) else 0


def text(path, **kw):
    return pd.read_csv(path, dtype=str, keep_default_na=False, **kw)


class Sources:
    def __init__(self, data, treaties, cow_codes):
        self.data = Path(data)
        self.spells = {}
        for row in text(cow_codes).itertuples():
            spell = (int(row.cown), int(row.year_from), int(row.year_to or 9999))
            self.spells.setdefault(row.schedule_c, []).append(spell)
        self.atop = text(self.data / "alliances/atop_us_dyad_year.csv")
        rows = self.atop[(self.atop.ccode1 == "2") & (self.atop.atop_defense == "1")]
        self.defense = set(zip(rows.ccode2.astype(int), rows.year.astype(int)))
        self.atop_last = int(self.atop.year.astype(int).max())
        self.treaties = text(treaties)
        self._elections()

    def _elections(self):
        p = text(self.data / "elections/presidential_two_party_by_state_1976-2024.csv")
        for c in ("year", "dem_votes", "rep_votes"):
            p[c] = p[c].astype(int)
        old = text(self.data / "elections/mit_president_1976-2020.csv")
        old = old.rename(columns={"candidatevotes": "votes"})
        new = text(self.data / "elections/2024-president-state_medsl.csv")
        raw = pd.concat([old, new])[["year", "state_po", "party_simplified", "votes"]]
        raw["year"], raw["votes"] = raw.year.astype(int), raw.votes.astype(int)
        raw = raw.groupby(["year", "state_po", "party_simplified"]).votes.sum().unstack()
        both = p.set_index(["year", "state_po"]).join(raw)
        differs = both[(both.dem_votes != both.DEMOCRAT) | (both.rep_votes != both.REPUBLICAN)]
        self.return_differences = [f"{y} {s}" for y, s in differs.index]
        self.returns_compared = len(both)
        d, r = p.dem_votes, p.rep_votes
        # Strictly under 5 percent, in integers so that no rounding can move a state.
        p["swing"] = (20 * (d - r).abs() < d + r).astype(int)
        self.last_swing = {(y, s): v for y, s, v in zip(p.year, p.state_po, p.swing)}
        self.states = sorted(p.state_po.unique())

    def swing(self, state, year):
        election = (year - 1) // 4 * 4
        return self.last_swing[(election, state)]

    def treaty_ally(self, iso3, year, only=None):
        rows = self.treaties if only is None else self.treaties[self.treaties.treaty == only]
        day = f"{year}-12-31"
        rows = rows[rows.partner_iso3 == iso3]
        live = (rows.in_force_from <= day) & ((rows.in_force_to == "") | (rows.in_force_to > day))
        return int(live.any()) if iso3 else 0

    def atop_ally(self, destination, year):
        """None means not reported: no COW code in the year, or after the last year of ATOP."""
        valid = [c for c, a, b in self.spells.get(destination, []) if a <= year <= b]
        assert len(valid) <= 1, (destination, year, valid)
        if not valid or year > self.atop_last:
            return None
        return int((valid[0], year) in self.defense)

    def every_code(self, destination):
        """All COW codes the destination ever had: Blankenship has 255 for Germany in all years."""
        return [c for c, _, _ in self.spells.get(destination, [])]


def add_swing_terms(f, administrations):
    """Terms of the pooled and of the administrations model, in order."""
    f["swing*ally*window"] = f.swing * f.ally * f.window
    f["swing*ally"] = f.swing * f.ally
    for p in administrations:
        here = (f.president == p).astype(int)
        f[f"swing*ally*window*{p}"] = f["swing*ally*window"] * here
        f[f"swing*ally*{p}"] = f["swing*ally"] * here


def administration_terms(with_window, without, lower=True):
    terms = [f"swing*ally*window*{p}" for p in with_window]
    return terms + ([f"swing*ally*{p}" for p in without] if lower else [])


def by_year_properties(f, s):
    f["window"] = f.year.map({y: window(y) for y in f.year.unique()})
    f["president"] = f.year.map({y: president(y) for y in f.year.unique()})
    pairs = {(o, y): s.swing(o, y) for o in f.origin.unique() for y in f.year.unique()}
    f["swing"] = [pairs[k] for k in zip(f.origin, f.year)]


def swing_states(s, rule):
    raw = text(s.data / "state-exports/census_om_states_by_destination_2014-2025.csv")
    raw["year"], raw["value_usd"] = raw.year.astype(int), raw.value_usd.astype(np.int64)
    drop = raw.state.isin(NOT_STATES)
    checks = {"source_rows": len(raw), "source_rows_not_states": int(drop.sum())}
    iso = dict(zip(raw.cty_code, raw.iso3c))
    kept = raw[~drop]
    index = pd.MultiIndex.from_product(
        [s.states, sorted(iso), sorted(raw.year.unique())],
        names=["origin", "destination", "year"])
    f = kept.set_index(["state", "cty_code", "year"]).value_usd
    f.index.names = index.names
    checks["reported_cells"] = len(f)
    f = f.reindex(index).fillna(0).astype(np.int64).rename("y").reset_index()
    checks["filled_cells"] = len(f) - checks["reported_cells"]
    by_year_properties(f, s)
    only = "north-atlantic" if rule == "nato" else None
    ally = {(d, y): s.treaty_ally(iso[d], y, only) for d in iso for y in f.year.unique()}
    f["ally"] = [ally[k] for k in zip(f.destination, f.year)]
    add_swing_terms(f, ["Obama", "TrumpI", "Biden", "TrumpII"])
    return f, checks, iso


def ten_states(s):
    raw = text(s.data / "state-exports/census_om_10states_by_destination_2012-2017.csv")
    checks = {"source_rows": len(raw), "source_rows_not_states": int((raw.state == "ALL").sum())}
    f = raw[raw.state != "ALL"].drop(columns="destination")
    f = f.rename(columns={"state": "origin", "cty_code": "destination"})
    f["year"], f["y"] = f.year.astype(int), f.value_usd.astype(np.int64)
    ally = {(d, y): s.atop_ally(d, y) for d in f.destination.unique() for y in f.year.unique()}
    own = [ally[k] for k in zip(f.destination, f.year)]
    theirs = [None if v == "" else int(v) for v in f.us_defense_ally_atop]
    differing = np.array([a != b for a, b in zip(own, theirs)])
    checks["ally_cells_differing_from_file_column"] = int(differing.sum())
    checks["destinations_differing_from_file_column"] = sorted(set(f.destination[differing]))
    missing = np.array([a is None for a in own])
    checks["cells_before_coverage"] = len(f)
    checks["destinations_not_reported"] = sorted(set(f.destination[missing]))
    f = f[~missing].copy()
    f["ally"] = [a for a in own if a is not None]
    by_year_properties(f, s)
    checks["not_reported_dropped"] = int(missing.sum())
    add_swing_terms(f, [])
    keep = ["origin", "destination", "year", "y", "window", "president", "swing", "ally"]
    return f[keep + ["swing*ally*window", "swing*ally"]].reset_index(drop=True), checks


def bts(s):
    raw = text(s.data / "state-exports/bts_state_exports_canada_mexico_1993-2025.csv")
    raw["year"] = raw.year.astype(int)
    f = raw[(raw.year >= 2004) & (raw.state != "DU")].rename(columns={"state": "origin"})
    checks = {"source_rows": len(raw), "source_rows_before_2004": int((raw.year < 2004).sum()),
              "source_rows_not_states": int(((raw.year >= 2004) & (raw.state == "DU")).sum())}
    f["y"] = f.value_usd.astype(float).astype(np.int64)
    assert (f.y == f.value_usd.astype(float)).all()
    f["destination"] = f.country.map({"Canada": "1220", "Mexico": "2010"})
    iso = {"1220": "CAN", "2010": "MEX"}
    by_year_properties(f, s)
    ally = {(d, y): s.treaty_ally(iso[d], y) for d in iso for y in f.year.unique()}
    f["ally"] = [ally[k] for k in zip(f.destination, f.year)]
    add_swing_terms(f, ["Bush43", "Obama", "TrumpI", "Biden", "TrumpII"])
    return f.drop(columns=["country", "state_name", "value_usd"]).reset_index(drop=True), checks


def national(s):
    raw = text(s.data / "state-exports/census_us_total_trade_by_country_1985-2011.csv")
    good = raw.CTY_CODE.str.fullmatch("[1-9][0-9]{3}") & (raw.year != "")
    f = raw[good].rename(columns={"CTY_CODE": "destination"})[
        ["destination", "CTYNAME", "year", "EYR"]].copy()
    f["year"] = f.year.astype(int)
    f["y"] = [round(float(v) * 1e6) for v in f.EYR]
    checks = {"source_rows": len(raw), "source_rows_not_countries": int((~good).sum()),
              "rows_before_coverage": len(f)}
    ally = [s.atop_ally(d, y) for d, y in zip(f.destination, f.year)]
    missing = np.array([a is None for a in ally])
    checks["ally_not_reported_dropped"] = int(missing.sum())
    checks["ally_not_reported_destinations"] = sorted(set(f.destination[missing]))
    f = f[~missing].copy()
    f["ally"] = [a for a in ally if a is not None]
    f["window"] = f.year.map(window)
    f["president"] = f.year.map(president)

    b = text(s.data / "reputation/blankenship_ISQ_promises.csv")
    b = b[(b.ccode != "") & (b.year != "") & (b.statements_americas != "")]
    counts = {(int(float(c)), int(float(y))): int(float(n))
              for c, y, n in zip(b.ccode, b.year, b.statements_americas)}
    start = {n: a for n, a, _ in TERMS}

    def statements(destination, year):
        total = 0
        for y in range(start[president(year)], year):
            if s.atop_ally(destination, y):
                found = [counts[c, y] for c in s.every_code(destination) if (c, y) in counts]
                if not found:
                    return None
                total += found[0]
        return total

    n = [statements(d, y) if a else 0 for d, y, a in zip(f.destination, f.year, f.ally)]
    missing = np.array([v is None for v in n])
    checks["reputation_not_reported_dropped"] = int(missing.sum())
    lost = f[missing].groupby("destination").year.apply(lambda v: " ".join(map(str, v)))
    checks["reputation_not_reported_rows"] = dict(lost)
    f = f[~missing].copy()
    f["n"] = [v for v in n if v is not None]
    f["R"] = [a * math.log1p(v) for a, v in zip(f.ally, f.n)]
    f["ally*window"] = f.ally * f.window
    f["R*window"] = f.R * f.window
    checks["statements_by_year"] = {str(k): int(v) for k, v in f.groupby("year").n.sum().items()}
    return f.drop(columns=["EYR"]).reset_index(drop=True), checks
