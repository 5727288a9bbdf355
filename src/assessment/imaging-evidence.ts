// SPDX-License-Identifier: Apache-2.0
// What the images add to the chart: the rad-score as an input, and the facts that eligibility asks of the CT.
import type { ImagesChoice, RadiomicsRecord } from '../nomogram/assessment.ts';
import type { EligibilityFacts, InputSource, MissingReason, ModelInput } from '../nomogram/inputs.ts';
import type { LoadedModel } from '../nomogram/prepare.ts';
import { radScore } from '../nomogram/rad-score.ts';

/** Why there is no rad-score, by what happened to the images. */
const MISSING_BY_STATUS: Readonly<Record<RadiomicsRecord['status'], MissingReason>> = {
  computed: 'no-result',
  pending: 'pending',
  unavailable: 'imaging-unavailable',
  refused: 'imaging-refused',
  absent: 'no-imaging',
  'not-standardised': 'no-standardisation',
};

/** Where the code says more than the status. */
const MISSING_BY_CODE: Readonly<Record<string, MissingReason>> = { 'no-segmentation': 'no-segmentation', 'not-eligible': 'not-asked' };

/**
 * The rad-score of one model as its input: a value where the model can standardise the features, else why not.
 *
 * @param params extraction parameters that the features were computed with; a model that expects others refuses them
 */
export function radScoreInput(model: LoadedModel, record: RadiomicsRecord, params: unknown, asOfIso: string): ModelInput {
  if (record.status !== 'computed' || record.features === undefined) {
    const reason = MISSING_BY_CODE[record.code ?? ''] ?? MISSING_BY_STATUS[record.status];
    return missing(reason, record.code);
  }
  const result = radScore(model, record.features, params);
  if (result.kind === 'missing') return missing(result.reason, result.code);
  const from: InputSource = {
    kind: 'computed',
    dateIso: record.acquiredIso ?? asOfIso,
    ...(record.segmentedBy === undefined ? {} : { by: record.segmentedBy }),
  };
  return { kind: 'value', value: result.value, unit: '1', from };
}

/** The record with the active model's rad-score in it, or marked as not standardised where the file has no constants. */
export function withRadScore(record: RadiomicsRecord, input: ModelInput): RadiomicsRecord {
  if (record.status !== 'computed') return record;
  if (input.kind === 'value') return { ...record, radScore: input.value };
  if (input.kind === 'missing' && input.reason === 'no-standardisation') return { ...record, status: 'not-standardised', code: 'no-standardisation' };
  return record;
}

/**
 * Facts of the chart with what the images themselves say about the CT. Headers that name the phase win over the chart's description;
 * headers that speak against it make the fact unknown, so that a person decides.
 */
export function withImagingFacts(facts: EligibilityFacts, record: RadiomicsRecord, images: ImagesChoice | undefined, asOfIso: string): EligibilityFacts {
  const { acquiredIso, phase, sliceThicknessMm } = record;
  if (acquiredIso === undefined) return facts;
  if (phase === 'explicit-other' || phase === 'contradicted') return { ...facts, portalVenousCt: { kind: 'unknown', reason: 'contradictory' } };
  const value = { dateIso: acquiredIso, ...(sliceThicknessMm === undefined ? {} : { sliceThicknessMm }) };
  if (phase !== 'explicit-portal-venous' && images?.portalVenous === true && images.studyUid === record.studyUid)
    return { ...facts, portalVenousCt: { kind: 'known', value, from: { kind: 'user', dateIso: asOfIso } } };
  const explicit = phase === 'explicit-portal-venous';
  if (!explicit && facts.portalVenousCt.kind === 'unknown') return facts;
  return {
    ...facts,
    portalVenousCt: {
      kind: 'known',
      value,
      from: explicit || facts.portalVenousCt.kind === 'unknown' ? { kind: 'computed', dateIso: acquiredIso } : facts.portalVenousCt.from,
    },
  };
}

/**
 * The record with its phase judged: features of another phase are no input, however well they were measured; and where neither the headers nor the
 * record nor a person says which phase it is, a person is asked first.
 *
 * @param facts with those of the images, see {@link withImagingFacts}
 */
export function withPhaseJudged(record: RadiomicsRecord, facts: EligibilityFacts): RadiomicsRecord {
  if (record.status !== 'computed') return record;
  const { features: _features, radScore: _radScore, ...about } = record;
  const seen = record.checks?.find(({ id }) => id === 'phase')?.text ?? '';
  if (record.phase === 'explicit-other' || record.phase === 'contradicted')
    return {
      ...about,
      status: 'refused',
      code: 'phase-contradicted',
      message: `${seen} The rad-score is defined on the portal venous phase only; outline the tumour on that series.`.trim(),
    };
  if (record.phase === 'unknown' && facts.portalVenousCt.kind === 'unknown')
    return {
      ...about,
      status: 'refused',
      code: 'phase-unconfirmed',
      message: `${seen} Look at the CT in the app and state there that it is portal venous, if it is.`.trim(),
    };
  return record;
}

function missing(reason: MissingReason, detailCode: string | undefined): ModelInput {
  return { kind: 'missing', reason, passedOver: [], ...(detailCode === undefined ? {} : { detailCode }) };
}
