// SPDX-License-Identifier: Apache-2.0
import type { RequestHandler, Response } from 'express';
import type { ImagingStudy } from 'fhir/r4';
import type { FhirEngine } from './fhir/engine.ts';
import type { AccessGrant, TokenCheck } from './fhir/grant.ts';
import { type Interaction, scopesFor } from './fhir/scopes.ts';

/**
 * Lets a request through to the DICOMweb routes when its SMART token may see the study (SMART Imaging Access: one token for FHIR and pixels).
 *
 * A study is visible when the token may read its ImagingStudy: the same rule as on the FHIR server, checked on every request.
 * An archive whose Endpoint says that it needs no token is open.
 * A token bound to one patient must therefore name the study, in the path or by `StudyInstanceUID`; storing needs ImagingStudy create.
 */
export function imagingAccess(engine: FhirEngine, checkToken: TokenCheck, isOpen: () => boolean = () => false): RequestHandler {
  return async (request, response, next) => {
    if (isOpen()) return next();
    const token = /^Bearer +(\S+)$/i.exec(request.get('authorization') ?? '')?.[1];
    const grant = token === undefined ? 'unknown' : checkToken(token);
    if (typeof grant === 'string') {
      response.set('WWW-Authenticate', 'Bearer');
      return refuse(response, 401, token === undefined ? 'An access token is required' : 'The access token is unknown or expired');
    }
    const interaction: Interaction = request.method === 'POST' ? 'c' : 's';
    const scopes = scopesFor(grant.scopes, 'ImagingStudy', interaction);
    if (scopes.length === 0) return refuse(response, 403, 'Insufficient scope: ImagingStudy is not granted');
    if (scopes.some(({ level }) => level !== 'patient')) return next();
    const studyUid = /\/studies\/([0-9.]+)/.exec(request.path)?.[1] ?? request.query.StudyInstanceUID ?? request.query['0020000D'];
    if (typeof studyUid !== 'string' || !(await mayRead(engine, grant, studyUid))) return refuse(response, 403, 'This study is outside what the token may see');
    next();
  };
}

async function mayRead(engine: FhirEngine, grant: AccessGrant, studyUid: string): Promise<boolean> {
  if (!/^[0-9.]{1,64}$/.test(studyUid)) return false;
  const studies = await engine.searchAll<ImagingStudy>(grant, `ImagingStudy?identifier=${encodeURIComponent(`urn:dicom:uid|urn:oid:${studyUid}`)}`);
  return studies.length > 0;
}

function refuse(response: Response, status: number, message: string): void {
  response.status(status).json({ message });
}
