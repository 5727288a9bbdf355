// SPDX-License-Identifier: Apache-2.0
import { gunzipSync, gzipSync } from 'node:zlib';
import { type Grid, IDENTITY_DIRECTION, type Mat3, type Vec3 } from '../volume/grid.ts';
import type { LabelVolume, PixelType, Volume } from '../volume/volume.ts';
import { assertGrid, assertSize, decodeNumbers, type ImageFile, ImageFileError, newVoxelArray } from './image-file.ts';

const TYPES: Readonly<Record<string, PixelType>> = {
  'signed char': 'int8',
  int8: 'int8',
  int8_t: 'int8',
  uchar: 'uint8',
  'unsigned char': 'uint8',
  uint8: 'uint8',
  uint8_t: 'uint8',
  short: 'int16',
  'short int': 'int16',
  'signed short': 'int16',
  'signed short int': 'int16',
  int16: 'int16',
  int16_t: 'int16',
  ushort: 'uint16',
  'unsigned short': 'uint16',
  'unsigned short int': 'uint16',
  uint16: 'uint16',
  uint16_t: 'uint16',
  int: 'int32',
  'signed int': 'int32',
  int32: 'int32',
  int32_t: 'int32',
  uint: 'uint32',
  'unsigned int': 'uint32',
  uint32: 'uint32',
  uint32_t: 'uint32',
  float: 'float32',
  double: 'float64',
};

/** Signs that turn a space's axes into left, posterior, superior. */
const SPACES: Readonly<Record<string, Vec3>> = {
  'left-posterior-superior': [1, 1, 1],
  lps: [1, 1, 1],
  'right-anterior-superior': [-1, -1, 1],
  ras: [-1, -1, 1],
  'left-anterior-superior': [1, -1, 1],
  las: [1, -1, 1],
};

interface Header {
  readonly fields: ReadonlyMap<string, string>;
  readonly dataStart: number;
}

function readHeader(bytes: Uint8Array): Header {
  const newline = 10;
  const fields = new Map<string, string>();
  let at = 0;
  for (let lineNumber = 0; ; lineNumber++) {
    const end = bytes.indexOf(newline, at);
    if (end === -1 || end - at > 100_000)
      throw new ImageFileError('nrrd-header', 'This is not a complete NRRD file: its header does not end with an empty line.');
    const line = new TextDecoder('latin1').decode(bytes.subarray(at, end)).replace(/\r$/, '');
    at = end + 1;
    if (lineNumber === 0) {
      if (!/^NRRD000[1-5]$/.test(line)) throw new ImageFileError('nrrd-header', 'This is not an NRRD file: it does not begin with NRRD0001 to NRRD0005.');
      continue;
    }
    if (line === '') return { fields, dataStart: at };
    if (line.startsWith('#') || /^[^:]+:=/.test(line)) continue;
    const colon = line.indexOf(': ');
    if (colon > 0) fields.set(line.slice(0, colon).toLowerCase().replace(/\s+/g, ''), line.slice(colon + 2).trim());
  }
}

function required(header: Header, name: string): string {
  const value = header.fields.get(name.replace(/\s+/g, ''));
  if (value === undefined) throw new ImageFileError('nrrd-header', `The NRRD header has no "${name}".`);
  return value;
}

function numbers(text: string, what: string): number[] {
  const list = text
    .split(/[\s,]+/)
    .filter((part) => part !== '')
    .map(Number);
  if (list.some((value) => !Number.isFinite(value))) throw new ImageFileError('nrrd-header', `The NRRD header's "${what}" is not a list of numbers: ${text}`);
  return list;
}

/** The vectors of "space directions", `undefined` where the header says none. */
function directions(text: string): (number[] | undefined)[] {
  return [...text.matchAll(/none|\(([^)]*)\)/gi)].map((match) => (match[1] === undefined ? undefined : numbers(match[1], 'space directions')));
}

function spaceGrid(header: Header, sizes: readonly number[]): { readonly grid: Grid; readonly components: number } {
  const space = header.fields.get('space')?.toLowerCase();
  const text = header.fields.get('spacedirections');
  if (text === undefined) return plainGrid(header, sizes);
  const sign = space === undefined ? ([1, 1, 1] as const) : SPACES[space];
  if (sign === undefined)
    throw new ImageFileError('nrrd-space', `The NRRD space "${space}" is not supported; use left-posterior-superior or right-anterior-superior.`);
  const vectors = directions(text);
  if (vectors.length !== sizes.length) throw new ImageFileError('nrrd-header', 'The NRRD header must have one space direction per axis.');
  const spatial = vectors.flatMap((vector, axis) => (vector === undefined ? [] : [axis]));
  const componentAxes = vectors.flatMap((vector, axis) => (vector === undefined ? [axis] : []));
  if (spatial.length !== 3) throw new ImageFileError('nrrd-dimension', `The image has ${spatial.length} space axes; three are needed.`);
  if (componentAxes.length > 1 || (componentAxes[0] ?? 0) !== 0)
    throw new ImageFileError('nrrd-dimension', 'Only one component axis is supported, and it must be the first.');
  const spacing = [0, 0, 0];
  const direction = new Array<number>(9).fill(0);
  spatial.forEach((axis, j) => {
    const v = vectors[axis]!;
    if (v.length !== 3) throw new ImageFileError('nrrd-header', `A space direction needs three numbers: ${text}`);
    const norm = Math.sqrt(v[0]! * v[0]! + v[1]! * v[1]! + v[2]! * v[2]!);
    if (!(norm > 0)) throw new ImageFileError('nrrd-header', `A space direction has no length: ${text}`);
    spacing[j] = norm;
    for (let i = 0; i < 3; i++) direction[i * 3 + j] = v[i]! * sign[i]! * (1 / norm);
  });
  const originText = header.fields.get('spaceorigin');
  const origin = originText === undefined ? [0, 0, 0] : numbers(originText.replace(/[()]/g, ''), 'space origin');
  if (origin.length !== 3) throw new ImageFileError('nrrd-header', `The space origin needs three numbers: ${originText}`);
  const grid: Grid = {
    size: [sizes[spatial[0]!]!, sizes[spatial[1]!]!, sizes[spatial[2]!]!],
    spacingMm: spacing as unknown as Vec3,
    originMm: [origin[0]! * sign[0], origin[1]! * sign[1], origin[2]! * sign[2]],
    direction: direction as unknown as Mat3,
  };
  return { grid, components: componentAxes.length === 0 ? 1 : sizes[componentAxes[0]!]! };
}

/** A file without orientation: spacings and axis minima only, axes taken as L, P, S. */
function plainGrid(header: Header, sizes: readonly number[]): { readonly grid: Grid; readonly components: number } {
  const extra = sizes.length - 3;
  if (extra !== 0 && extra !== 1)
    throw new ImageFileError('nrrd-dimension', `The image has ${sizes.length} axes; three (or four with components first) are needed.`);
  const parse = (name: string): number[] | undefined => header.fields.get(name)?.split(/\s+/).map(Number);
  const spacings = parse('spacings');
  const minima = parse('axismins');
  const of = (list: number[] | undefined, axis: number, fallback: number): number => {
    const value = list?.[axis + extra];
    return value === undefined || Number.isNaN(value) ? fallback : value;
  };
  const axis3 = (list: number[] | undefined, fallback: number): Vec3 => [of(list, 0, fallback), of(list, 1, fallback), of(list, 2, fallback)];
  const grid: Grid = {
    size: [sizes[extra]!, sizes[extra + 1]!, sizes[extra + 2]!],
    spacingMm: axis3(spacings, 1),
    originMm: axis3(minima, 0),
    direction: IDENTITY_DIRECTION,
  };
  return { grid, components: extra === 1 ? sizes[0]! : 1 };
}

function skipBytes(payload: Uint8Array, header: Header, bytesOfData: number): Uint8Array {
  const skip = skipOf(header, 'byte skip', -1);
  if (skip === -1) return payload.subarray(Math.max(0, payload.length - bytesOfData));
  return payload.subarray(skip);
}

/** "byte skip" may be -1: the voxels are at the end of the file. */
function skipOf(header: Header, name: 'byte skip' | 'line skip', least: number): number {
  const skip = Number(header.fields.get(name.replace(' ', '')) ?? 0);
  if (!Number.isSafeInteger(skip) || skip < least)
    throw new ImageFileError(
      'nrrd-header',
      `The NRRD header's "${name}" must be a whole number from ${least}, it is "${header.fields.get(name.replace(' ', ''))}".`,
    );
  return skip;
}

function skipLines(payload: Uint8Array, lines: number): Uint8Array {
  let at = 0;
  for (let line = 0; line < lines; line++) {
    const end = payload.indexOf(10, at);
    if (end < 0) throw new ImageFileError('image-truncated', `The header skips ${lines} lines before the voxels, the file has only ${line} there.`);
    at = end + 1;
  }
  return payload.subarray(at);
}

/**
 * Reads an attached-data NRRD file (encodings raw, gzip, ascii; 8 to 32 bit integers, float, double) as ITK does.
 *
 * Spacing is the length of each space direction in float64 and is not rounded. Right-anterior-superior files are turned into LPS.
 *
 * @returns grid, number type, and data with component fastest, then x, y, z
 * @throws ImageFileError with codes `nrrd-header`, `nrrd-type`, `nrrd-encoding`, `nrrd-space`, `nrrd-dimension`, `nrrd-detached`, `image-truncated`, `image-too-large`
 * @see https://teem.sourceforge.net/nrrd/format.html
 */
export function readNrrd(bytes: Uint8Array): ImageFile {
  const header = readHeader(bytes);
  if (header.fields.has('datafile'))
    throw new ImageFileError('nrrd-detached', 'This NRRD header points to another data file; use one file with header and data together.');
  const typeText = required(header, 'type').toLowerCase();
  const pixelType = TYPES[typeText];
  if (pixelType === undefined)
    throw new ImageFileError('nrrd-type', `The NRRD type "${typeText}" is not supported; use 8 to 32 bit integers, float or double.`);
  const sizes = numbers(required(header, 'sizes'), 'sizes');
  if (sizes.some((size) => !Number.isInteger(size) || size < 1))
    throw new ImageFileError('nrrd-header', `The NRRD sizes must be whole numbers from 1: ${sizes.join(' ')}`);
  const { grid, components } = spaceGrid(header, sizes);
  assertGrid(grid, 'nrrd-header');
  const count = sizes.reduce((product, size) => product * size, 1);
  assertSize(count, pixelType);

  const payload = skipLines(bytes.subarray(header.dataStart), skipOf(header, 'line skip', 0));
  const encoding = required(header, 'encoding').toLowerCase();
  const littleEndian = (header.fields.get('endian') ?? 'little').toLowerCase() === 'little';
  const width = newVoxelArray(pixelType, 1).BYTES_PER_ELEMENT;
  if (encoding === 'raw')
    return { grid, pixelType, components, data: decodeNumbers(skipBytes(payload, header, count * width), pixelType, count, littleEndian) };
  if (encoding === 'gzip' || encoding === 'gz')
    return {
      grid,
      pixelType,
      components,
      data: decodeNumbers(skipBytes(inflate(payload, count * width), header, count * width), pixelType, count, littleEndian),
    };
  if (encoding === 'ascii' || encoding === 'text' || encoding === 'txt') {
    const values = numbers(new TextDecoder('latin1').decode(payload), 'data');
    if (values.length < count) throw new ImageFileError('image-truncated', `The header promises ${count} numbers, the file holds ${values.length}.`);
    const data = newVoxelArray(pixelType, count);
    data.set(values.slice(0, count));
    return { grid, pixelType, components, data };
  }
  throw new ImageFileError('nrrd-encoding', `The NRRD encoding "${encoding}" is not supported; use raw, gzip or ascii.`);
}

function inflate(payload: Uint8Array, expectedBytes: number): Uint8Array {
  try {
    return gunzipSync(payload, { maxOutputLength: expectedBytes + 1_048_576 });
  } catch (cause) {
    throw new ImageFileError('image-truncated', `The compressed voxels cannot be unpacked (${cause instanceof Error ? cause.message : 'unknown reason'}).`);
  }
}

const TYPE_NAMES: Readonly<Record<PixelType, string>> = {
  int8: 'signed char',
  uint8: 'unsigned char',
  int16: 'short',
  uint16: 'unsigned short',
  int32: 'int',
  uint32: 'unsigned int',
  float32: 'float',
  float64: 'double',
};

const NAME_OF_BYTES: Readonly<Record<number, PixelType>> = { 1: 'uint8', 2: 'uint16', 4: 'uint32' };

/** Writes an image or a label image as a gzip NRRD file in LPS space. */
export function writeNrrd(volume: Volume | LabelVolume): Uint8Array {
  const { grid, data } = volume;
  const pixelType = 'pixelType' in volume ? volume.pixelType : NAME_OF_BYTES[data.BYTES_PER_ELEMENT]!;
  const vector = (j: number): string => `(${[0, 1, 2].map((i) => grid.direction[i * 3 + j]! * grid.spacingMm[j]!).join(',')})`;
  const header = [
    'NRRD0004',
    `type: ${TYPE_NAMES[pixelType]}`,
    'dimension: 3',
    'space: left-posterior-superior',
    `sizes: ${grid.size.join(' ')}`,
    `space directions: ${[0, 1, 2].map(vector).join(' ')}`,
    'kinds: domain domain domain',
    'endian: little',
    'encoding: gzip',
    `space origin: (${grid.originMm.join(',')})`,
    '',
    '',
  ].join('\n');
  const packed = gzipSync(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  const head = new TextEncoder().encode(header);
  const file = new Uint8Array(head.length + packed.length);
  file.set(head);
  file.set(packed, head.length);
  return file;
}
