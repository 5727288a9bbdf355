// SPDX-License-Identifier: Apache-2.0
// Mutations that know the headers of NRRD, NIfTI, multipart and JSON.
import { gunzipSync, gzipSync } from 'node:zlib';
import { editNumber, GENERIC, HOSTILE_NUMBERS, joined, type Mutator, mutated, replaced } from './mutate.ts';

const NRRD_WORDS = ['type: short', 'type: double', 'type: uchar', 'type: block', 'encoding: raw', 'encoding: gzip', 'encoding: ascii', 'encoding: hex', 'endian: big', 'dimension: 4', 'space: right-anterior-superior', 'space: scanner-xyz', 'byte skip: -1', 'byte skip: 5', 'byte skip: -3', 'byte skip: NaN', 'byte skip: 1e12', 'line skip: 1', 'line skip: 1e9', 'line skip: Infinity', 'line skip: -1', 'data file: x.raw', 'sizes: 1000000000 1000000000 1', 'sizes: 1e9 1 1', 'sizes: -2 3 4', 'sizes: NaN 1 1', 'sizes: 65535 65535 1', 'sizes: 30000 30000 1', 'sizes: 2 2', 'sizes: 1 1 1 1', 'sizes: 0 0 0', 'space directions: none none none', 'space directions: (0,0,0) (0,1,0) (0,0,1)', 'space directions: (1,0,0) (1,0,0) (0,0,1)', 'space directions: (1e300,0,0) (0,1,0) (0,0,1)', 'space origin: (1,2)', 'space origin: none', 'spacings: 1 -1 NaN', 'spacings: 1e999 1 1', 'axis mins: NaN nan 1e999', 'key:=value', '# comment']; // biome-ignore format: one list

function headerEnd(bytes: Uint8Array): number {
  const at = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).indexOf('\n\n');
  return at < 0 ? Math.min(bytes.length, 1000) : at + 1;
}

const nrrdLine: Mutator = (bytes, random) => {
  const lines = Buffer.from(bytes).toString('latin1', 0, headerEnd(bytes)).split('\n');
  const at = 1 + random.below(lines.length - 1);
  const word = random.pick(NRRD_WORDS);
  const same = lines.findIndex((line) => line.startsWith(word.slice(0, word.indexOf(':') + 1)));
  if (random.chance(0.2)) lines.splice(at, 1);
  else if (same > 0 && random.chance(0.8)) lines[same] = word;
  else lines.splice(at, 0, word);
  return joined(Buffer.from(lines.join('\n'), 'latin1'), bytes.subarray(headerEnd(bytes)));
};

const nrrdNumber: Mutator = (bytes, random, seeds) => editNumber(false, 8, headerEnd(bytes))(bytes, random, seeds);

/** For NRRD files. */
export const NRRD: readonly Mutator[] = [...GENERIC, nrrdLine, nrrdLine, nrrdLine, nrrdNumber, nrrdNumber, nrrdNumber, nrrdNumber];

const HOSTILE_FLOATS = [0, -0, 1, -1, 0.5, 1e-30, 1e30, 3.4e38, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 348, 352, 1e10, -352];
const HOSTILE_SHORTS = [0, 1, 2, 3, 4, 5, 7, 8, 16, 64, 128, 256, 512, 768, 1024, 2304, 0x7fff, -1, -2, -32768];

const niftiHeader: Mutator = (bytes, random) => {
  if (bytes.length < 352 || bytes[0] === 0x1f) return undefined;
  const out = bytes.slice();
  const view = new DataView(out.buffer);
  const little = random.chance(0.9);
  if (random.chance(0.5)) view.setInt16(random.pick([40, 42, 44, 46, 48, 50, 70, 72, 252, 254]), random.pick(HOSTILE_SHORTS), little);
  else view.setFloat32(random.pick([76, 80, 84, 88, 108, 112, 116, 256, 260, 264, 268, 280, 284, 288, 292, 296, 300, 312, 316, 320, 324]), random.pick(HOSTILE_FLOATS), little); // biome-ignore format: offsets of the header
  return out;
};

/** Damages what a gzip file holds and packs it again. */
const insideGzip: Mutator = (bytes, random, seeds) => {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return undefined;
  try {
    const plain = gunzipSync(bytes, { maxOutputLength: 10_000_000 });
    const changed = mutated(new Uint8Array(plain), random, [...GENERIC, niftiHeader, niftiHeader, niftiHeader], seeds);
    return gzipSync(random.chance(0.05) ? joined(changed, new Uint8Array(5_000_000)) : changed);
  } catch {
    return undefined; // damaged before
  }
};

/** For NIfTI files, packed or not. */
export const NIFTI: readonly Mutator[] = [...GENERIC, niftiHeader, niftiHeader, niftiHeader, niftiHeader, niftiHeader, insideGzip, insideGzip, insideGzip];

const MULTIPART_PIECES = ['\r\n', '\r\n\r\n', '--', '--b', '\r\n--b', '\r\n--b\r\n', '\r\n--b--', '--b--\r\n', 'Content-Length: 5\r\n', 'Content-Length: 999999999999999\r\n', 'Content-Length: 1000000000\r\n', 'Content-Length: -1\r\n', 'Content-Length: 0\r\n', ':\r\n', 'x\r\n', '\0', '__proto__: 1\r\n', 'constructor: 1\r\n']; // biome-ignore format: one list

const multipartPiece: Mutator = (bytes, random) => {
  const at = random.chance(0.5) ? random.below(bytes.length + 1) : Math.max(0, Buffer.from(bytes).indexOf('\r\n', random.below(bytes.length)));
  const piece = Buffer.from(random.pick(MULTIPART_PIECES), 'latin1');
  return replaced(bytes, at, random.chance(0.3) ? piece.length : 0, random.chance(0.05) ? Buffer.alloc(piece.length * 500, piece) : piece);
};

/** For multipart bodies with the boundary `b`. */
export const MULTIPART: readonly Mutator[] = [...GENERIC, multipartPiece, multipartPiece, multipartPiece, multipartPiece, editNumber(false)];

const JSON_TOKENS = ['null', 'true', '[]', '{}', '""', '"x"', '1e999', '-1', '{"vr":"DS","Value":["x"]}', '[null]', '[[[]]]', '{"Value":{}}', '{"__proto__":{"vr":"UI"}}', '{"vr":"SQ","Value":[1]}', '{"vr":"PN","Value":[{"Alphabetic":null}]}', '"\\ud800"']; // biome-ignore format: one list

/** A value of a JSON text becomes another value; the text mostly stays JSON. */
const jsonValue: Mutator = (bytes, random) => {
  const text = Buffer.from(bytes).toString('latin1');
  const found = [...text.matchAll(/"[^"]*":?|-?\d+(\.\d+)?|\[[^[\]]*\]|\{[^{}]*\}/g)].filter((match) => !match[0].endsWith(':')); // no keys
  if (found.length === 0) return undefined;
  const match = random.pick(found);
  const token = random.chance(0.3) ? `"${random.pick(HOSTILE_NUMBERS).replace(/[\\"]/g, '')}"` : random.pick(JSON_TOKENS);
  const deep = random.chance(0.03) ? `${'['.repeat(4000)}${token}${']'.repeat(4000)}` : token;
  return replaced(bytes, match.index, match[0].length, Buffer.from(deep, 'latin1'));
};

/** For answers in the DICOM JSON model. */
export const JSON_TEXT: readonly Mutator[] = [...GENERIC, ...Array.from({ length: 14 }, () => jsonValue)];
