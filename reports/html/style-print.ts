// The part of the style for paper and PDF: black on white, what is long left to the page, no controls, pages numbered.

export const PRINT = `
@page{size:A4;margin:17mm 16mm 18mm;@bottom-left{content:'Bucket audit';font:8pt sans-serif;color:#59626b}@bottom-right{content:counter(page) ' / ' counter(pages);font:8pt sans-serif;color:#59626b}}
@media print{
:root,:root[data-theme]{color-scheme:light;print-color-adjust:exact;-webkit-print-color-adjust:exact}
html{font-size:12.5px}
body{font-size:9pt;line-height:1.4}
.mast,.sheet,.foot{max-width:none;padding:0}
.mast h1{font-size:21pt;margin:8mm 0 6mm}
.sheet{display:block}
.sheet>nav,.tools button,.tools input,.tools select,.theme,.copy,.here,.skip,.js .theme,.js .copy{display:none}
.tools{position:static;border:0;padding:0;margin:0}
h2,h3,h4,thead{break-after:avoid}
tr,.keep,figure,.finding h4,.finding .meta{break-inside:avoid}
.finding .meta{break-after:avoid}
main>section{padding:4mm 0}
.bucket{content-visibility:visible;break-before:auto;padding:4mm 0 0}.bucket+.bucket{margin-top:3mm}
pre{background:none;border:.5pt solid #c9ced3;padding:1.2mm 3mm;font-size:7.2pt;line-height:1.3;margin:1mm 0}
.finding{padding:2.2mm 0 0}.finding+.finding{margin-top:1.6mm}
.finding .meta{margin-bottom:.6mm}.finding p{margin:.6mm 0}.finding dd>details{margin:.4mm 0}
.bucket>details{margin:1mm 0}
.code pre{padding-right:3mm;min-height:0}
mark{margin:0 -3mm;padding:0 3mm 0 calc(3mm - 3px)}
details::details-content{content-visibility:visible;display:block;block-size:auto;height:auto;opacity:1}
details ul.names{padding:0;margin-left:0}
.missing ul.names{columns:auto}
.missing .more{break-before:avoid;break-inside:auto}
details ul.names li{display:inline}
details ul.names li:not(:last-child)::after{content:', '}
table{font-size:8.5pt}
.buckets th:first-child{width:36%}.buckets td,.buckets thead th{overflow-wrap:break-word;padding-right:2mm}.buckets .wide{width:20%}
summary{break-after:avoid}
pre{orphans:4;widows:4}
.long>:not(summary){display:none}
.paper{display:inline}
.missing th:nth-child(1){width:52%}.missing th:nth-child(2){width:22%}
summary{list-style:none;color:var(--quiet)}
a{color:inherit;text-decoration:none}
.at{background:none;box-shadow:none}
}
`;
