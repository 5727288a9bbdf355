// SPDX-License-Identifier: Apache-2.0
import dicomParser, { type DataSet } from 'dicom-parser';
import { inflateBody } from './inflate.ts';

/** A measurement report has about ten levels of sequences in each other. */
const MOST_LEVELS = 64;
/** Bytes of a dataset that belong to no element of it, because their tags come again and again. */
const MOST_REPEATED_BYTES = 1024 ** 2;
/** Header of an element, and the delimiter behind one of undefined length. */
const MOST_OVERHEAD = 20;
/** Most bytes of a deflated object; dcmjs reads 100 MB of small elements in a quarter of a minute. */
const MOST_INFLATED_BYTES = 512_000_000;
/** Item of undefined length, and its delimiter (PS3.5 section 7.5). */
const OPENED = Buffer.from('feff00e0ffffffff', 'hex');
const CLOSED = Buffer.from('feff0de000000000', 'hex');

/**
 * Walks the elements of a Part 10 file once, before dcmjs reads them.
 *
 * @throws what dicom-parser throws where an element runs past the end; Error where sequences lie in each other deeper than any real object has
 *   them: dcmjs takes time that grows with the square of the depth, seconds for 100 KB of nothing but nested sequences; Error where elements
 *   are repeated without end
 */
export function assertWhole(bytes: Uint8Array): void {
  const dataset = dicomParser.parseDicom(bytes, { inflater: (whole, position) => inflateBody(whole, position, MOST_INFLATED_BYTES) });
  assertSane(dataset, dataset.byteArray.length, MOST_LEVELS);
  // the walk above does not see a sequence whose tag comes a second time
  assertFewOpenItems(Buffer.from(dataset.byteArray.buffer, dataset.byteArray.byteOffset, dataset.byteArray.byteLength));
}

/**
 * The depth, and that a dataset is made of its elements: a deflated file of 40 KB can hold 40 MB of one tiny element, over and over.
 *
 * @param bytes length of the dataset
 */
function assertSane(dataset: DataSet, bytes: number, levels: number): void {
  if (levels === 0) throw tooDeep();
  let own = 0;
  for (const element of Object.values(dataset.elements)) {
    own += element.length + MOST_OVERHEAD;
    for (const item of element.items ?? []) if (item.dataSet !== undefined) assertSane(item.dataSet, item.length, levels - 1);
  }
  if (bytes - own > MOST_REPEATED_BYTES) throw new Error(`${bytes - own} bytes belong to elements that come more than once`);
}

function assertFewOpenItems(bytes: Buffer): void {
  let closed = bytes.indexOf(CLOSED);
  let open = 0;
  for (let at = bytes.indexOf(OPENED); at >= 0; at = bytes.indexOf(OPENED, at + OPENED.length)) {
    for (; closed >= 0 && closed < at; closed = bytes.indexOf(CLOSED, closed + CLOSED.length)) open = Math.max(0, open - 1);
    if (++open > MOST_LEVELS) throw tooDeep();
  }
}

function tooDeep(): Error {
  return new Error(`sequences are nested more than ${MOST_LEVELS} deep`);
}
