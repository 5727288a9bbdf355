// SPDX-License-Identifier: Apache-2.0
// report.html: one page that needs nothing but itself, drawn from report.json.
import { sha256Hex } from '../../nomogram/sha256.ts';
import { contextOf } from './context.ts';
import { escapeHtml } from './page/escape.ts';
import type { Section } from './page/html.ts';
import { pageStyle } from './page/style.ts';
import { hazardsSection, optimismSection, sampleSizeSection } from './sections/checks.ts';
import { inputsSection, tripodSection } from './sections/closing.ts';
import { covariatesSection } from './sections/covariates.ts';
import { driftSections } from './sections/drift.ts';
import { fullModelSection } from './sections/full-model.ts';
import { headerHtml } from './sections/header.ts';
import { mainModelSections } from './sections/main-model.ts';
import { comparisonSection } from './sections/other-models.ts';
import { baselineSection, missingSection, patientsSection } from './sections/patients.ts';
import { selectionSection } from './sections/selection.ts';
import { pathologySection, subgroupsSection } from './sections/subgroups.ts';
import { summarySection } from './sections/summary.ts';
import { localValidationSection, updatingSection } from './sections/updating.ts';
import type { StudyReport } from './study-report.ts';

/** Base64 of a hexadecimal text, for the page's content security policy. */
function base64OfHex(hex: string): string {
  return btoa(String.fromCharCode(...(hex.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16))));
}

/**
 * The report as one self-contained page: no script, no request, readable on a phone, on paper, light and dark.
 *
 * Sections that the report does not have are left out. Every text of the report is escaped; the content security policy allows the page's own
 * style sheet (by its hash) and nothing else.
 */
export function reportHtml(report: StudyReport): string {
  const context = contextOf(report);
  const sections = [
    summarySection(context),
    localValidationSection(context),
    updatingSection(context),
    ...driftSections(context),
    patientsSection(context),
    baselineSection(context),
    missingSection(context),
    selectionSection(context),
    covariatesSection(context),
    ...mainModelSections(context),
    comparisonSection(context),
    subgroupsSection(context),
    pathologySection(context),
    optimismSection(context),
    sampleSizeSection(context),
    hazardsSection(context),
    fullModelSection(context),
    tripodSection(context),
    inputsSection(context),
  ].filter((section): section is Section => section !== undefined);
  const synthetic = 'Synthetic patients: every number on this page comes from generated data and says nothing about real people.';
  const style = pageStyle(report.header.synthetic ? `Synthetic patients – ${report.title}` : report.title);
  const policy = `default-src 'none'; style-src 'sha256-${base64OfHex(sha256Hex(style))}'; base-uri 'none'; form-action 'none'`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${escapeHtml(report.title)}</title>
<style>${style}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the report</a>
${report.header.synthetic ? `<aside class="banner" aria-label="Synthetic data">${synthetic}</aside>\n` : ''}<div class="wrap">
${headerHtml(context)}
<nav class="toc" aria-label="Contents">${sections.map((section) => `<a href="#${section.id}">${escapeHtml(section.nav)}</a>`).join('')}</nav>
<main id="main">
${sections.map((section) => section.html).join('\n')}
</main>
<footer class="end">${escapeHtml(report.header.software)} · drawn from report.json, which holds every number unrounded · estimates for groups of similar patients; they support, and do not replace, a clinical decision.<span class="on-paper">Paper leaves out long lists and the tables of folded figures: the page on a screen and report.json have them.</span></footer>
</div>
</body>
</html>
`;
}
