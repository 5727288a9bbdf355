// SPDX-License-Identifier: Apache-2.0
// How a model file does in some patients, and the file as the report shows it.
import type { LoadedModel } from '../../nomogram/prepare.ts';
import { coxph, poissonCalibration, type Surv, survdiff, survfit } from '../../survival/index.ts';
import type { ModelName } from '../models/fitted-model.ts';
import { finiteOrNull, NONE, orElse } from '../performance/applied-model.ts';
import { groupCurve } from '../performance/groups.ts';
import { measurePerformance } from '../performance/measure.ts';
import type { Estimate, ModelSection, PatientSet, Performance } from '../report/study-report.ts';
import { type AppliedModel, baselineAt, expectedEvents, lastBaselineDay } from './apply-model.ts';

const Z95 = 1.959963984540054;

/** Days of the file's horizons. */
export const horizonDaysOf = ({ file }: LoadedModel): number[] => file.horizonsYears.map((years) => years * file.daysPerYear);

/**
 * Performance of the file as it stands: its score, its baseline, its groups. Without a baseline there is no calibration of probabilities, Brier score or net
 * benefit; the slope of the score remains.
 *
 * @param horizonsDays the file's own, or those asked for where the file has none
 */
export function filePerformance(applied: AppliedModel, set: PatientSet, horizonsDays: readonly number[] = horizonDaysOf(applied.model)): Performance {
  const { model, surv, score, centredScore } = applied;
  // The shared measures take H₀ at x = 0; a file that centres holds its baseline elsewhere.
  const shift = Math.exp((centredScore[0] ?? 0) - (score[0] ?? 0));
  const last = lastBaselineDay(model);
  const hazardAtZero = (timeDays: number): number | undefined =>
    last === undefined || timeDays > last ? undefined : baselineAt(model, [timeDays])[0]! * shift;
  const measured = measurePerformance(set, surv, { score, hazardAtZero }, horizonsDays);
  const groups = groupsOf(applied, horizonsDays.at(-1)!);
  return { ...measured, inTheLarge: last === undefined ? NONE : levelOf(applied), ...(groups === undefined ? {} : { groups }) };
}

/** Observed over expected events, everybody followed to the end of the own follow-up or of the file's baseline. */
export function levelOf(applied: AppliedModel): Estimate {
  return orElse(NONE, () => {
    const { surv, expected } = expectedEvents(applied);
    const found = poissonCalibration(surv, expected, applied.score);
    const half = Z95 * found.logRatioSe;
    return { value: found.ratio, lower: found.ratio * Math.exp(-half), upper: found.ratio * Math.exp(half), se: found.logRatioSe };
  });
}

function groupsOf({ model, surv, score }: AppliedModel, lastDays: number): Performance['groups'] {
  const { groups } = model.file;
  if (groups === undefined || !groups.assignable) return undefined;
  const position = (value: number): number =>
    groups.cutoffs.filter((cut) => (groups.atCutoff === 'higher-group' ? value >= cut.value : value > cut.value)).length;
  const index = Array.from(score, position);
  const { curves } = survfit(surv, { group: index });
  const drawn = curves.map((curve) => {
    const level = groups.levels[curve.group as number]!;
    return groupCurve(curve, level.id, level.label.en, lastDays);
  });
  const ends = index.map((k) => (k === groups.levels.length - 1 ? 1 : k === 0 ? 0 : undefined));
  return { curves: drawn, logRankP: orElse(null, () => finiteOrNull(survdiff(surv, index).p)), hazardRatio: orElse(NONE, () => highAgainstLow(surv, ends)) };
}

function highAgainstLow(surv: Surv, ends: readonly (0 | 1 | undefined)[]): Estimate {
  const rows = ends.flatMap((end, i) => (end === undefined ? [] : [i]));
  const fit = coxph({ time: rows.map((i) => surv.time[i]!), status: rows.map((i) => surv.status[i]!) }, { high: rows.map((i) => ends[i]!) });
  const term = fit.terms[0]!;
  if (term.status !== 'ok') return NONE;
  return { value: finiteOrNull(term.hazardRatio), lower: finiteOrNull(term.lower), upper: finiteOrNull(term.upper), se: finiteOrNull(term.se) };
}

/** Which of the study's three models a file is like. */
export function modelNameOf({ file }: LoadedModel): ModelName {
  const keys = file.covariates.flatMap(({ inputs }) => inputs.map(({ key }) => key));
  if (!keys.includes('radScore')) return 'clinical';
  return keys.length === 1 ? 'radiomics' : 'combined';
}

/** The file as a section of the report. */
export function modelSection(model: LoadedModel, fileName: string | undefined, performance: readonly Performance[], applied: AppliedModel): ModelSection {
  const { file } = model;
  const meanScore = applied.centredScore.reduce((sum, value) => sum + value, 0) / applied.centredScore.length;
  return {
    name: modelNameOf(model),
    title: file.title.en,
    file: { name: fileName ?? `${file.id}.json`, id: file.id, version: file.version, hash: file.hash },
    terms: model.terms.flatMap((term) => {
      const coefficients = Array.isArray(term.covariate.coefficient) ? term.covariate.coefficient : [term.covariate.coefficient];
      return coefficients.map(({ value, standardError }, j) => {
        const column = applied.columns[term.firstColumn + j]!;
        const half = standardError === undefined ? null : Z95 * standardError;
        return {
          key: column.key,
          label: column.label,
          coef: value,
          se: standardError ?? null,
          hazardRatio: finiteOrNull(Math.exp(value)),
          lower: half === null ? null : finiteOrNull(Math.exp(value - half)),
          upper: half === null ? null : finiteOrNull(Math.exp(value + half)),
          p: null,
        };
      });
    }),
    ...radScoreRows(model),
    baseline:
      file.baseline === undefined
        ? []
        : horizonDaysOf(model).map((timeDays) => {
            const [hazard] = baselineAt(model, [timeDays]);
            return { timeDays, cumulativeHazard: hazard!, survivalAtMeans: Math.exp(-hazard! * Math.exp(meanScore)) };
          }),
    proportionalHazards: [],
    performance,
    sampleSize: [],
  };
}

function radScoreRows({ file, answers }: LoadedModel): Pick<ModelSection, 'radScore'> {
  if (file.radScore === undefined || !answers.radScore) return {};
  return { radScore: file.radScore.features.map(({ name, weight, mean, sd }) => ({ feature: name, weight: weight.value, mean: mean!.value, sd: sd!.value })) };
}
