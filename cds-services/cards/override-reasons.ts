// SPDX-License-Identifier: Apache-2.0
import { OWN_SYSTEM } from '../../src/fhir/codes.ts';
import type { Language, LocalText } from '../../src/nomogram/assessment.ts';
import type { OverrideReason } from '../types.ts';

/** Reasons to set a card aside, at most seven. `data-wrong` opens a correction and reaches the owner of the site. */
export const OVERRIDE_REASONS: readonly { readonly code: string; readonly display: LocalText }[] = [
  { code: 'follow-up-arranged', display: { en: 'Follow-up already arranged', zh: '已安排随访' } },
  { code: 'mdt-decided-otherwise', display: { en: 'MDT decided otherwise', zh: '多学科另有决定' } },
  { code: 'criteria-not-met', display: { en: 'Patient does not meet the criteria', zh: '患者不符合条件' } },
  { code: 'data-wrong', display: { en: 'Data shown are wrong or out of date', zh: '数据有误或过期' } },
  { code: 'patient-preference', display: { en: 'Patient preference or fitness', zh: '患者意愿或身体状况' } },
  { code: 'not-useful', display: { en: 'Estimate not useful here', zh: '此处估计无帮助' } },
  { code: 'other', display: { en: 'Other (comment)', zh: '其他（备注）' } },
];

/** After one of these for the same inputs, the same card does not come back. */
export const SILENCING_REASONS: ReadonlySet<string> = new Set(['criteria-not-met', 'mdt-decided-otherwise']);

export function overrideReasons(language: Language): OverrideReason[] {
  return OVERRIDE_REASONS.map(({ code, display }) => ({ system: OWN_SYSTEM.overrideReason, code, display: display[language] }));
}
