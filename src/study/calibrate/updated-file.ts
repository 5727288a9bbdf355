// SPDX-License-Identifier: Apache-2.0
// The updated model as a file: every number with its evidence, lineage, fixtures and hash.
import type { LocalText } from '../../nomogram/assessment.ts';
import { checkFixtures } from '../../nomogram/fixtures.ts';
import { hashedText, loadModel } from '../../nomogram/load-model.ts';
import type { Covariate, ModelFile } from '../../nomogram/model-file.ts';
import { type LoadedModel, prepareModel } from '../../nomogram/prepare.ts';
import { quantile7 } from '../../survival/index.ts';
import type { Cohort } from '../cohort/cohort.ts';
import type { StudyDefinition } from '../definition/study-definition.ts';
import type { Performance } from '../report/study-report.ts';
import type { AppliedModel } from '../validate/apply-model.ts';
import { validationEntry } from '../validate/validation-entry.ts';
import { updatedFixtures } from './fixtures.ts';
import { type GroupsChoice, updatedGroups } from './groups.ts';
import { nextVersion, type SiteEvidence, siteEvidence } from './site-evidence.ts';
import type { SiteConstants } from './standardisation.ts';
import type { ModelUpdate } from './updates.ts';
import { attributeWords, changeWords, limitWords, noticeWords, type UpdateFacts } from './words.ts';

export interface UpdatedFileInput {
  /** The file as it came. */
  readonly parent: LoadedModel;
  /** The model that was applied: the parent, or the parent without some covariates. */
  readonly applied: AppliedModel;
  readonly update: ModelUpdate;
  /** Constants estimated here; absent when the file's own were used. */
  readonly constants?: readonly SiteConstants[];
  readonly horizonsYears: readonly number[];
  readonly definition: StudyDefinition;
  readonly cohort: Cohort;
  readonly groups: GroupsChoice;
  readonly id?: string;
  readonly madeIso: string;
  readonly software: string;
  readonly sha256Hex: (text: string) => string;
}

/**
 * Makes the new version of the model file.
 *
 * @returns the file and the same file loaded: shape, hash, consistency and fixtures have passed
 * @throws ModelFileError when the new file contradicts itself (a bug, or a parent that could not be carried over)
 */
export function updatedFile(input: UpdatedFileInput): { readonly file: ModelFile; readonly model: LoadedModel; readonly facts: UpdateFacts } {
  const { parent, applied, update, constants, definition, madeIso } = input;
  const base = applied.model.file;
  const { evidence, sources } = siteEvidence(base, definition, madeIso);
  const events = Array.from(applied.surv.status).reduce((sum, value) => sum + value, 0);
  const facts: UpdateFacts = {
    method: update.method,
    newConstants: constants !== undefined,
    cohort: definition.cohort.name,
    n: applied.rows.length,
    events,
    parent: `${parent.file.id} ${parent.file.version}`,
    horizons: input.horizonsYears,
    synthetic: definition.synthetic,
  };
  const change = changeWords(facts);
  const version = nextVersion(parent.file.version, update.method === 'refit' ? 'major' : 'minor');
  const covariates = base.covariates.map((covariate, c) => updatedCovariate(covariate, c, input, evidence));
  const radScore = base.radScore === undefined ? undefined : standardised(base.radScore, constants, evidence);
  const {
    groups: _groups,
    radScore: _radScore,
    baseline: _baseline,
    uncertainty: _uncertainty,
    centring,
    notice: _notice,
    deviceUid: _uid,
    signature: _signature,
    ...kept
  } = base;
  const groups = updatedGroups(applied, update, input.groups, { definition, evidence, n: facts.n });
  const ownBaseline = update.baseline === undefined ? undefined : baselineOf(update, input, evidence);
  const draft: ModelFile = {
    ...kept,
    id: input.id ?? parent.file.id,
    version,
    title: retitled(base.title, definition.cohort.name),
    sourceLabel: relabelled(base.sourceLabel, definition.cohort.name),
    status: 'research',
    horizonsYears: [...input.horizonsYears],
    sources,
    covariates,
    ...(radScore === undefined ? {} : { radScore }),
    // A new baseline holds at x = 0; only an untouched one keeps its centre.
    ...(ownBaseline === undefined && centring !== undefined ? { centring } : {}),
    ...(ownBaseline ?? {
      ...(base.baseline === undefined ? {} : { baseline: base.baseline }),
      ...(base.uncertainty === undefined ? {} : { uncertainty: base.uncertainty }),
    }),
    ...(groups === undefined ? {} : { groups }),
    validation: base.validation.map((entry) => ({ ...entry, remark: ofParent(entry.remark, facts.parent) })),
    sourceAttributes: { ...base.sourceAttributes, ...attributeWords(facts) },
    intendedUse: {
      en: `Research: ${parent.file.title.en}, brought to the patients of ${definition.cohort.name.en}. ${sentence(change.en)}`,
      zh: `研究用途：${parent.file.title.zh}，已用于${definition.cohort.name.zh}的患者。${change.zh}。`,
    },
    knownLimits: limitWords(facts, base.knownLimits),
    changeLog: [...base.changeLog, { version, date: madeIso.slice(0, 10), text: sentence(change.en) }],
    lineage: { parentId: parent.file.id, parentVersion: parent.file.version, parentHash: parent.file.hash, change: sentence(change.en) },
    fixtures: base.fixtures,
    hash: '0'.repeat(64),
  };
  const notice = noticeWords(facts, assumedParts(draft));
  const told: ModelFile = notice === undefined ? draft : { ...draft, notice };
  const withFixtures: ModelFile = { ...told, fixtures: updatedFixtures(told, input.software) };
  const file = sealed(withFixtures, input.sha256Hex);
  return { file, model: loadModel(file, input.sha256Hex), facts };
}

/**
 * The updated file with how it does on the patients of its own calibration: apparent by definition, and marked so that nobody takes it for a validation.
 */
export function withApparent(
  file: ModelFile,
  performance: Performance,
  { definition, madeIso, sha256Hex }: Pick<UpdatedFileInput, 'definition' | 'madeIso' | 'sha256Hex'>,
): ModelFile {
  const entry = validationEntry(performance, definition, file.daysPerYear, {
    kind: 'apparent',
    method: { en: 'the patients of the calibration themselves', zh: '即校准所用患者' },
    remark: {
      en: 'Measured on the patients whose events made the new numbers: calibration is right by construction.',
      zh: '以得出新数值的同一批患者测得：校准必然吻合。',
    },
    evidence: siteEvidence(file, definition, madeIso).evidence,
  });
  return sealed({ ...file, validation: [...file.validation, entry] }, sha256Hex);
}

/** The file with the hash of its content. */
export function sealed(file: ModelFile, sha256Hex: (text: string) => string): ModelFile {
  const plain = JSON.parse(JSON.stringify(file)) as ModelFile;
  const hashed = { ...plain, hash: sha256Hex(hashedText(plain)) };
  checkFixtures(prepareModel(hashed));
  return hashed;
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

function retitled(title: LocalText, cohort: LocalText): LocalText {
  if (title.en.includes(cohort.en)) return title;
  return { en: `${title.en}, calibrated at ${cohort.en}`, zh: `${title.zh}，${cohort.zh}校准` };
}

function relabelled(label: LocalText, cohort: LocalText): LocalText {
  if (label.en.includes(cohort.en)) return label;
  return { en: `${label.en}; calibrated at ${cohort.en}`, zh: `${label.zh}；${cohort.zh}校准` };
}

/** What was measured on the parent says so; a remark that already does is left. */
function ofParent(remark: LocalText | undefined, parent: string): LocalText {
  if (remark?.en.includes('before the update')) return remark;
  const own: LocalText = { en: `Measured on ${parent}, before the update.`, zh: `针对更新前的 ${parent}。` };
  return remark === undefined ? own : { en: `${remark.en} ${own.en}`, zh: `${remark.zh}${own.zh}` };
}

/** Labels of what still rests on assumed numbers. */
function assumedParts(file: ModelFile): LocalText[] {
  const isAssumed = (part: unknown): boolean => JSON.stringify(part ?? null).includes('"evidence":"assumed"');
  const parts = file.covariates
    .filter((covariate) => isAssumed(covariate.coefficient))
    .map(({ label }): LocalText => ({ en: `coefficient of ${label.en}`, zh: `${label.zh}的系数` }));
  const others: readonly [unknown, LocalText][] = [
    [file.covariates.map(({ inputs, cohortMean }) => [inputs, cohortMean]), { en: 'studied ranges or means', zh: '研究范围或均值' }],
    [file.radScore, { en: 'rad-score', zh: '影像组学评分' }],
    [file.baseline, { en: 'baseline', zh: '基线' }],
    [file.uncertainty, { en: 'uncertainty', zh: '不确定性' }],
  ];
  return [...parts, ...others.filter(([part]) => isAssumed(part)).map(([, label]) => label)];
}

function updatedCovariate(covariate: Covariate, index: number, { applied, update, cohort }: UpdatedFileInput, site: SiteEvidence): Covariate {
  const term = applied.model.terms[index]!;
  const own = Array.isArray(covariate.coefficient) ? covariate.coefficient : [covariate.coefficient];
  const coefficients = own.map((before, j) => {
    const at = term.firstColumn + j;
    if (update.method === 'refit') {
      const value = update.coefficients[at]!;
      const se = update.standardErrors[at];
      return { value, ...(se === undefined ? {} : { standardError: se, ...ratio(value, se) }), ...site };
    }
    if (update.method !== 'slope') return before;
    const se = update.standardErrors[at];
    const evidence = before.evidence === 'assumed' || site.evidence === 'assumed' ? ('assumed' as const) : ('derived' as const);
    return {
      value: update.coefficients[at]!,
      ...(se === undefined ? {} : { standardError: se }),
      evidence,
      source: site.source,
      date: site.date,
      derivation: `${before.value} of the parent file times the slope ${update.factor} estimated on the site’s patients.${before.derivation === undefined ? '' : ` Parent: ${before.derivation}`}`,
    };
  });
  const means = own.map((_, j) => ({ value: meanOf(applied.columns[term.firstColumn + j]!.values), ...site }));
  const inputs = covariate.inputs.map((spec) => {
    const keep = spec.cohortRange !== undefined && update.method !== 'refit';
    if (keep || spec.levels !== undefined) return spec;
    const values = spec.key === 'radScore' ? applied.columns[term.firstColumn]!.values : numbersOf(cohort, spec.key, applied.rows);
    const range = values === undefined ? undefined : rangeOf(values, site);
    const { cohortRange, ...rest } = spec;
    return range === undefined
      ? update.method === 'refit'
        ? rest
        : { ...rest, ...(cohortRange === undefined ? {} : { cohortRange }) }
      : { ...rest, cohortRange: range };
  });
  return { ...covariate, inputs, coefficient: coefficients.length === 1 ? coefficients[0]! : coefficients, cohortMean: means.length === 1 ? means[0]! : means };
}

function ratio(coef: number, se: number): { hazardRatio?: { value: number; lower: number; upper: number } } {
  const half = 1.959963984540054 * se;
  const values = { value: Math.exp(coef), lower: Math.exp(coef - half), upper: Math.exp(coef + half) };
  return Object.values(values).every((value) => Number.isFinite(value) && value > 0) ? { hazardRatio: values } : {};
}

const meanOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;

function numbersOf(cohort: Cohort, key: string, rows: Int32Array): Float64Array | undefined {
  const column = cohort.covariates.get(key);
  return column?.kind === 'number' ? Float64Array.from(rows, (row) => column.values[row]!) : undefined;
}

/** Extremes and middle 90 % of the patients; undefined where the number hardly varies. */
function rangeOf(values: Float64Array, site: SiteEvidence) {
  const [min, p05, p95, max] = [0, 0.05, 0.95, 1].map((p) => quantile7(values, p)) as [number, number, number, number];
  return p05 < p95 ? { min, p05, p95, max, ...site } : undefined;
}

function standardised(
  radScore: NonNullable<ModelFile['radScore']>,
  constants: readonly SiteConstants[] | undefined,
  site: SiteEvidence,
): NonNullable<ModelFile['radScore']> {
  if (constants === undefined) return radScore;
  return {
    ...radScore,
    features: radScore.features.map((feature) => {
      const own = constants.find((one) => one.feature === feature.name)!;
      return { ...feature, mean: { value: own.mean, ...site }, sd: { value: own.sd, ...site } };
    }),
  };
}

/** Steps up to the last horizon with what an interval needs at each. */
function baselineOf(update: ModelUpdate, { applied, horizonsYears }: UpdatedFileInput, site: SiteEvidence): Pick<ModelFile, 'baseline' | 'uncertainty'> {
  const { file } = applied.model;
  const last = Math.max(...horizonsYears) * file.daysPerYear;
  const scaled = update.method === 'in-the-large';
  // The level was estimated over the whole of the parent's baseline, so a scaled one keeps its length; horizons limit what is answered.
  const points = update.baseline!.filter(({ timeDays }) => timeDays > 0 && (scaled || timeDays <= last));
  const weakest: SiteEvidence['evidence'] | 'derived' =
    scaled && file.baseline?.evidence === 'assumed' ? 'assumed' : scaled && site.evidence === 'site' ? 'derived' : site.evidence;
  const derivation = scaled
    ? `Baseline of the parent file times ${update.factor}, the ratio of observed to expected events of the site’s patients.`
    : site.derivation;
  const evidence = { ...site, evidence: weakest, ...(derivation === undefined ? {} : { derivation }) };
  const spread =
    update.vcovNote === undefined
      ? evidence
      : {
          ...evidence,
          evidence: weakest === 'site' ? ('derived' as const) : weakest,
          derivation: `Covariance of the coefficients: ${update.vcovNote}.${derivation === undefined ? '' : ` ${derivation}`}`,
        };
  return {
    baseline: { steps: points.map(({ timeDays, cumulativeHazard }) => ({ timeDays, cumulativeHazard })), ties: 'efron', ...evidence },
    ...(update.vcov === undefined
      ? {}
      : {
          uncertainty: {
            vcov: update.vcov.map((row, i) => row.map((value, j) => (value + update.vcov![j]![i]!) / 2)),
            at: points.map(({ timeDays, varianceOfH0, meanByHazard }) => ({ timeDays, varianceOfH0, meanByHazard: [...meanByHazard] })),
            scale: file.uncertainty?.scale ?? 'log',
            level: 0.95,
            ...spread,
          },
        }),
  };
}
