// SPDX-License-Identifier: Apache-2.0
// What a reader must know before believing the report, in plain words.
import type { Cohort } from '../cohort/cohort.ts';
import type { StudyDefinition } from '../definition/study-definition.ts';
import { counted } from '../report/format.ts';
import type { ModelSection, ReportWarning } from '../report/study-report.ts';
import { MODEL_TITLES } from './model-section.ts';
import type { Pipeline } from './pipeline.ts';

const EVENTS_PER_PARAMETER = 10;
/** Events that a validation needs to say much. @see Collins 2016, doi:10.1002/sim.6787; Riley 2021, doi:10.1002/sim.9025 */
const VALIDATION_EVENTS = 100;
const PH_LEVEL = 0.05;
const LOST_SHARE = 0.05;

const eventsOf = (cohort: Cohort, rows: ArrayLike<number>): number => Array.from(rows).reduce((sum, row) => sum + cohort.status[row]!, 0);

/** Warnings about data, design and fits of the real run. */
export function designWarnings(definition: StudyDefinition, cohort: Cohort, pipeline: Pipeline): ReportWarning[] {
  const found: ReportWarning[] = [];
  const add = (code: string, severity: ReportWarning['severity'], message: string): void => {
    found.push({ code, severity, message });
  };
  const { clinical, radiomics, models, absent } = pipeline;
  const training = cohort.training.length;
  if (definition.synthetic) add('synthetic', 'serious', 'The patients are generated: nothing here says anything about real people.');
  for (const { name, reason } of absent) add('model-absent', 'serious', `There is no ${MODEL_TITLES[name].toLowerCase()}: ${reason.replace(/\.$/, '')}.`);
  if (clinical !== undefined) {
    const parameters = clinical.designs.reduce((sum, { columns }) => sum + columns.length, 0);
    const events = eventsOf(cohort, clinical.rows);
    if (events < EVENTS_PER_PARAMETER * parameters)
      add(
        'few-events-per-candidate',
        'serious',
        `${counted(events, 'event')} for ${counted(parameters, 'candidate coefficient')} is ${oneDigit(events / parameters)} per coefficient: selection is unstable and the model optimistic. Name fewer candidates beforehand, or collect more events.`,
      );
    if (definition.clinical.selection === 'univariable-multivariable')
      add(
        'univariable-screening',
        'note',
        'Covariates were chosen by their P values alone and then together, as the published study did. Reviewers (PROBAST) count this as a risk of bias: the P values and intervals of the final model ignore the choice. A list fixed beforehand (`clinical: {selection: forced}`) avoids it.',
      );
    const lost = training - clinical.rows.length;
    if (lost > 0)
      add(
        'incomplete-cases',
        lost > LOST_SHARE * training ? 'serious' : 'note',
        `${lost} of ${training} training patients lack a candidate covariate and are left out of the clinical and combined models. If they differ from the others the model is biased; multiple imputation keeps them.`,
      );
    for (const row of clinical.stepped.univariable)
      if (row.why?.includes('separates') === true)
        add('separation', 'serious', `${row.label}: all events lie on one side (separation), so there is no finite hazard ratio; it cannot be used as it is.`);
  }
  const dichotomised = definition.candidates.filter((one) => one.kind === 'number' && (one.transform.kind === 'threshold' || one.transform.kind === 'bins'));
  if (dichotomised.length > 0)
    add(
      'dichotomised',
      'note',
      `Numbers cut into groups: ${dichotomised.map(({ label }) => label.en).join(', ')}. Cutting throws away information and makes a jump where nature has none; consider the number itself, its logarithm, or a spline (rcs).`,
    );
  if (radiomics !== undefined) {
    const lost = training - radiomics.rows.length;
    if (lost > 0)
      add(
        'features-missing',
        lost > LOST_SHARE * training ? 'serious' : 'note',
        `${lost} of ${training} training patients have no usable features and are left out of the radiomics steps.`,
      );
    if (models.combined !== undefined)
      add(
        'rad-score-same-patients',
        'serious',
        'The rad-score was fitted on the same patients as the Cox model it enters: its coefficient and the concordance in training are too good. Look at the corrected and the validation values.',
      );
    found.push(...radiomics.warnings);
  }
  for (const model of Object.values(models)) {
    for (const { code, message } of model.warnings) {
      if (code === 'few-events-per-parameter') continue;
      add(
        code,
        code === 'infinite-coefficient' || code === 'not-converged' || code === 'candidate-left-out' ? 'serious' : 'note',
        `${MODEL_TITLES[model.name]}: ${message.replace(/\.$/, '')}.`,
      );
    }
  }
  if (definition.split.method === 'random')
    add(
      'random-split',
      'note',
      'Patients were split at random: that weakens the model and tests it weakly. Bootstrap correction on all patients (`split: {method: none}`) uses them better; an external cohort tells more.',
    );
  const events = eventsOf(cohort, cohort.validation);
  if (cohort.validation.length > 0 && events < VALIDATION_EVENTS)
    add(
      'few-validation-events',
      'note',
      `The validation set has ${counted(events, 'event')}; about ${VALIDATION_EVENTS} or more are needed for precise calibration and comparison. Wide intervals are the honest reading.`,
    );
  return found;
}

/** Warnings that need the finished sections. */
export function sectionWarnings(sections: readonly ModelSection[], horizonsDays: readonly number[]): ReportWarning[] {
  return sections.flatMap((section): ReportWarning[] => {
    const found: ReportWarning[] = [];
    const broken = section.proportionalHazards.filter(({ label, p }) => label !== 'GLOBAL' && p !== null && p < PH_LEVEL);
    const global = section.proportionalHazards.find(({ label }) => label === 'GLOBAL');
    if (broken.length > 0 || (global?.p !== null && global?.p !== undefined && global.p < PH_LEVEL))
      found.push({
        code: 'non-proportional-hazards',
        severity: 'note',
        message: `${section.title}: the effect of ${broken.length > 0 ? broken.map(({ label }) => label).join(', ') : 'the covariates together'} seems to change with time (cox.zph, P < ${PH_LEVEL}); the hazard ratio is then an average, and late risks may be off. Look at calibration at each horizon.`,
      });
    const short = horizonsDays.filter((t) => !section.baseline.some(({ timeDays }) => timeDays === t));
    if (short.length > 0)
      found.push({
        code: 'horizon-beyond-follow-up',
        severity: 'serious',
        message: `${section.title}: follow-up ends before ${short.map((t) => `${Math.round(t)} days`).join(', ')}; there is no prediction for that time.`,
      });
    const validation = section.performance.find(({ set }) => set === 'validation')?.slope;
    if (validation?.value !== null && validation?.value !== undefined && validation.value < 0.7)
      found.push({
        code: 'slope-low',
        severity: 'serious',
        message: `${section.title}: in the validation patients the calibration slope is ${oneDigit(validation.value)}: ${validation.value > 0 ? 'predictions are too extreme (overfitting)' : 'a higher predicted risk does not mean more events'}.`,
      });
    return found;
  });
}

const oneDigit = (value: number): string => String(Math.round(value * 10) / 10);

/** Later warnings that say what an earlier one said are left out. */
export function withoutRepeats(warnings: readonly ReportWarning[]): ReportWarning[] {
  const seen = new Set<string>();
  return warnings.filter(({ message }) => !seen.has(message) && seen.add(message));
}
