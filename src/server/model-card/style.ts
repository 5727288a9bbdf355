// SPDX-License-Identifier: Apache-2.0

/** Style of the model card page; served as a file, because the content security policy allows no inline style. */
export const MODEL_CARD_CSS = `:root{color-scheme:light dark;--ink:#1a1f24;--quiet:#56616b;--ground:#fff;--line:#d5dbe0;--notice:#fff4d6;--link:#0b5c9e}
@media (prefers-color-scheme:dark){:root{--ink:#e8ecef;--quiet:#a3adb6;--ground:#14181c;--line:#343c44;--notice:#3d3213;--link:#7cc0ff}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.55 system-ui,"Noto Sans SC","PingFang SC","Microsoft YaHei",sans-serif}
main{max-width:46rem;margin:0 auto;padding:2rem 1.25rem 4rem}
h1{font-size:1.6rem;line-height:1.25;margin:0 0 .25rem}
h2{font-size:1.15rem;margin:2.25rem 0 .5rem}
h3{font-size:1rem;margin:1.5rem 0 .25rem}
a{color:var(--link)}
.facts,.absent,small{color:var(--quiet)}
.facts{font-size:.9rem;overflow-wrap:anywhere}
.notice{background:var(--notice);border-inline-start:4px solid currentColor;padding:.6rem .9rem}
.switch{float:inline-end;margin:0}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%}
th,td{text-align:start;padding:.4rem .75rem .4rem 0;border-bottom:1px solid var(--line);vertical-align:top;font-weight:normal}
thead th{color:var(--quiet);font-size:.85rem}
.number{font-variant-numeric:tabular-nums}
dl{margin:0}
.item{display:grid;grid-template-columns:minmax(9rem,1fr) 2fr;gap:.25rem 1rem;padding:.4rem 0;border-bottom:1px solid var(--line)}
dt{color:var(--quiet)}
dd{margin:0}
@media (max-width:34rem){.item{grid-template-columns:1fr}}
`;
