# Pre-election bumps of four states by pyfixest, for Tests/MapMeasuresTests.
#   swingport analyze swing-states --out out && python make.py out/panel-swing-states.csv
# Made with pyfixest 0.60.0.
import sys

import numpy as np
import pandas as pd
import pyfixest as pf

panel = pd.read_csv(sys.argv[1], dtype={"schedule_c": str})
panel["ally"] = panel.ally_treaty
panel["bump"] = panel.ally_treaty * panel.window
print("state,bump,low,high")
for state in ["AZ", "NY", "HI", "PA"]:
    fit = pf.fepois(
        "value_usd ~ ally + bump | schedule_c + year",
        data=panel[panel.state == state], vcov={"CRV1": "schedule_c"},
    )
    b, se = fit.coef()["bump"], fit.se()["bump"]
    ends = [100 * (np.exp(b + z * 1.959963984540054 * se) - 1) for z in (0, -1, 1)]
    print(state, *ends, sep=",")
