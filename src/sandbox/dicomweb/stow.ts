// SPDX-License-Identifier: Apache-2.0
// STOW-RS (PS3.18 section 10.5): files multipart DICOM objects and says of each what became of it.
import type { Request } from 'express';
import { boundaryOf, readMultipart } from '../../imaging/dicomweb/multipart.ts';
import { ImagingError } from '../../imaging/errors.ts';
import type { JsonDataset, JsonElement } from './dicom-json.ts';
import { type DicomStore, StoreError } from './store.ts';

/** Failure Reason (0008,1197), PS3.4 annex CC.2 and PS3.18 annex I. */
const CANNOT_UNDERSTAND = 0xc000;
const DOES_NOT_MATCH = 0xa900;

export interface StowResult {
  /** 200 all stored, 202 some, 409 none, 400 or 415 no readable body. */
  readonly status: 200 | 202 | 400 | 409 | 415;
  readonly body: JsonDataset | { readonly code: string; readonly message: string };
}

const ui = (value: string): JsonElement => ({ vr: 'UI', Value: [value] });

/**
 * @param studyUid the study that the objects must belong to, where the address names one
 * @param maxBytes most bytes of the body
 */
export async function storeRequest(request: Request, store: DicomStore, base: string, studyUid: string | undefined, maxBytes: number): Promise<StowResult> {
  const boundary = boundaryOf(request.headers['content-type']);
  if (boundary === undefined)
    return { status: 415, body: { code: 'unsupported-media-type', message: 'Send multipart/related; type="application/dicom" with a boundary.' } };
  const stored: JsonDataset[] = [];
  const failed: JsonDataset[] = [];
  try {
    for await (const { body } of readMultipart(request, boundary, maxBytes)) {
      const outcome = fileOne(store, body, studyUid);
      if (typeof outcome === 'number') failed.push({ '00081197': { vr: 'US', Value: [outcome] } });
      else {
        const { sopClassUid, sopUid, seriesUid, studyUid: study } = outcome;
        const url = { vr: 'UR', Value: [`${base}/studies/${study}/series/${seriesUid}/instances/${sopUid}`] };
        stored.push({ '00081150': ui(sopClassUid), '00081155': ui(sopUid), '00081190': url });
      }
    }
  } catch (cause) {
    if (!(cause instanceof ImagingError)) throw cause;
    return { status: 400, body: { code: cause.code, message: cause.message } };
  }
  if (stored.length + failed.length === 0) return { status: 400, body: { code: 'empty', message: 'The request holds no object.' } };
  return {
    status: failed.length === 0 ? 200 : stored.length === 0 ? 409 : 202,
    body: {
      ...(studyUid === undefined ? {} : { '00081190': { vr: 'UR', Value: [`${base}/studies/${studyUid}`] } }),
      ...(failed.length === 0 ? {} : { '00081198': { vr: 'SQ', Value: failed } }),
      ...(stored.length === 0 ? {} : { '00081199': { vr: 'SQ', Value: stored } }),
    },
  };
}

function fileOne(store: DicomStore, bytes: Uint8Array, studyUid: string | undefined) {
  try {
    return store.add(bytes, studyUid) ?? DOES_NOT_MATCH;
  } catch (cause) {
    if (cause instanceof ImagingError || cause instanceof StoreError) return CANNOT_UNDERSTAND;
    throw cause;
  }
}
