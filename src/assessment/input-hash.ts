// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import type { ModelInput, ModelInputs } from '../nomogram/inputs.ts';

/**
 * Identifies one answer: same patient, model file, inputs and operation date give the same hash, in any order of keys.
 * It is the identifier of the RiskAssessment, so the patient belongs to it: two patients may have the same numbers.
 *
 * @returns SHA-256 in hex
 */
export function inputHash(question: {
  readonly fhirBase: string;
  readonly patient: string;
  readonly modelHash: string;
  readonly inputs: ModelInputs;
  readonly operationDate?: string;
}): string {
  const inputs = Object.entries(question.inputs)
    .map(([key, input]) => [key, essence(input)] as const)
    .toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return createHash('sha256')
    .update(JSON.stringify([question.fhirBase, question.patient, question.modelHash, question.operationDate ?? '', inputs]))
    .digest('hex');
}

/** What makes an input another input: its value, unit, time and origin; not how it is worded. */
function essence(input: ModelInput): readonly (string | number)[] {
  switch (input.kind) {
    case 'missing':
      return ['missing', input.reason];
    case 'level':
      return ['level', input.level, input.from.dateIso, input.from.reference ?? ''];
    case 'bound':
      return ['bound', input.side, input.value, input.unit, input.from.dateIso, input.from.reference ?? ''];
    case 'value':
      return ['value', input.value, input.unit, input.from.dateIso, input.from.reference ?? ''];
  }
}

/** SHA-256 (hex) of a text, the hash that model files are checked with. */
export function sha256Hex(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
