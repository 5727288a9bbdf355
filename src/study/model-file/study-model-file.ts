// SPDX-License-Identifier: Apache-2.0
import { checkModel } from '../../nomogram/check-model.ts';
import { checkFixtures } from '../../nomogram/fixtures.ts';
import { hashedText, parseModelFile } from '../../nomogram/load-model.ts';
import { ModelFileError } from '../../nomogram/model-error.ts';
import type { ModelFile } from '../../nomogram/model-file.ts';
import { outcomeKind } from '../../nomogram/outcome.ts';
import { prepareModel } from '../../nomogram/prepare.ts';
import { sha256Hex } from '../../nomogram/sha256.ts';
import type { Cohort } from '../cohort/cohort.ts';
import type { StudyDefinition } from '../definition/study-definition.ts';
import { StudyError } from '../errors.ts';
import type { FittedModel } from '../models/fitted-model.ts';
import type { ModelSection, TripodItem } from '../report/study-report.ts';
import { baselineOf, DAYS_PER_YEAR, horizonsOf } from './baseline.ts';
import { covariatesOf } from './covariates.ts';
import { designRow } from './design-row.ts';
import { noticeOf, SOURCE, sourcesOf, studyEvidence } from './evidence.ts';
import { fixturesOf } from './fixtures.ts';
import { groupsOf } from './groups.ts';
import { type ModelTerm, modelTerms } from './terms.ts';
import { validationOf } from './validation.ts';
import { attributesOf, intendedUseOf, knownLimitsOf, MODEL_WORDS } from './words.ts';

/** What a developed model is written from. */
export interface StudyModelInput {
  readonly definition: StudyDefinition;
  readonly cohort: Cohort;
  readonly fitted: FittedModel;
  /** How the model did, as in the report. */
  readonly section: Pick<ModelSection, 'performance' | 'optimism'>;
  /** The whole PyRadiomics parameter file of the features; needed for a model with a rad-score. */
  readonly profile?: Readonly<Record<string, unknown>>;
  /** Moment of the run, ISO 8601. */
  readonly madeIso: string;
  /** Name and version of the program, e.g. `hepanom 0.1.0`. */
  readonly software: string;
  /** Absent: as the definition says. */
  readonly synthetic?: boolean;
  /** Samples of the bootstrap behind `section.optimism`. */
  readonly bootstrapSamples?: number;
  /** TRIPOD+AI items of the report. */
  readonly tripod?: readonly TripodItem[];
}

/** The score that the file's terms give must be the score that the study worked with. */
const SAME_SCORE = 1e-8;

/**
 * The model file of a developed model: hashed, checked, its fixtures recomputed; status `research`.
 *
 * @throws StudyError `definition-invalid` where the file could not mean what the study means, `not-computable` where fit, definition and cohort disagree
 */
export function studyModelFile(input: StudyModelInput): ModelFile {
  const { cohort, fitted, madeIso, software } = input;
  const synthetic = input.synthetic ?? input.definition.synthetic;
  const definition = { ...input.definition, synthetic };
  const evidence = studyEvidence(madeIso, synthetic);
  const terms = modelTerms(definition, cohort, fitted);
  checkScores(terms, cohort, fitted);
  const rows = [...cohort.training].filter((row) => Number.isFinite(fitted.score[row]!));
  const covariates = covariatesOf(terms, rows, evidence);
  const horizons = horizonsOf(definition.horizonsYears, cohort, rows);
  const baseline = baselineOf(fitted, horizons, evidence);
  const horizonsYears = baseline === undefined ? [] : [...horizons.kept];
  const groups = groupsOf(definition, cohort, fitted, horizonsYears, evidence);
  const section = { ...input.section } as ModelSection;
  const validation = validationOf(definition, section, input.bootstrapSamples, evidence);
  const notice = noticeOf(synthetic);
  const words = MODEL_WORDS[fitted.name];
  const { title, cohort: about, report } = definition;
  const date = madeIso.slice(0, 10);
  const tripodAi = tripodOf(input.tripod);
  const draft: Omit<ModelFile, 'hash'> = {
    schemaVersion: 1,
    id: `${definition.id}-${fitted.name}`,
    version: definition.version,
    title: { en: `${title.en}: ${words.en}`, zh: `${title.zh}：${words.zh}` },
    sourceLabel: synthetic ? { en: `${about.name.en}, generated patients`, zh: `${about.name.zh}，虚拟患者` } : { en: about.name.en, zh: about.name.zh },
    kind: 'cox',
    status: 'research',
    timing: 'preoperative',
    treatment: 'resection',
    outcome: { event: definition.outcome.event, kind: outcomeKind(definition.outcome), timeZero: definition.outcome.timeZero, unit: 'days' },
    horizonsYears,
    daysPerYear: DAYS_PER_YEAR,
    ...(notice === undefined ? {} : { notice }),
    sources: sourcesOf(definition),
    eligibility: definition.eligibility,
    covariates,
    ...radScoreOf(input, evidence),
    ...baseline,
    ...(groups === undefined ? {} : { groups }),
    validation,
    sourceAttributes: attributesOf(definition, fitted, covariates, validation, horizonsYears),
    ...(tripodAi === undefined ? {} : { tripodAi }),
    citation: about.citation,
    licence: { source: about.licence, file: report.licence ?? about.licence },
    intendedUse: intendedUseOf(definition),
    knownLimits: knownLimitsOf(definition, fitted, horizons, terms),
    changeLog: [{ version: definition.version, date, text: `Developed with ${software}, seed ${definition.seed}.` }],
    fixtures: fixturesOf({ terms, covariates, cohort, fitted, rows, horizonsYears }),
  };
  return sealed(draft);
}

/** Hashes a draft and proves that it loads. */
function sealed(draft: Omit<ModelFile, 'hash'>): ModelFile {
  // Through JSON, so that what is hashed is what is written: members that are undefined leave, numbers become what JSON holds.
  const json = JSON.parse(JSON.stringify(draft)) as Record<string, unknown>;
  try {
    const file = parseModelFile({ ...json, hash: sha256Hex(hashedText(json)) });
    checkModel(file);
    checkFixtures(prepareModel(file));
    return file;
  } catch (error) {
    if (error instanceof ModelFileError) throw new StudyError('not-computable', `the model file of ${draft.id} does not hold together: ${error.message}`);
    throw error;
  }
}

/** Definition, knots and order of columns are those of the fit only if the scores agree. */
function checkScores(terms: readonly ModelTerm[], cohort: Cohort, fitted: FittedModel): void {
  for (let row = 0; row < cohort.n; row++) {
    const known = fitted.score[row]!;
    if (!Number.isFinite(known) || terms.some(({ values }) => values[row] === undefined)) continue;
    const score = terms.reduce((sum, term) => designRow(term, term.values[row]!).reduce((inner, x, j) => inner + term.terms[j]!.coef * x, sum), 0);
    if (Math.abs(score - known) > SAME_SCORE * Math.max(1, Math.abs(known)))
      throw new StudyError(
        'not-computable',
        `the ${fitted.name} model does not fit the study: row ${cohort.rowNumbers[row]} scores ${known} in the fit and ${score} by its terms`,
      );
  }
}

function radScoreOf({ definition, fitted, profile }: StudyModelInput, evidence: ReturnType<typeof studyEvidence>): Pick<ModelFile, 'radScore'> | undefined {
  if (fitted.radScore === undefined) return undefined;
  if (profile === undefined || definition.features === undefined)
    throw new StudyError('definition-invalid', 'a model with a rad-score needs the settings that its features were extracted with: give `features.profile`');
  return {
    radScore: {
      features: fitted.radScore.map(({ feature, weight, mean, sd }) => ({
        name: feature,
        weight: { value: weight, ...evidence },
        mean: { value: mean, ...evidence },
        sd: { value: sd, ...evidence },
      })),
      profile: { ...profile },
      engine: { ...definition.features.engine, ...evidence, source: SOURCE },
    },
  };
}

function tripodOf(items: readonly TripodItem[] | undefined): ModelFile['tripodAi'] {
  const told = (items ?? []).filter(({ status, text }) => status === 'filled' && text !== undefined && text !== '');
  return told.length === 0 ? undefined : Object.fromEntries(told.map(({ item, text }) => [item, text!]));
}
