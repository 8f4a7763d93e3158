/// The style sheet of the report, for screens from 360 pixels and for paper.
enum ReportStyle {
  /// The sheet; it holds no `<` and no `&`, so that it needs no escaping.
  static let sheet: StaticString = """
    :root { color-scheme: light; --ink: #1a1a1a; --soft: #4d5560; --rule: #c5ccd6; --pale: #f4f6f9;
      --accent: #1f4e79; --paper: #fff; --line: #e4e8ee; --warning: #8a4b08; --focus: #b3261e; }
    * { box-sizing: border-box; }
    html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
    body { margin: 0 auto; max-width: 66rem; padding: 2.5rem 1.25rem 4rem; background: var(--paper);
      color: var(--ink); font: 1rem/1.6 system-ui, -apple-system, 'Segoe UI', Roboto, Helvetica,
      Arial, sans-serif; overflow-wrap: break-word; }
    h1, h2, h3, h4 { line-height: 1.25; text-wrap: balance; break-after: avoid; }
    h1 { font-size: clamp(1.6rem, 1.2rem + 2vw, 2.4rem); margin: 0 0 1rem; max-width: 26em;
      letter-spacing: -0.01em; }
    h2 { font-size: 1.5rem; margin: 0 0 1rem; }
    h3 { font-size: 1.125rem; margin: 2.5rem 0 0.75rem; }
    h4 { font-size: 1rem; margin: 2.25rem 0 0.5rem; }
    p, ul, figcaption { max-width: 44rem; }
    p { margin: 0 0 0.9rem; }
    li { margin-bottom: 0.4rem; }
    a { color: var(--accent); }
    header { border-top: 4px solid var(--accent); padding-top: 1.25rem; }
    .series { color: var(--accent); font-size: 0.875rem; font-weight: 600; margin-bottom: 0.5rem; }
    .meta, .note, figcaption { color: var(--soft); font-size: 0.875rem; }
    nav { margin-top: 1.5rem; font-size: 0.9375rem; }
    nav ol { columns: 20rem 2; column-gap: 2.5rem; list-style: none; margin: 0; padding: 0; }
    nav li { break-inside: avoid; }
    main > section { border-top: 1px solid var(--rule); margin-top: 3rem; padding-top: 2rem; }
    .lead { font-size: 1.125rem; line-height: 1.55; }
    .finding, .box { background: var(--pale); border-left: 4px solid var(--accent);
      margin: 0 0 1rem; max-width: 48rem; padding: 1.25rem 1.5rem 0.5rem; }
    .box { border-left-color: var(--warning); margin-top: 2rem; }
    .box h3 { margin-top: 0; }
    .table { margin: 1.25rem 0 1.5rem; overflow-x: auto; }
    .table:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
    table { border-collapse: collapse; font-size: 0.875rem; line-height: 1.4; min-width: 100%;
      border-bottom: 1.5px solid var(--ink); font-variant-numeric: tabular-nums lining-nums; }
    caption { text-align: left; padding-bottom: 0.6rem; }
    .fixed { left: 0; max-width: min(52rem, calc(100vw - 2rem)); position: sticky; }
    th, td { padding: 0.35rem 0.9rem 0.35rem 0; text-align: left; vertical-align: top; }
    th:last-child, td:last-child { padding-right: 0; }
    th { font-weight: 400; }
    thead th { color: var(--soft); font-weight: 600; vertical-align: bottom; }
    thead tr:first-child th, thead tr:first-child td { border-top: 1.5px solid var(--ink); }
    thead tr:last-child th { border-bottom: 1px solid var(--ink); }
    tbody tr + tr th, tbody tr + tr td { border-top: 1px solid var(--line); }
    th.n, td.n { text-align: right; white-space: nowrap; padding-left: 0.5rem; }
    td.n + td.t, th.n + th.t { padding-left: 0.5rem; }
    td.t:last-child { min-width: 14rem; }
    th.group { text-align: right; }
    td.t { min-width: 5.5rem; }
    th.term { min-width: 9rem; }
    @media (min-width: 62rem) { th.term { white-space: nowrap; } }
    .marked th, .marked td { background: var(--pale); font-weight: 600; }
    dl { display: grid; grid-template-columns: minmax(7rem, 11rem) 1fr; gap: 0.3rem 1.25rem;
      font-size: 0.875rem; line-height: 1.5; margin: 1rem 0 1.5rem; max-width: 58rem; }
    dt { color: var(--soft); }
    dd { margin: 0; min-width: 0; }
    .sources { list-style: none; padding: 0; }
    .sources li { font-size: 0.875rem; margin-bottom: 0.9rem; break-inside: avoid; }
    figure { margin: 1.25rem 0 1.75rem; }
    figure svg { display: block; height: auto; max-width: 100%; width: 100%; }
    .row { display: flex; flex-wrap: wrap; gap: 1.5rem 3rem; }
    .row > .chart { flex: 1 1 40rem; min-width: 0; }
    .chart { max-width: 50rem; }
    .frame { overflow-x: auto; }
    .narrow, .frame.small { display: none; }
    .frame:focus-visible, pre:focus-visible { outline: 2px solid var(--accent);
      outline-offset: 2px; }
    svg [tabindex]:focus { outline: none; }
    svg [tabindex]:focus-visible { outline: 2.5px solid #b3261e; outline-offset: 2px; }
    .skip { position: absolute; left: -99rem; }
    .skip:focus { background: var(--paper); left: 1rem; padding: 0.5rem; top: 0.5rem; }
    .missing ul { font-size: 0.9375rem; padding-left: 1.25rem; }
    .missing { max-width: 48rem; background: var(--pale); border-left: 4px solid var(--warning); padding: 0.75rem 1rem; }
    .missing code { overflow-wrap: anywhere; }
    .tip { background: #1a1a1a; border-radius: 3px; color: #fff; font-size: 0.875rem;
      line-height: 1.35; max-width: min(22rem, 90vw); padding: 0.4rem 0.6rem;
      pointer-events: none; position: fixed; z-index: 2; }
    .explorer { border: 1px solid var(--rule); margin: 2rem 0; padding: 0 1.25rem 1rem; }
    .controls { display: flex; flex-wrap: wrap; gap: 0.75rem 1.5rem; margin-bottom: 1rem; }
    .control { display: flex; flex-direction: column; font-size: 0.875rem; max-width: 100%; }
    select { background: var(--paper); border: 1px solid #767b84; border-radius: 3px; color: var(--ink);
      font: inherit; max-width: 100%; padding: 0.35rem 0.5rem; }
    select:focus-visible, .tile:focus-visible { outline: 3px solid var(--focus); outline-offset: 1px; }
    .tiles { display: grid; gap: 3px; grid-template-columns: repeat(11, minmax(0, 1fr));
      margin: 1rem 0; max-width: 46rem; }
    .tile { aspect-ratio: 1; border: 1px solid #767b84; display: flex; flex-direction: column;
      align-items: center; justify-content: center; font: inherit; line-height: 1.15;
      min-width: 0; overflow: hidden; padding: 0; }
    .tile .code { font-size: clamp(0.5625rem, 1.9vw, 0.875rem); font-weight: 700; }
    .tile .value { font-size: clamp(0.5rem, 1.6vw, 0.8125rem); }
    .tile.swing { border: 2.5px solid #111; }
    .tile.swing::before { background: repeating-linear-gradient(45deg, currentColor 0 1.5px,
      transparent 1.5px 6px); content: ''; height: 0.45rem; width: 80%; }
    .class-0 { background: #ffffcc; color: #000; } .class-1 { background: #a1dab4; color: #000; }
    .class-2 { background: #41b6c4; color: #000; } .class-3 { background: #2c7fb8; color: #fff; }
    .class-4 { background: #253494; color: #fff; } .class-none { background: #e0e0e0; color: #000; }
    .tile.class-3 { color: #000; }
    .legend { display: flex; flex-wrap: wrap; font-size: 0.875rem; gap: 0.4rem 1.2rem; }
    .swatch { border: 1px solid #767b84; display: inline-block; height: 0.8rem;
      margin-right: 0.4rem; width: 1.4rem; }
    .reading { font-weight: 600; min-height: 1.6em; }
    figcaption { margin-top: 0.5rem; }
    summary { cursor: pointer; }
    summary:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
    pre { background: var(--pale); font-size: 0.875rem; overflow-x: auto; padding: 1rem 1.25rem;
      max-width: 44rem; }
    footer { border-top: 1px solid var(--rule); color: var(--soft); font-size: 0.875rem;
      margin-top: 3rem; padding-top: 1rem; }
    .narrow { color: var(--soft); font-size: 0.875rem; }
    @media screen and (max-width: 46rem) {
      .narrow { display: inline; }
      .map .frame.wide { display: none; }
      .map .frame.small { display: block; }
    }
    @media screen and (max-width: 34rem) {
      .chart .frame.wide { display: none; }
      .chart .frame.small { display: block; }
    }
    @media screen and (prefers-color-scheme: dark) {
      :root { color-scheme: dark; --ink: #eceef2; --soft: #b4bbc7; --rule: #4c5462;
        --pale: #232830; --accent: #8fbdec; --paper: #15181d; --line: #343b46;
        --warning: #e0a458; --focus: #ff8a80; }
      /* Drawings keep their own paper, whose colours were chosen for it. */
      .frame { background: #fff; color-scheme: light; }
      .tip { background: #eceef2; color: #15181d; }
    }
    @media (max-width: 36rem) {
      body { padding: 1.25rem 1rem 3rem; }
      dl { grid-template-columns: 1fr; gap: 0; }
      th.term { min-width: 6rem; }
      dd { margin-bottom: 0.6rem; }
      .finding, .box { padding: 1rem 1rem 0.25rem; }
      .explorer { padding: 0 0.6rem 0.75rem; }
      .tiles { gap: 2px; }
      .tile .value { display: none; }
    }
    @media print {
      @page { margin: 18mm 16mm; }
      html { font-size: 9.5pt; }
      body { max-width: none; padding: 0; }
      p, ul, figcaption, .finding, .box { max-width: none; }
      header { border-top-width: 2px; }
      nav, .skip, .tip, .screen { display: none !important; }
      main > section { border-top: 0; margin-top: 1.5rem; padding-top: 0; }
      .table, .frame { overflow: visible; }
      .chart { margin: 3mm 0 4mm; max-width: 150mm; }
      table, dl { font-size: 8pt; max-width: none; }
      th.term { white-space: normal; }
      td.t, td.t:last-child { min-width: 0; }
      th, td { line-height: 1.3; padding: 0.16rem 0.5rem 0.16rem 0; }
      th.n, td.n { padding-left: 0.4rem; }
      figcaption { display: none; }
      tr, figure, .finding, .short, .fixed, li, dd { break-inside: avoid; }
      h2, h3, h4, caption { break-after: avoid; }
      thead { break-inside: avoid; display: table-header-group; }
      tbody tr:first-child { break-after: avoid; }
      tbody tr:last-child { break-before: avoid; }
      p { orphans: 3; widows: 3; }
      .table { margin: 3mm 0; }
      h3, h4 { margin-top: 4mm; }
      .row { break-inside: avoid; display: block; }
      .row > .chart { display: inline-block; max-width: none; vertical-align: top; width: 49%; }
      .row .frame.wide { display: none; }
      .row .frame.small { display: block; }
      .finding, .box, .marked th, .marked td, pre { print-color-adjust: exact;
        -webkit-print-color-adjust: exact; }
    }

    """
}
