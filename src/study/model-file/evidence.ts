// SPDX-License-Identifier: Apache-2.0
// How a developed number is known: estimated at the site, or, from generated patients, assumed.
import type { Evidence, LocalText } from '../../nomogram/assessment.ts';
import type { StudyDefinition } from '../definition/study-definition.ts';

/** Key of the study among the file's sources. */
export const SOURCE = 'study';

/** What each number of a developed model file carries. */
export interface NumberEvidence {
  readonly evidence: Extract<Evidence, 'site' | 'assumed'>;
  readonly source: typeof SOURCE;
  /** Day on which the study was run. */
  readonly date: string;
  readonly derivation?: string;
}

/** Evidence of every number that the study estimates. */
export function studyEvidence(madeIso: string, synthetic: boolean): NumberEvidence {
  const shared = { source: SOURCE, date: madeIso.slice(0, 10) } as const;
  if (!synthetic) return { evidence: 'site', ...shared };
  return {
    evidence: 'assumed',
    ...shared,
    derivation: 'Estimated by the whole procedure of the study, but from generated patients: it says nothing about people.',
  };
}

/** The sentence on every screen and card, for generated patients; none for a site's own. */
export function noticeOf(synthetic: boolean): LocalText | undefined {
  return synthetic
    ? { en: 'Demonstration model from generated patients. Not for patient care.', zh: '演示模型，由生成的虚拟患者建立。不得用于诊疗。' }
    : undefined;
}

/** The sources of the file. */
export function sourcesOf(definition: StudyDefinition): Readonly<Record<string, { citation: string; licence: string }>> {
  return { [SOURCE]: { citation: definition.cohort.citation, licence: definition.cohort.licence } };
}
