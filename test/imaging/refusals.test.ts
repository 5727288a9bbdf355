// SPDX-License-Identifier: Apache-2.0
// The list of what imaging must refuse, line by line: each with a fixture, the code, the values that failed, and a message that says what to do.
// The lines are those of the design page on imaging, section 6; where that page is at hand, the last test reads it and finds no line missing.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import type { DicomDataset } from '../../src/imaging/dicom/dataset.ts';
import { readPart10, writePart10 } from '../../src/imaging/dicom/part10.ts';
import { derivedUid, TRANSFER_SYNTAX } from '../../src/imaging/dicom/uids.ts';
import { dicomWebClient } from '../../src/imaging/dicomweb/client.ts';
import type { ImagingErrorCode } from '../../src/imaging/errors.ts';
import { loadTumour } from '../../src/imaging/load-tumour.ts';
import { readOutline } from '../../src/imaging/outline/read-outline.ts';
import { segDataset } from '../../src/imaging/seg/write-seg.ts';
import { describeWithOracles } from '../support/oracles.ts';
import { MULTIPART_TYPE, multipartBody, startArchive, startServer, type TestServer } from './support/archive.ts';
import { refusal } from './support/codes.ts';
import { around, type ContourSpec, rtstructFile } from './support/rtstruct.ts';
import { maskWith, segFile } from './support/seg.ts';
import { type SeriesSpec, seriesDatasets, seriesFiles, volumeOf } from './support/series.ts';

interface Refusal {
  /** Words of the list. */
  readonly line: string;
  readonly fixture: string;
  readonly code: ImagingErrorCode;
  /** The values that failed, as they stand in the error. */
  readonly values: Readonly<Record<string, unknown>>;
  /** What the message must name of them. */
  readonly names: readonly (string | RegExp)[];
  readonly refused: () => unknown;
}

const STUDY = derivedUid('test study');
const ct = await volumeOf(seriesFiles());
const mask = maskWith(ct.grid, [[2, 2, 1], [3, 2, 1], [2, 2, 2]]); // biome-ignore format: voxels
const SEG = { ct: ct.source, segment: { label: 'Tumour' }, seriesDescription: 's', contentDateIso: '2026-01-02T11:00:00Z', contentCreator: 'Reader^One' };
const seg = segDataset({ ...SEG, mask });
const [segment] = seg.SegmentSequence as readonly DicomDataset[];
const [shared] = seg.SharedFunctionalGroupsSequence as readonly DicomDataset[];

const series = (spec: SeriesSpec, syntax?: string) => () => volumeOf(seriesFiles(spec, syntax));
const changed = (attributes: DicomDataset) => series({ attributes });
const oneChanged = (k: number, attributes: DicomDataset) => series({ change: (slice) => (slice === k ? attributes : {}) });
const compressed = (syntax: string) => () => volumeOf(seriesDatasets().map((d) => writePart10({ ...d, PixelData: [new Uint8Array(20)] }, syntax)));

/** A segmentation or structure set on the CT, its tumour placed. */
function place(file: Uint8Array): unknown {
  const outline = readOutline(file);
  return outline.place(outline.choose(), { grid: ct.grid, frameOfReferenceUid: ct.source.frameOfReferenceUid, slices: ct.source.slices });
}
const segWith = (changes: DicomDataset) => () => place(writePart10({ ...seg, ...changes }));
const groups = (changes: DicomDataset): DicomDataset => ({ SharedFunctionalGroupsSequence: [{ ...shared, ...changes }] });
const contour = (changes: Partial<ContourSpec>) => () =>
  place(rtstructFile(ct.grid, ct.source, [{ number: 1, name: 'GTV', contours: [{ slice: 1, points: around(1, 1, 4, 3), ...changes }] }]));

const servers: TestServer[] = [];
afterAll(() => Promise.all(servers.map((server) => server.stop())));

/** A tumour loaded over DICOMweb from an archive of its own. */
async function load(ctSpec: SeriesSpec, voxels: readonly (readonly [number, number, number])[] = [[2, 2, 1]]): Promise<unknown> {
  const files = seriesFiles(ctSpec);
  const volume = await volumeOf(files);
  const archive = await startArchive([...files, segFile(maskWith(volume.grid, voxels), volume.source)]);
  servers.push(archive);
  return loadTumour(dicomWebClient({ baseUrl: archive.url, timeoutMs: 5000 }), { studyUid: STUDY });
}

type Handle = Parameters<typeof startServer>[0];
async function client(handle: Handle): Promise<ReturnType<typeof dicomWebClient>> {
  const server = await startServer(handle);
  servers.push(server);
  return dicomWebClient({ baseUrl: server.url, timeoutMs: 2000, retry: { attempts: 1 } } as Parameters<typeof dicomWebClient>[0]);
}
const json =
  (answer: unknown, headers: Readonly<Record<string, string>> = {}): Handle =>
  (_, response) => {
    response.writeHead(200, { 'Content-Type': 'application/dicom+json', ...headers });
    response.end(JSON.stringify(answer));
  };
async function drained(parts: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of parts);
}

/** Two acquisitions at the places of the first; the pixels of the second differ. */
const twoPhases = (acquisition: number): Uint8Array[] => [
  ...seriesFiles(),
  ...seriesFiles({ attributes: { AcquisitionNumber: acquisition, PixelData: new Int16Array(30) }, change: (k) => ({ SOPInstanceUID: `1.2.3.${k}` }) }),
];

// biome-ignore format: a table, one refusal a line
const REFUSALS: readonly Refusal[] = [
  { line: 'no/unequal FoR', fixture: 'a slice without', code: 'frame-of-reference-missing', values: { sopInstanceUid: expect.any(String) }, names: ['FrameOfReferenceUID'], refused: changed({ FrameOfReferenceUID: undefined }) },
  { line: 'no/unequal FoR', fixture: 'a segmentation without', code: 'frame-of-reference-missing', values: { segmentation: '' }, names: ['FrameOfReferenceUID'], refused: segWith({ FrameOfReferenceUID: undefined }) },
  { line: 'no/unequal FoR', fixture: 'slices of two', code: 'frame-of-reference-differs', values: { frameOfReferenceUids: [ct.source.frameOfReferenceUid, '1.2.3'] }, names: ['frames of reference'], refused: oneChanged(2, { FrameOfReferenceUID: '1.2.3' }) },
  { line: 'no/unequal FoR', fixture: 'a segmentation drawn in another', code: 'frame-of-reference-differs', values: { segmentation: '1.2.3', image: ct.source.frameOfReferenceUid }, names: ['segmentation', 'frame of reference'], refused: segWith({ FrameOfReferenceUID: '1.2.3' }) },
  { line: 'no IPP/IOP/PixelSpacing', fixture: 'no position', code: 'missing-attribute', values: { attribute: 'ImagePositionPatient' }, names: ['ImagePositionPatient'], refused: oneChanged(1, { ImagePositionPatient: undefined }) },
  { line: 'no IPP/IOP/PixelSpacing', fixture: 'no orientation', code: 'missing-attribute', values: { attribute: 'ImageOrientationPatient' }, names: ['ImageOrientationPatient'], refused: changed({ ImageOrientationPatient: undefined }) },
  { line: 'no IPP/IOP/PixelSpacing', fixture: 'an orientation of zeros', code: 'missing-attribute', values: { attribute: 'ImageOrientationPatient' }, names: ['ImageOrientationPatient'], refused: changed({ ImageOrientationPatient: [0, 0, 0, 0, 0, 0] }) },
  { line: 'no IPP/IOP/PixelSpacing', fixture: 'no pixel spacing', code: 'missing-attribute', values: { attribute: 'PixelSpacing' }, names: ['PixelSpacing'], refused: changed({ PixelSpacing: undefined }) },
  { line: 'rows/cols/spacing/orientation differing inside a series', fixture: 'rows and columns', code: 'geometry-differs', values: { attribute: 'rows and columns', first: [5, 6], other: [6, 5] }, names: ['rows and columns', '5', '6'], refused: oneChanged(2, { Rows: 6, Columns: 5 }) },
  { line: 'rows/cols/spacing/orientation differing inside a series', fixture: 'spacing', code: 'geometry-differs', values: { attribute: 'pixel spacing', other: [0.9, 0.75] }, names: ['pixel spacing', '0.9'], refused: oneChanged(2, { PixelSpacing: [0.9, 0.75] }) },
  { line: 'rows/cols/spacing/orientation differing inside a series', fixture: 'orientation', code: 'geometry-differs', values: { attribute: 'orientation', other: [0, 1, 0, 1, 0, 0] }, names: ['orientation'], refused: oneChanged(2, { ImageOrientationPatient: [0, 1, 0, 1, 0, 0] }) },
  { line: '< 3 slices', fixture: 'two slices', code: 'too-few-slices', values: { slices: 2 }, names: ['2 slices', '3'], refused: series({ slices: 2 }) },
  { line: 'spacing off by > 1% or gap (list z)', fixture: 'one step 2 % longer', code: 'spacing-irregular', values: { medianMm: 2.5, afterMm: [105] }, names: ['2.5 mm', '105'], refused: series({ change: (k) => ({ ImagePositionPatient: [-10, -20, 100 + 2.5 * k + (k > 2 ? 0.05 : 0)] }) }) },
  { line: 'spacing off by > 1% or gap (list z)', fixture: 'a slice missing', code: 'spacing-irregular', values: { medianMm: 2.5, afterMm: [105], stepsMm: [5] }, names: ['missing', '105'], refused: () => volumeOf(seriesFiles({ slices: 6 }).filter((_, k) => k !== 3)) },
  { line: 'duplicate position with different pixels', fixture: 'a slice twice', code: 'duplicate-position', values: { atMm: 100 }, names: ['100'], refused: () => volumeOf(twoPhases(1)) },
  { line: 'tilt (IPP step not parallel to normal, > 1e-3)', fixture: 'a tilted gantry', code: 'gantry-tilt', values: { driftMm: expect.closeTo(0.2, 6), stepMm: 2.5 }, names: ['tilt', '0.2'], refused: series({ change: (k) => ({ ImagePositionPatient: [-10, -20 + 0.2 * k, 100 + 2.5 * k] }) }) },
  { line: 'localizer/DERIVED MPR mix', fixture: 'a localizer', code: 'localizer-in-series', values: { sopInstanceUid: expect.any(String) }, names: ['localizer'], refused: oneChanged(0, { ImageType: ['ORIGINAL', 'PRIMARY', 'LOCALIZER'] }) },
  { line: 'localizer/DERIVED MPR mix', fixture: 'a reformat among originals', code: 'mixed-series', values: { imageTypes: ['ORIGINAL\\PRIMARY\\AXIAL', 'DERIVED\\SECONDARY\\MPR'] }, names: ['DERIVED'], refused: oneChanged(3, { ImageType: ['DERIVED', 'SECONDARY', 'MPR'] }) },
  { line: 'several AcquisitionNumbers at one z unless the SEG picks', fixture: 'two acquisitions and no mask', code: 'multiple-acquisitions', values: { atMm: 100, acquisitionNumbers: [1, 2] }, names: ['1', '2', '100'], refused: () => volumeOf(twoPhases(2)) },
  { line: 'syntax unsupported', fixture: 'HTJ2K', code: 'transfer-syntax-unsupported', values: { transferSyntaxUid: '1.2.840.10008.1.2.4.201' }, names: ['1.2.840.10008.1.2.4.201'], refused: compressed('1.2.840.10008.1.2.4.201') },
  { line: 'Big Endian unless swapped by us', fixture: 'a segmentation', code: 'transfer-syntax-unsupported', values: { transferSyntaxUid: TRANSFER_SYNTAX.explicitBigEndian }, names: ['big endian'], refused: () => readPart10(bigEndianObject()) },
  { line: 'JPEG 50/51 and any lossy (LossyImageCompression 01) unless allowed', fixture: 'JPEG baseline', code: 'lossy-compression', values: { transferSyntaxUid: '1.2.840.10008.1.2.4.50' }, names: ['1.2.840.10008.1.2.4.50'], refused: compressed('1.2.840.10008.1.2.4.50') },
  { line: 'JPEG 50/51 and any lossy (LossyImageCompression 01) unless allowed', fixture: 'JPEG extended', code: 'lossy-compression', values: { transferSyntaxUid: '1.2.840.10008.1.2.4.51' }, names: ['1.2.840.10008.1.2.4.51'], refused: compressed('1.2.840.10008.1.2.4.51') },
  { line: 'JPEG 50/51 and any lossy (LossyImageCompression 01) unless allowed', fixture: 'marked as lossy', code: 'lossy-compression', values: { lossyImageCompression: true, lossyRatio: '12' }, names: ['loss'], refused: changed({ LossyImageCompression: '01', LossyImageCompressionRatio: 12 }) },
  { line: 'decoded length wrong', fixture: 'a row too few', code: 'pixel-data-length', values: { actualBytes: 48, expectedBytes: 60 }, names: ['48', '60'], refused: changed({ PixelData: new Int16Array(24) }) },
  { line: 'decoded length wrong', fixture: 'a segmentation', code: 'pixel-data-length', values: { actualBytes: 2 }, names: ['2 bytes'], refused: segWith({ PixelData: new Uint8Array(2) }) },
  { line: 'Modality not CT', fixture: 'MR', code: 'not-ct', values: { modality: 'MR' }, names: ['MR'], refused: changed({ Modality: 'MR' }) },
  { line: 'RescaleType not HU', fixture: 'US', code: 'rescale-not-hu', values: { rescaleType: 'US' }, names: ['US'], refused: changed({ RescaleType: 'US' }) },
  { line: 'BitsAllocated not 16', fixture: '32 bits', code: 'pixel-format-unsupported', values: { bitsAllocated: 32 }, names: ['32'], refused: changed({ BitsAllocated: 32 }) },
  { line: 'SEG frames outside the CT', fixture: 'drawn beyond the last slice', code: 'segment-outside-image', values: { size: [6, 5, 3] }, names: ['outside the CT'], refused: async () => { const part = await volumeOf(seriesFiles({ slices: 3 })); const whole = segDataset({ ...SEG, mask: maskWith(ct.grid, [[2, 2, 3]]) }); const outline = readOutline(writePart10(whole)); return outline.place(outline.choose(), { grid: part.grid, frameOfReferenceUid: part.source.frameOfReferenceUid }); } },
  { line: 'orientation oblique to it', fixture: 'frames turned by 10 degrees', code: 'segment-oblique', values: { orientation: [1, 0, 0, 0, 0.9848, 0.1736] }, names: ['oblique'], refused: segWith(groups({ PlaneOrientationSequence: [{ ImageOrientationPatient: [1, 0, 0, 0, 0.9848, 0.1736] }] })) },
  { line: 'empty mask', fixture: 'a segment without a voxel', code: 'empty-mask', values: { segment: 1 }, names: ['Tumour', 'no voxel'], refused: segWith({ PixelData: new Uint8Array((seg.PixelData as Uint8Array).length) }) },
  { line: 'no or many tumour segments', fixture: 'a liver only', code: 'no-tumour-segment', values: { segments: ['1: Liver'] }, names: ['1: Liver'], refused: segWith({ SegmentSequence: [{ ...segment, SegmentLabel: 'Liver', SegmentedPropertyTypeCodeSequence: [{ CodeValue: '10200004', CodingSchemeDesignator: 'SCT', CodeMeaning: 'Liver' }] }] }) },
  { line: 'no or many tumour segments', fixture: 'two tumours', code: 'several-tumour-segments', values: { segments: ['1: Tumour', '2: Tumour 2'] }, names: ['1: Tumour', '2: Tumour 2'], refused: segWith({ SegmentSequence: [segment as DicomDataset, { ...segment, SegmentNumber: 2, SegmentLabel: 'Tumour 2' }], ...perFrameSegment() }) },
  { line: 'FRACTIONAL without a stated threshold', fixture: 'probabilities', code: 'threshold-needed', values: { threshold: null, maximumFractionalValue: 255 }, names: ['above 0, up to 1'], refused: segWith({ SegmentationType: 'FRACTIONAL', SegmentationFractionalType: 'PROBABILITY', MaximumFractionalValue: 255, BitsAllocated: 8, BitsStored: 8, HighBit: 7, PixelData: new Uint8Array(60).fill(255) }) },
  { line: 'RTSTRUCT contour not CLOSED_PLANAR or off-plane', fixture: 'an open contour', code: 'contour-type-unsupported', values: { structure: 1, types: ['OPEN_PLANAR'], contours: 1 }, names: ['OPEN_PLANAR', 'GTV', 'CLOSED_PLANAR'], refused: contour({ type: 'OPEN_PLANAR' }) },
  { line: 'RTSTRUCT contour not CLOSED_PLANAR or off-plane', fixture: 'a contour across slices', code: 'contour-off-plane', values: { spreadMm: expect.closeTo(1.25, 2) }, names: ['1.25 mm'], refused: contour({ lift: (point) => (point === 0 ? 0.5 : 0) }) },
  { line: 'padding inside the ROI', fixture: 'a tumour in padding', code: 'padding-in-roi', values: { voxels: 1 }, names: ['1 voxel', 'padding'], refused: () => load({ attributes: { PixelPaddingValue: -2000, PixelData: new Int16Array(30).fill(-2000) } }) },
  { line: 'STOW/QIDO partial answers', fixture: 'one of two objects stored', code: 'store-failed', values: { sent: 2, stored: 1 }, names: ['1 of 2'], refused: async () => (await client(json({ '00081199': { vr: 'SQ', Value: [{}] } }))).store([new Uint8Array(2), new Uint8Array(2)]) },
  { line: 'STOW/QIDO partial answers', fixture: 'a search that was cut off at the limit of the archive', code: 'dicomweb-incomplete', values: {}, names: ['additional results'], refused: async () => (await client(json([], { Warning: '299 pacs: "The number of results exceeded the maximum supported by the server. Additional results can be requested."' }))).searchSeries(STUDY) },
  { line: 'STOW/QIDO partial answers', fixture: 'a series without its closing boundary', code: 'dicomweb-incomplete', values: {}, names: ['ends before'], refused: async () => drained((await client((_, response) => { response.setHeader('Content-Type', MULTIPART_TYPE); response.end(multipartBody([new Uint8Array(9)]).subarray(0, -6)); })).retrieveSeries(STUDY, '1.2.3')) },
  { line: 'UID not matching its grammar', fixture: 'a path for a UID', code: 'uid-not-valid', values: { length: 8 }, names: ['digits and dots', '64'], refused: async () => drained((await client(json([]))).retrieveSeries('../../etc'.slice(0, 8), '1.2.3')) },
  { line: 'UID not matching its grammar', fixture: 'letters in an object to be written', code: 'dicom-not-writable', values: { attribute: 'SOPInstanceUID', value: '1.2.x' }, names: ['SOPInstanceUID'], refused: () => writePart10({ ...seg, SOPInstanceUID: '1.2.x' }) },
];

/** Each frame names its segment, as an object with several must. */
function perFrameSegment(): DicomDataset {
  const perFrame = seg.PerFrameFunctionalGroupsSequence as readonly DicomDataset[];
  return { PerFrameFunctionalGroupsSequence: perFrame.map((frame, i) => ({ ...frame, SegmentIdentificationSequence: [{ ReferencedSegmentNumber: i + 1 }] })) };
}

/** An object of one empty element in big endian, which the writer does not write. */
function bigEndianObject(): Uint8Array {
  const file = Buffer.from(writePart10({ SOPClassUID: '1.2.840.10008.5.1.4.1.1.66.4', SOPInstanceUID: '1.2.3' }));
  const header = file.subarray(0, 144 + file.readUInt32LE(140));
  header.write('1.2.840.10008.1.2.2\0', header.indexOf('1.2.840.10008.1.2.1\0'), 'latin1');
  return new Uint8Array(Buffer.concat([header, Buffer.from('00080060435300045345472020', 'hex').subarray(0, 12)]));
}

/** What a message may ask for; a sentence without one of these tells what is wrong and not what to do. */
const ADVICE = /\b(ask|allow|change|check|choose|correct|crop|draw|export|fetch|give|merge|must|name|outline|say|send|set|store|use)\b/i;
/** Nothing that belongs to a patient or to a machine: identifiers of the fixtures, UIDs under their root, file paths, addresses. */
const PRIVATE = /phantom|Test\^|Reader\^|2\.25\.\d|\/(home|work|tmp|usr|etc)\b|127\.0\.0\.1/i;

describe('every line of the list of refusals', () => {
  it.each(REFUSALS)('$line: $fixture -> $code', async ({ code, values, names, refused }) => {
    const error = await refusal(refused);
    expect([error.code, error.message]).toEqual([code, error.message]);
    expect(error.values).toMatchObject(values);
    for (const name of names) expect(error.message).toMatch(typeof name === 'string' ? new RegExp(name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), 'i') : name);
    expect(error.message.length).toBeGreaterThanOrEqual(40);
    expect(error.message).toMatch(ADVICE);
    expect(error.message).not.toMatch(PRIVATE);
  });
});

describe('what the list lets through', () => {
  it('reads an acquisition that the segmentation picks, and lossy pixels where they are allowed', async () => {
    const files = seriesFiles();
    const archive = await startArchive([...twoPhases(2), segFile(maskWith(ct.grid, [[2, 2, 1]]), ct.source)]);
    servers.push(archive);
    const picked = await loadTumour(dicomWebClient({ baseUrl: archive.url, timeoutMs: 5000 }), { studyUid: STUDY });
    expect(picked.image.data).toEqual((await volumeOf(files)).data);

    const lossy = seriesFiles({ attributes: { LossyImageCompression: '01' } });
    const permissive = await startArchive([...lossy, segFile(maskWith(ct.grid, [[2, 2, 1]]), ct.source)]);
    servers.push(permissive);
    const allowed = await loadTumour(dicomWebClient({ baseUrl: permissive.url, timeoutMs: 5000 }), { studyUid: STUDY }, { allowLossy: true });
    expect(allowed.checks.map((check) => check.code)).toContain('lossy-compression');
  });
});

describeWithOracles('the list itself', (folder) => {
  const page = path.join(folder, 'design/imaging.md');
  (existsSync(page) ? it : it.skip)('has no line that this table leaves out', () => {
    const text = readFileSync(page, 'utf8').replace(/\s+/g, ' ');
    const list = /Refuse with a code and the values that failed: (.*?) Test each with a fixture/.exec(text)?.[1] ?? '';
    expect(list.length).toBeGreaterThan(500);
    const lines = [...new Set(REFUSALS.map(({ line }) => line))];
    expect(lines.filter((line) => !list.includes(line))).toEqual([]);
    const left = lines.toSorted((a, b) => b.length - a.length).reduce((rest, line) => rest.replace(line, ''), list);
    expect(left.replace(/[;,.\s]/g, '')).toBe('');
  });
});
