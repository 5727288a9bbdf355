// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { EligibilityFacts, Fact, InputSource } from '../../src/nomogram/inputs.ts';
import { hashedText, type LoadedModel, loadModel } from '../../src/nomogram/load-model.ts';

export const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

export const MODEL_IDS = ['dai-2024', 'demo', 'erasl-pre-2018'] as const;

/** The raw document of a bundled model; each call gives a fresh copy to change. */
export function modelJson(id: string): Record<string, unknown> {
  return JSON.parse(readFileSync(fileURLToPath(new URL(`../../models/${id}.json`, import.meta.url)), 'utf8'));
}

export function bundled(id: string): LoadedModel {
  return loadModel(modelJson(id), sha256);
}

/** A changed copy with its hash made right again, so that only the change can be what is refused. */
// biome-ignore lint/suspicious/noExplicitAny: tests break the document on purpose, in places that types forbid
export function altered(id: string, change: (json: any) => void): Record<string, unknown> {
  const json = modelJson(id);
  change(json);
  return { ...json, hash: sha256(hashedText(json)) };
}

export const FROM: InputSource = { kind: 'user', dateIso: '2026-11-20' };
export const AS_OF = '2026-11-23T10:00:00Z';

export const known = <T>(value: T): Fact<T> => ({ kind: 'known', value, from: FROM });
export const UNKNOWN = { kind: 'unknown', reason: 'not-stated' } as const;

/** A patient to whom every bundled model applies. */
export function eligibleFacts(change: Partial<EligibilityFacts> = {}): EligibilityFacts {
  return {
    ageYears: known(58),
    hcc: known('confirmed'),
    tumourCount: known(1),
    priorLocalTreatment: known(false),
    extrahepaticDisease: known(false),
    otherMalignancy: known(false),
    resectionPlanned: known(true),
    operationDate: known('2026-11-26'),
    portalVenousCt: known({ dateIso: '2026-11-14', sliceThicknessMm: 5 }),
    laboratoryDate: known('2026-11-17'),
    ...change,
  };
}
