// SPDX-License-Identifier: Apache-2.0
import { isUrlSafeUid } from '../../imaging/dicom/uids.ts';
import { InputError } from '../input-error.ts';

/** A series, or one object of it, in an archive. */
export interface SeriesAddress {
  /** What stands before `/studies`. */
  readonly baseUrl: string;
  readonly studyUid: string;
  readonly seriesUid: string;
  readonly sopUid?: string;
}

/** Whether an input is an address rather than a file. */
export function isWebAddress(input: string): boolean {
  return /^https?:\/\//i.test(input);
}

/**
 * Takes apart `https://host/dicom-web/studies/UID/series/UID`, also with `/instances/UID` behind it.
 *
 * @throws InputError `series-address` that says which part is missing; the address itself is repeated without query
 */
export function seriesAddress(text: string): SeriesAddress {
  const url = URL.parse(text);
  const form = 'It must look like https://host/dicom-web/studies/STUDY-UID/series/SERIES-UID';
  if (url === null) throw new InputError('series-address', `"${text.replace(/[?#].*$/, '')}" is no address. ${form}.`);
  if (url.username !== '' || url.password !== '' || url.search !== '')
    throw new InputError('series-address', `The address carries a password or a query; give a credential with --token-env NAME instead. ${form}.`);
  const match = /^(.*?)\/studies\/([^/]+)\/series\/([^/]+)(?:\/instances\/([^/]+))?\/?$/.exec(url.pathname);
  if (match === null) throw new InputError('series-address', `${url.origin}${url.pathname} names no series. ${form}.`);
  const [, base, studyUid, seriesUid, sopUid] = match as unknown as [string, string, string, string, string | undefined];
  for (const uid of [studyUid, seriesUid, sopUid])
    if (uid !== undefined && !isUrlSafeUid(uid))
      throw new InputError('series-address', `"${uid}" in the address is no UID: digits and dots, at most 64 characters.`);
  return { baseUrl: `${url.origin}${base}`, studyUid, seriesUid, ...(sopUid === undefined ? {} : { sopUid }) };
}
