// SPDX-License-Identifier: Apache-2.0
import { ImagingError } from '../errors.ts';
import type { CtHeader } from './ct-header.ts';
import { isReferenced } from './frame-reference.ts';
import { slicePosition } from './series-geometry.ts';

/** Slices closer than this along their normal lie at one place, mm. */
const SAME_PLACE_MM = 1e-3;

/**
 * The slices of one stack, where a series or a multi-frame object holds several: stacks, phases or points in time of an Enhanced CT, or
 * several acquisitions of one place in a classic series. Those that the mask was drawn on decide, never a guess.
 *
 * Classic acquisitions that the mask does not tell apart are handed on whole: the assembly of the volume refuses them with the place where
 * they clash.
 *
 * @param headerOf header of a slice
 * @param drawnOn images (or frames, see `frameKey`) that the mask references; empty where there is no mask
 * @throws ImagingError `several-stacks` with the list of what is there
 */
export function chooseStack<T>(slices: readonly T[], headerOf: (slice: T) => CtHeader, drawnOn: ReadonlySet<string> = new Set()): readonly T[] {
  const stacks = groupsOf(slices, (s) => stackOf(headerOf(s)));
  let kept = slices;
  if (stacks.size > 1) {
    const chosen = drawnGroup(stacks, headerOf, drawnOn);
    if (chosen === undefined) throw severalStacks(stacks, headerOf);
    kept = chosen;
  }
  // only where slices share a place: every frame of a step-and-shoot scan may be an acquisition of its own
  for (const keyOf of [(h: CtHeader) => h.acquisitionNumber, (h: CtHeader) => h.frame?.objectUid]) {
    if (!sharesPlaces(kept, headerOf)) return kept;
    kept =
      drawnGroup(
        groupsOf(kept, (s) => keyOf(headerOf(s))),
        headerOf,
        drawnOn,
      ) ?? kept;
  }
  return kept;
}

/** What makes frames of multi-frame objects different volumes; the same for all classic slices. */
function stackOf({ frame, contrast, imageType }: CtHeader): string {
  return frame === undefined ? '' : JSON.stringify([frame.stackId, frame.temporalPosition ?? null, contrast.phase, imageType]);
}

function groupsOf<T>(slices: readonly T[], keyOf: (slice: T) => string | number | undefined): ReadonlyMap<string | number | undefined, readonly T[]> {
  const groups = new Map<string | number | undefined, T[]>();
  for (const slice of slices) {
    const key = keyOf(slice);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [slice]);
    else group.push(slice);
  }
  return groups;
}

/** The only group that the mask was drawn on; undefined where it was drawn on none, or on several. */
function drawnGroup<T>(groups: ReadonlyMap<unknown, readonly T[]>, headerOf: (slice: T) => CtHeader, drawnOn: ReadonlySet<string>): readonly T[] | undefined {
  const drawn = [...groups.values()].filter((group) => group.some((s) => isReferenced(headerOf(s), drawnOn)));
  return drawn.length === 1 ? drawn[0] : undefined;
}

function sharesPlaces<T>(slices: readonly T[], headerOf: (slice: T) => CtHeader): boolean {
  const first = slices[0];
  if (first === undefined) return false;
  const orientation = headerOf(first).orientation;
  const alongMm = slices.flatMap((s) => slicePosition(headerOf(s), orientation) ?? []).sort((a, b) => a - b);
  return alongMm.some((mm, i) => i > 0 && mm - (alongMm[i - 1] as number) <= SAME_PLACE_MM);
}

function severalStacks<T>(groups: ReadonlyMap<unknown, readonly T[]>, headerOf: (slice: T) => CtHeader): ImagingError {
  const stacks = [...groups.values()].map((group) => describe(group.map(headerOf)));
  return new ImagingError(
    'several-stacks',
    `The CT holds ${stacks.length} stacks or phases (${stacks.join('; ')}), and the mask does not say on which frames it was drawn. Store the segmentation with references to its frames, or send the phase that is meant as a series of its own.`,
    { stacks },
  );
}

function describe(headers: readonly CtHeader[]): string {
  const { frame, contrast, imageType } = headers[0] as CtHeader;
  const numbers = headers.map((h) => h.frame?.number ?? 0);
  return [
    `frames ${Math.min(...numbers)} to ${Math.max(...numbers)} (${headers.length})`,
    ...(frame === undefined || frame.stackId === '' ? [] : [`stack ${frame.stackId}`]),
    ...(frame?.temporalPosition === undefined ? [] : [`time ${frame.temporalPosition}`]),
    ...(contrast.phase === '' ? [] : [`phase ${contrast.phase}`]),
    imageType.join('\\'),
  ].join(', ');
}
