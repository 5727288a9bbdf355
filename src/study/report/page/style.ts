// SPDX-License-Identifier: Apache-2.0
// Type, layout and chart vocabulary of the page on a screen. Colours: theme.ts. Paper: print-style.ts.
import { CHART_CSS } from './chart-style.ts';
import { PRINT_CSS } from './print-style.ts';
import { THEME_CSS } from './theme.ts';

const PAGE_CSS = `
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%;scroll-padding:24px}
body{margin:0;background:var(--page);color:var(--ink);font:400 15px/22px var(--sans);font-variant-numeric:tabular-nums;overflow-wrap:break-word;text-rendering:optimizeLegibility}
:root{--sans:-apple-system,"Segoe UI",Inter,Roboto,"Helvetica Neue","PingFang SC","Microsoft YaHei","Noto Sans CJK SC","Source Han Sans SC",Arial,sans-serif;--mono:ui-monospace,"SF Mono","Cascadia Mono",Consolas,"Noto Sans Mono",monospace}
h1,h2,h3,p,ul,ol,dl,dd,figure,table,fieldset{margin:0;padding:0;border:0;min-width:0}
ul,ol{list-style:none}
a{color:var(--accent);text-decoration-thickness:1px;text-underline-offset:3px}
code{font:12px/18px var(--mono);overflow-wrap:anywhere}
.nb{white-space:nowrap}
.vh{position:absolute!important;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px;border-radius:3px}
.skip{position:absolute;left:-999px;top:0;background:var(--page);padding:8px 16px;z-index:1}.skip:focus{left:0}
.banner{padding:5px 32px;background:var(--ink);color:var(--page);font-size:13px;line-height:20px;text-align:center}
.wrap{max-width:1200px;margin:0 auto;padding:0 32px 72px;display:grid;grid-template-columns:200px minmax(0,1fr);gap:0 56px}
header.top{grid-column:1/-1;padding:40px 0 28px;border-bottom:1px solid var(--line);margin-bottom:32px;position:relative}
h1{font-size:34px;line-height:42px;font-weight:660;letter-spacing:-.022em;max-width:34ch;text-wrap:balance}
header.top>p{color:var(--ink-2);font-size:16px;line-height:25px;max-width:72ch;margin-top:12px}
.meta{display:flex;flex-wrap:wrap;gap:6px 32px;margin-top:20px;font-size:13px;line-height:18px;color:var(--ink-2)}.meta dt{display:inline;font-weight:600;color:var(--ink);margin-right:5px}.meta dd{display:inline}
.theme{position:absolute;right:0;top:14px;display:none;font-size:12px;line-height:16px;color:var(--ink-2)}
.theme label{display:inline-block;padding:5px 9px;border:1px solid var(--line-2);margin-left:-1px;cursor:pointer}.theme label:first-of-type{border-radius:6px 0 0 6px}.theme label:last-of-type{border-radius:0 6px 6px 0}
.theme input:checked+label{background:var(--ink);border-color:var(--ink);color:var(--page);font-weight:600}.theme input:focus-visible+label{outline:2px solid var(--accent);outline-offset:2px}
@supports selector(:has(a)){.theme{display:block}}
nav.toc{position:sticky;top:24px;align-self:start;max-height:calc(100vh - 48px);overflow-y:auto;font-size:13.5px;line-height:20px;scroll-target-group:auto}
nav.toc a{display:block;color:var(--ink-2);text-decoration:none;padding:3px 0 3px 12px;border-left:2px solid var(--line)}nav.toc a:hover{color:var(--ink);border-color:var(--edge)}nav.toc a:target-current{color:var(--ink);font-weight:600;border-color:var(--ink)}
main>section{padding:0 0 48px}
h2{font-size:21px;line-height:29px;font-weight:640;letter-spacing:-.012em;margin:0 0 6px}
h3{font-size:14px;line-height:20px;font-weight:600;margin:28px 0 12px}.two>div>h3,.lede+h3{margin-top:0}
.tag{display:inline-block;font-size:12px;line-height:18px;color:var(--note);background:var(--note-wash);border-radius:4px;padding:0 7px;margin-left:10px;font-weight:550;letter-spacing:0;vertical-align:3px}
.lede{color:var(--ink-2);max-width:70ch;margin-bottom:20px}
.s{font-size:13px;line-height:19px;color:var(--ink-2);max-width:80ch;margin-top:10px}
figcaption,.xs{font-size:12px;line-height:17px;color:var(--ink-3);margin-top:10px;max-width:84ch}
.two{display:grid;grid-template-columns:minmax(0,1fr) minmax(0,1fr);gap:28px 44px}
.gap{margin-top:28px}
.sx{overflow-x:auto;max-width:100%}
table{border-collapse:collapse;width:100%;font-size:13.5px;line-height:19px}
th,td{text-align:left;font-weight:400;padding:7px 14px 7px 0;border-bottom:1px solid var(--line);vertical-align:top}
td.n,th.n{text-align:right}td.n{white-space:nowrap}tbody th{min-width:min(130px,34vw)}td:not(.n,.tight){min-width:min(110px,30vw)}.tight{min-width:0!important}td:last-child,th:last-child{padding-right:0}
thead th{font-size:12px;line-height:16px;color:var(--ink-3);border-bottom-color:var(--line-2);vertical-align:bottom}tbody th{font-weight:500}tbody th.sub{padding-left:16px;color:var(--ink-2);font-weight:400}
td.long,th.long{overflow-wrap:anywhere;min-width:min(190px,46vw)}
td.strong{font-weight:600}
.t-high{color:var(--high)}.t-mid{color:var(--mid)}.t-low{color:var(--low)}
.yes{color:var(--accent);font-weight:600}.no{color:var(--ink-3)}.bad{color:var(--fault);font-weight:600}
details{margin-top:14px}
details>summary{cursor:pointer;font-size:13px;line-height:20px;color:var(--accent);padding:2px 0;width:fit-content;max-width:100%}
details[open]>summary{margin-bottom:8px}
details.more{border-top:1px solid var(--line);padding-top:8px}details.more>summary{font-weight:600;font-size:14px;color:var(--ink)}
details.more+details.more{margin-top:8px}
.notices li{background:var(--note-wash);padding:10px 16px 10px 40px;position:relative;margin-bottom:8px;font-size:13.5px;line-height:20px;border-radius:4px}
.notices li.serious{background:var(--fault-wash)}
.notices b{color:var(--note);font-weight:620}.notices .serious b{color:var(--fault)}
.notices li::before{content:"i";position:absolute;left:14px;top:12px;width:16px;height:16px;border-radius:50%;border:1.5px solid var(--note);color:var(--note);font:600 11px/13px var(--sans);text-align:center}
.notices .serious::before{content:"!";border-color:var(--fault);color:var(--fault)}
.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:16px 32px;margin:4px 0 20px}.facts dt{font-size:12px;line-height:16px;color:var(--ink-3)}.facts dd{font-size:20px;line-height:27px;font-weight:620;letter-spacing:-.01em}.facts dd small{font-size:13px;font-weight:400;color:var(--ink-2);letter-spacing:0}
.on-paper{display:none}
.end{grid-column:1/-1;border-top:1px solid var(--line);padding-top:16px;font-size:12px;line-height:17px;color:var(--ink-3)}
@media (max-width:1199px){.wrap{gap:0 40px;grid-template-columns:180px minmax(0,1fr)}}
@media (max-width:899px){.wrap{display:block;padding:0 16px 48px}.banner{padding:5px 16px}nav.toc{position:static;max-height:none;overflow:visible;columns:2;column-gap:20px;margin-bottom:32px}nav.toc a{break-inside:avoid}.two{grid-template-columns:minmax(0,1fr)}h1{font-size:27px;line-height:35px}header.top{padding-top:56px}.tag{margin-left:0;display:table}}
`;

/** The one style sheet of the page. `pageNote` is printed at the head of every sheet of paper. */
export function pageStyle(pageNote: string): string {
  return THEME_CSS + PAGE_CSS + CHART_CSS + PRINT_CSS(pageNote);
}
