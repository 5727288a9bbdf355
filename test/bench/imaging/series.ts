// SPDX-License-Identifier: Apache-2.0
// The series that retrieval is measured with: 100 slices of 512 x 512.
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { readCtSlice } from '../../../src/imaging/dicom/ct-header.ts';
import { readPart10, writePart10 } from '../../../src/imaging/dicom/part10.ts';
import { derivedUid, SOP_CLASS } from '../../../src/imaging/dicom/uids.ts';
import { seriesDatasets } from '../../imaging/support/series.ts';
import { oraclesDir } from '../../support/oracles-dir.ts';
import { programPath } from './program-path.ts';

const run = promisify(execFile);

export const SLICES = 100;
export const STUDY = derivedUid('bench study');

export interface BenchSeries {
  readonly name: string;
  readonly uid: string;
  readonly files: readonly Uint8Array[];
}

/** Twelve bits unsigned with intercept -1024, as most scanners store CT; texture with structure and noise, so that it compresses like a CT. */
function stored(k: number): Uint16Array {
  const pixels = new Uint16Array(512 * 512);
  let state = 1 + k * 7919;
  for (let y = 0, at = 0; y < 512; y++) {
    for (let x = 0; x < 512; x++, at++) {
      state = (state * 1664525 + 1013904223) >>> 0;
      const inside = Math.hypot(x - 256, (y - 256) * 1.3) < 220;
      pixels[at] = inside ? 1024 + 60 + Math.round(40 * Math.sin(x / 17 + k / 5) * Math.cos(y / 23)) + (state >>> 27) : state >>> 29;
    }
  }
  return pixels;
}

/** Uncompressed, explicit little endian: 52 MB. */
export function uncompressed(): BenchSeries {
  const datasets = seriesDatasets({
    name: 'bench',
    columns: 1,
    rows: 1,
    slices: SLICES,
    change: (k) => ({
      StudyInstanceUID: STUDY,
      Rows: 512,
      Columns: 512,
      PixelSpacing: [0.7, 0.7],
      BitsStored: 12,
      HighBit: 11,
      PixelRepresentation: 0,
      RescaleIntercept: -1024,
      PixelData: stored(k),
    }),
  });
  return { name: 'uncompressed', uid: derivedUid('test series bench'), files: datasets.map((dataset) => writePart10(dataset)) };
}

/** The same pixels as JPEG-LS by dcmtk; undefined without it. */
export async function jpegLs(of: BenchSeries): Promise<BenchSeries | undefined> {
  const dcmcjpls = programPath('dcmcjpls');
  if (dcmcjpls === undefined) return undefined;
  const uid = derivedUid('bench series jpeg-ls');
  const folder = await mkdtemp(path.join(tmpdir(), 'hepanom-bench-'));
  try {
    const files: Uint8Array[] = [];
    for (const [k, bytes] of of.files.entries()) {
      const { dataset } = readPart10(bytes);
      const [from, to] = [path.join(folder, `${k}.dcm`), path.join(folder, `${k}-jls.dcm`)];
      await writeFile(from, writePart10({ ...dataset, SeriesInstanceUID: uid, SOPInstanceUID: derivedUid(`bench jpeg-ls ${k}`) }));
      await run(dcmcjpls, [from, to]);
      files.push(await readFile(to));
    }
    return { name: 'jpeg-ls', uid, files };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The twenty real slices that are there as JPEG 2000, five times over each other; undefined without them. */
export async function jpeg2000(): Promise<BenchSeries | undefined> {
  const oracles = oraclesDir();
  if (oracles === undefined) return undefined;
  const folder = path.join(oracles, 'data/dicom/siemens-j2k');
  const read = await Promise.all((await readdir(folder)).map((name) => readFile(path.join(folder, name))));
  const slices = read
    .map((bytes) => ({ bytes, header: readCtSlice(bytes).header }))
    .sort((a, b) => (a.header.positionMm?.[2] ?? 0) - (b.header.positionMm?.[2] ?? 0));
  const [x, y, lowest] = slices[0]?.header.positionMm ?? [0, 0, 0];
  const step = (slices[1]?.header.positionMm?.[2] ?? 2) - lowest;
  const uid = derivedUid('bench series j2k');
  const files = Array.from({ length: SLICES }, (_, k) => {
    const { dataset, transferSyntaxUid } = readPart10(slices[k % slices.length]!.bytes);
    const pixels = dataset.PixelData;
    return writePart10(
      {
        ...dataset,
        PixelData: pixels instanceof Uint8Array ? [pixels] : pixels,
        SOPClassUID: SOP_CLASS.ctImage,
        SOPInstanceUID: derivedUid(`bench j2k ${k}`),
        StudyInstanceUID: STUDY,
        SeriesInstanceUID: uid,
        FrameOfReferenceUID: derivedUid('bench j2k frame'),
        ImagePositionPatient: [x, y, lowest + k * step],
        InstanceNumber: k + 1,
        PatientID: 'bench',
        PatientName: 'Bench',
      },
      transferSyntaxUid,
    );
  });
  return { name: 'jpeg-2000', uid, files };
}
