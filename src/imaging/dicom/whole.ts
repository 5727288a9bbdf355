// SPDX-License-Identifier: Apache-2.0
import dicomParser, { type DataSet } from 'dicom-parser';
import { inflateBody } from './inflate.ts';

/** A measurement report has about ten levels of sequences in each other. */
const MOST_LEVELS = 64;
/** Item of undefined length, and its delimiter (PS3.5 section 7.5). */
const OPENED = Buffer.from('feff00e0ffffffff', 'hex');
const CLOSED = Buffer.from('feff0de000000000', 'hex');

/**
 * Walks the elements of a Part 10 file once, before dcmjs reads them.
 *
 * @throws what dicom-parser throws where an element runs past the end; Error where sequences lie in each other deeper than any real object has
 *   them: dcmjs takes time that grows with the square of the depth, seconds for 100 KB of nothing but nested sequences
 */
export function assertWhole(bytes: Uint8Array): void {
  const dataset = dicomParser.parseDicom(bytes, { inflater: inflateBody });
  assertShallow(dataset, MOST_LEVELS);
  // the walk above does not see a sequence whose tag comes a second time
  assertFewOpenItems(Buffer.from(dataset.byteArray.buffer, dataset.byteArray.byteOffset, dataset.byteArray.byteLength));
}

function assertShallow(dataset: DataSet, levels: number): void {
  if (levels === 0) throw tooDeep();
  for (const element of Object.values(dataset.elements))
    for (const item of element.items ?? []) if (item.dataSet !== undefined) assertShallow(item.dataSet, levels - 1);
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
