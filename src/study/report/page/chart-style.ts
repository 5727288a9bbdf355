// SPDX-License-Identifier: Apache-2.0
import { WIDTHS } from './widths.ts';

/** One drawing per width bucket is in the page; the container's width decides which is seen, so text is never scaled. */
const BUCKETS = WIDTHS.slice(1)
  .map((width) => `@container (min-width:${width}px){.v.t${width}{display:none}.v.f${width}{display:block}}`)
  .join('');

/** Vocabulary of the figures: ink = this model, hue = a group, grey = everyone else. */
export const CHART_CSS = `
.fig{container-type:inline-size}
.v{display:none}.v.f0{display:block}${BUCKETS}
.chart{max-width:100%;overflow:visible;font-family:var(--sans);font-variant-numeric:tabular-nums}
.chart text{fill:var(--ink-2);font-size:12px;paint-order:stroke;stroke:var(--page);stroke-width:3px;stroke-linejoin:round}
.chart .tk{fill:var(--ink-3)}.chart .ls{fill:var(--ink-3)}.chart .lb{font-size:13px;font-weight:550;fill:var(--ink)}.chart .lq{font-size:13px;fill:var(--ink)}
.chart .num-s{font-size:14px;font-weight:600;fill:var(--ink)}
.chart .t-high{fill:var(--high)}.chart .t-mid{fill:var(--mid)}.chart .t-low{fill:var(--low)}
.f-high{fill:var(--high)}.f-mid{fill:var(--mid)}.f-low{fill:var(--low)}
.grid{stroke:var(--grid)}.axis{stroke:var(--edge)}.guide{stroke:var(--line-2)}.rule{stroke:var(--line)}.edge{stroke:var(--edge);stroke-dasharray:2 3}.diag{stroke:var(--edge);stroke-dasharray:4 4;fill:none}
.box{fill:var(--page);stroke:var(--edge)}.flow{stroke:var(--edge);fill:none}
.ln-p{fill:none;stroke:var(--ink);stroke-width:2.25;stroke-linejoin:round}.ln-2{fill:none;stroke:var(--accent);stroke-width:1.75;stroke-dasharray:7 3}.ln-3{fill:none;stroke:var(--edge);stroke-width:1.5}
.band{fill:var(--band)}.bar{fill:var(--edge);fill-opacity:.5}.bar.on{fill:var(--ink);fill-opacity:.78}
.mk{fill:var(--ink);stroke:var(--page);stroke-width:2}.mk-o{fill:var(--page);stroke:var(--ink);stroke-width:1.75}.sq{fill:var(--ink)}.ci-on{stroke:var(--ink);stroke-width:1.25}
.join{fill:none;stroke:var(--ink);stroke-width:1.25;stroke-linejoin:round}
.p0{stroke:var(--line-2);fill:none;stroke-width:1.1;stroke-linejoin:round}.p1{stroke:var(--ink);fill:none;stroke-width:1.7;stroke-linejoin:round}.lead{stroke:var(--line-2);fill:none}
.roc{fill:none;stroke-width:2}.c1{stroke:var(--ink)}.c2{stroke:var(--accent);stroke-dasharray:7 3}.c3{stroke:var(--mid);stroke-dasharray:2 3}.c4{stroke:var(--edge)}.chart .fc1{fill:var(--ink)}.chart .fc2{fill:var(--accent)}.chart .fc3{fill:var(--mid)}.chart .fc4{fill:var(--ink-3)}
.bd-high{fill:var(--high);fill-opacity:.13}.bd-mid{fill:var(--mid);fill-opacity:.13}.bd-low{fill:var(--low);fill-opacity:.13}
.s-high{stroke:var(--high)}.s-mid{stroke:var(--mid)}.s-low{stroke:var(--low)}.km{fill:none;stroke-width:2}.km.s-low{stroke-dasharray:7 3}.km.s-mid{stroke-dasharray:2 3}.cens{stroke-width:1.25}
.seg{stroke-width:3}.cut{stroke:var(--ink);stroke-width:1.5}
`;
