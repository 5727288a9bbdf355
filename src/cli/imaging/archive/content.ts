// SPDX-License-Identifier: Apache-2.0
// What lies in the sample study, and what our ingest would make of it. Only counts and codes: descriptions, labels and identifiers stay here.
import { assembleVolume, decodeSlice } from '../../../imaging/dicom/assemble-volume.ts';
import { chooseStack } from '../../../imaging/dicom/choose-stack.ts';
import { readCtSlices } from '../../../imaging/dicom/enhanced-ct.ts';
import { dicomWebClient } from '../../../imaging/dicomweb/client.ts';
import type { DicomWebTarget } from '../../../imaging/dicomweb/http.ts';
import { ImagingError } from '../../../imaging/errors.ts';
import { loadTumour } from '../../../imaging/load-tumour.ts';
import { syntaxName } from '../syntax-names.ts';
import type { Findings } from './findings.ts';
import type { Retrieved } from './retrieval.ts';
import type { Sample } from './search.ts';

/** What to do about a refusal; each code stands for many messages, so only the ones an archive can help with are here. */
const ADVICE: Readonly<Record<string, string>> = {
  'transfer-syntax-unsupported':
    'Ask the archive to give or store the series in another transfer syntax (Explicit VR Little Endian, JPEG-LS or JPEG 2000 lossless).',
  'lossy-compression': 'The images were compressed with loss; send the originals.',
  'no-segmentation': 'The tumour must be outlined and stored in the study as DICOM SEG or RTSTRUCT.',
  'several-segmentations': 'Several objects outline a tumour; the user will have to choose one.',
  'several-tumour-segments': 'Several segments are tumours; the user will have to choose one.',
  'several-tumour-structures': 'Several structures are tumours; the user will have to choose one.',
  'no-tumour-segment': 'No segment is coded or named as a tumour; the segmentation tool should set the property type Neoplasm or Mass.',
  'no-tumour-structure': 'No structure is coded, interpreted (GTV) or named as a tumour.',
  'referenced-slices-missing': 'The outline names images that the archive does not have: the CT series is not complete, or another copy.',
  'frame-of-reference-differs': 'The outline belongs to another CT.',
  'multiple-acquisitions': 'The series holds several phases at one place; the segmentation must reference the slices it was drawn on.',
  'dicomweb-incomplete': 'The answer was cut or lacks slices; look for time and size limits in the archive and in proxies.',
  'dicomweb-timeout': 'The archive was silent for too long.',
};
const DETAILS = '`hepanom convert --image SERIES-URL` tells the details on your own screen.';

const codeOf = (error: unknown): string => {
  if (error instanceof ImagingError) return error.code;
  throw error;
};
const advice = (code: string): string => ADVICE[code] ?? DETAILS;

/** Modalities of the sample. */
export function checkModalities(findings: Findings, { series }: Sample): void {
  if (series.length === 0) {
    findings.add('objects', 'attention', 'Which series the study has is not listed.', { series: 0 });
    return;
  }
  const count = (modality: string): number => series.filter((one) => one.modality === modality).length;
  const [ct, seg, rt, sr] = [count('CT'), count('SEG'), count('RTSTRUCT'), count('SR')];
  const outlined = seg + rt > 0;
  findings.add(
    'objects',
    ct > 0 && outlined ? 'ok' : 'attention',
    `The study that was looked at has ${ct} CT, ${seg} SEG, ${rt} RTSTRUCT and ${sr} SR series${ct === 0 ? '; name one with a CT by --study UID' : outlined ? '.' : '; without an outline no rad-score can be computed.'}`,
    { ct, seg, rtstruct: rt, sr },
  );
}

/** Which transfer syntaxes were found, and whether each is decoded. */
export async function checkSyntaxes(findings: Findings, files: readonly Uint8Array[]): Promise<void> {
  const first = new Map<string, Uint8Array>();
  const counts = new Map<string, number>();
  let unreadable = 0;
  for (const file of files) {
    try {
      const uid = readCtSlices(file)[0]?.header.transferSyntaxUid ?? '';
      counts.set(uid, (counts.get(uid) ?? 0) + 1);
      if (!first.has(uid)) first.set(uid, file);
    } catch (error) {
      codeOf(error);
      unreadable++;
    }
  }
  for (const [uid, file] of first) {
    const code = await decodes(file);
    const of = `${syntaxName(uid)} (${counts.get(uid)} of ${files.length} objects)`;
    findings.add(
      'transfer-syntax',
      code === undefined ? 'ok' : 'fails',
      code === undefined ? `${of} is decoded.` : `${of} is refused [${code}]. ${advice(code)}`,
      {
        transferSyntaxUid: uid,
        objects: counts.get(uid) ?? 0,
        code: code ?? '',
      },
    );
  }
  if (unreadable > 0) findings.add('transfer-syntax', 'fails', `${unreadable} objects of a CT series are no readable DICOM images. ${DETAILS}`, { unreadable });
}

async function decodes(file: Uint8Array): Promise<string | undefined> {
  try {
    const [slice] = readCtSlices(file);
    if (slice === undefined) return 'dicom-unreadable';
    await decodeSlice(slice);
    return undefined;
  } catch (error) {
    return codeOf(error);
  }
}

/** Whether the CT series makes a volume. */
export async function checkVolume(findings: Findings, { files, whole }: Retrieved): Promise<void> {
  if (!whole || files.length === 0) return;
  try {
    const slices = chooseStack(files.flatMap(readCtSlices), ({ header }) => header);
    const volume = assembleVolume(await Promise.all(slices.map((slice) => decodeSlice(slice))));
    findings.add('volume', 'ok', `A CT series becomes a volume of ${volume.grid.size.join(' × ')} voxels.`, { size: [...volume.grid.size] });
  } catch (error) {
    const code = codeOf(error);
    findings.add('volume', 'attention', `The CT series that was looked at is refused as a volume [${code}]. ${advice(code)}`, { code });
  }
}

/** The whole ingest once, as the service does it. */
export async function checkIngest(target: DicomWebTarget, findings: Findings, sample: Sample): Promise<void> {
  const startedMs = performance.now();
  try {
    const { mask, checks } = await loadTumour(dicomWebClient(target), { studyUid: sample.studyUid });
    const ms = performance.now() - startedMs;
    const attention = checks.filter(({ level }) => level === 'attention').map(({ code }) => code);
    findings.add(
      'ingest',
      'ok',
      `CT and tumour are read as the service reads them, ${mask.grid.size.join(' × ')} voxels in ${Math.round(ms)} ms${attention.length === 0 ? '' : `; a user is shown: ${attention.join(', ')}`}.`,
      {
        ms,
        attention,
      },
    );
  } catch (error) {
    const code = codeOf(error);
    findings.add('ingest', 'attention', `The service would refuse this study [${code}]. ${advice(code)}`, { code });
  }
}
