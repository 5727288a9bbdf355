// SPDX-License-Identifier: Apache-2.0
// The reference study of the survival oracles (synthetic hcc cohort) as a model file and as a site's cohort.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { hashedText, loadModel } from '../../../src/nomogram/load-model.ts';
import type { ModelFile } from '../../../src/nomogram/model-file.ts';
import type { LoadedModel } from '../../../src/nomogram/prepare.ts';
import { sha256Hex } from '../../../src/nomogram/sha256.ts';
import type { Cohort, CohortColumn } from '../../../src/study/cohort/cohort.ts';
import { parseStudyDefinition, type StudyDefinition } from '../../../src/study/definition/study-definition.ts';

type Row = Readonly<Record<string, string>>;

export function hccFolder(oracles: string): string {
  return path.join(oracles, 'oracles/survival/open/hcc');
}

export function readJson<T>(folder: string, name: string): T {
  return JSON.parse(readFileSync(path.join(folder, name), 'utf8')) as T;
}

function rowsOf(file: string): Row[] {
  const [header, ...lines] = readFileSync(file, 'utf8').trim().split('\n');
  const names = header!.split(',');
  return lines.map((line) => Object.fromEntries(line.split(',').map((cell, j) => [names[j]!, cell])));
}

/** Patients of one part of the cohort; the rad-score is one feature that already is the score. */
export function hccCohort(folder: string, part: 'train' | 'valid'): Cohort {
  const scores = new Map(rowsOf(path.join(folder, 'derived.csv')).map((row) => [row.id!, row]));
  const rows = rowsOf(path.join(folder, 'clinical.csv')).filter((row) => row.cohort === part);
  const finding = (column: string): CohortColumn => ({
    kind: 'levels',
    levels: ['absent', 'present'],
    labels: ['absent', 'present'],
    index: Int16Array.from(rows, (row) => Number(row[column])),
  });
  return {
    n: rows.length,
    ids: rows.map((row) => row.id!),
    rowNumbers: rows.map((_, i) => i + 2),
    timeDays: Float64Array.from(rows, (row) => Number(row.time)),
    status: Uint8Array.from(rows, (row) => Number(row.status)),
    covariates: new Map([
      ['necrosis', finding('necrosis')],
      ['portalVeinInvasion', finding('pv_invasion')],
      ['marginNonsmooth', finding('margin_nonsmooth')],
    ]),
    others: new Map(),
    features: { names: ['signature'], values: Float64Array.from(rows, (row) => Number(scores.get(row.id!)!.radscore)) },
    training: Int32Array.from(rows, (_, i) => i),
    validation: new Int32Array(0),
    flow: [{ label: 'Patients in the file', n: rows.length, leftOut: [] }],
  };
}

const TEXT = { en: 'text', zh: '文字' };
const EVIDENCE = { evidence: 'site', source: 'oracle', date: '2026-11-23' } as const;
const evidence = (): typeof EVIDENCE => ({ ...EVIDENCE });

/** The combined model of the oracles as a model file: coefficients and baseline are R's. */
export function hccModel(folder: string, change: (file: ModelFile) => ModelFile = (file) => file): LoadedModel {
  const { combined } = readJson<{ combined: { coef: number[]; se: number[]; vcov: number[][] } }>(folder, 'coxph.json');
  const { efron } = readJson<{ efron: { curve_time: number[]; curve_H0: number[] } }>(folder, 'baseline.json');
  const steps = efron.curve_time.flatMap((timeDays, k) => {
    const cumulativeHazard = efron.curve_H0[k]!;
    return cumulativeHazard > (efron.curve_H0[k - 1] ?? 0) ? [{ timeDays, cumulativeHazard }] : [];
  });
  const levels = [
    { code: 'absent', label: { en: 'absent', zh: '无' } },
    { code: 'present', label: { en: 'present', zh: '有' } },
  ];
  const finding = (key: string, label: string, j: number): ModelFile['covariates'][number] => ({
    key,
    label: { en: label, zh: label },
    inputs: [{ key, unit: '1', label: { en: label, zh: label }, levels }],
    transform: { kind: 'levels', x: { absent: 0, present: 1 } },
    reference: { [key]: 'absent' },
    missing: 'bounds',
    censored: 'bounds',
    coefficient: { value: combined.coef[j]!, standardError: combined.se[j]!, ...evidence() },
  });
  const file = change({
    schemaVersion: 1,
    id: 'hcc-oracle-combined',
    version: '1.0.0',
    title: { en: 'Reference model', zh: '参考模型' },
    sourceLabel: TEXT,
    kind: 'cox',
    status: 'research',
    timing: 'preoperative',
    treatment: 'resection',
    outcome: { event: TEXT, timeZero: TEXT, unit: 'days' },
    horizonsYears: [1, 2, 3],
    daysPerYear: 365,
    sources: { oracle: { citation: 'synthetic reference cohort', licence: 'CC0' } },
    eligibility: [{ rule: 'adult', required: true, minAgeYears: 18 }],
    covariates: [
      finding('necrosis', 'Necrosis', 0),
      finding('portalVeinInvasion', 'Portal vein invasion', 1),
      finding('marginNonsmooth', 'Nonsmooth margin', 2),
      {
        key: 'radScore',
        label: { en: 'Rad-score', zh: '影像组学评分' },
        inputs: [{ key: 'radScore', unit: '1', label: { en: 'Rad-score', zh: '影像组学评分' } }],
        transform: { kind: 'identity' },
        reference: { radScore: 0 },
        missing: 'bounds',
        censored: 'bounds',
        coefficient: { value: combined.coef[3]!, standardError: combined.se[3]!, ...evidence() },
      },
    ],
    radScore: {
      features: [{ name: 'signature', weight: { value: 1, ...evidence() }, mean: { value: 0, ...evidence() }, sd: { value: 1, ...evidence() } }],
      profile: {},
      engine: { compat: '3.0.1', itk: '5.3', ...evidence() },
    },
    baseline: { steps, ties: 'efron', ...evidence() },
    groups: {
      levels: [
        { id: 'low', label: TEXT, shape: 'circle' },
        { id: 'high', label: TEXT, shape: 'triangle' },
      ],
      cutoffs: [{ value: 1.2, ...evidence() }],
      atCutoff: 'lower-group',
      rule: TEXT,
      assignable: true,
      cohorts: [],
      observed: [],
      curves: [],
    },
    validation: [],
    sourceAttributes: {},
    citation: 'synthetic',
    licence: { source: 'CC0', file: 'Apache-2.0' },
    intendedUse: TEXT,
    knownLimits: [TEXT],
    changeLog: [{ version: '1.0.0', date: '2026-11-23', text: 'First.' }],
    fixtures: [
      {
        name: 'all findings',
        inputs: { necrosis: 'present', portalVeinInvasion: 'present', marginNonsmooth: 'present', radScore: 0 },
        expect: { score: combined.coef[0]! + combined.coef[1]! + combined.coef[2]! },
        tolerance: 1e-9,
        origin: 'sum by hand',
      },
    ],
    hash: '0'.repeat(64),
  });
  return loadModel({ ...file, hash: sha256Hex(hashedText(file)) }, sha256Hex);
}

/** A study file for the cohort; only what calibration and validation read matters. */
export function hccDefinition(extra = ''): StudyDefinition {
  return parseStudyDefinition(`schemaVersion: 1
id: site-a
version: 1.0.0
title: Site A
cohort: { name: Site A 2019-2021, country: XX, cutOff: 2024-02-29, file: cohort.csv, id: id, citation: Site A register, licence: internal }
features: { file: features.csv, id: id, engine: { compat: 3.0.1, itk: "5.3" } }
outcome: { event: recurrence, timeZero: resection, time: time, unit: days, status: status, eventCodes: ["1"], censoredCodes: ["0"] }
horizonsYears: [1, 2, 3]
eligibility: [{ rule: adult, required: true, minAgeYears: 18 }]
seed: 1
candidates:
  - { key: necrosis, label: Necrosis, kind: levels, levels: [{ value: "0", code: absent, label: absent }, { value: "1", code: present, label: present }] }
  - { key: portalVeinInvasion, label: PVI, kind: levels, levels: [{ value: "0", code: absent, label: absent }, { value: "1", code: present, label: present }] }
  - { key: marginNonsmooth, label: Margin, kind: levels, levels: [{ value: "0", code: absent, label: absent }, { value: "1", code: present, label: present }] }
${extra}`);
}

export const RUN = { madeIso: '2026-11-23T10:00:00Z', software: 'hepanom test', inputs: [] };
