// SPDX-License-Identifier: Apache-2.0
import type { Vec3 } from '../../volume/grid.ts';
import type { CtVolume } from '../dicom/assemble-volume.ts';
import { voxelArray } from '../dicom/pixel-type.ts';
import { type DicomJson, jsonNumbers, jsonText } from '../dicomweb/dicom-json.ts';

/** A slice as the metadata of its series place it. */
export interface ListedSlice {
  readonly uid: string;
  readonly positionMm: Vec3;
}

/** What decides the number type and the values of a slice; where it differs inside a series, a part does not tell of the rest. */
const FORMAT = ['00280010', '00280011', '00280100', '00280101', '00280103', '00281052', '00281053', '00281054', '00200037', '00280030'];
/** Relative deviation of a slice distance that is still regular; stricter than the assembly, since nobody will see these slices. */
const REGULAR = 1e-3;

/**
 * All slices of a series in order along a direction, where its metadata show that it is one even stack of one format.
 *
 * @param along distance of a point along the normal of the slices
 * @returns undefined where they do not show it; then only the slices themselves can
 */
export function evenStack(metadata: readonly DicomJson[], along: (point: readonly number[]) => number): readonly ListedSlice[] | undefined {
  const formats = new Set(metadata.map((dataset) => JSON.stringify(FORMAT.map((tag) => dataset[tag]?.Value ?? null))));
  const first = metadata[0];
  if (formats.size !== 1 || first === undefined || jsonNumbers(first, '00280101') === undefined) return undefined;
  const listed = metadata.flatMap((dataset) => {
    const uid = jsonText(dataset, '00080018');
    const mm = jsonNumbers(dataset, '00200032');
    return uid !== '' && mm?.length === 3 ? [{ uid, positionMm: mm as unknown as Vec3 }] : [];
  });
  if (listed.length !== metadata.length || listed.length < 3) return undefined;
  listed.sort((a, b) => along(a.positionMm) - along(b.positionMm));
  const levels = listed.map((slice) => along(slice.positionMm));
  const step = ((levels.at(-1) as number) - (levels[0] as number)) / (listed.length - 1);
  const even = levels.every((level, k) => k === 0 || Math.abs(level - (levels[k - 1] as number) - step) <= REGULAR * step);
  return even && step > 0 ? listed : undefined;
}

/**
 * A part of a stack as a volume on the grid of the whole stack, of which only that part is known. Memory is only taken for the known slices.
 *
 * @param part consecutive slices of the stack, in the same order
 * @returns undefined where the metadata and the slices themselves do not agree to the last bit
 */
export function onWholeGrid(part: CtVolume, stack: readonly ListedSlice[]): (CtVolume & { readonly knownSlices: { from: number; to: number } }) | undefined {
  const own = part.source.slices;
  const from = stack.findIndex((slice) => slice.uid === own[0]?.sopInstanceUid);
  const agrees = (k: number): boolean => {
    const listed = stack[from + k];
    const slice = own[k];
    return listed?.uid === slice?.sopInstanceUid && slice?.positionMm.every((mm, i) => mm === listed?.positionMm[i]) === true;
  };
  const first = stack[0];
  const last = stack.at(-1);
  if (from < 0 || first === undefined || last === undefined || own.some((slice, k) => slice.frameNumber !== undefined || !agrees(k))) return undefined;
  const [nx, ny] = part.grid.size;
  const [dx, dy, dz] = last.positionMm.map((mm, i) => mm - (first.positionMm[i] as number)) as [number, number, number];
  const stepMm = Math.sqrt(dx * dx + dy * dy + dz * dz) / (stack.length - 1);
  const data = voxelArray(part.pixelType, nx * ny * stack.length);
  data.set(part.data, nx * ny * from);
  return {
    ...part,
    grid: {
      ...part.grid,
      size: [nx, ny, stack.length],
      spacingMm: [part.grid.spacingMm[0], part.grid.spacingMm[1], stepMm],
      originMm: first.positionMm,
    },
    data,
    knownSlices: { from, to: from + own.length - 1 },
    padding: stack.map((_, k) => part.padding[k - from]),
    source: { ...part.source, slices: stack.map(({ uid, positionMm }) => ({ sopInstanceUid: uid, positionMm })) },
  };
}
