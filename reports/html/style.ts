// The one style of the page: on screen in light and dark, on a phone. Severity is told by words first, by colour second.

import { PRINT } from './style-print.ts';

const COLOURS = `
:root{color-scheme:light dark;
--paper:light-dark(#fff,#131619);--ink:light-dark(#1b1f23,#e3e6e9);--quiet:light-dark(#59626b,#9ca5ae);
--line:light-dark(#dfe2e5,#2b3137);--rule:light-dark(#1b1f23,#8d96a0);--soft:light-dark(#f5f6f7,#1a1e22);
--link:light-dark(#0b4f8a,#8cc2f2);
--critical:light-dark(#9b1031,#ff8d9c);--high:light-dark(#ad3f08,#ffae6b);--medium:light-dark(#7d5c05,#e2c05c);
--low:light-dark(#3d6380,#93bcd8);--open:light-dark(#62449e,#c4aef5);--clean:light-dark(#1e6b45,#7bcf9f);
--none:light-dark(#b9c0c7,#4a525a);
--serif:Charter,'Bitstream Charter','Sitka Text',Cambria,Georgia,'Noto Serif','DejaVu Serif',serif;
--sans:system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif;
--mono:ui-monospace,'SF Mono',Menlo,Consolas,'Liberation Mono','DejaVu Sans Mono',monospace}
[data-theme=light]{color-scheme:light}
[data-theme=dark]{color-scheme:dark}
.critical{--own:var(--critical)}.high{--own:var(--high)}.medium{--own:var(--medium)}.low{--own:var(--low)}
.open{--own:var(--open)}.clean{--own:var(--clean)}.none{--own:var(--none)}.fixed{--own:var(--clean)}.new{--own:var(--high)}
`;

const TEXT = `
*{box-sizing:border-box}
html{scroll-padding-top:1rem;-webkit-text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);font:15px/1.55 var(--sans)}
h1,h2,h3{font-family:var(--serif);font-weight:600;line-height:1.25;text-wrap:balance}
h2{font-size:1.45rem;margin:0 0 .35rem}
h3{font-size:1.12rem;margin:1.6rem 0 .5rem;overflow-wrap:anywhere}
h2+h3,.keep>h3{margin-top:1rem}
h4{font-size:1rem;line-height:1.45;font-weight:600;margin:0;overflow-wrap:anywhere}
p{margin:.35rem 0;overflow-wrap:anywhere}
a{color:var(--link);text-decoration-thickness:1px;text-underline-offset:.18em}
:focus-visible{outline:2px solid var(--link);outline-offset:2px}
[tabindex="-1"]:focus{outline:none}
code,pre{font:.85em/1.5 var(--mono)}
code{overflow-wrap:anywhere}
pre{margin:.35rem 0;padding:.6rem .8rem;background:var(--soft);border-radius:4px;white-space:pre-wrap;overflow-wrap:anywhere}
ul{margin:.2rem 0;padding-left:1.1rem}
li{overflow-wrap:anywhere}
summary{cursor:pointer;width:fit-content;max-width:100%;overflow-wrap:anywhere}
summary:hover{color:var(--link)}
details>:not(summary,table){margin-left:1rem}
dl,dd{margin:0;overflow-wrap:anywhere}
.quiet{color:var(--quiet)}
.small{font-size:.87rem}
.lead{color:var(--quiet);max-width:44rem;margin:0 0 1rem}
.vh{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.skip{position:absolute;left:-99rem}
.skip:focus{left:1rem;top:.5rem;background:var(--paper);padding:.3rem .6rem;z-index:9}
[hidden]{display:none!important}
`;

const SHEET = `
.mast,.sheet,.foot{max-width:80rem;margin:0 auto;padding:0 2rem}
.mast{padding-top:1.6rem}
.over{display:flex;justify-content:space-between;align-items:baseline;gap:1rem;border-bottom:2px solid var(--rule);padding-bottom:.5rem;font-size:.87rem}
.over b{font-weight:600}
.mast h1{font-size:clamp(1.65rem,1.1rem + 2.2vw,2.5rem);line-height:1.18;margin:1.6rem 0 1.3rem;max-width:26em}
.partial{border:1px solid var(--open);border-left-width:5px;border-radius:4px;padding:.5rem .9rem;margin:0 0 1.2rem}
.scope{display:grid;grid-template-columns:repeat(auto-fit,minmax(11rem,1fr));gap:.9rem 2rem;padding-bottom:1.1rem}
.scope dt{color:var(--quiet);font-size:.8rem}
.scope dd{overflow-wrap:anywhere}
.sheet{display:grid;grid-template-columns:11.5rem minmax(0,1fr);gap:0 3rem;align-items:start;border-top:0}
.sheet>nav{position:sticky;top:0;padding:2.1rem 0;font-size:.9rem;max-height:100vh;overflow:auto}
.sheet>nav ol{list-style:none;margin:0;padding:0}
.sheet>nav li{border-top:1px solid var(--line)}
.sheet>nav a{display:flex;justify-content:space-between;gap:.6rem;padding:.34rem 0;color:inherit;text-decoration:none}
.sheet>nav a:hover{color:var(--link)}
.sheet>nav span{color:var(--quiet);font-variant-numeric:tabular-nums}
main>section{border-top:1px solid var(--rule);padding:1.5rem 0 2.2rem}
.foot{border-top:2px solid var(--rule);padding-top:.8rem;padding-bottom:2.5rem;margin-top:1rem;color:var(--quiet);font-size:.85rem}
.foot>p{max-width:60rem}
button,input,select{font:inherit;color:inherit;background:var(--paper);border:1px solid var(--line);border-radius:4px;padding:.22rem .6rem}
button{cursor:pointer}
button:hover{border-color:var(--quiet)}
button[aria-pressed=true]{background:var(--ink);border-color:var(--ink);color:var(--paper)}
.theme,.copy{display:none}
.js .theme,.js .copy{display:inline-block}
.paper{display:none}
.theme{font-size:.8rem;padding:.1rem .5rem}
`;

const GLANCE = `
.bar{display:block;width:100%;height:14px;border-radius:3px;margin:.2rem 0 .7rem;background:var(--line)}
.bar rect{fill:var(--own)}
.legend{display:grid;grid-template-columns:repeat(4,1fr);gap:.8rem 1.5rem;margin-bottom:1.8rem}
.legend>div{display:flex;flex-direction:column-reverse;justify-content:flex-end}
.legend dd{font:600 2rem/1.15 var(--serif);font-variant-numeric:lining-nums tabular-nums}
.legend dt{font-size:.9rem;font-weight:600}
.legend dt::before{content:'';display:inline-block;width:.65em;height:.65em;border-radius:2px;background:var(--own);margin-right:.45em}
.legend small{display:block;color:var(--quiet);font-weight:400}
.legend.minor dd{font-size:1.3rem}
.trend{margin:1.6rem 0 .6rem}
.trend .key{display:inline-block;margin-left:1.2rem;font-size:.9rem}
.key::before{content:'';display:inline-block;width:1.1em;height:2px;vertical-align:.28em;background:var(--own,var(--ink));margin-right:.4em}
.chart{margin:.9rem 0 .3rem}
.spark{display:block;width:100%;height:8rem;overflow:visible}
.spark .line{fill:none;stroke:var(--own,var(--ink));stroke-width:2;vector-effect:non-scaling-stroke;stroke-linejoin:round}
.spark .base{stroke:var(--line);vector-effect:non-scaling-stroke}
.ends{display:flex;justify-content:space-between;gap:1rem}
.gone{margin:.5rem 0}
`;

const TABLES = `
table{border-collapse:collapse;width:100%;font-size:.92rem;margin:.4rem 0 0}
th,td{text-align:left;vertical-align:baseline;padding:.5rem .9rem .5rem 0;border-top:1px solid var(--line);overflow-wrap:anywhere}
th:last-child,td:last-child{padding-right:0}
thead th{border-top:0;border-bottom:1px solid var(--rule);color:var(--quiet);font-weight:500;font-size:.82rem;padding-top:0;vertical-align:bottom;overflow-wrap:normal}
tbody th{font-weight:500}
tbody tr:first-child>*{border-top:0}
.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap;padding-left:.3rem}
td.n.critical,td.n.high,td.n.medium,td.n.low,td.n.open{color:var(--own);font-weight:600}
.name{font-family:var(--mono);font-size:.9em;font-weight:600}
th a,td .name{text-decoration:none}
th a:hover,td .name:hover{text-decoration:underline}
td small,th small{display:block;color:var(--quiet);font:400 .88em/1.45 var(--sans)}
.state{color:var(--own,var(--quiet))}
@media screen{
.buckets,.buckets thead,.buckets tbody{display:block}
.buckets tr{display:grid;grid-template-columns:minmax(0,2.1fr) minmax(0,1.5fr) repeat(4,4rem) 3.2rem 7rem;border-top:1px solid var(--line)}
.buckets thead tr{border-top:0;border-bottom:1px solid var(--rule)}
.buckets tbody tr{content-visibility:auto;contain-intrinsic-size:auto 3.7rem}
.buckets tbody tr:first-child{border-top:0}
.buckets tr>*{border:0}
.buckets tbody tr{scroll-margin-top:7rem}
}
.missing .more td{border-top:0;padding-top:0}
.missing .names{columns:15rem;column-gap:1.5rem}
.missing th:nth-child(1){width:44%}.missing th:nth-child(2){width:24%}
.worst .n{width:6.5rem}
.worst td:first-child{width:6.5rem}
.waivers th:nth-child(1){width:20%}.waivers th:nth-child(2){width:23%}.waivers th:nth-child(4){width:21%}.waivers th:nth-child(5){width:15%}
.tools{position:sticky;top:0;z-index:2;background:var(--paper);display:flex;flex-wrap:wrap;gap:.5rem 1.1rem;align-items:center;padding:.7rem 0;border-bottom:1px solid var(--line);margin-bottom:.9rem;font-size:.88rem}
.tools input{flex:1 1 16rem;min-width:0;padding:.35rem .7rem}
.tools select{max-width:12rem;padding:.35rem .5rem}
.tools [role=group]{display:flex;flex-wrap:wrap;gap:.3rem}
.tools p{margin:0 0 0 auto;color:var(--quiet)}
.tools hr{flex-basis:100%;height:0;margin:-.25rem 0;border:0}
.tools button i{display:inline-block;width:.6em;height:.6em;border-radius:2px;background:var(--own);margin-right:.4em}
`;

const BUCKETS = `
.bucket{padding:1.4rem 0 .4rem;content-visibility:auto;contain-intrinsic-size:auto 30rem}
.bucket.brief{contain-intrinsic-size:auto 7rem}
.bucket+.bucket{border-top:1px solid var(--line);margin-top:1.2rem}
.bucket>h3{font:600 1.08rem/1.4 var(--mono);margin:0}
.bucket>details{margin:.5rem 0;font-size:.92rem}
.finding{padding:1rem 0 .3rem}
.finding+.finding{border-top:1px dotted var(--line);margin-top:.7rem}
.finding h4,.finding dl>div{display:grid;grid-template-columns:5.6rem minmax(0,1fr);align-items:baseline}
.finding .meta{margin:.1rem 0 .45rem 5.6rem;font-size:.87rem;color:var(--quiet)}
.finding dt{color:var(--quiet);font-size:.87rem}
.finding dd>:first-child{margin-top:0}
.finding dd>details{margin:.2rem 0 .45rem;font-size:.92rem}
.finding dd>details>*{margin-left:0}
.tag{color:var(--own);font-size:.87rem;font-weight:700;white-space:nowrap}
.tag.none{color:var(--quiet)}
.tag::before{content:'';display:inline-block;width:.62em;height:.62em;border-radius:2px;background:var(--own);margin-right:.4em}
.at{background:color-mix(in srgb,var(--link) 8%,transparent);box-shadow:0 0 0 .6rem color-mix(in srgb,var(--link) 8%,transparent)}
.here{color:var(--quiet);text-decoration:none;font-weight:400;opacity:0}
h3:hover .here,h4:hover .here,.here:focus{opacity:1}
.code{position:relative}
.code pre{padding-right:4.6rem;min-height:2.5rem}
.copy{position:absolute;top:.4rem;right:.4rem;font-size:.78rem;padding:.08rem .5rem}
.json i{font-style:normal;color:var(--quiet)}
mark{display:block;margin:0 -.8rem;padding:0 .8rem 0 calc(.8rem - 3px);border-left:3px solid var(--own);background:color-mix(in srgb,var(--own) 11%,transparent);color:inherit}
.waived h4>span:last-child{font-weight:400}
.rules>div{padding:.9rem 0 .3rem}
.rules>div+div{border-top:1px dotted var(--line)}
.rules dt{font-weight:600}
.rules dd{max-width:46rem}
`;

const NARROW = `
@media (max-width:64rem){
.sheet{display:block}
.sheet>nav{position:static;padding:0 0 1.4rem;max-height:none}
.sheet>nav ol{display:flex;flex-wrap:wrap;gap:.1rem 1.3rem;border-top:1px solid var(--line);padding-top:.5rem}
.sheet>nav li{border:0}
.sheet>nav a{padding:.15rem 0;gap:.35rem;text-decoration:underline;text-decoration-color:var(--line)}
}
@media (max-width:40rem){
.here{display:none}
.mast,.sheet,.foot{padding-left:1.1rem;padding-right:1.1rem}
.mast{padding-top:1rem}
.mast h1{margin:1.1rem 0}
.scope{grid-template-columns:1fr 1fr;gap:.7rem 1.2rem}
.legend{grid-template-columns:1fr 1fr}
.tools{position:static}
.finding h4,.finding dl>div{display:block}
.finding .tag{display:block;margin-bottom:.15rem}
.finding .meta{margin-left:0}
.finding dl>div{margin-bottom:.5rem}
.wide{display:none}
.worst .n{width:auto}
.tight .n{padding-right:.3rem}
.tight thead .n{font-size:0}
.tight thead .n::first-letter{font-size:.8rem}
.buckets tr{grid-template-columns:minmax(0,1fr) repeat(5,1.7rem) 4.6rem}
.buckets tr>:last-child{padding-left:.5rem}
.stack thead{position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden}
.stack,.stack tbody,.stack tr,.stack td,.stack th{display:block;width:auto}
.stack tr>:nth-child(n){width:auto}
.stack tr{border-top:1px solid var(--line);padding:.6rem 0}
.stack tr:first-child,.stack .more{border-top:0}
.stack .more{padding-top:0;margin-top:-.45rem}
.stack td,.stack th{border:0;padding:.1rem 0;text-align:left}
.stack td[data-label]::before{content:attr(data-label) ' ';color:var(--quiet);font-size:.82rem}
.stack td:empty{display:none}
}
`;

/** The style as it stands in the page; the policy allows it by its hash. */
export const STYLE = `${COLOURS}${TEXT}${SHEET}${GLANCE}${TABLES}${BUCKETS}${NARROW}${PRINT}`;
