// SPDX-License-Identifier: Apache-2.0
import { SurvivalError } from '../../../src/survival/index.ts';
import type { PROCEDURES } from './procedures.ts';
import type { Scenario } from './scenarios.ts';

/** Where a result holds a number that JSON has no word for, and the codes of its warnings. */
function inspect(value: unknown, path: string, notFinite: string[], warnings: Set<string>): void {
  if (typeof value === 'number' && !Number.isFinite(value)) notFinite.push(`${path} = ${value}`);
  if (typeof value !== 'object' || value === null) return;
  for (const [key, part] of Object.entries(value)) {
    if (key === 'warnings') for (const { code } of part as readonly { code: string }[]) warnings.add(code);
    else inspect(part, `${path}.${key}`, notFinite, warnings);
  }
}

/**
 * What a procedure does with a scenario: `refused: code`, `warned: codes`, or `ok`.
 * @throws Error where the result is neither a refusal with a code nor wholly finite
 */
export function outcomeOf(run: (typeof PROCEDURES)[string], scenario: Scenario): string {
  let result: unknown;
  try {
    result = run(scenario);
  } catch (error) {
    if (!(error instanceof SurvivalError)) throw error;
    if (error.message.length < 10) throw new Error(`the refusal ${error.code} does not say what is wrong: ${error.message}`);
    return `refused: ${error.code}`;
  }
  const notFinite: string[] = [];
  const warnings = new Set<string>();
  inspect(result, '', notFinite, warnings);
  if (notFinite.length > 0) throw new Error(`not finite: ${notFinite.slice(0, 5).join(', ')}`);
  return warnings.size === 0 ? 'ok' : `warned: ${[...warnings].sort().join(', ')}`;
}
