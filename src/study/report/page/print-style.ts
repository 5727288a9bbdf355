// SPDX-License-Identifier: Apache-2.0

/** Text as a CSS string: only plain characters stay, so that no title can leave the quotes or the style element. */
function cssString(text: string): string {
  return `"${text.replace(/[^\p{L}\p{N} .,:;()–—-]/gu, ' ').slice(0, 120)}"`;
}

/** A4, white, figures and rows never cut, folded tables opened; `pageNote` stands at the head of every sheet. */
export const PRINT_CSS = (pageNote: string): string => `
@page{size:A4;margin:18mm 16mm 16mm;@top-left{content:${cssString(pageNote)};font:8pt sans-serif;color:#444}@bottom-right{content:counter(page) " / " counter(pages);font:8pt sans-serif;color:#444}}
@media print{
body{font-size:10.5pt;line-height:15pt;-webkit-print-color-adjust:exact;print-color-adjust:exact}
.wrap{display:block;padding:0;max-width:none}
nav.toc,.theme,.skip{display:none!important}
.banner{background:#fff;color:#000;border:1px solid #000}
header.top{padding:12px 0 18px;margin-bottom:20px}h1{font-size:22pt;line-height:27pt}
main>section{padding-bottom:22px}
h2,h3,summary,.lede{break-after:avoid}
p{break-inside:avoid}
tbody th,td:not(.n,.tight),td.long,th.long{min-width:0}
figure,.chart,tr,.notices li,.facts{break-inside:avoid}
.two{gap:16px 24px;grid-template-columns:minmax(0,1fr) minmax(0,1fr)}
.sx{overflow:visible}
table{font-size:8.5pt;line-height:12pt}th,td{padding:3px 9px 3px 0}thead{display:table-header-group}
th.n{white-space:normal}
details.data table{font-size:7.5pt;line-height:10pt;margin-bottom:8px}details.data th,details.data td{padding:1px 8px 1px 0}
.cols2{columns:2}.cols3{columns:3}.cols4{columns:4}.two .cols3,.two .cols4{columns:2}.two .cols2{columns:1}
details.more details.data{display:none}
details>summary{color:#000;list-style:none;font-weight:600}details>summary::-webkit-details-marker{display:none}
details::details-content{content-visibility:visible!important;display:block!important;block-size:auto!important}
details.screen-only{display:none}
.on-paper{display:block}
a{color:inherit;text-decoration:none}
}
`;
