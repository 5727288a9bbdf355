// SPDX-License-Identifier: Apache-2.0

import { isUrlSafeUid } from '../../../imaging/dicom/uids.ts';
import { jsonText, parseDicomJson } from '../../../imaging/dicomweb/dicom-json.ts';
import type { DicomWebTarget } from '../../../imaging/dicomweb/http.ts';
import { type Exchange, exchange, jsonOf, mediaType, type Parts, partsOf, rounded } from './exchange.ts';
import type { Findings } from './findings.ts';
import type { Sample, SampleSeries } from './search.ts';

/** The two quotations of the header that asks for stored objects; archives insist on one or the other. */
const QUOTED = 'multipart/related; type="application/dicom"; transfer-syntax=*';
const UNQUOTED = 'multipart/related; type=application/dicom; transfer-syntax=*';
const WITHOUT_SYNTAX = 'multipart/related; type="application/dicom"';
const FRAMES = 'multipart/related; type="application/octet-stream"; transfer-syntax=*';
const METADATA_BYTES = 200_000_000;
const INSTANCE_BYTES = 100_000_000;
/** Enough of a full study to see how it is answered. */
const STUDY_BYTES = 262_144;

/** What the sample gave, for the checks of its content. */
export interface Retrieved {
  /** Part 10 files of the CT series, as far as they came. */
  readonly files: readonly Uint8Array[];
  readonly whole: boolean;
}

/** Metadata of a series and how it is compressed on the way; @returns SOP UIDs of its instances */
export async function checkMetadata(target: DicomWebTarget, findings: Findings, sample: Sample, series: SampleSeries): Promise<readonly string[]> {
  const path = `studies/${sample.studyUid}/series/${series.uid}/metadata`;
  const ask = { path, accept: 'application/dicom+json', maxBytes: METADATA_BYTES };
  const plain = await exchange(target, ask);
  let uids: readonly string[] = [];
  let placed = 0;
  try {
    const datasets = parseDicomJson(jsonOf(plain), 'metadata');
    uids = datasets.map((dataset) => jsonText(dataset, '00080018')).filter(isUrlSafeUid);
    placed = datasets.filter((dataset) => dataset['00200032'] !== undefined || dataset['52009230'] !== undefined).length;
  } catch {
    // said below
  }
  if (plain.status !== 200 || uids.length === 0) {
    findings.add(
      'metadata',
      'attention',
      `Metadata of a series is answered with HTTP ${plain.status} and ${mediaType(plain)}; only whole series can be fetched, not the slices around a tumour.`,
      {
        status: plain.status,
        mediaType: mediaType(plain),
      },
    );
    return [];
  }
  const few = series.instances !== undefined && uids.length !== series.instances;
  const unplaced = series.modality === 'CT' && placed < uids.length;
  findings.add(
    'metadata',
    few || unplaced ? 'attention' : 'ok',
    few
      ? `Metadata describes ${uids.length} of ${series.instances} instances; a partial list hides slices.`
      : `Metadata describes ${uids.length} instances${unplaced ? `, ${uids.length - placed} of them without a position: the slices around a tumour cannot be chosen, whole series are fetched` : ' with their positions'}, ${rounded(plain.body.length / 1e6)} MB in ${rounded(plain.totalMs)} ms.`,
    { instances: uids.length, placed, bytes: plain.body.length, ms: plain.totalMs },
  );
  await checkCompression(target, findings, ask, plain);
  return uids;
}

async function checkCompression(target: DicomWebTarget, findings: Findings, ask: Parameters<typeof exchange>[1], plain: Exchange): Promise<void> {
  const packed = await exchange(target, { ...ask, encoding: 'gzip' });
  const unasked = plain.headers['content-encoding'] !== undefined && plain.headers['content-encoding'] !== 'identity';
  const used = packed.headers['content-encoding'] === 'gzip';
  findings.add(
    'gzip',
    unasked ? 'fails' : 'ok',
    unasked
      ? `It compresses (${plain.headers['content-encoding']}) though identity is asked for. Switch this off for DICOMweb, also in a proxy before it: pixels become slow and are not read.`
      : used
        ? `Compression is used only when asked for: metadata shrinks from ${plain.body.length} to ${packed.body.length} bytes.`
        : 'It does not compress; nothing here needs it.',
    { used, unasked, bytes: plain.body.length, packedBytes: packed.body.length },
  );
}

/** One object by each form of the Accept header; @returns its bytes, as stored where the archive can */
export async function checkInstance(
  target: DicomWebTarget,
  findings: Findings,
  sample: Sample,
  series: SampleSeries,
  sopUid: string,
): Promise<Uint8Array | undefined> {
  const path = `studies/${sample.studyUid}/series/${series.uid}/instances/${sopUid}`;
  const quoted = await instanceBy(target, path, QUOTED);
  const unquoted = await instanceBy(target, path, UNQUOTED);
  const forms = [
    ['quoted', quoted],
    ['unquoted', unquoted],
  ] as const;
  const good = forms.filter(([, { object }]) => object !== undefined);
  const values = { quotedStatus: quoted.answer.status, unquotedStatus: unquoted.answer.status };
  const best = good[0]?.[1];
  if (best === undefined) {
    const transcoded = await instanceBy(target, path, WITHOUT_SYNTAX);
    findings.add(
      'instance',
      'fails',
      transcoded.object === undefined
        ? `No object is given (HTTP ${quoted.answer.status} and ${unquoted.answer.status}, ${mediaType(quoted.answer)}). Ask the vendor for WADO-RS of instances as multipart/related.`
        : `Objects are given only without transfer-syntax=* (HTTP ${quoted.answer.status} with it), which lets the archive transcode them. Ask the vendor to support transfer-syntax=*.`,
      values,
    );
    return transcoded.object;
  }
  findings.add(
    'instance',
    'ok',
    good.length === 2
      ? `One object is given in both quotations of the Accept header, ${mediaType(best.answer)} of ${best.partType}.`
      : `One object is given with the type ${good[0]?.[0]}, not ${good[0]?.[0] === 'quoted' ? 'unquoted' : 'quoted'} (HTTP ${good[0]?.[0] === 'quoted' ? unquoted.answer.status : quoted.answer.status}); both are tried.`,
    values,
  );
  return best.object;
}

async function instanceBy(
  target: DicomWebTarget,
  path: string,
  accept: string,
): Promise<{ readonly answer: Exchange; readonly object: Uint8Array | undefined; readonly partType: string }> {
  const answer = await exchange(target, { path, accept, maxBytes: INSTANCE_BYTES });
  if (answer.status !== 200) return { answer, object: undefined, partType: '' };
  if (mediaType(answer) === 'application/dicom') return { answer, object: answer.body, partType: 'application/dicom' };
  const { parts, closed } = await partsOf(answer);
  const [part] = parts;
  return { answer, object: closed ? part?.body : undefined, partType: (part?.headers['content-type'] ?? 'no type').split(';')[0] as string };
}

/** A whole series in one answer, up to a size: content type, parts, closing boundary, completeness and speed. */
export async function checkSeries(target: DicomWebTarget, findings: Findings, sample: Sample, series: SampleSeries, maxBytes: number): Promise<Retrieved> {
  const path = `studies/${sample.studyUid}/series/${series.uid}`;
  let answer = await exchange(target, { path, accept: QUOTED, maxBytes });
  if (answer.status === 400 || answer.status === 406) answer = await exchange(target, { path, accept: UNQUOTED, maxBytes });
  if (answer.status !== 200) {
    findings.add(
      'series',
      'attention',
      `A series is not given in one answer (HTTP ${answer.status}); the ingest falls back to single objects or the full study, which is slower.`,
      { status: answer.status },
    );
    return { files: [], whole: false };
  }
  const taken = await partsOf(answer);
  if (!taken.multipart) {
    findings.add('series', 'fails', `A series is answered with "${mediaType(answer)}", not multipart/related. Ask the vendor for WADO-RS of series.`, {
      mediaType: mediaType(answer),
    });
    return { files: [], whole: false };
  }
  judgeParts(findings, answer, taken, series);
  judgeSpeed(findings, answer);
  return { files: taken.parts.map(({ body }) => body), whole: taken.closed };
}

/** Below this size the time is that of the questions, not of the bytes. */
const LEAST_TIMED_BYTES = 5_000_000;
const SLOW_MB_PER_S = 5;

function judgeSpeed(findings: Findings, answer: Exchange): void {
  const bytes = answer.body.length;
  const rate = bytes / 1e3 / Math.max(answer.totalMs - answer.firstByteMs, 1);
  const values = { bytes, firstByteMs: answer.firstByteMs, megabytesPerS: rate };
  const first = `${rounded(bytes / 1e6)} MB of a series: first byte after ${rounded(answer.firstByteMs)} ms`;
  if (bytes < LEAST_TIMED_BYTES) findings.add('speed', 'ok', `${first}; the series is too small to measure a rate.`, values);
  else if (rate >= SLOW_MB_PER_S) findings.add('speed', 'ok', `${first}, then ${rounded(rate)} MB/s.`, values);
  else
    findings.add(
      'speed',
      'attention',
      `${first}, then ${rounded(rate)} MB/s. A series of 50 MB takes longer than 10 s: look at the network between, and at compression on the fly.`,
      values,
    );
}

function judgeParts(findings: Findings, answer: Exchange, { parts, closed }: Parts, series: SampleSeries): void {
  const lengths = parts.filter(({ headers }) => headers['content-length'] !== undefined).length;
  const coded = answer.headers['content-encoding'] !== undefined && answer.headers['content-encoding'] !== 'identity';
  const values = { parts: parts.length, closed, withLength: lengths, bytes: answer.body.length };
  if (coded)
    findings.add(
      'series',
      'fails',
      `Pixels come compressed as ${answer.headers['content-encoding']} though identity is asked for. Switch this off for DICOMweb, also in a proxy before it.`,
      values,
    );
  else if (answer.end === 'stopped')
    findings.add(
      'series',
      'ok',
      `A series is given in one answer; ${parts.length} objects were looked at, then the size limit of this check was reached.`,
      values,
    );
  else if (!closed)
    findings.add(
      'series',
      'fails',
      `The answer ends without its closing boundary after ${parts.length} objects: the connection is cut, by the archive or a proxy (time or size limit). Such a series is refused.`,
      values,
    );
  else if (series.instances !== undefined && parts.length < series.instances)
    findings.add(
      'series',
      'fails',
      `The answer holds ${parts.length} of ${series.instances} objects, though its closing boundary is there. Such a series is refused; look into the archive's log.`,
      values,
    );
  else
    findings.add(
      'series',
      'ok',
      `A series comes in one answer: ${parts.length} objects, closing boundary there${lengths === parts.length ? ', each part with its length' : `; ${parts.length - lengths} parts without a length, which costs a search for the boundary`}.`,
      values,
    );
}

/** The full study, the only form that SMART imaging access is sure to have: only how it is answered. @returns whether it is given */
export async function checkFullStudy(target: DicomWebTarget, findings: Findings, { studyUid }: Sample): Promise<boolean> {
  const study = await exchange(target, { path: `studies/${studyUid}`, accept: QUOTED, maxBytes: STUDY_BYTES });
  const given = study.status === 200 && mediaType(study) === 'multipart/related';
  findings.add(
    'full-study',
    given ? 'ok' : 'attention',
    given ? 'A full study is given.' : `A full study is not given (HTTP ${study.status}, ${mediaType(study)}); series must be found by search then.`,
    {
      status: study.status,
    },
  );
  return given;
}

/** Single frames: nothing here needs them, so an archive without them is as good. */
export async function checkFrames(target: DicomWebTarget, findings: Findings, { studyUid }: Sample, series: SampleSeries, sopUid: string): Promise<void> {
  const path = `studies/${studyUid}/series/${series.uid}/instances/${sopUid}/frames/1`;
  const frames = await exchange(target, { path, accept: FRAMES, maxBytes: INSTANCE_BYTES });
  findings.add(
    'frames',
    'ok',
    frames.status === 200 ? 'Single frames are given.' : `Single frames are not given (HTTP ${frames.status}); nothing here asks for them.`,
    { status: frames.status },
  );
}
