// SPDX-License-Identifier: Apache-2.0
// Curves and numbers still followed of the groups, from the model file; none where the file has none.
import type { Language } from '../../src/nomogram/assessment.ts';
import type { LoadedModel } from '../../src/nomogram/prepare.ts';
import { DAYS_PER_MONTH, daysToMonths } from '../charts/step-path.ts';
import type { GroupLine } from '../charts/survival-curve.tsx';

export interface GroupLines {
  readonly lines: readonly GroupLine[];
  /** Cohort whose numbers are still followed. */
  readonly cohort?: string;
}

export function groupLines(model: LoadedModel, language: Language): GroupLines {
  const { groups } = model.file;
  if (!groups) return { lines: [] };
  const cohortId = groups.nearestCohort ?? groups.curves[0]?.cohort;
  const curves = groups.curves.filter((c) => c.cohort === cohortId);
  const lines = groups.levels.flatMap((level): GroupLine[] => {
    const curve = curves.find((c) => c.group === level.id);
    if (!curve) return [];
    const months = [0, ...model.file.horizonsYears.map((years) => years * 12)];
    const followed = months.flatMap((month) => {
      const n = curve.atRisk.find((r) => Math.abs(r.timeDays - month * DAYS_PER_MONTH) < 3)?.n;
      return n === undefined ? [] : [{ month, n }];
    });
    return [
      {
        group: level.id,
        label: level.label[language],
        // Nothing is drawn where nobody of the cohort was counted any more.
        ...(curve.atRisk.length === 0 ? {} : { endMonth: daysToMonths(Math.max(...[...curve.steps, ...curve.atRisk].map(({ timeDays }) => timeDays))) }),
        curve: curve.steps.map(({ timeDays, survival }) => ({ timeDays, survival })),
        ...(followed.length > 1 ? { atRisk: followed } : {}),
      },
    ];
  });
  const name = groups.cohorts.find((c) => c.id === cohortId)?.name[language];
  return { lines, ...(name === undefined ? {} : { cohort: name }) };
}
