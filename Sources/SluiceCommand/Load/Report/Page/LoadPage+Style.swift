// How the page looks: on a desk, on a phone, on paper; light and dark.

extension LoadReport {
  static let pageStyle = """

    :root {
      --paper: #fbfaf7; --card: #ffffff; --ink: #1d2430; --soft: #5b6575; --rule: #e3e1da;
      --first: #1763a6; --second: #b06a00; --bad: #b3261e;
    }
    @media (prefers-color-scheme: dark) {
      :root {
        --paper: #14181f; --card: #1c222b; --ink: #e8ebf0; --soft: #9aa6b6; --rule: #313a47;
        --first: #6db3f2; --second: #e5a84b; --bad: #ff8a80;
      }
    }
    * { box-sizing: border-box; }
    body {
      margin: 0; background: var(--paper); color: var(--ink);
      font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
      -webkit-text-size-adjust: 100%;
    }
    header, main { max-width: 1040px; margin: 0 auto; padding: 0 24px; }
    header { padding-top: 40px; }
    .kind { margin: 0; color: var(--first); font-weight: 600; font-size: 14px; }
    h1 { margin: 2px 0 0; font-size: 30px; line-height: 1.2; overflow-wrap: anywhere; }
    .date { margin: 6px 0 0; color: var(--soft); font-size: 14px; }
    h2 { margin: 0; font-size: 18px; }
    section {
      margin: 20px 0; padding: 20px 24px; background: var(--card);
      border: 1px solid var(--rule); border-radius: 10px; break-inside: avoid;
    }
    section > p { margin: 2px 0 12px; color: var(--soft); font-size: 14px; }
    .verdict {
      margin: 20px 0 0; padding: 10px 16px; border-left: 4px solid var(--bad);
      background: var(--card); border-radius: 4px;
    }
    .tiles { display: grid; grid-template-columns: repeat(6, 1fr); gap: 12px; margin: 20px 0; }
    .tiles div {
      padding: 14px 16px; background: var(--card); border: 1px solid var(--rule);
      border-radius: 10px;
    }
    .tiles dt { color: var(--soft); font-size: 13px; }
    .tiles dd {
      margin: 0; font-size: 22px; font-weight: 600; white-space: nowrap;
      font-variant-numeric: tabular-nums;
    }
    .tiles .bad dd { color: var(--bad); }
    svg { display: block; width: 100%; height: auto; font-size: 12.5px; }
    svg.narrow { display: none; }
    svg text { fill: var(--soft); font-variant-numeric: tabular-nums; }
    svg text.x { text-anchor: middle; }
    svg text.y { text-anchor: end; }
    .grid { stroke: var(--rule); stroke-width: 1; }
    .curve { fill: none; stroke-width: 2; stroke-linejoin: round; }
    .curve.first { stroke: var(--first); }
    .curve.second { stroke: var(--second); }
    .curve.bad { stroke: var(--bad); }
    .area { fill-opacity: 0.14; stroke: none; }
    .area.first { fill: var(--first); }
    .area.bad { fill: var(--bad); }
    .key { margin-right: 14px; }
    .key::before {
      content: ""; display: inline-block; width: 18px; height: 3px; border-radius: 2px;
      margin-right: 6px; vertical-align: middle; background: var(--first);
    }
    .key.second::before { background: var(--second); }
    .list { display: grid; grid-template-columns: 1fr 1fr; gap: 0 40px; margin: 8px 0 0; }
    .list div {
      display: flex; justify-content: space-between; gap: 16px; padding: 6px 0;
      border-bottom: 1px solid var(--rule);
    }
    .list dt { color: var(--soft); }
    .list dd { margin: 0; text-align: right; overflow-wrap: anywhere; }
    table { width: 100%; border-collapse: collapse; margin: 8px 0 16px; font-size: 15px; }
    th, td {
      padding: 6px 12px 6px 0; text-align: left; vertical-align: top;
      border-bottom: 1px solid var(--rule); overflow-wrap: anywhere;
    }
    th { color: var(--bad); font-weight: 600; }
    .count { white-space: nowrap; }
    @media (max-width: 700px) {
      header, main { padding: 0 14px; }
      header { padding-top: 22px; }
      h1 { font-size: 23px; }
      section { padding: 16px 14px; margin: 14px 0; }
      .tiles { grid-template-columns: repeat(3, 1fr); gap: 8px; margin: 14px 0; }
      .tiles div { padding: 9px 10px; }
      .tiles dd { font-size: 17px; }
      svg.wide { display: none; }
      svg.narrow { display: block; }
      .list { grid-template-columns: 1fr; }
      table, tbody, tr, th, td { display: block; }
      th, td { padding: 0; border: 0; }
      tr { padding: 8px 0; border-bottom: 1px solid var(--rule); }
    }
    @media print {
      :root {
        --paper: #ffffff; --card: #ffffff; --ink: #000000; --soft: #444444; --rule: #cccccc;
        --first: #1763a6; --second: #b06a00; --bad: #b3261e;
      }
      body { font-size: 11pt; }
      header, main { max-width: none; padding: 0; }
      section { padding: 10px 14px; margin: 10px 0; }
      .tiles { grid-template-columns: repeat(6, 1fr); }
      .tiles dd { font-size: 13pt; }
      svg.wide { display: block; }
      svg.narrow { display: none; }
      .list { grid-template-columns: 1fr 1fr; }
    }

    """
}
