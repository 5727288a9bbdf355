// SPDX-License-Identifier: Apache-2.0
import { isUrlSafeUid } from '../../../imaging/dicom/uids.ts';
import { type DicomJson, jsonNumbers, jsonText, parseDicomJson } from '../../../imaging/dicomweb/dicom-json.ts';
import type { DicomWebTarget } from '../../../imaging/dicomweb/http.ts';
import { type Exchange, exchange, jsonOf } from './exchange.ts';
import type { Findings } from './findings.ts';

const ACCEPT = 'application/dicom+json';
const SEARCH_BYTES = 20_000_000;
/** A key that no archive knows. */
const UNKNOWN_KEY = 'HepaNomUnknownKey=1';
/** Studies that are looked at to find one with a CT, where the search does not tell modalities. */
const MOST_LOOKED_AT = 10;

const TAG = { study: '0020000D', series: '0020000E', modality: '00080060', modalities: '00080061', frameOfReference: '00200052', instances: '00201209' };

/** A series of the sample. */
export interface SampleSeries {
  readonly uid: string;
  readonly modality: string;
  readonly instances: number | undefined;
}

/** The study that is looked at closely. */
export interface Sample {
  readonly studyUid: string;
  readonly series: readonly SampleSeries[];
}

function datasets(value: unknown): readonly DicomJson[] {
  try {
    return parseDicomJson(value, 'search');
  } catch {
    return []; // what is no DICOM JSON lists nothing; the checks say so
  }
}
const modalitiesOf = (study: DicomJson): readonly string[] => (study[TAG.modalities]?.Value ?? []).map(String);

function search(target: DicomWebTarget, path: string): Promise<Exchange> {
  return exchange(target, { path, accept: ACCEPT, maxBytes: SEARCH_BYTES });
}

async function seriesOf(target: DicomWebTarget, studyUid: string): Promise<readonly SampleSeries[]> {
  return datasets(jsonOf(await search(target, `studies/${studyUid}/series`)))
    .map((dataset) => ({ uid: jsonText(dataset, TAG.series), modality: jsonText(dataset, TAG.modality), instances: jsonNumbers(dataset, TAG.instances)?.[0] }))
    .filter(({ uid }) => isUrlSafeUid(uid));
}

/** A study worth looking at: with a CT and an outline, else with a CT, else the first. */
export async function chooseSample(target: DicomWebTarget, studies: readonly unknown[], wanted: string | undefined): Promise<Sample | undefined> {
  if (wanted !== undefined) return { studyUid: wanted, series: await seriesOf(target, wanted) };
  const score = (modalities: readonly string[]): number =>
    modalities.includes('CT') ? 2 + Number(modalities.includes('SEG') || modalities.includes('RTSTRUCT')) : 0;
  const known = datasets(studies)
    .map((study) => ({ uid: jsonText(study, TAG.study), score: score(modalitiesOf(study)) }))
    .filter(({ uid }) => isUrlSafeUid(uid)) // it goes into addresses
    .sort((a, b) => b.score - a.score);
  let best: Sample | undefined;
  let bestScore = -1;
  for (const { uid, score: told } of known.slice(0, MOST_LOOKED_AT)) {
    const series = await seriesOf(target, uid);
    const found = score(series.map(({ modality }) => modality));
    if (found > bestScore) [best, bestScore] = [{ studyUid: uid, series }, found];
    if (bestScore === 3 || (told > 0 && found === told)) break;
  }
  return best;
}

/** How the archive answers the searches that our ingest makes, and what it does with what it does not know. */
export async function checkSearch(target: DicomWebTarget, findings: Findings, studies: readonly unknown[], sample: Sample): Promise<void> {
  if (studies.length > 0) {
    const told = datasets(studies).filter((study) => modalitiesOf(study).length > 0).length;
    findings.add(
      'search-modalities',
      told > 0 ? 'ok' : 'attention',
      told > 0
        ? `ModalitiesInStudy is told for ${told} of ${studies.length} studies.`
        : 'ModalitiesInStudy is not told, even when asked for: each study must be opened to see whether it has a CT.',
      { told, of: studies.length },
    );
  }
  const path = `studies/${sample.studyUid}/series`;
  const plain = await search(target, path);
  const all = datasets(jsonOf(plain));
  if (plain.status !== 200 || all.length === 0) {
    findings.add('search-series', 'attention', `Series of a study are not listed (HTTP ${plain.status}); the ingest then needs the full study.`, {
      status: plain.status,
    });
    return;
  }
  const counted = all.filter((dataset) => jsonNumbers(dataset, TAG.instances) !== undefined).length;
  findings.add(
    'search-series',
    'ok',
    `Series of a study are listed: ${all.length}${counted === all.length ? ', each with its number of instances' : `; ${all.length - counted} without a number of instances, so a series that ends early is only seen by its boundary`}.`,
    {
      series: all.length,
      counted,
    },
  );
  await checkIncludeField(target, findings, path);
  await checkFilter(target, findings, path, all);
  await checkUnknownKey(target, findings, path, all.length);
}

async function checkIncludeField(target: DicomWebTarget, findings: Findings, path: string): Promise<void> {
  const answer = await search(target, `${path}?includefield=FrameOfReferenceUID`);
  const told = datasets(jsonOf(answer)).filter((dataset) => jsonText(dataset, TAG.frameOfReference) !== '').length;
  const ok = answer.status === 200 && told > 0;
  findings.add(
    'search-includefield',
    ok ? 'ok' : 'attention',
    ok
      ? `includefield works: FrameOfReferenceUID comes with ${told} series.`
      : `includefield=FrameOfReferenceUID is ${answer.status === 200 ? 'ignored' : `answered with HTTP ${answer.status}`}: masks without a reference to their series cannot be matched before the images are fetched.`,
    { status: answer.status, told },
  );
}

async function checkFilter(target: DicomWebTarget, findings: Findings, path: string, all: readonly DicomJson[]): Promise<void> {
  const answer = await search(target, `${path}?Modality=CT`);
  const found = datasets(jsonOf(answer));
  const others = found.filter((dataset) => jsonText(dataset, TAG.modality) !== 'CT').length;
  const expected = all.filter((dataset) => jsonText(dataset, TAG.modality) === 'CT').length;
  const right = (answer.status === 200 || answer.status === 204) && found.length - others === expected;
  findings.add(
    'search-filter',
    right && others === 0 ? 'ok' : 'attention',
    right && others === 0
      ? `The filter Modality=CT is followed: ${found.length} of ${all.length} series.`
      : right
        ? `The filter Modality=CT is ignored (${others} other series came too); the ingest filters again itself.`
        : `The filter Modality=CT gives ${found.length - others} of ${expected} CT series (HTTP ${answer.status}).`,
    { found: found.length, others, expected },
  );
}

async function checkUnknownKey(target: DicomWebTarget, findings: Findings, path: string, all: number): Promise<void> {
  const answer = await search(target, `${path}?${UNKNOWN_KEY}`);
  const found = datasets(jsonOf(answer)).length;
  const ignored = answer.status === 200 && found === all;
  const refused = answer.status === 400;
  findings.add(
    'search-unknown-key',
    ignored || refused ? 'ok' : 'attention',
    ignored
      ? 'Unknown keys are ignored and everything is listed; the ingest checks every filter again itself.'
      : refused
        ? 'Unknown keys are refused (HTTP 400).'
        : `An unknown key gives HTTP ${answer.status} and ${found} of ${all} series: a filter that it does not know hides series.`,
    { status: answer.status, found },
  );
}
