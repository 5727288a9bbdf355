// SPDX-License-Identifier: Apache-2.0
// A schedule becomes visits with dates, counted from the operation. Guideline content, not the model's advice.
import type { FollowUpPlan, FollowUpVisit, RiskGroup } from './assessment.ts';
import { addMonths } from './calendar.ts';
import { FOLLOW_UP_RULES, type FollowUpRule } from './follow-up-rules.ts';

export { DEFAULT_FOLLOW_UP_RULE, FOLLOW_UP_RULES, type FollowUpRule, NO_SURVIVAL_BENEFIT } from './follow-up-rules.ts';

/** Visits are planned as far as the models look. */
const LAST_MONTH = 36;

/** No rule has this id. */
export class FollowUpRuleError extends Error {
  readonly code = 'unknown-follow-up-rule';
}

/**
 * The visits of one rule for one patient, to month 36.
 *
 * @param operationDateIso date of the operation (time zero), ISO 8601
 * @param group with `narrow`, sets an interval range to its short end (high) or long end (low), never outside it; without, ranges stay ranges
 * @throws {FollowUpRuleError} for an unknown rule id
 * @throws {RangeError} for a date that is not one
 */
export function followUpPlan(ruleId: string, operationDateIso: string, group?: RiskGroup['id'], options: { readonly narrow?: boolean } = {}): FollowUpPlan {
  const rule = FOLLOW_UP_RULES.find((candidate) => candidate.id === ruleId);
  if (rule === undefined)
    throw new FollowUpRuleError(`there is no follow-up rule "${ruleId}"; known rules: ${FOLLOW_UP_RULES.map((known) => known.id).join(', ')}`);
  const chosen = options.narrow === true ? group : undefined;
  const visits = visitMonths(rule, chosen).map((months, index): FollowUpVisit => {
    const first = rule.firstVisitMonths !== undefined && index === 0;
    return {
      from: addMonths(operationDateIso, months[0]),
      to: addMonths(operationDateIso, months[1]),
      months,
      year: months[1] <= 12 ? 1 : months[1] <= 24 ? 2 : 3,
      tests: rule.tests,
      // The first check belongs to the surgical team; the regular visits of year 1 can be drafted as orders.
      draftable: !first && months[1] <= 12,
    };
  });
  return { ruleId: rule.id, title: rule.title, text: rule.text, source: rule.source, year: rule.year, visits };
}

/** Windows in months after the operation, in order. */
function visitMonths(rule: FollowUpRule, group: RiskGroup['id'] | undefined): readonly (readonly [number, number])[] {
  const windows: (readonly [number, number])[] = rule.firstVisitMonths === undefined ? [] : [rule.firstVisitMonths];
  let last = 0;
  for (const phase of rule.phases) {
    for (;;) {
      const [least, most] = intervalFor(phase.everyMonths, group);
      const window = [last + least, last + most] as const;
      if (last < phase.fromMonth || window[1] > Math.min(phase.untilMonth, LAST_MONTH)) break;
      windows.push(window);
      last = window[1];
    }
  }
  return windows;
}

function intervalFor([least, most]: readonly [number, number], group: RiskGroup['id'] | undefined): readonly [number, number] {
  if (group === 'high') return [least, least];
  return group === 'low' ? [most, most] : [least, most];
}
