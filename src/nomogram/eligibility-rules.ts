// SPDX-License-Identifier: Apache-2.0
// The rules that a model file may choose from. The code owns their meaning, the file their parameters.
import type { CriterionId, CriterionResult } from './assessment.ts';
import { daysBetween } from './calendar.ts';
import type { EligibilityFacts, Fact, InputSource } from './inputs.ts';
import type { EligibilityRule } from './model-file.ts';

interface Context {
  readonly asOfIso: string;
  readonly treatment: 'resection' | 'ablation' | 'transplant';
}

type RuleFunction = (rule: EligibilityRule, facts: EligibilityFacts, context: Context) => CriterionResult;
type Values = CriterionResult['values'];

function result(rule: EligibilityRule, verdict: CriterionResult['verdict'], values: Values, from?: InputSource): CriterionResult {
  return { id: rule.rule, verdict, required: rule.required, values, ...(from === undefined ? {} : { from }) };
}

/** One known fact judged by a predicate; unknown stays unknown. */
function judge<T>(rule: EligibilityRule, fact: Fact<T>, holds: (value: T) => boolean, values: (value: T) => Values): CriterionResult {
  if (fact.kind === 'unknown') return result(rule, 'unknown', { reason: fact.reason });
  return result(rule, holds(fact.value) ? 'met' : 'not-met', values(fact.value), fact.from);
}

const isAbsent = (value: boolean): boolean => !value;
const presence = (value: boolean): Values => ({ finding: value ? 'present' : 'absent' });

/**
 * Blood and CT taken within the limit before the operation. Older data are `stale`: a warning, not a bar. Data from after the operation are `not-met`,
 * because the model is pre-operative. Without an operation date only "already too old" can be known.
 */
function withinWindow(rule: EligibilityRule, facts: EligibilityFacts, { asOfIso }: Context): CriterionResult {
  const limitDays = rule.maxDays ?? 14;
  const operation = facts.operationDate;
  const anchorIso = operation.kind === 'known' ? operation.value : asOfIso;
  const days = (fact: Fact<{ readonly dateIso: string }> | Fact<string>): number | undefined => {
    if (fact.kind === 'unknown') return undefined;
    return daysBetween(typeof fact.value === 'string' ? fact.value : fact.value.dateIso, anchorIso);
  };
  const ctDays = days(facts.portalVenousCt);
  const bloodDays = days(facts.laboratoryDate);
  const values = {
    limitDays,
    ...(ctDays === undefined ? {} : { ctDays }),
    ...(bloodDays === undefined ? {} : { bloodDays }),
    operationDate: operation.kind === 'known' ? operation.value : 'unknown',
  };
  const known = [ctDays, bloodDays].filter((value) => value !== undefined);
  const from =
    facts.portalVenousCt.kind === 'known' ? facts.portalVenousCt.from : facts.laboratoryDate.kind === 'known' ? facts.laboratoryDate.from : undefined;
  if (operation.kind === 'known' && known.some((value) => value < 0)) return result(rule, 'not-met', values, from);
  if (known.some((value) => value > limitDays)) return result(rule, 'stale', values, from);
  return result(rule, operation.kind === 'known' && known.length === 2 ? 'met' : 'unknown', values, from);
}

export const CRITERION_RULES: Readonly<Record<CriterionId, RuleFunction>> = {
  'single-tumour': (rule, { tumourCount }) => {
    if (tumourCount.kind === 'known' && !(tumourCount.value >= 1))
      return result(rule, 'unknown', { reason: 'contradictory', count: tumourCount.value }, tumourCount.from);
    return judge(
      rule,
      tumourCount,
      (count) => count <= (rule.maxTumours ?? 1),
      (count) => ({ count }),
    );
  },
  'resection-planned': (rule, { resectionPlanned }, { treatment }) =>
    judge(
      rule,
      resectionPlanned,
      // A model for another treatment never fits an order for a resection, and the order is the only treatment known here.
      (planned) => planned && treatment === 'resection',
      (planned) => ({ planned: planned ? 'resection' : 'other', modelTreatment: treatment }),
    ),
  'ct-and-blood-in-window': withinWindow,
  'portal-venous-ct': (rule, { portalVenousCt }) =>
    judge(
      rule,
      portalVenousCt,
      () => true,
      (ct) => ({ date: ct.dateIso, ...(ct.sliceThicknessMm === undefined ? {} : { sliceThicknessMm: ct.sliceThicknessMm }) }),
    ),
  'no-prior-local-treatment': (rule, { priorLocalTreatment }) => judge(rule, priorLocalTreatment, isAbsent, presence),
  'no-extrahepatic-disease': (rule, { extrahepaticDisease }) => judge(rule, extrahepaticDisease, isAbsent, presence),
  adult: (rule, { ageYears }) =>
    judge(
      rule,
      ageYears,
      (age) => age >= (rule.minAgeYears ?? 18),
      (age) => ({ ageYears: age, minAgeYears: rule.minAgeYears ?? 18 }),
    ),
  'no-other-malignancy': (rule, { otherMalignancy }) => judge(rule, otherMalignancy, isAbsent, presence),
  'hcc-confirmed': (rule, { hcc }) => {
    // A suspicion neither confirms nor refutes: it has to be confirmed like an unknown.
    if (hcc.kind === 'known' && hcc.value === 'suspected') return result(rule, 'unknown', { reason: 'indeterminate', diagnosis: 'suspected' }, hcc.from);
    return judge(
      rule,
      hcc,
      (value) => value === 'confirmed',
      (value) => ({ diagnosis: value }),
    );
  },
};
