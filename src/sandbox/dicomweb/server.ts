// SPDX-License-Identifier: Apache-2.0
// DICOMweb for the demo and the tests: QIDO-RS, WADO-RS, STOW-RS over the sandbox archive.
import { type NextFunction, type Request, type Response, Router } from 'express';
import { textOf } from '../../imaging/dicom/dataset.ts';
import { isUrlSafeUid } from '../../imaging/dicom/uids.ts';
import { frames, pixelData, sendParts } from './bulk.ts';
import { toDicomJson } from './dicom-json.ts';
import { type FaultSwitch, faultMiddleware } from './faults.ts';
import { QidoError, type QidoLevel, search } from './qido.ts';
import type { DicomStore, StoredInstance } from './store.ts';
import { storeRequest } from './stow.ts';
import { acceptsDicom, sendInstances } from './wado.ts';

export type Verdict = 'allow' | 'unauthenticated' | 'forbidden';

/** What a request is about; both absent for a search over everything and for storing. */
export interface AccessTarget {
  readonly studyUid?: string;
  /** DICOM Patient ID of the study. */
  readonly patientId?: string;
}

export interface DicomwebOptions {
  /** Asked for every request, and for every study of a search; default: everything is allowed. */
  readonly authorize?: (request: Request, target: AccessTarget) => Verdict | Promise<Verdict>;
  readonly faults?: FaultSwitch;
  /** Most bytes of one STOW request. Default 512 MB. */
  readonly maxStoreBytes?: number;
}

const DICOM_JSON = 'application/dicom+json';

/** A router to be mounted at the DICOMweb root. Errors are JSON `{ code, message }`. */
export function dicomwebRouter(store: DicomStore, options: DicomwebOptions = {}): Router {
  const router = Router();
  const base = (request: Request): string => `${request.protocol}://${request.get('host') ?? 'localhost'}${request.baseUrl}`;
  if (options.faults !== undefined) router.use(faultMiddleware(options.faults));

  const allowed = async (request: Request, response: Response, target: AccessTarget): Promise<boolean> => {
    const verdict = (await options.authorize?.(request, target)) ?? 'allow';
    if (verdict === 'allow') return true;
    if (verdict === 'unauthenticated') problem(response.set('WWW-Authenticate', 'Bearer'), 401, 'unauthenticated', 'A valid access token is needed.');
    else problem(response, 403, 'forbidden', 'This token does not open this study.');
    return false;
  };

  const withheld = (instance: StoredInstance): boolean => {
    const fault = options.faults?.current();
    return fault?.kind === 'partial-forbidden' && textOf(instance.attributes(), 'Modality') === fault.modality;
  };

  /** The instances that an address names; answers 400, 401, 403 or 404 itself. */
  const named = async (request: Request, response: Response): Promise<readonly StoredInstance[] | undefined> => {
    const { study, series, instance } = request.params as { study: string; series?: string; instance?: string };
    for (const uid of [study, series, instance]) {
      if (uid === undefined || isUrlSafeUid(uid)) continue;
      problem(response, 400, 'uid-not-valid', 'A UID in the address is not made of digits and dots.');
      return undefined;
    }
    const found = store.instances({
      studyUid: study,
      ...(series === undefined ? {} : { seriesUid: series }),
      ...(instance === undefined ? {} : { sopUid: instance }),
    });
    if (!(await allowed(request, response, targetOf(study, found[0])))) return undefined;
    if (found.some(withheld)) {
      // A part that may not be seen fails the whole: silence about it would make the rest look complete.
      problem(response, 403, 'forbidden', 'Part of what was asked for is forbidden.');
      return undefined;
    }
    if (found.length > 0) return found;
    problem(response, 404, 'not-found', `There is no such ${instance !== undefined ? 'instance' : series !== undefined ? 'series' : 'study'} in this archive.`);
    return undefined;
  };

  const retrieve = async (request: Request, response: Response): Promise<void> => {
    const found = await named(request, response);
    if (found === undefined) return;
    if (!acceptsDicom(request.get('accept')))
      return problem(response, 406, 'not-acceptable', 'Only multipart/related; type="application/dicom" as stored is offered.');
    const fault = options.faults?.current();
    await sendInstances(response, found, fault?.kind === 'truncate' ? fault.bytes : undefined);
  };

  const metadata = async (request: Request, response: Response): Promise<void> => {
    const found = await named(request, response);
    if (found === undefined) return;
    const all = found.map((one) =>
      toDicomJson(one.attributes(), (tag) => `${base(request)}/studies/${one.studyUid}/series/${one.seriesUid}/instances/${one.sopUid}/bulk/${tag}`),
    );
    response.type(DICOM_JSON).send(JSON.stringify(all));
  };

  const bulk = async (request: Request, response: Response): Promise<void> => {
    const { frames: list, tag } = request.params as { frames?: string; tag?: string };
    const found = await named(request, response);
    if (found === undefined) return;
    if (list !== undefined && !/^\d{1,6}(,\d{1,6})*$/.test(list))
      return problem(response, 400, 'frames-not-readable', 'Give frame numbers separated by commas.');
    if (tag !== undefined && tag.toLowerCase() !== '7fe00010') return problem(response, 404, 'not-found', 'Only pixel data is kept as bulk data.');
    const parts = list === undefined ? await pixelData(found[0]!) : await frames(found[0]!, list.split(',').map(Number));
    if ('code' in parts) problem(response, parts.status, parts.code, parts.message);
    else sendParts(response, parts);
  };

  const query =
    (level: QidoLevel) =>
    async (request: Request, response: Response): Promise<void> => {
      const { study, series } = request.params as { study?: string; series?: string };
      if (!(await allowed(request, response, {}))) return;
      const candidates = store.instances({ ...(study === undefined ? {} : { studyUid: study }), ...(series === undefined ? {} : { seriesUid: series }) });
      const visible = new Set<string>();
      for (const [uid, group] of Map.groupBy(candidates, (one) => one.studyUid)) {
        const verdict = (await options.authorize?.(request, targetOf(uid, group[0]))) ?? 'allow';
        if (verdict === 'allow') visible.add(uid);
        else if (study !== undefined) return problem(response, 403, 'forbidden', 'This token does not open this study.');
      }
      const { matches, ignored } = search(
        candidates.filter((one) => visible.has(one.studyUid) && !withheld(one)),
        { level, parameters: queryParameters(request), base: base(request) },
      );
      if (ignored.length > 0) response.set('Warning', `299 ${request.get('host') ?? 'archive'} "unknown query keys were ignored"`);
      response.type(DICOM_JSON).send(JSON.stringify(matches));
    };

  const storeObjects = async (request: Request, response: Response): Promise<void> => {
    const { study } = request.params as { study?: string };
    if (!(await allowed(request, response, study === undefined ? {} : targetOf(study, store.instances({ studyUid: study })[0])))) return;
    const { status, body } = await storeRequest(request, store, base(request), study, options.maxStoreBytes ?? 512 * 1024 * 1024);
    response
      .status(status)
      .type(status === 400 || status === 415 ? 'application/json' : DICOM_JSON)
      .send(JSON.stringify(body));
  };

  const study = '/studies/:study';
  router.get('/studies', query('studies'));
  router.get('/series', query('series'));
  router.get('/instances', query('instances'));
  router.get(`${study}/series`, query('series'));
  router.get([`${study}/instances`, `${study}/series/:series/instances`], query('instances'));
  router.get([study, `${study}/series/:series`, `${study}/series/:series/instances/:instance`], retrieve);
  router.get([`${study}/metadata`, `${study}/series/:series/metadata`, `${study}/series/:series/instances/:instance/metadata`], metadata);
  const one = `${study}/series/:series/instances/:instance`;
  router.get([`${one}/bulk/:tag`, `${one}/frames/:frames`], bulk);
  router.post(['/studies', study], storeObjects);
  router.use((_request, response) =>
    problem(response, 404, 'not-found', 'This archive offers QIDO-RS, WADO-RS (objects and metadata) and STOW-RS; there is nothing at this address.'),
  );
  router.use((error: unknown, _request: Request, response: Response, next: NextFunction) => {
    if (error instanceof QidoError) return problem(response, 400, 'query-not-readable', error.message);
    if (response.headersSent) return void response.destroy(); // half an answer must not look whole
    next(error);
  });
  return router;
}

function targetOf(studyUid: string, instance: StoredInstance | undefined): AccessTarget {
  const patientId = instance === undefined ? undefined : textOf(instance.attributes(), 'PatientID');
  return { studyUid, ...(patientId === undefined ? {} : { patientId }) };
}

/** Query parameters with all values, in the order given. */
function queryParameters(request: Request): Readonly<Record<string, readonly string[]>> {
  const all: Record<string, string[]> = {};
  for (const [key, value] of new URL(request.originalUrl, 'http://archive').searchParams) all[key] = [...(all[key] ?? []), value];
  return all;
}

function problem(response: Response, status: number, code: string, message: string): void {
  response.status(status).json({ code, message });
}
