// SPDX-License-Identifier: Apache-2.0
// Drafts that a clinician may take over and sign: never preselected, never sent by themselves.
import type { ServiceRequest } from 'fhir/r4';
import { type Code, SYSTEM } from '../../src/fhir/codes.ts';
import type { Assessment, FollowUpPlan, FollowUpVisit, Language } from '../../src/nomogram/assessment.ts';
import { DEFAULT_FOLLOW_UP_RULE, followUpPlan } from '../../src/nomogram/follow-up.ts';
import type { Action, Suggestion } from '../types.ts';
import { day } from './format.ts';

/** CPT 74170: CT of the abdomen without and with contrast. A site names its own order code in its configuration. */
export const DEFAULT_IMAGING_ORDER: Code = { system: SYSTEM.cpt, code: '74170' };

export interface SuggestionOptions {
  readonly language: Language;
  readonly nowIso: string;
  readonly uuid: () => string;
  readonly imagingOrder?: Code;
}

/** The rule by which the study followed its cohort. */
const STUDY_RULE = 'study';

/**
 * Suggestions of a card: year-1 follow-up by the study's schedule, and by the site's own rule where that is another one.
 * None without an operation date: a visit needs a day to count from.
 */
export function suggestionsOf(assessment: Assessment, options: SuggestionOptions): Suggestion[] {
  const { followUp, operationDate } = assessment;
  if (operationDate === undefined || followUp === undefined) return [];
  const study = followUp.ruleId === STUDY_RULE ? followUp : followUpPlan(STUDY_RULE, operationDate);
  const zh = options.language === 'zh';
  const plans: { label: string; plan: FollowUpPlan }[] = [
    { label: zh ? '生成第 1 年随访草稿：每 3 个月肝脏 CT/MRI + AFP' : 'Draft year-1 follow-up: liver CT or MRI + AFP every 3 months', plan: study },
    ...(followUp.ruleId === STUDY_RULE
      ? []
      : [
          {
            label: zh ? `按本院规则生成第 1 年随访草稿（${followUp.title.zh}）` : `Draft year-1 follow-up by your site’s rule (${followUp.title.en})`,
            plan: followUp,
          },
        ]),
  ];
  return plans.flatMap(({ label, plan }) => {
    const actions = plan.visits.filter(({ draftable }) => draftable).flatMap((visit) => visitActions(assessment, visit, options));
    return actions.length === 0 ? [] : [{ label, uuid: options.uuid(), actions }];
  });
}

/** One draft for imaging and one for AFP, each with its own date or window. */
function visitActions(assessment: Assessment, visit: FollowUpVisit, options: SuggestionOptions): Action[] {
  const { language } = options;
  const zh = language === 'zh';
  const when = visit.from === visit.to ? day(visit.from, language) : `${day(visit.from, language)} – ${day(visit.to, language)}`;
  const imaging = zh ? '肝脏多期增强 CT 或 MRI' : 'Multiphase CT or MRI of the liver';
  const afp = zh ? '甲胎蛋白 AFP' : 'Alpha-fetoprotein (AFP)';
  return [
    ...(visit.tests.includes('imaging')
      ? [draft(assessment, visit, imaging, options.imagingOrder ?? DEFAULT_IMAGING_ORDER, `${imaging}, ${when}`, options)]
      : []),
    ...(visit.tests.includes('afp') ? [draft(assessment, visit, afp, { system: SYSTEM.loinc, code: '53962-7' }, `${afp}, ${when}`, options)] : []),
  ];
}

function draft(assessment: Assessment, visit: FollowUpVisit, text: string, code: Code, description: string, options: SuggestionOptions): Action {
  const resource: ServiceRequest = {
    resourceType: 'ServiceRequest',
    status: 'draft',
    intent: 'proposal',
    code: { coding: [{ ...code }], text },
    subject: { reference: assessment.patient },
    ...(visit.from === visit.to ? { occurrenceDateTime: visit.from } : { occurrencePeriod: { start: visit.from, end: visit.to } }),
    authoredOn: options.nowIso,
    ...(assessment.condition === undefined ? {} : { reasonReference: [{ reference: assessment.condition }] }),
  };
  return { type: 'create', description, resource };
}

/** Rule that a site without a choice of its own follows. */
export { DEFAULT_FOLLOW_UP_RULE };
