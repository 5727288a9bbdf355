// SPDX-License-Identifier: Apache-2.0
// Patients of a site whose truth is a known change of the demonstration model: same covariates as its formula, times drawn from its own baseline.
import { readFileSync } from 'node:fs';
import { hashedText, loadModel } from '../../../src/nomogram/load-model.ts';
import type { LoadedModel } from '../../../src/nomogram/prepare.ts';
import { sha256Hex } from '../../../src/nomogram/sha256.ts';
import type { Cohort, CohortColumn } from '../../../src/study/cohort/cohort.ts';
import { parseStudyDefinition, type StudyDefinition } from '../../../src/study/definition/study-definition.ts';
import { seededRandom } from '../../../src/survival/index.ts';

export const RUN = { madeIso: '2026-11-23T10:00:00Z', software: 'hepanom test', inputs: [] };

export function bundledJson(id: string): Record<string, unknown> {
  return JSON.parse(readFileSync(new URL(`../../../models/${id}.json`, import.meta.url), 'utf8')) as Record<string, unknown>;
}

export const bundled = (id: string): LoadedModel => loadModel(bundledJson(id), sha256Hex);

/** A file changed and sealed again. */
export function resealed(json: Record<string, unknown>): LoadedModel {
  return loadModel({ ...json, hash: sha256Hex(hashedText(json)) }, sha256Hex);
}

/** The demonstration model as if a site had estimated all of it. */
export function siteModel(): LoadedModel {
  const { derivation: _none, ...json } = JSON.parse(JSON.stringify(bundledJson('demo')).replaceAll('"evidence":"assumed"', '"evidence":"site"')) as Record<
    string,
    unknown
  >;
  return resealed(json);
}

export interface Truth {
  /** Factor on the baseline hazard. */
  readonly level?: number;
  /** True coefficients in the place of the file's. */
  readonly coefficients?: readonly number[];
  readonly slope?: number;
}

const finding = (index: Int16Array): CohortColumn => ({ kind: 'levels', levels: ['absent', 'present'], labels: ['absent', 'present'], index });

/** A cohort drawn from the demonstration model, changed as `truth` says, followed for one to four years. */
export function simulatedSite(n: number, seed: number, truth: Truth = {}): Cohort {
  const { file, terms } = bundled('demo');
  const random = seededRandom(seed);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const beta = (truth.coefficients ?? terms.map(({ coefficients }) => coefficients[0]!)).map((value) => value * (truth.slope ?? 1));
  const steps = file.baseline!.steps;
  const features = file.radScore!.features;
  const afp = new Float64Array(n);
  const necrosis = new Int16Array(n);
  const invasion = new Int16Array(n);
  const values = new Float64Array(n * features.length);
  const timeDays = new Float64Array(n);
  const status = new Uint8Array(n);
  for (let i = 0; i < n; i++) {
    afp[i] = Math.exp(3.2 + 1.8 * normal());
    necrosis[i] = random() < 0.6 ? 1 : 0;
    invasion[i] = random() < 0.2 ? 1 : 0;
    const score = 0.6 * normal();
    // Four features are free; the first makes up the rest of the score.
    let rest = score;
    for (let f = features.length - 1; f >= 0; f--) {
      const { weight, mean, sd } = features[f]!;
      const z = f === 0 ? rest / weight.value : normal();
      rest -= weight.value * z;
      values[f * n + i] = mean!.value + z * sd!.value;
    }
    const lp = beta[0]! * (afp[i]! > 20 ? 1 : 0) + beta[1]! * necrosis[i]! + beta[2]! * invasion[i]! + beta[3]! * score;
    const target = -Math.log(1 - random()) / ((truth.level ?? 1) * Math.exp(lp));
    const event = steps.find(({ cumulativeHazard }) => cumulativeHazard >= target)?.timeDays ?? Number.POSITIVE_INFINITY;
    const censoring = Math.round(365 + 1095 * random());
    timeDays[i] = Math.min(event, censoring);
    status[i] = event <= censoring ? 1 : 0;
  }
  return {
    n,
    ids: Array.from({ length: n }, (_, i) => `P${i}`),
    rowNumbers: Array.from({ length: n }, (_, i) => i + 2),
    timeDays,
    status,
    covariates: new Map<string, CohortColumn>([
      ['afp', { kind: 'number', unit: 'ng/mL', values: afp }],
      ['necrosis', finding(necrosis)],
      ['portalVeinInvasion', finding(invasion)],
    ]),
    others: new Map(),
    features: { names: features.map(({ name }) => name), values },
    training: Int32Array.from({ length: n }, (_, i) => i),
    validation: new Int32Array(0),
    flow: [{ label: 'Patients in the file', n, leftOut: [] }],
  };
}

/** The same cohort with another column under a key. */
export function withColumn(cohort: Cohort, key: string, column: CohortColumn | undefined): Cohort {
  const covariates = new Map(cohort.covariates);
  if (column === undefined) covariates.delete(key);
  else covariates.set(key, column);
  return { ...cohort, covariates };
}

export function siteDefinition(extra = ''): StudyDefinition {
  return parseStudyDefinition(`schemaVersion: 1
id: site-a
version: 1.0.0
title: Site A
cohort: { name: { en: Site A, zh: 甲院 }, country: XX, cutOff: 2024-02-29, file: cohort.csv, id: id, citation: Site A register, licence: internal }
features: { file: features.csv, id: id, engine: { compat: 3.0.1, itk: "5.3" } }
outcome: { event: recurrence, timeZero: resection, time: time, unit: days, status: status, eventCodes: ["1"], censoredCodes: ["0"] }
horizonsYears: [1, 2, 3]
eligibility: [{ rule: adult, required: true, minAgeYears: 18 }]
seed: 1
candidates:
  - { key: afp, label: AFP, kind: number, unit: ng/mL, transform: { kind: threshold, above: 20 } }
  - { key: necrosis, label: Necrosis, kind: levels, levels: [{ value: "0", code: absent, label: absent }, { value: "1", code: present, label: present }] }
  - { key: portalVeinInvasion, label: PVI, kind: levels, levels: [{ value: "0", code: absent, label: absent }, { value: "1", code: present, label: present }] }
${extra}`);
}
