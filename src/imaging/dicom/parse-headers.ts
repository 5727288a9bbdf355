// SPDX-License-Identifier: Apache-2.0
import dicomParser, { type DataSet } from 'dicom-parser';
import { ImagingError } from '../errors.ts';
import { withoutExtendedOffsets } from './extended-offsets.ts';
import { inflateBody } from './inflate.ts';

/**
 * Parses a Part 10 file with dicom-parser up to a tag and takes from it what is wanted, both under one roof: dicom-parser throws plain strings,
 * and not only while it parses but also when a value is read that a damaged length lets run past the end.
 *
 * @param untilTag nothing behind this tag is parsed, such as `x7fe00010`
 * @param what the object, for the message: `A slice`
 * @param use takes everything that is needed from the dataset
 * @throws ImagingError `dicom-unreadable` for bytes that are no Part 10 file or end too early; what `use` throws as ImagingError
 */
export function withHeaders<T>(bytes: Uint8Array, untilTag: string, what: string, use: (dataset: DataSet) => T): T {
  try {
    return use(dicomParser.parseDicom(bytes, { untilTag, inflater: inflateBody }));
  } catch (cause) {
    if (cause instanceof ImagingError || cause instanceof TypeError) throw cause; // a TypeError is a mistake of ours, not the file's
    const readable = withoutExtendedOffsets(bytes);
    if (readable !== undefined) return withHeaders(readable, untilTag, what, use);
    throw new ImagingError(
      'dicom-unreadable',
      `${what} cannot be read: it is no DICOM Part 10 file, or it is cut short. Fetch or export it again.`,
      { bytes: bytes.length },
      { cause },
    );
  }
}
