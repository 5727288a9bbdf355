// SPDX-License-Identifier: Apache-2.0
import { ImagingError } from '../../src/imaging/errors.ts';
import { ImageFileError } from '../../src/imaging/image-file.ts';
import type { AllocationGuard, Allocations } from './guard.ts';
import { mutated } from './mutate.ts';
import { NoChance, Random, seedOf } from './random.ts';
import type { FuzzTarget } from './targets.ts';
import { Violation } from './violation.ts';

/** Longest that one input may take. */
export const MOST_MS = 2000;
/** Largest single buffer, and all buffers of one input: a constant, and a multiple of the bytes that the input has shown to be there. */
const LARGEST = { constant: 2 * 1024 ** 2, factor: 16 };
const TOTAL = { constant: 16 * 1024 ** 2, factor: 256 };
/** Inputs that reached a new state become seeds, up to this many per target and this many mutations from a first seed. */
const MOST_KEPT = 400;
const DEEPEST = 8;

/** Something that must not happen. */
export interface Finding {
  readonly target: string;
  readonly kind: 'crash' | 'slow' | 'allocation' | 'violation' | 'hang' | 'died';
  /** Names the input: seed and the seeds of its mutations; `inputOf` makes it again. */
  readonly lineage: string;
  readonly bytes: number;
  readonly what: string;
}

/** What the inputs of one target came to. */
export interface TargetReport {
  readonly target: string;
  readonly inputs: number;
  readonly accepted: number;
  /** Refusals by code. */
  readonly codes: Readonly<Record<string, number>>;
  /** Different states reached: kinds of acceptance, and kinds of message of each code. */
  readonly states: number;
  readonly slowest: { readonly ms: number; readonly lineage: string };
  readonly largest: { readonly bytes: number; readonly ofInputBytes: number; readonly lineage: string };
  readonly ms: number;
  readonly findings: readonly Finding[];
}

interface Kept {
  readonly lineage: string;
  readonly bytes: Uint8Array;
}

/** The input that a lineage names: `seed/mutation/mutation`. */
export function inputOf(target: FuzzTarget, lineage: string): Uint8Array {
  const [name = '', ...steps] = lineage.split('/');
  const seed = target.seeds.get(name);
  if (seed === undefined) throw new Error(`target ${target.name} has no seed "${name}" here; it has ${[...target.seeds.keys()].join(', ')}`);
  const own = ownSeeds(target);
  return steps.reduce((bytes, step) => mutated(bytes, new Random(Number(step)), target.mutators, own), seed);
}

/** Partners for splicing are never files of the reference folder, so that a lineage means the same input wherever its seed is. */
function ownSeeds(target: FuzzTarget): readonly Uint8Array[] {
  return [...target.seeds].filter(([name]) => !name.startsWith('real:')).map(([, bytes]) => bytes);
}

/** What is told about each input before it is read, so that one that never ends can be named. */
export type Announce = (target: string, lineage: string) => void;

/**
 * Reads `inputs` damaged inputs and judges how each ended.
 *
 * @param runSeed the same seed gives the same inputs
 */
export async function fuzz(target: FuzzTarget, inputs: number, runSeed: number, guard: AllocationGuard, announce: Announce): Promise<TargetReport> {
  const first: readonly Kept[] = [...target.seeds].map(([lineage, bytes]) => ({ lineage, bytes }));
  const own = ownSeeds(target);
  const kept: Kept[] = [];
  const states = new Set<string>();
  const codes: Record<string, number> = {};
  const findings = new Map<string, Finding>();
  let accepted = 0;
  let slowest = { ms: 0, lineage: '' };
  let largest = { bytes: 0, ofInputBytes: 0, lineage: '' };
  const started = performance.now();
  for (let index = 0; index < inputs; index++) {
    const random = new Random(seedOf(runSeed, target.name, index));
    const parent = index < first.length ? undefined : random.pick(kept.length > 0 && random.chance(0.5) ? kept : first);
    const step = parent === undefined ? 0 : random.next();
    const sound = first[index]; // each seed comes once as it is
    const lineage = parent === undefined ? (sound?.lineage ?? '') : `${parent.lineage}/${step}`;
    const bytes = parent === undefined ? (sound?.bytes ?? new Uint8Array(0)) : mutated(parent.bytes, new Random(step), target.mutators, own);
    announce(target.name, lineage);
    const end = await readOnce(target, bytes, step, guard);
    if (end.ms > slowest.ms) slowest = { ms: end.ms, lineage };
    if (end.allocations.largest > largest.bytes) largest = { bytes: end.allocations.largest, ofInputBytes: bytes.length, lineage };
    if (end.code === undefined) accepted++;
    else codes[end.code] = (codes[end.code] ?? 0) + 1;
    for (const [kind, what] of await judged(target, bytes, step, guard, end)) {
      const key = `${kind} ${generic(what)}`;
      if (!findings.has(key)) findings.set(key, { target: target.name, kind, lineage, bytes: bytes.length, what });
    }
    if (parent === undefined && end.code !== undefined && !lineage.startsWith('real:'))
      findings.set(`seed ${lineage}`, { target: target.name, kind: 'violation', lineage, bytes: bytes.length, what: `a sound seed is refused: ${end.state}` });
    if (states.size === states.add(end.state).size) continue;
    if (kept.length < MOST_KEPT && parent !== undefined && lineage.split('/').length <= DEEPEST) kept.push({ lineage, bytes });
  }
  return {
    target: target.name,
    inputs,
    accepted,
    codes,
    states: states.size,
    slowest,
    largest,
    ms: performance.now() - started,
    findings: [...findings.values()],
  };
}

interface End {
  readonly ms: number;
  /** Undefined where the input was accepted. */
  readonly code?: string;
  readonly state: string;
  readonly allocations: Allocations;
  readonly problem?: unknown;
}

/**
 * Reads one input once.
 *
 * @param step seed of the last mutation, which the reader's own choices follow; 0 for a sound seed
 */
export async function readOnce(target: FuzzTarget, bytes: Uint8Array, step: number, guard: AllocationGuard): Promise<End> {
  const random = step === 0 ? new NoChance(0) : new Random(step ^ 0x5bd1e995);
  const from = performance.now();
  guard.start();
  try {
    const state = await target.read(bytes, random);
    const allocations = guard.stop();
    return { ms: performance.now() - from, state: `accepted: ${state}`, allocations };
  } catch (problem) {
    const allocations = guard.stop();
    const ms = performance.now() - from;
    if (problem instanceof ImagingError || problem instanceof ImageFileError)
      return { ms, code: problem.code, state: `${problem.code}: ${generic(problem.message)}`, allocations };
    return { ms, code: 'CRASH', state: `crash: ${String(problem)}`, allocations, problem };
  }
}

/** What is wrong with how an input ended; empty where nothing is. */
async function judged(
  target: FuzzTarget,
  bytes: Uint8Array,
  step: number,
  guard: AllocationGuard,
  end: End,
): Promise<readonly (readonly [Finding['kind'], string])[]> {
  const wrong: [Finding['kind'], string][] = [];
  if (end.problem instanceof Violation) wrong.push(['violation', end.problem.message]);
  else if (end.code === 'CRASH') wrong.push(['crash', stackOf(end.problem)]);
  else if (end.code === undefined || end.code === '') {
    if (end.code === '') wrong.push(['crash', 'an error without a code']);
  }
  const { largest, total, unpacked, refused } = end.allocations;
  const there = (target.copies ?? 1) * bytes.length + unpacked;
  if (refused || largest > LARGEST.constant + LARGEST.factor * there) wrong.push(['allocation', `one buffer of ${largest} bytes for ${there} bytes`]);
  else if (total > TOTAL.constant + TOTAL.factor * there) wrong.push(['allocation', `${total} bytes in all for ${there} bytes`]);
  // a busy machine can hold up any input once
  if (end.ms > MOST_MS && (await readOnce(target, bytes, step, guard)).ms > MOST_MS) wrong.push(['slow', `${Math.round(end.ms)} ms for ${bytes.length} bytes`]);
  return wrong;
}

function stackOf(problem: unknown): string {
  if (!(problem instanceof Error)) return `${typeof problem}: ${String(problem)}`;
  const frames = (problem.stack ?? '').split('\n').filter((line) => line.trim().startsWith('at '));
  return `${problem.name}: ${problem.message.slice(0, 200)} ${frames.slice(0, 4).map((line) => line.trim().replace(/\(?file:.*\/(src|test|node_modules)\//, '$1/')).join(' < ')}`; // biome-ignore format: one line
}

/** A message without what differs from input to input. */
function generic(message: string): string {
  return message
    .replace(/"[^"]*"/g, '"…"')
    .replace(/-?\d[\d.e+-]*/g, '0')
    .replace(/[^\x20-\x7e…]+/g, '?')
    .slice(0, 160);
}
