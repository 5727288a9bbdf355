// SPDX-License-Identifier: Apache-2.0
import { loadModel } from '../../nomogram/load-model.ts';
import type { ModelFile } from '../../nomogram/model-file.ts';
import type { LoadedModel } from '../../nomogram/prepare.ts';
import { concordance, SurvivalError } from '../../survival/index.ts';
import type { Cohort } from '../cohort/cohort.ts';
import type { StudyDefinition } from '../definition/study-definition.ts';
import { StudyError } from '../errors.ts';
import { FEWEST_AT_RISK } from '../model-file/baseline.ts';
import { orElse } from '../performance/applied-model.ts';
import type { StudyReport, UpdatingSection } from '../report/study-report.ts';
import { type AppliedModel, applyModel, type ModelColumn } from '../validate/apply-model.ts';
import { filePerformance, modelSection } from '../validate/file-performance.ts';
import { commonWarnings, type RunFacts, reportFrame } from '../validate/report-frame.ts';
import { closedTest, eventAdvice, type UpdateMethod, type UpdatingTests } from './closed-test.ts';
import type { GroupsChoice } from './groups.ts';
import { type SiteConstants, siteStandardisation } from './standardisation.ts';
import { updatedFile, withApparent } from './updated-file.ts';
import { updateModel } from './updates.ts';
import { withoutCovariates } from './without.ts';
import { METHOD_WORDS } from './words.ts';

export type AskedMethod = 'auto' | Exclude<UpdateMethod, 'none'>;

export interface CalibrateModelOptions {
  readonly method: AskedMethod;
  /** Level of the closed test. */
  readonly alpha: number;
  /** Estimate the constants of the rad-score here even where the file has them. */
  readonly standardise?: boolean;
  /** Covariates to leave out. */
  readonly without?: readonly string[];
  readonly groups?: GroupsChoice;
  /** Id of the new file; absent: the parent's. */
  readonly id?: string;
  readonly rows?: Int32Array;
  readonly run: RunFacts;
  readonly sha256Hex: (text: string) => string;
}

export interface CalibratedModel {
  readonly chosen: UpdateMethod;
  readonly tests: UpdatingTests;
  readonly report: StudyReport;
  /** Absent when the model is kept as it is. */
  readonly file?: ModelFile;
  readonly model?: LoadedModel;
}

/**
 * Brings a model file to a site's patients: standardisation constants, then as much updating as the closed test asks for (or the method asked for), and a new
 * version of the file with lineage, evidence and recomputed fixtures.
 *
 * @throws StudyError `not-computable`, `data-invalid`, `too-few-patients`, `option-out-of-range` with what to do
 */
export function calibrateModel(parent: LoadedModel, cohort: Cohort, definition: StudyDefinition, options: CalibrateModelOptions): CalibratedModel {
  const { method: asked, alpha, run } = options;
  if (!(alpha > 0 && alpha < 1)) throw new StudyError('option-out-of-range', `alpha is ${alpha}: it must lie between 0 and 1.`);
  if (parent.file.kind !== 'cox')
    throw new StudyError(
      'not-computable',
      `Model ${parent.file.id} is of the kind ${parent.file.kind}: it gives no hazard, so there is nothing to calibrate. Develop a model on your patients instead (hepanom develop).`,
    );
  const reduced = withoutCovariates(parent, options.without ?? []);
  const constants = constantsFor(reduced, cohort, asked, options.standardise === true);
  const applied = applyModel(reduced, cohort, {
    ...(constants === undefined ? {} : { standardisation: constants }),
    ...(options.rows === undefined ? {} : { rows: options.rows }),
  });
  const events = Array.from(applied.surv.status).reduce((sum, value) => sum + value, 0);
  if (events === 0)
    throw new StudyError(
      'too-few-patients',
      `None of the ${applied.rows.length} patients has an event: neither a baseline nor a slope can be estimated. Wait for more follow-up.`,
    );
  const tests = tested(applied, alpha);
  const chosen = asked === 'auto' ? autoChoice(tests, reduced) : { method: asked as UpdateMethod, reason: `Asked for with --method ${asked}.` };
  checkPossible(chosen.method, reduced, constants);
  const horizons = horizonsFor(applied);
  const update = updateModel(applied, tests, chosen.method);
  const changed = chosen.method !== 'none' || constants !== undefined;
  if (changed && horizons.kept.length === 0 && update.baseline !== undefined)
    throw new StudyError(
      'too-few-patients',
      `No horizon is left: ${horizons.dropped.map(({ years, reason }) => `${years} years: ${reason}`).join('; ')}. Wait for longer follow-up.`,
    );
  const keptHorizons = update.baseline === undefined ? reduced.file.horizonsYears : horizons.kept;
  const made = changed
    ? updatedFile({
        parent,
        applied,
        update,
        ...(constants === undefined ? {} : { constants }),
        horizonsYears: keptHorizons,
        definition,
        cohort,
        groups: options.groups ?? 'keep',
        ...(options.id === undefined ? {} : { id: options.id }),
        madeIso: run.madeIso,
        software: run.software,
        sha256Hex: options.sha256Hex,
      })
    : undefined;
  const measured = made === undefined ? applied : applyModel(made.model, cohort, options.rows === undefined ? {} : { rows: options.rows });
  const performance = filePerformance(measured, 'all');
  const file = made === undefined ? undefined : withApparent(made.file, performance, { definition, madeIso: run.madeIso, sha256Hex: options.sha256Hex });
  const after = file === undefined ? measured : { ...measured, model: loadModel(file, options.sha256Hex) };
  const advice = eventAdvice(events, applied.columns.length, chosen.method);
  const updating: UpdatingSection = {
    parent: { id: parent.file.id, version: parent.file.version, hash: parent.file.hash },
    ...(file === undefined ? {} : { child: { id: file.id, version: file.version, hash: file.hash } }),
    asked,
    chosen: chosen.method,
    reason: chosen.reason,
    alpha,
    n: applied.rows.length,
    events,
    tests: tests.tests,
    ladder: ladder(applied, tests),
    level: levelEstimate(tests),
    slope: slopeEstimate(tests),
    coefficients: applied.columns.map((column, j) => coefficientRow(column, update.coefficients[j]!, tests.cox.refit.terms[j]!)),
    standardisation: (constants ?? []).map(({ feature, mean, sd, n }) => {
      const before = parent.file.radScore!.features.find(({ name }) => name === feature)!;
      return { feature, weight: before.weight.value, meanBefore: before.mean?.value ?? null, sdBefore: before.sd?.value ?? null, mean, sd, n };
    }),
    horizonsKept: [...keptHorizons],
    horizonsDropped: update.baseline === undefined ? [] : horizons.dropped,
    advice,
  };
  const frame = reportFrame({
    kind: 'calibration',
    title: `Calibration of ${parent.file.id} ${parent.file.version} at ${definition.cohort.name.en}`,
    description: `${parent.file.title.en}: ${METHOD_WORDS[chosen.method].en}. ${chosen.reason}`,
    model: after.model,
    applied: after,
    cohort,
    definition,
    run,
    models: [modelSection(after.model, undefined, [performance], after)],
    warnings: [
      ...commonWarnings(after, definition),
      ...advice.map((message) => ({ code: 'few-events', severity: 'serious' as const, message })),
      ...ownWarnings(tests, alpha, chosen.method),
    ],
  });
  return { chosen: chosen.method, tests, report: { ...frame, updating }, ...(file === undefined ? {} : { file, model: after.model }) };
}

/** Constants are estimated where the file has none, or when asked. */
function constantsFor(model: LoadedModel, cohort: Cohort, asked: AskedMethod, standardise: boolean): SiteConstants[] | undefined {
  if (model.file.radScore === undefined) {
    if (asked === 'standardisation' || standardise)
      throw new StudyError('option-out-of-range', `Model ${model.file.id} has no rad-score, so there is nothing to standardise.`);
    return undefined;
  }
  return standardise || asked === 'standardisation' || !model.answers.radScore ? siteStandardisation(model, cohort) : undefined;
}

function tested(applied: AppliedModel, alpha: number): UpdatingTests {
  try {
    return closedTest(applied, alpha);
  } catch (error) {
    if (error instanceof SurvivalError) throw new StudyError('not-computable', `The model cannot be calibrated on these patients: ${error.message}.`);
    throw error;
  }
}

/** The closed test's choice; where the patients allow no refit, the slope, and where the score points the wrong way, nothing at all. */
function autoChoice(tests: UpdatingTests, model: LoadedModel): { method: UpdateMethod; reason: string } {
  const { choice, reason, noRefit } = tests;
  if (choice === 'refit' && noRefit !== undefined)
    return {
      method: 'slope',
      reason: `${reason} But a refit cannot be had on these patients (${noRefit.replace(/\.$/, '')}), so the coefficients get one factor.`,
    };
  if (choice === 'none' && !model.answers.individualSurvival)
    return { method: 'baseline', reason: `${reason} The model has no baseline, so one is estimated.` };
  return { method: choice, reason };
}

function checkPossible(method: UpdateMethod, model: LoadedModel, constants: readonly SiteConstants[] | undefined): void {
  if (method === 'standardisation' && constants === undefined)
    throw new StudyError('option-out-of-range', `Model ${model.file.id} has no constants to estimate.`);
}

/** Horizons that enough patients were followed to; a longer one cannot be kept where a shorter one is not. */
function horizonsFor({ model, surv }: AppliedModel): { kept: number[]; dropped: { years: number; reason: string }[] } {
  const kept: number[] = [];
  const dropped: { years: number; reason: string }[] = [];
  for (const years of model.file.horizonsYears) {
    const days = years * model.file.daysPerYear;
    const atRisk = Array.from(surv.time).filter((time) => time >= days).length;
    const eventsBefore = Array.from(surv.time).some((time, i) => time <= days && surv.status[i] === 1);
    if (atRisk >= FEWEST_AT_RISK && eventsBefore && dropped.length === 0) kept.push(years);
    else dropped.push({ years, reason: eventsBefore ? `${atRisk} patients followed so far, fewer than ${FEWEST_AT_RISK}` : 'no event so far' });
  }
  return { kept, dropped };
}

const LADDER: readonly UpdateMethod[] = ['none', 'in-the-large', 'baseline', 'slope', 'refit'];

/** Each kind of update on the same patients: what it would give. */
function ladder(applied: AppliedModel, tests: UpdatingTests): UpdatingSection['ladder'] {
  const { cox } = tests;
  const days = applied.model.file.horizonsYears.map((years) => years * applied.model.file.daysPerYear);
  const parameters: Readonly<Record<string, number>> = { none: 0, 'in-the-large': 1, baseline: 1, slope: 2, refit: 1 + cox.refit.df };
  const loglik: Readonly<Record<string, number>> = {
    none: cox.loglikOriginal,
    'in-the-large': cox.loglikOriginal,
    baseline: cox.loglikOriginal,
    slope: cox.slope.loglik,
    refit: cox.refit.loglik,
  };
  return LADDER.flatMap((method): UpdatingSection['ladder'] => {
    if (method === 'none' && !applied.model.answers.individualSurvival) return [];
    const update = orNothing(() => (method === 'none' ? undefined : updateModel(applied, tests, method)));
    if (method !== 'none' && update === undefined) return [];
    const coefficients = update?.coefficients ?? applied.columns.map(({ coefficient }) => coefficient);
    const score = new Float64Array(applied.rows.length);
    applied.columns.forEach(({ values }, j) => {
      for (let i = 0; i < score.length; i++) score[i]! += coefficients[j]! * values[i]!;
    });
    const steps = update?.baseline ?? ownBaseline(applied);
    const mean = score.reduce((sum, value) => sum + value, 0) / score.length;
    return [
      {
        method,
        label: METHOD_WORDS[method].en,
        parameters: parameters[method]!,
        logLikelihood: loglik[method]!,
        concordance: orElse(null, () => concordance(applied.surv, score).concordance),
        survivalAtMeans: days.map((timeDays) => {
          const hazard = steps.filter((step) => step.timeDays <= timeDays).at(-1)?.cumulativeHazard ?? 0;
          return { timeDays, survival: Math.exp(-hazard * Math.exp(mean)) };
        }),
      },
    ];
  });
}

/** The parent's baseline moved to x = 0. */
function ownBaseline({ model, score, centredScore }: AppliedModel): readonly { timeDays: number; cumulativeHazard: number }[] {
  const shift = Math.exp(centredScore[0]! - score[0]!);
  return (model.file.baseline?.steps ?? []).map(({ timeDays, cumulativeHazard }) => ({ timeDays, cumulativeHazard: cumulativeHazard * shift }));
}

function orNothing<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof StudyError) return undefined;
    throw error;
  }
}

const Z95 = 1.959963984540054;

function levelEstimate({ level }: UpdatingTests): UpdatingSection['level'] {
  if (level === undefined) return { value: null };
  const half = Z95 * level.logRatioSe;
  return { value: level.ratio, lower: level.ratio * Math.exp(-half), upper: level.ratio * Math.exp(half), se: level.logRatioSe };
}

function slopeEstimate({ cox }: UpdatingTests): UpdatingSection['slope'] {
  const { coef, se } = cox.slope.terms[0]!;
  if (coef === null || se === null) return { value: null };
  return { value: coef, lower: coef - Z95 * se, upper: coef + Z95 * se, se };
}

function coefficientRow(column: ModelColumn, after: number, refit: UpdatingTests['cox']['refit']['terms'][number]): UpdatingSection['coefficients'][number] {
  const { coef, se } = refit;
  const usable = coef !== null && se !== null && refit.status === 'ok';
  return {
    key: column.key,
    label: column.label,
    before: column.coefficient,
    after,
    refit: usable ? { value: coef, se, lower: coef - Z95 * se, upper: coef + Z95 * se } : { value: null },
  };
}

function ownWarnings(tests: UpdatingTests, alpha: number, chosen: UpdateMethod): StudyReport['warnings'] {
  const warnings: StudyReport['warnings'][number][] = [];
  const level = tests.tests.find(({ name }) => name === 'level alone');
  if (chosen === 'none' && level?.rejected === true)
    warnings.push({
      code: 'level-differs',
      severity: 'serious',
      message: `The number of events alone differs from what the model expects (ratio ${Number(tests.level!.ratio.toPrecision(2))}, P below ${alpha}), though the joint test does not reject the model. Consider --method in-the-large.`,
    });
  if (tests.noRefit !== undefined)
    warnings.push({ code: 'no-refit', severity: 'note', message: `A refit is not possible on these patients: ${tests.noRefit}` });
  for (const { code, message } of tests.level?.warnings ?? [])
    if (code === 'events-without-hazard') warnings.push({ code, severity: 'note', message: `${message}.` });
  return warnings;
}
