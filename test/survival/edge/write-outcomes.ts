// SPDX-License-Identifier: Apache-2.0
// Writes outcomes.json: what each procedure does with each scenario, `ok` left out. Read the difference before committing it.
import { writeFileSync } from 'node:fs';
import { outcomeOf } from './outcome.ts';
import { PROCEDURES } from './procedures.ts';
import { SCENARIOS } from './scenarios.ts';

const outcomes = Object.fromEntries(
  Object.entries(SCENARIOS).map(([scenario, data]) => {
    const byOutcome: Record<string, string[]> = {};
    for (const [name, run] of Object.entries(PROCEDURES)) {
      const outcome = outcomeOf(run, data);
      if (outcome !== 'ok') byOutcome[outcome] = [...(byOutcome[outcome] ?? []), name];
    }
    return [scenario, byOutcome];
  }),
);
writeFileSync(new URL('./outcomes.json', import.meta.url), `${JSON.stringify(outcomes, null, 2)}\n`);
