// SPDX-License-Identifier: Apache-2.0
// What is fuzzed: each target reads an input to the end as the product does, and says what state it reached.
import { assembleVolume, type CtVolume, decodeSlice } from '../../src/imaging/dicom/assemble-volume.ts';
import { chooseStack } from '../../src/imaging/dicom/choose-stack.ts';
import { readCtSlices } from '../../src/imaging/dicom/enhanced-ct.ts';
import { readPart10 } from '../../src/imaging/dicom/part10.ts';
import { assessPhase } from '../../src/imaging/dicom/phase.ts';
import { SOP_CLASS } from '../../src/imaging/dicom/uids.ts';
import { jsonItems, jsonNumbers, jsonText, parseDicomJson } from '../../src/imaging/dicomweb/dicom-json.ts';
import { ImagingError } from '../../src/imaging/errors.ts';
import { type ImageFile, ImageFileError, toLabelVolume } from '../../src/imaging/image-file.ts';
import { readNifti } from '../../src/imaging/nifti.ts';
import { readNrrd } from '../../src/imaging/nrrd.ts';
import { readOutline } from '../../src/imaging/outline/read-outline.ts';
import type { OutlineObject } from '../../src/imaging/outline/types.ts';
import { readMeasurementReport } from '../../src/imaging/sr/read-report.ts';
import type { Grid } from '../../src/volume/grid.ts';
import { readFrame } from './frame-target.ts';
import { readMultipartTwice } from './multipart-target.ts';
import { GENERIC, type Mutator } from './mutate.ts';
import { DICOM } from './mutate-dicom.ts';
import { JSON_TEXT, MULTIPART, NIFTI, NRRD } from './mutate-image-file.ts';
import type { Random } from './random.ts';
import {
  ctSeeds,
  frameSeeds,
  jsonSeeds,
  multipartSeeds,
  niftiSeeds,
  nrrdSeeds,
  placedCt,
  rtstructSeeds,
  type Seeds,
  segSeeds,
  soundSiblings,
  srSeeds,
} from './seeds.ts';
import { Violation } from './violation.ts';

/** One reader under test. */
export interface FuzzTarget {
  readonly name: string;
  /** Share of the inputs, relative to the others. */
  readonly weight: number;
  readonly seeds: Seeds;
  readonly mutators: readonly Mutator[];
  /** How many times its input a reader is given (a series is made of several files). */
  readonly copies?: number;
  /** Reads an input. @returns what was accepted, in few words. @throws what the reader throws, or {@link Violation} */
  read(bytes: Uint8Array, random: Random): string | Promise<string>;
}

/** All targets. */
export async function fuzzTargets(): Promise<readonly FuzzTarget[]> {
  const ct = await ctSeeds();
  const [seg, rtstruct, sr] = [segSeeds(), rtstructSeeds(), srSeeds()];
  return [
    { name: 'part10', weight: 2, seeds: new Map([...ct, ...seg, ...rtstruct, ...sr]), mutators: DICOM, read: (bytes) => partTen(bytes) },
    { name: 'ct-series', weight: 4, seeds: ct, mutators: DICOM, copies: 4, read: ctSeries },
    { name: 'seg', weight: 4, seeds: seg, mutators: DICOM, read: outline },
    { name: 'rtstruct', weight: 4, seeds: rtstruct, mutators: DICOM, read: outline },
    { name: 'sr', weight: 2, seeds: sr, mutators: DICOM, read: (bytes) => `lesions ${readMeasurementReport(bytes).lesions.length}` },
    { name: 'nrrd', weight: 4, seeds: nrrdSeeds(), mutators: NRRD, read: (bytes) => imageFile(readNrrd(bytes)) },
    { name: 'nifti', weight: 4, seeds: niftiSeeds(), mutators: NIFTI, read: (bytes) => imageFile(readNifti(bytes)) },
    { name: 'multipart', weight: 4, seeds: multipartSeeds(), mutators: MULTIPART, copies: 2, read: readMultipartTwice },
    { name: 'dicom-json', weight: 3, seeds: jsonSeeds(), mutators: JSON_TEXT, read: dicomJson },
    { name: 'frames', weight: 4, seeds: await frameSeeds(), mutators: GENERIC, read: readFrame },
  ];
}

function partTen(bytes: Uint8Array): string {
  const { transferSyntaxUid, dataset } = readPart10(bytes);
  return `${transferSyntaxUid} ${Object.keys(dataset).length > 0}`;
}

/**
 * A damaged slice among its siblings: either the sound ones, or ones with the same damage at the places of the others, so that what a whole
 * series has in common is damaged too.
 */
async function ctSeries(bytes: Uint8Array, random: Random): Promise<string> {
  const files = [bytes, ...(random.chance(0.2) ? [] : siblings(bytes))];
  const slices = chooseStack(files.flatMap((file) => readCtSlices(file)), (s) => s.header); // biome-ignore format: one call
  const volume: CtVolume = assembleVolume(await Promise.all(slices.map((slice) => decodeSlice(slice, { allowLossy: random.chance(0.2) }))));
  checkGrid(volume.grid, volume.data.length, 1);
  const [x, y, z] = columns(volume.grid);
  for (const [a, b] of [[x, y], [x, z], [y, z]] as const) if (!(Math.abs(dot(a, b)) < 1e-3)) throw new Violation('the directions of a CT volume are not perpendicular'); // biome-ignore format: one rule
  for (const a of [x, y, z]) if (!(Math.abs(dot(a, a) - 1) < 1e-3)) throw new Violation('a direction of a CT volume is no unit vector');
  if (volume.headers.length !== volume.grid.size[2] || volume.padding.length !== volume.grid.size[2]) throw new Violation('a slice without header');
  return `${volume.pixelType} ${volume.headers[0]?.transferSyntaxUid} ${assessPhase(volume.headers, undefined).verdict}`;
}

function siblings(bytes: Uint8Array): readonly Uint8Array[] {
  const text = Buffer.from(bytes).toString('latin1');
  if (text.includes(`${SOP_CLASS.ctImage}.`)) return []; // multi-frame: a series by itself
  if (!text.includes('-20\\100')) return soundSiblings;
  return [1, 2, 3].map((k) => new Uint8Array(Buffer.from(text.replace('-20\\100', `-20\\1${k}0`), 'latin1')));
}

/** A segmentation or structure set: every region is placed on the CT as a user may ask for it. */
function outline(bytes: Uint8Array, random: Random): string {
  const object: OutlineObject = readOutline(bytes);
  const { grid, source } = placedCt;
  const wish = random.pick([undefined, undefined, object.regions[0]?.number, object.regions[0]?.label]);
  const region = object.choose(wish);
  const planes = object.planesOf(region);
  if (planes.some((plane) => plane.positionMm.some((mm) => !Number.isFinite(mm)))) throw new Violation('a plane without a finite position');
  const target = { grid, frameOfReferenceUid: source.frameOfReferenceUid, threshold: 0.5, ...(random.chance(0.5) ? { slices: source.slices } : {}) };
  const { mask, checks } = object.place(region, target);
  checkGrid(mask.grid, mask.data.length, 1);
  if (mask.data.some((value) => value > 1)) throw new Violation('a mask holds something else than 0 and 1');
  return `${object.kind} ${checks.map((check) => check.code).join(' ')}`;
}

function imageFile(file: ImageFile): string {
  checkGrid(file.grid, file.data.length, file.components);
  let labels = 'labels';
  try {
    const mask = toLabelVolume(file, 0);
    checkGrid(mask.grid, mask.data.length, 1);
  } catch (error) {
    if (!(error instanceof ImageFileError)) throw error;
    labels = error.code;
  }
  return `${file.pixelType} ${Math.min(file.components, 3)} ${labels}`;
}

function dicomJson(bytes: Uint8Array): string {
  let answer: unknown;
  try {
    answer = JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    throw new ImagingError('dicomweb-bad-answer', 'no JSON'); // as the client's HTTP layer does
  }
  const datasets = parseDicomJson(answer, 'series');
  let seen = 0;
  for (const dataset of datasets)
    for (const tag of Object.keys(dataset)) {
      seen += jsonText(dataset, tag).length > 0 ? 1 : 0;
      if (jsonNumbers(dataset, tag)?.some((value) => !Number.isFinite(value)) === true) throw new Violation('a number that is not finite');
      for (const item of jsonItems(dataset, tag)) seen += Object.keys(item).length;
    }
  return `datasets ${Math.min(datasets.length, 3)} ${seen > 0}`;
}

function columns({ direction: d }: Grid): readonly (readonly [number, number, number])[] {
  return [0, 1, 2].map((j) => [d[j] as number, d[3 + j] as number, d[6 + j] as number] as const);
}

function dot(a: readonly number[] | undefined, b: readonly number[] | undefined): number {
  return [0, 1, 2].reduce((sum, i) => sum + (a?.[i] as number) * (b?.[i] as number), 0);
}

/** What every grid that leaves a reader must be. */
function checkGrid(grid: Grid, numbers: number, components: number): void {
  const [nx, ny, nz] = grid.size;
  if (!grid.size.every((n) => Number.isSafeInteger(n) && n > 0)) throw new Violation(`a grid of ${grid.size.join(' x ')} voxels`);
  if (nx * ny * nz * components !== numbers) throw new Violation(`${numbers} numbers for ${grid.size.join(' x ')} voxels of ${components}`);
  if (!grid.spacingMm.every((mm) => Number.isFinite(mm) && mm > 0)) throw new Violation(`a spacing of ${grid.spacingMm.join(' x ')} mm`);
  if (!grid.originMm.every(Number.isFinite)) throw new Violation(`an origin at ${grid.originMm.join(', ')} mm`);
  if (!grid.direction.every(Number.isFinite)) throw new Violation(`directions of ${grid.direction.join(', ')}`);
}
