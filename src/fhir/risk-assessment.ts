// SPDX-License-Identifier: Apache-2.0
// Assessment -> RiskAssessment (FHIR R4). Three traps: probabilityDecimal is a percentage 0 to 100; whenPeriod (whenRange is the patient's age); no relativeRisk (it is not a hazard ratio).
import type { RiskAssessment, RiskAssessmentPrediction } from 'fhir/r4';
import type { Assessment, Prediction, RiskGroup, SurvivalAt } from '../nomogram/assessment.ts';
import { outcomeWords } from '../nomogram/outcome-words.ts';
import { of100, ratioText, scoreText } from '../nomogram/present.ts';
import { IDENTIFIER, OWN_SYSTEM, SYSTEM } from './codes.ts';
import { narrative } from './narrative.ts';
import { localReference, softwareReference } from './references.ts';
import { addYears } from './time.ts';

/** Who stands behind what is written, and when. */
export interface Author {
  /** The signed-in person as a FHIR reference, e.g. `Practitioner/x` (fhirUser). */
  readonly practitioner: string;
  readonly practitionerDisplay?: string;
  readonly nowIso: string;
  /** Named by the site's configuration: without it nothing of a demonstration model is written. */
  readonly responsiblePerson?: string;
}

/** Why an assessment is not written to the record. */
export type WriteRefusal = 'incomplete' | 'not-applicable' | 'demonstration-model';

const REFUSALS: Readonly<Record<WriteRefusal, string>> = {
  incomplete: 'Inputs are missing, so there is no estimate to save. Add the missing data and assess again.',
  'not-applicable': 'The model does not apply to this patient, so there is no estimate to save.',
  'demonstration-model':
    'The estimate comes from a demonstration model with synthetic constants. It is saved only where the site configuration names a responsible person ("responsiblePerson").',
};

/** An assessment that must not be written; `code` says why. */
export class WriteRefusedError extends Error {
  readonly code: WriteRefusal;
  constructor(code: WriteRefusal) {
    super(REFUSALS[code]);
    this.name = 'WriteRefusedError';
    this.code = code;
  }
}

/** Undefined when the assessment may be written. A group without a probability (score-groups, no baseline) may; bounds and refusals may not. */
export function writeRefusal(assessment: Assessment, author: Pick<Author, 'responsiblePerson'>): WriteRefusal | undefined {
  if (assessment.outcome.status === 'not-applicable') return 'not-applicable';
  if (assessment.outcome.status === 'incomplete') return 'incomplete';
  return assessment.model.demonstration && (author.responsiblePerson ?? '').trim() === '' ? 'demonstration-model' : undefined;
}

const DEMONSTRATION = 'Demonstration model, synthetic constants. Not for patient care.';
const QUALITATIVE: Readonly<Record<RiskGroup['id'], string>> = { low: 'low', intermediate: 'moderate', high: 'high' };

/**
 * The RiskAssessment of an assessment; its identifier is the input hash, so the same inputs are written once.
 *
 * @throws WriteRefusedError for outcomes without an estimate, and for demonstration models without a responsible person
 */
export function toRiskAssessment(assessment: Assessment, author: Author): RiskAssessment {
  const refusal = writeRefusal(assessment, author);
  if (refusal !== undefined || assessment.outcome.status !== 'assessed') throw new WriteRefusedError(refusal ?? 'incomplete');
  const { model, fhirBase } = assessment;
  const { prediction } = assessment.outcome;
  const predictions = toPredictions(assessment, prediction);
  const notes = [
    ...(model.demonstration ? [`${DEMONSTRATION} Written on the responsibility of ${author.responsiblePerson}.`] : []),
    `Model ${model.id} ${model.version}, SHA-256 ${model.hash}. ${model.status === 'validated-locally' ? 'Validated at this hospital.' : 'Research estimate, not validated at this hospital.'}`,
    `Counts ${noun(assessment)} from the day of the operation. Supports, does not replace, the multidisciplinary decision.`,
  ];
  const basis = assessment.basis.flatMap((reference) => localReference(reference, fhirBase) ?? []);
  const condition = assessment.condition === undefined ? undefined : localReference(assessment.condition, fhirBase);
  return {
    resourceType: 'RiskAssessment',
    text: narrative(...(model.demonstration ? [DEMONSTRATION] : []), `${model.title.en}: ${groupText(prediction)}`, ...predictions.map(sentenceOf)),
    identifier: [{ system: IDENTIFIER.riskAssessment, value: assessment.inputHash }],
    status: 'final',
    method: {
      coding: [{ system: OWN_SYSTEM.model, code: model.id, version: model.version }],
      text: model.demonstration ? `${model.title.en} ${model.version} (demonstration model, synthetic constants)` : `${model.title.en} ${model.version}`,
    },
    subject: { reference: assessment.patient },
    occurrenceDateTime: assessment.createdIso,
    ...(condition === undefined ? {} : { condition: { reference: condition } }),
    performer: softwareReference(assessment.softwareVersion),
    ...(basis.length === 0 ? {} : { basis: basis.map((reference) => ({ reference })) }),
    prediction: predictions,
    note: notes.map((text) => ({ text, time: author.nowIso })),
  };
}

function toPredictions(assessment: Assessment, prediction: Prediction): RiskAssessmentPrediction[] {
  const { group, survival } = prediction;
  const qualitative =
    group === undefined
      ? {}
      : { qualitativeRisk: { coding: [{ system: SYSTEM.riskProbability, code: QUALITATIVE[group.id] }], text: `${group.label.en} (group of the model)` } };
  const total = `Score ${scoreText(prediction.score)}${prediction.cutoff === undefined ? '' : `, group cut-off ${scoreText(prediction.cutoff)}`}.`;
  if (survival.length > 0)
    return survival.map((at) => ({ ...atHorizon(assessment, at), ...qualitative, rationale: `${rangeText(at)} ${total} Evidence: ${prediction.evidence}.` }));
  const observed = prediction.observed.filter(({ chosen }) => chosen);
  const shown = observed.length > 0 ? observed : prediction.observed.slice(0, 1);
  if (shown.length > 0)
    return shown.map((row) => ({
      outcome: { text: outcomeText(assessment, row.years) },
      ...qualitative,
      ...whenOf(assessment, row.years),
      rationale: `Observed in this group of ${row.cohort.en} (n = ${row.n}): ${recur(row.survival)} of 100${intervalOf(row)}. A figure of the group, not a probability for this patient. ${total}`,
    }));
  const ratio = prediction.hazardRatioToReference;
  return [
    {
      outcome: { text: `${noun(assessment)} after resection` },
      ...qualitative,
      rationale: `${total}${ratio === undefined ? '' : ` Hazard ratio to the model's reference patient: ${ratioText(ratio)}.`} The model gives no probability.`,
    },
  ];
}

function atHorizon(assessment: Assessment, at: SurvivalAt): RiskAssessmentPrediction {
  return { outcome: { text: outcomeText(assessment, at.years) }, probabilityDecimal: recur(at.survival), ...whenOf(assessment, at.years) };
}

/** Time zero is the operation; without a planned day the outcome text alone names the horizon. */
function whenOf(assessment: Assessment, years: number): Pick<RiskAssessmentPrediction, 'whenPeriod'> {
  const start = assessment.operationDate;
  return start === undefined ? {} : { whenPeriod: { start, end: addYears(start, years) } };
}

/** In words for every outcome: a code would have to mean recurrence or metastasis, death, or a study's own event alike. */
function outcomeText(assessment: Assessment, years: number): string {
  return `${noun(assessment)} within ${years} ${years === 1 ? 'year' : 'years'} of resection`;
}

function noun({ model }: Assessment): string {
  return outcomeWords(model.outcome, 'en').noun;
}

/** Whole number of 100 with the event; with those without it makes 100. */
function recur(survival: number): number {
  return 100 - of100(survival);
}

function intervalOf(at: { readonly lower?: number; readonly upper?: number }): string {
  return at.lower === undefined || at.upper === undefined ? '' : ` (range ${recur(at.upper)} to ${recur(at.lower)})`;
}

function rangeText(at: SurvivalAt): string {
  const range = intervalOf(at);
  return range === '' ? 'No range is available.' : `About ${recur(at.survival)} of 100 similar patients${range}; the range covers estimation error only.`;
}

function sentenceOf(prediction: RiskAssessmentPrediction): string {
  const share = prediction.probabilityDecimal === undefined ? '' : `about ${prediction.probabilityDecimal} of 100 similar patients. `;
  return `${prediction.outcome?.text ?? ''}: ${share}${prediction.rationale ?? ''}`;
}

function groupText(prediction: Prediction): string {
  return prediction.group === undefined ? 'no group' : prediction.group.label.en;
}
