// SPDX-License-Identifier: Apache-2.0
import http from 'node:http';
import https from 'node:https';
import type { DicomWebTarget } from '../../../imaging/dicomweb/http.ts';
import { ImagingError } from '../../../imaging/errors.ts';
import { checkConnection } from './connection.ts';
import { checkIngest, checkModalities, checkSyntaxes, checkVolume } from './content.ts';
import { type ArchiveFinding, Findings } from './findings.ts';
import { checkFrames, checkFullStudy, checkInstance, checkMetadata, checkSeries } from './retrieval.ts';
import { checkSearch, chooseSample, type Sample, type SampleSeries } from './search.ts';
import { checkStore } from './store.ts';

/** What {@link walkArchive} may be told. */
export interface WalkOptions {
  readonly studyUid?: string | undefined;
  readonly storeTest: boolean;
  /** UIDs of the study and series that were looked at may be shown. */
  readonly showUids: boolean;
  /** Most bytes of the series that the speed is measured on. */
  readonly maxBytes: number;
  /** ISO 8601. */
  readonly nowIso: string;
  readonly onFinding?: (finding: ArchiveFinding) => void;
}

/** The CT series that is fetched: the largest that fits the size, else the smallest. Half a megabyte a slice is what CT has. */
function mainSeries(sample: Sample, maxBytes: number): SampleSeries | undefined {
  const cts = sample.series.filter(({ modality }) => modality === 'CT').sort((a, b) => (b.instances ?? 0) - (a.instances ?? 0));
  return cts.find(({ instances }) => (instances ?? 0) * 530_000 <= maxBytes) ?? cts.at(-1) ?? sample.series[0];
}

/**
 * Walks a DICOMweb archive: what it offers, how fast, and what would fail in our ingest. Reads one study; stores nothing unless told.
 *
 * @throws nothing of the archive's making; each failure is a finding
 */
export async function walkArchive(target: DicomWebTarget, options: WalkOptions): Promise<readonly ArchiveFinding[]> {
  const findings = new Findings(options.onFinding);
  const hasToken = target.headers?.Authorization !== undefined;
  const reached = await guarded(findings, 'reachable', () => checkConnection(target, findings, Date.parse(options.nowIso), hasToken));
  if (reached === undefined) return findings.all;
  const sample = await guarded(findings, 'sample', () => chooseSample(target, reached.studies, options.studyUid));
  if (sample !== undefined) await walkSample(target, findings, options, sample, reached);
  await checkStoring(target, findings, options);
  return findings.all;
}

async function walkSample(
  target: DicomWebTarget,
  findings: Findings,
  options: WalkOptions,
  sample: Sample,
  reached: { readonly studies: readonly unknown[]; readonly searches: boolean },
): Promise<void> {
  if (options.showUids) findings.add('sample', 'ok', `Study ${sample.studyUid} was looked at.`, { studyUid: sample.studyUid });
  if (reached.searches) await guarded(findings, 'search-series', () => checkSearch(target, findings, reached.studies, sample));
  checkModalities(findings, sample);
  const fullStudy = await guarded(findings, 'full-study', () => checkFullStudy(target, findings, sample));
  const series = mainSeries(sample, options.maxBytes);
  if (series === undefined) {
    if (fullStudy === true) await checkIngest(target, findings, sample);
    else
      findings.add(
        'retrieval',
        'fails',
        'Neither the series of the study nor the study itself can be read: no image can be fetched. Check the address and the study.',
      );
    return;
  }
  const [sopUid] = (await guarded(findings, 'metadata', () => checkMetadata(target, findings, sample, series))) ?? [];
  if (sopUid !== undefined) {
    await guarded(findings, 'instance', () => checkInstance(target, findings, sample, series, sopUid));
    await guarded(findings, 'frames', () => checkFrames(target, findings, sample, series, sopUid));
  }
  const retrieved = await guarded(findings, 'series', () => checkSeries(target, findings, sample, series, options.maxBytes));
  if (series.modality !== 'CT' || retrieved === undefined) return;
  await checkSyntaxes(findings, retrieved.files);
  await checkVolume(findings, retrieved);
  if (retrieved.whole) await checkIngest(target, findings, sample);
}

async function checkStoring(target: DicomWebTarget, findings: Findings, { storeTest, nowIso }: WalkOptions): Promise<void> {
  if (storeTest) {
    await guarded(findings, 'store', () => checkStore(target, findings, nowIso));
    return;
  }
  const allowed = await allowedMethods(target).catch(() => undefined);
  findings.add(
    'store',
    'ok',
    allowed === undefined || !/\bPOST\b/i.test(allowed)
      ? 'Whether objects can be stored (STOW-RS) is not told without trying; --store-test stores a tiny object of our own.'
      : 'Storing objects (STOW-RS) is offered; --store-test tries it with a tiny object of our own.',
    { offered: allowed !== undefined && /\bPOST\b/i.test(allowed) },
  );
}

/** The Allow header of OPTIONS: asking changes nothing. */
function allowedMethods(target: DicomWebTarget): Promise<string | undefined> {
  const url = new URL('studies', target.baseUrl.endsWith('/') ? target.baseUrl : `${target.baseUrl}/`);
  return new Promise((resolve, reject) => {
    const request = (url.protocol === 'https:' ? https : http).request(url, {
      method: 'OPTIONS',
      headers: { ...target.headers },
      timeout: target.timeoutMs,
      agent: false,
    });
    request.on('timeout', () => request.destroy());
    request.on('error', reject);
    request.on('response', (response) => {
      response.resume();
      resolve(response.headers.allow ?? response.headers['access-control-allow-methods']);
    });
    request.end();
  });
}

/** A request that fails outright becomes a finding of its check, and the walk goes on. */
async function guarded<T>(findings: Findings, check: string, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ImagingError)) throw error;
    findings.add(
      check,
      'fails',
      `The archive did not answer this request [${error.code}]: ${error.code === 'dicomweb-timeout' ? 'it was silent for too long.' : 'the connection broke off.'}`,
      { code: error.code },
    );
    return undefined;
  }
}
