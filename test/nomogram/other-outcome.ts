// SPDX-License-Identifier: Apache-2.0
// The demonstration model as if its file counted something else: same numbers, another outcome.
import type { LocalText } from '../../src/nomogram/assessment.ts';
import { hashedText, type LoadedModel, loadModel } from '../../src/nomogram/load-model.ts';
import type { OutcomeKind } from '../../src/nomogram/outcome.ts';
import { sha256Hex } from '../../src/nomogram/sha256.ts';
import { modelJson } from './support.ts';

export const EVENTS: Readonly<Record<OutcomeKind, LocalText>> = {
  'recurrence-or-metastasis': { en: 'recurrence or metastasis', zh: '复发或转移' },
  recurrence: { en: 'intrahepatic recurrence', zh: '肝内复发' },
  'recurrence-or-death': { en: 'relapse or death from any cause', zh: '复发或任何原因死亡' },
  death: { en: 'death from any cause', zh: '任何原因死亡' },
  other: { en: 'liver decompensation or listing for transplant', zh: '肝功能失代偿或列入移植名单' },
};

/** @param kind absent: the file states none, and its event alone has to do */
export function modelOfOutcome(event: LocalText, kind?: OutcomeKind, over: Readonly<Record<string, unknown>> = {}): LoadedModel {
  const { hash: _, ...json } = modelJson('demo') as { hash: string; outcome: object };
  const draft = { ...json, ...over, outcome: { ...json.outcome, event, ...(kind === undefined ? {} : { kind }) } };
  return loadModel({ ...draft, hash: sha256Hex(hashedText(draft)) }, sha256Hex);
}
