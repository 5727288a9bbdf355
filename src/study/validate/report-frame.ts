// SPDX-License-Identifier: Apache-2.0
// What the reports of calibrate, validate and monitor have in common.
import type { LoadedModel } from '../../nomogram/prepare.ts';
import { survfit, survQuantile } from '../../survival/index.ts';
import type { Cohort } from '../cohort/cohort.ts';
import type { StudyDefinition } from '../definition/study-definition.ts';
import { finiteOrNull, NONE, orElse } from '../performance/applied-model.ts';
import type { Estimate, ReportWarning, StudyReport } from '../report/study-report.ts';
import { tripodChecklist } from '../tripod/tripod-checklist.ts';
import type { AppliedModel } from './apply-model.ts';
import { horizonDaysOf } from './file-performance.ts';

/** What a run says of itself. */
export interface RunFacts {
  readonly madeIso: string;
  readonly software: string;
  readonly inputs: StudyReport['header']['inputs'];
}

export interface FrameInput {
  readonly kind: StudyReport['kind'];
  readonly title: string;
  readonly description: string;
  readonly model: LoadedModel;
  readonly applied: AppliedModel;
  readonly cohort: Cohort;
  readonly definition: StudyDefinition;
  readonly run: RunFacts;
  readonly models: StudyReport['models'];
  readonly warnings: readonly ReportWarning[];
}

/** The report without its own section. */
export function reportFrame({ kind, title, description, model, applied, cohort, definition, run, models, warnings }: FrameInput): StudyReport {
  const { cohort: about, outcome } = definition;
  const dropped = applied.asked.length - applied.rows.length;
  const events = Array.from(applied.surv.status).reduce((sum, value) => sum + value, 0);
  const answered: Omit<StudyReport, 'tripod'> = {
    schemaVersion: 1,
    kind,
    title,
    description,
    header: {
      cohort: about.name.en,
      cutOff: about.cutOff,
      ...(about.centre === undefined ? {} : { centre: about.centre }),
      ...(about.accrual === undefined ? {} : { accrual: `${about.accrual.from} to ${about.accrual.to}` }),
      madeIso: run.madeIso,
      seed: definition.seed,
      software: run.software,
      inputs: run.inputs,
      synthetic: definition.synthetic,
    },
    outcome: { event: outcome.event.en, timeZero: outcome.timeZero.en, horizonsDays: horizonDaysOf(model), horizonsYears: model.file.horizonsYears },
    flow: [
      ...cohort.flow,
      {
        label: `Patients with every input of ${model.file.id} ${model.file.version}`,
        n: applied.rows.length,
        leftOut: dropped === 0 ? [] : [{ reason: 'an input of the model is missing', n: dropped }],
      },
    ],
    sets: [{ set: 'all', n: applied.rows.length, events, medianFollowUpDays: medianFollowUp(applied) }],
    missingData: {
      method: 'complete cases in the inputs of the model; nothing is imputed',
      columns: applied.missing.map(({ label, missing }) => ({ label, missing })),
      completeCases: applied.rows.length,
    },
    models,
    warnings,
  };
  // Monitoring watches a model at work; it is no study that TRIPOD+AI asks about.
  return { ...answered, tripod: kind === 'monitoring' ? [] : tripodChecklist(answered, definition.report) };
}

/** Median follow-up by reverse Kaplan-Meier. */
function medianFollowUp({ surv }: AppliedModel): Estimate {
  return orElse(NONE, () => {
    const [quantile] = survQuantile(survfit(surv, { reverse: true }).curves[0]!, [0.5]);
    return { value: finiteOrNull(quantile?.estimate), lower: finiteOrNull(quantile?.lower), upper: finiteOrNull(quantile?.upper) };
  });
}

/** Warnings that concern every use of a file on a cohort. */
export function commonWarnings(applied: AppliedModel, definition: StudyDefinition): ReportWarning[] {
  const { model, rows, asked, missing } = applied;
  const warnings: ReportWarning[] = [];
  const dropped = asked.length - rows.length;
  if (definition.synthetic)
    warnings.push({
      code: 'synthetic',
      severity: 'serious',
      message: 'The patients are generated. Nothing here says anything about people, and no badge is set on it.',
    });
  if (model.demonstration)
    warnings.push({
      code: 'assumed-numbers',
      severity: 'serious',
      message: `Model ${model.file.id} ${model.file.version} rests on assumed numbers: it stays a demonstration whatever is found here.`,
    });
  if (dropped > 0) {
    const most = missing.toSorted((a, b) => b.missing - a.missing)[0]!;
    warnings.push({
      code: 'complete-cases',
      severity: dropped > 0.1 * asked.length ? 'serious' : 'note',
      message: `${dropped} of ${asked.length} patients lack an input of the model and are left out (most often ${most.label}: ${most.missing}). If they differ from the others, the results do not hold for them.`,
    });
  }
  return [...warnings, ...unitSuspicions(applied)];
}

/** Values so far from the model's cohort that another unit is likelier than other patients. */
function unitSuspicions({ model, columns }: AppliedModel): ReportWarning[] {
  return model.terms.flatMap((term): ReportWarning[] => {
    const spec = term.covariate.inputs[0]!;
    const range = spec.cohortRange;
    if (range === undefined || term.covariate.transform.kind !== 'identity') return [];
    const { values } = columns[term.firstColumn]!;
    const outside = values.reduce((count, value) => count + (value < range.min || value > range.max ? 1 : 0), 0);
    if (outside < 0.5 * values.length) return [];
    return [
      {
        code: 'unit-suspected',
        severity: 'serious',
        message: `${spec.label.en}: ${outside} of ${values.length} patients lie outside the range of the model's cohort (${range.min} to ${range.max} ${spec.unit}). Check that the column is in ${spec.unit}.`,
      },
    ];
  });
}
