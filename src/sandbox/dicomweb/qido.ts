// SPDX-License-Identifier: Apache-2.0
// QIDO-RS (PS3.18 section 10.6): matching and answers for studies, series and instances.
import { lookUpKeyword } from '../../imaging/dicom/dictionary.ts';
import { type JsonDataset, type JsonElement, textsAt, toDicomJson } from './dicom-json.ts';
import type { StoredInstance } from './store.ts';

export type QidoLevel = 'studies' | 'series' | 'instances';

const STUDY_TAGS = ['00080020', '00080030', '00080050', '00080090', '00081030', '00100010', '00100020', '00100030', '00100040', '0020000D', '00200010'];
const SERIES_TAGS = ['00080060', '0008103E', '0020000E', '00200011', '00400244', '00400245'];
const INSTANCE_TAGS = ['00080016', '00080018', '00200013', '00280008', '00280010', '00280011', '00280100'];
const CONTROL = new Set(['includefield', 'limit', 'offset', 'fuzzymatching']);
const MODALITIES_IN_STUDY = '00080061';

/** A search that cannot be read, with what is wrong. */
export class QidoError extends Error {}

export interface QidoQuery {
  readonly level: QidoLevel;
  /** Query parameters, each with all its values. */
  readonly parameters: Readonly<Record<string, readonly string[]>>;
  /** Absolute DICOMweb root for Retrieve URL. */
  readonly base: string;
}

/** Tag of a query key: eight hex digits or a keyword; undefined where it is neither. */
function tagOf(key: string): string | undefined {
  return /^[0-9a-f]{8}$/i.test(key) ? key.toUpperCase() : lookUpKeyword(key)?.tag;
}

/**
 * Answers a search over the given instances.
 * @returns matches and the keys that were not understood (they are ignored, as archives do)
 * @throws QidoError for a limit or offset that is no whole number
 */
export function search(
  instances: readonly StoredInstance[],
  query: QidoQuery,
): { readonly matches: readonly JsonDataset[]; readonly ignored: readonly string[] } {
  const filters: [string, readonly string[]][] = [];
  const ignored: string[] = [];
  for (const [key, values] of Object.entries(query.parameters)) {
    if (CONTROL.has(key)) continue;
    const tag = tagOf(key);
    if (tag === undefined) ignored.push(key);
    else filters.push([tag, values]);
  }
  const include = new Set(
    (query.parameters.includefield ?? []).flatMap((value) => value.split(',')).map((field) => (field === 'all' ? 'all' : (tagOf(field) ?? ''))),
  );
  const offset = wholeNumber(query.parameters.offset?.[0], 'offset') ?? 0;
  const limit = wholeNumber(query.parameters.limit?.[0], 'limit') ?? Number.POSITIVE_INFINITY;

  const groups = Map.groupBy(instances, (one) => (query.level === 'studies' ? one.studyUid : query.level === 'series' ? one.seriesUid : one.sopUid));
  const studies = query.level === 'instances' ? undefined : Map.groupBy(instances, (one) => one.studyUid);
  const matches: JsonDataset[] = [];
  for (const group of groups.values()) {
    const first = group[0]!;
    const full: Record<string, JsonElement> = { ...toDicomJson(first.attributes()), ...derived(query, group, studies?.get(first.studyUid) ?? group) };
    if (filters.every(([tag, wanted]) => matchesAny(full, tag, wanted))) matches.push(selected(full, query.level, include));
  }
  return { matches: matches.slice(offset, offset + limit), ignored };
}

function wholeNumber(text: string | undefined, name: string): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,9}$/.test(text)) throw new QidoError(`"${name}" must be a whole number, not "${text.slice(0, 20)}".`);
  return Number(text);
}

/** Attributes that only the archive knows: counts and addresses. */
function derived(query: QidoQuery, group: readonly StoredInstance[], study: readonly StoredInstance[]): Readonly<Record<string, JsonElement>> {
  const { studyUid, seriesUid, sopUid } = group[0]!;
  const path = query.level === 'studies' ? '' : query.level === 'series' ? `/series/${seriesUid}` : `/series/${seriesUid}/instances/${sopUid}`;
  const retrieve = { '00081190': { vr: 'UR', Value: [`${query.base}/studies/${studyUid}${path}`] } };
  if (query.level === 'instances') return retrieve;
  if (query.level === 'series') return { ...retrieve, '00201209': { vr: 'IS', Value: [group.length] } };
  const modalities = [...new Set(study.map((one) => String(one.attributes().Modality ?? '')))];
  return {
    ...retrieve,
    [MODALITIES_IN_STUDY]: { vr: 'CS', Value: modalities },
    '00201206': { vr: 'IS', Value: [new Set(study.map((one) => one.seriesUid)).size] },
    '00201208': { vr: 'IS', Value: [study.length] },
  };
}

/** Several values of one key are alternatives, and so are parts of a UID list. */
function matchesAny(dataset: JsonDataset, tag: string, wanted: readonly string[]): boolean {
  const found = textsAt(dataset, tag);
  const vr = dataset[tag]?.vr;
  const alternatives = vr === 'UI' || tag === MODALITIES_IN_STUDY ? wanted.flatMap((value) => value.split(/[,\\]/)) : wanted;
  return alternatives.some((value) => value === '' || value === '*' || found.some((text) => matchesOne(vr ?? '', text, value)));
}

function matchesOne(vr: string, text: string, wanted: string): boolean {
  if ((vr === 'DA' || vr === 'TM' || vr === 'DT') && wanted.includes('-')) {
    const [from = '', to = ''] = wanted.split('-');
    return (from === '' || text >= from) && (to === '' || text.slice(0, to.length) <= to);
  }
  if (!/[*?]/.test(wanted)) return vr === 'PN' ? text.toLowerCase() === wanted.toLowerCase() : text === wanted;
  const pattern = wanted
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${pattern}$`, vr === 'PN' ? 'i' : '').test(text);
}

function selected(full: JsonDataset, level: QidoLevel, include: ReadonlySet<string>): JsonDataset {
  if (include.has('all')) return full;
  const wanted = new Set([...STUDY_TAGS, '00081190', MODALITIES_IN_STUDY, '00201206', '00201208', '00201209', ...include]);
  if (level !== 'studies') for (const tag of SERIES_TAGS) wanted.add(tag);
  if (level === 'instances') for (const tag of INSTANCE_TAGS) wanted.add(tag);
  return Object.fromEntries(Object.entries(full).filter(([tag]) => wanted.has(tag)));
}
