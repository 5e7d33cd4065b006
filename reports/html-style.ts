// The one style of the page. Severity is told by words first, by colour second.

export const STYLE = `
:root{color-scheme:light dark;--bg:#fff;--fg:#1b1f24;--quiet:#57606a;--line:#d0d7de;--soft:#f6f8fa;--link:#0550ae;
--critical:#a40e26;--high:#bc4c00;--medium:#7d5600;--low:#0a5f8a;--open:#6639ba;--clean:#116329}
@media (prefers-color-scheme:dark){:root{--bg:#0d1117;--fg:#e6edf3;--quiet:#9198a1;--line:#30363d;--soft:#161b22;--link:#79b8ff;
--critical:#ff8182;--high:#ffa657;--medium:#e3b341;--low:#79c0ff;--open:#d2a8ff;--clean:#56d364}}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--fg);font:15px/1.5 system-ui,sans-serif}
main,footer{max-width:68rem;margin:0 auto;padding:1rem 1.25rem}
h1{font-size:1.7rem;line-height:1.25;margin:.2rem 0 1rem}
h2{font-size:1.2rem;margin:2.2rem 0 .3rem;overflow-wrap:anywhere}
h3{font-size:1rem;margin:0;overflow-wrap:anywhere}
p{margin:.35rem 0;overflow-wrap:anywhere}
a{color:var(--link)}
.quiet{color:var(--quiet);font-size:.9rem}
.partial{border-left:4px solid var(--open);padding:.4rem .8rem;background:var(--soft)}
.tiles{display:flex;flex-wrap:wrap;gap:.6rem;list-style:none;margin:0;padding:0}
.tile{border:1px solid var(--line);border-radius:8px;padding:.45rem .9rem;min-width:6.5rem;color:var(--quiet)}
.tile b{display:block;font-size:1.5rem;line-height:1.2}
.tile.critical,.tag.critical,.finding.critical{--own:var(--critical)}
.tile.high,.tag.high,.finding.high{--own:var(--high)}
.tile.medium,.tag.medium,.finding.medium{--own:var(--medium)}
.tile.low,.tag.low,.finding.low{--own:var(--low)}
.tile.open{--own:var(--open)}
.tile.clean{--own:var(--clean)}
.tile:not(.none){border-color:var(--own);color:var(--fg)}
.tile:not(.none) b{color:var(--own)}
table{border-collapse:collapse;width:100%;margin:.6rem 0;font-size:.92rem}
th,td{text-align:left;vertical-align:top;padding:.4rem .6rem;border-bottom:1px solid var(--line);overflow-wrap:anywhere}
.missing{table-layout:fixed}
.missing th:nth-child(1){width:20%}.missing th:nth-child(2){width:25%}.missing th:nth-child(3){width:19%}
thead th{color:var(--quiet);font-weight:600;overflow-wrap:normal}
tbody th{font-weight:600}
.number{text-align:right}
.state-open{color:var(--open)}
.state-unaudited{color:var(--open)}
.state-clean{color:var(--clean)}
.finding{border:1px solid var(--line);border-left:4px solid var(--own);border-radius:6px;padding:.7rem .9rem;margin:.7rem 0}
.finding:target{outline:2px solid var(--link)}
.tag{color:var(--own);font-size:.8rem;letter-spacing:.04em;text-transform:uppercase;margin-right:.3rem}
pre,code{font:.86rem/1.45 ui-monospace,monospace}
pre{background:var(--soft);border:1px solid var(--line);border-radius:6px;padding:.6rem .8rem;margin:.4rem 0;overflow-x:auto;white-space:pre}
code{overflow-wrap:anywhere}
summary{cursor:pointer;color:var(--quiet);font-size:.9rem;overflow-wrap:anywhere}
details{margin:.35rem 0}
dt{font-weight:600;margin-top:1rem}
dd{margin:0}
dd ul{margin:.2rem 0;padding-left:1.2rem;font-size:.9rem;overflow-wrap:anywhere}
footer{border-top:1px solid var(--line);margin-top:2rem}
@media print{.finding{break-inside:avoid}pre{white-space:pre-wrap}}
`;
