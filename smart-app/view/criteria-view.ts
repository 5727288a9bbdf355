// SPDX-License-Identifier: Apache-2.0
// Region 1: each criterion as a mark, a title and a source; adult and "no other cancer" share a line when both hold.
import type { CriterionId, CriterionResult, Language } from '../../src/nomogram/assessment.ts';
import type { Catalogue } from '../i18n/catalogue.ts';
import { date } from './format.ts';
import { comma, sourceLine } from './source-line.ts';

export type CriterionMark = 'met' | 'stale' | 'not-met' | 'unknown' | 'information';

/** Adult and "no other cancer" share one line when both hold. */
const sharesLine = (criteria: readonly CriterionResult[]): boolean =>
  ['adult', 'no-other-malignancy'].every((id) => criteria.some((c) => c.id === id && c.verdict === 'met'));

export interface CriterionLine {
  readonly key: string;
  readonly mark: CriterionMark;
  readonly title: string;
  readonly source: string;
  /** Record entry behind it, for "All conditions and sources". */
  readonly reference: string;
}

/** The value that a text about this criterion names: a count, an age; empty otherwise. */
export function criterionValue(c: CriterionResult): string {
  const v = c.values.count ?? c.values.ageYears;
  return v === undefined ? '' : String(v);
}

/** Order on the page: what fails first, then what is doubtful, then the rest as the model lists it. */
const ORDER: Readonly<Record<CriterionMark, number>> = { 'not-met': 0, unknown: 1, stale: 2, met: 3, information: 4 };

export function criteriaLines(
  criteria: readonly CriterionResult[],
  operationDate: string | undefined,
  t: Catalogue,
  language: Language,
): readonly CriterionLine[] {
  const lines = criteria.map(
    (c): CriterionLine => ({
      key: c.id,
      mark: c.verdict,
      title: titleOf(c, t),
      source: sourceOf(c, operationDate, t, language),
      reference: [c.from?.by, c.from?.reference].filter(Boolean).join(comma(language)),
    }),
  );
  const adult = lines.find((l) => l.key === 'adult');
  const other = lines.find((l) => l.key === 'no-other-malignancy');
  const joined =
    adult && other && sharesLine(criteria)
      ? lines.flatMap((l) =>
          l === other
            ? []
            : l === adult
              ? [{ ...adult, title: t.apply.adultNoOther, source: `${adult.source}${language === 'zh' ? '；' : '; '}${other.source}` }]
              : [l],
        )
      : lines;
  return joined.toSorted((a, b) => ORDER[a.mark] - ORDER[b.mark]);
}

function titleOf(c: CriterionResult, t: Catalogue): string {
  if (c.verdict === 'not-met') return t.apply.notMetText[c.id](criterionValue(c));
  if (c.verdict === 'unknown') return t.apply.unknownText[c.id];
  if (c.verdict === 'stale') {
    const { ctDays, bloodDays, limitDays } = c.values;
    const old = (days: number | string | undefined): boolean => typeof days === 'number' && typeof limitDays === 'number' && days > limitDays;
    if (old(ctDays)) return t.apply.ctDays(String(ctDays), String(limitDays));
    return t.apply.bloodDays(String(bloodDays ?? ''), String(limitDays ?? ''));
  }
  return c.verdict === 'information' && c.id === 'hcc-confirmed' ? t.apply.information : t.apply.met[c.id];
}

function sourceOf(c: CriterionResult, operationDate: string | undefined, t: Catalogue, language: Language): string {
  const from = c.from ? sourceLine({ ...c.from, confirmed: false }, t, language) : '';
  const text = c.id as CriterionId;
  if (c.verdict === 'unknown') return from || t.apply.notStated;
  if (text === 'resection-planned' && c.verdict === 'met' && operationDate)
    return (c.from?.kind === 'user' ? t.apply.plannedFor : t.apply.orderFor)(date(operationDate, language));
  if (text === 'ct-and-blood-in-window' && c.verdict === 'met') return t.apply.daysBefore(String(c.values.ctDays), String(c.values.bloodDays));
  if (text === 'portal-venous-ct' && c.values.sliceThicknessMm !== undefined)
    return [t.apply.slices(String(c.values.sliceThicknessMm)), typeof c.values.date === 'string' ? date(c.values.date, language) : from]
      .filter(Boolean)
      .join(comma(language));
  if (text === 'adult' && c.values.ageYears !== undefined) return t.apply.age(String(c.values.ageYears));
  return from;
}

/** The verdict under the heading. */
export function verdictText(criteria: readonly CriterionResult[], missingInputs: number, t: Catalogue): string {
  const count = (mark: CriterionMark): number => criteria.filter((c) => c.verdict === mark).length;
  if (count('not-met') > 0) return t.apply.notMet(count('not-met'));
  const unknown = criteria.filter((c) => c.verdict === 'unknown' && c.required).length;
  if (unknown > 0) return t.apply.unconfirmed(unknown);
  if (missingInputs > 0) return t.apply.inputsMissing(missingInputs);
  if (count('stale') > 0) return t.apply.withOldCt;
  return t.apply.allChecked(criteria.length - (sharesLine(criteria) ? 1 : 0));
}
