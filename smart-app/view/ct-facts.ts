// SPDX-License-Identifier: Apache-2.0
// Facts under the CT: volume, longest axis (and whether it agrees with the report), who outlined it, series, checks.
import type { Assessment, Language } from '../../src/nomogram/assessment.ts';
import { decimal } from '../../src/nomogram/present.ts';
import type { Catalogue } from '../i18n/catalogue.ts';
import { date } from './format.ts';
import { comma } from './source-line.ts';

export interface CtFact {
  readonly term: string;
  readonly text: string;
}

/** Report and outline differ by more than this share: said so (another lesion, or an old outline). */
const SIZE_TOLERANCE = 0.2;

export function ctFacts(assessment: Assessment, t: Catalogue, language: Language): readonly CtFact[] {
  const r = assessment.radiomics;
  const number = (v: number, digits = 0): string => decimal(v, digits, language);
  const facts: CtFact[] = [];
  if (r.volumeMl !== undefined) {
    facts.push({ term: t.ct.volume, text: r.voxels === undefined ? `${number(r.volumeMl)} mL` : t.ct.volumeText(number(r.volumeMl), number(r.voxels)) });
  }
  if (r.longestAxisMm !== undefined) facts.push({ term: t.ct.longest, text: longest(assessment, r.longestAxisMm, t, number) });
  if (r.segmentedBy !== undefined || r.segmentedIso !== undefined) {
    facts.push({
      term: t.ct.by,
      text: [r.segmentedBy === undefined ? t.ct.unknown : personName(r.segmentedBy), r.segmentedIso ? date(r.segmentedIso, language) : '']
        .filter(Boolean)
        .join(comma(language)),
    });
  }
  if (r.outlineKind === 'RTSTRUCT') facts.push({ term: t.ct.outlinedAs, text: t.ct.structureText(r.outlineLabel ?? '', String(r.segmentNumber ?? '–')) });
  if (r.slices !== undefined && r.sliceThicknessMm !== undefined) {
    facts.push({ term: t.ct.series, text: t.ct.seriesText(String(r.seriesNumber ?? '–'), number(r.sliceThicknessMm, 1), number(r.slices)) });
  }
  if (r.phase !== undefined) facts.push({ term: t.ct.phaseTerm, text: t.ct.phases[phaseOf(r.phase)] });
  if (r.checks && r.checks.length > 0) {
    facts.push({ term: t.ct.checks, text: r.checks.map((c) => `${t.ct.checkNames[c.id]} ${c.ok ? '✓' : `✗ ${t.ct.notOk}`}`).join('  ') });
  }
  return facts;
}

type Phase = NonNullable<Assessment['radiomics']['phase']>;
const PHASES: ReadonlySet<string> = new Set<Phase>(['explicit-portal-venous', 'explicit-other', 'likely-portal-venous', 'contradicted', 'unknown']);

/** What the CT's headers say of its phase; anything that is not known is unknown. */
export function phaseOf(phase: string | undefined): Phase {
  return phase !== undefined && PHASES.has(phase) ? (phase as Phase) : 'unknown';
}

/** A DICOM person name without its carets. */
const personName = (name: string): string => name.replaceAll('^', ' ').replace(/\s+/g, ' ').trim();

function longest(assessment: Assessment, mm: number, t: Catalogue, number: (v: number) => string): string {
  const report = [assessment.inputs, ...assessment.others.map((o) => o.inputs)].map((inputs) => inputs.tumourSize).find((i) => i?.kind === 'value');
  if (report?.kind !== 'value') return t.ct.mm(number(mm));
  const reportMm = report.unit === 'mm' ? report.value : report.value * 10;
  const agrees = Math.abs(mm - reportMm) <= SIZE_TOLERANCE * reportMm;
  return agrees ? t.ct.agrees(number(mm), number(reportMm)) : t.ct.differs(number(mm), number(reportMm));
}
