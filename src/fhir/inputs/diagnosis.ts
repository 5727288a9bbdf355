// SPDX-License-Identifier: Apache-2.0
// The problem list: is this a confirmed hepatocellular carcinoma, and is there another cancer? Only codes count.
import type { Condition } from 'fhir/r4';
import type { Fact, InputSource } from '../../nomogram/inputs.ts';
import { type Code, HCC_CODES, HCC_MORPHOLOGIES, LIVER_CANCER_UNSPECIFIED, SYSTEM } from '../codes.ts';
import { fullDate, instantMs } from '../time.ts';
import { hasCode } from '../values.ts';

/** Code tables of the diagnosis; a site adds its local codes. */
export interface DiagnosisRule {
  readonly hcc: readonly Code[];
  readonly unspecified: readonly Code[];
}

export const DIAGNOSIS_RULE: DiagnosisRule = { hcc: HCC_CODES, unspecified: LIVER_CANCER_UNSPECIFIED };

export interface Diagnosis {
  readonly hcc: Fact<'confirmed' | 'suspected' | 'none'>;
  /** Reference of the confirmed HCC Condition. */
  readonly condition?: string;
  /** References that decided. */
  readonly basis: readonly string[];
}

type Standing = 'confirmed' | 'suspected' | 'not-current';

/**
 * Confirmed: an HCC code, clinicalStatus active and verificationStatus confirmed, no morphology that says otherwise.
 * A missing status, a lesser verification or an unspecific liver-cancer code makes it suspected; refuted, entered-in-error, resolved and inactive entries do not count.
 */
export function readDiagnosis(conditions: readonly Condition[], rule: DiagnosisRule, asOfIso: string): Diagnosis {
  const entries = conditions
    .map((condition) => ({ condition, standing: standingOf(condition, rule) }))
    .filter(({ standing }) => standing !== 'not-current')
    .toSorted((a, b) => recordedMs(b.condition) - recordedMs(a.condition) || (a.condition.id ?? '').localeCompare(b.condition.id ?? '', 'en'));
  const best = entries.find(({ standing }) => standing === 'confirmed') ?? entries[0];
  if (best === undefined) return { hcc: { kind: 'known', value: 'none', from: { kind: 'problem-list', dateIso: asOfIso } }, basis: [] };
  const reference = best.condition.id === undefined ? undefined : `Condition/${best.condition.id}`;
  const value = best.standing === 'confirmed' ? 'confirmed' : 'suspected';
  return {
    hcc: { kind: 'known', value, from: problemSource(best.condition, asOfIso) },
    ...(value === 'confirmed' && reference !== undefined ? { condition: reference } : {}),
    basis: reference === undefined ? [] : [reference],
  };
}

function standingOf(condition: Condition, rule: DiagnosisRule): Standing {
  const exact = hasCode(condition.code, rule.hcc);
  const unspecified = hasCode(condition.code, rule.unspecified);
  const morphology = morphologyOf(condition);
  if (!exact && !unspecified && morphology !== 'hcc') return 'not-current';
  const status = statusesOf(condition);
  if (status.verification === 'refuted' || status.verification === 'entered-in-error') return 'not-current';
  if (status.clinical === 'inactive' || status.clinical === 'remission' || status.clinical === 'resolved') return 'not-current';
  const typed = (exact || morphology === 'hcc') && morphology !== 'other';
  return typed && status.clinical === 'active' && status.verification === 'confirmed' ? 'confirmed' : 'suspected';
}

function statusesOf(condition: Condition): { readonly clinical: string | undefined; readonly verification: string | undefined } {
  const codeIn = (concept: Condition['clinicalStatus'], system: string): string | undefined =>
    concept?.coding?.find((coding) => coding.system === system)?.code;
  return {
    clinical: codeIn(condition.clinicalStatus, SYSTEM.conditionClinical),
    verification: codeIn(condition.verificationStatus, SYSTEM.conditionVerification),
  };
}

/** mCODE puts the histology into an extension of the condition: HCC, something else, or not said. */
function morphologyOf(condition: Condition): 'hcc' | 'other' | undefined {
  const extension = condition.extension?.find(({ url }) => url.endsWith('/mcode-histology-morphology-behavior'));
  if (extension?.valueCodeableConcept === undefined) return undefined;
  return hasCode(extension.valueCodeableConcept, HCC_MORPHOLOGIES) ? 'hcc' : 'other';
}

/** Cancers beside the liver's own: ICD-10 chapter C by letter and number, active and confirmed. SNOMED needs the site's table or a statement. */
export function otherCancers(conditions: readonly Condition[]): { readonly malignancy: readonly Condition[]; readonly metastasis: readonly Condition[] } {
  const current = conditions.filter((condition) => {
    const { clinical, verification } = statusesOf(condition);
    return (clinical === 'active' || clinical === 'recurrence' || clinical === 'relapse') && verification === 'confirmed';
  });
  const categories = (condition: Condition): string[] =>
    (condition.code?.coding ?? []).filter(({ system }) => system === SYSTEM.icd10 || system === SYSTEM.icd10cm).map(({ code }) => code ?? '');
  return {
    // C22 is the liver itself but for C22.1 (bile duct); C78.7 is another cancer's spread to the liver.
    malignancy: current.filter((c) =>
      categories(c).some((code) => (/^C(?:[0-689]\d|7[0-6])/u.test(code) ? !/^C22(?!\.1)/u.test(code) && !/^C80/u.test(code) : /^C78\.7/u.test(code))),
    ),
    metastasis: current.filter((c) => categories(c).some((code) => /^C7[789]/u.test(code) && !/^C78\.7/u.test(code))),
  };
}

/** Source line of an entry of the problem list. */
export function problemSource(condition: Condition, asOfIso: string): InputSource {
  const dateIso = fullDate(condition.recordedDate ?? condition.onsetDateTime ?? condition.meta?.lastUpdated, asOfIso);
  const by = condition.asserter?.display ?? condition.recorder?.display;
  return {
    kind: 'problem-list',
    dateIso,
    ...(condition.id === undefined ? {} : { reference: `Condition/${condition.id}` }),
    ...(by === undefined ? {} : { by }),
  };
}

function recordedMs(condition: Condition): number {
  const time = condition.recordedDate ?? condition.onsetDateTime ?? condition.meta?.lastUpdated;
  return time === undefined ? 0 : instantMs(time) || 0;
}
