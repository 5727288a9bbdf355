// SPDX-License-Identifier: Apache-2.0
// Time must grow with the size of an object, not with its square: what takes a millisecond in a small hostile file would take hours in a large one.
import { describe, expect, it } from '@jest/globals';
import type { DicomDataset } from '../../src/imaging/dicom/dataset.ts';
import { frameFragments } from '../../src/imaging/dicom/fragments.ts';
import { readPart10, writePart10 } from '../../src/imaging/dicom/part10.ts';
import { parseDicomJson } from '../../src/imaging/dicomweb/dicom-json.ts';
import { readMultipart } from '../../src/imaging/dicomweb/multipart.ts';
import { readNrrd } from '../../src/imaging/nrrd.ts';
import { readOutline } from '../../src/imaging/outline/read-outline.ts';
import { segDataset } from '../../src/imaging/seg/write-seg.ts';
import { readMeasurementReport } from '../../src/imaging/sr/read-report.ts';
import { writeMeasurementReport } from '../../src/imaging/sr/write-report.ts';
import { refusalCode } from '../imaging/support/codes.ts';
import { report } from '../imaging/support/report.ts';
import { rtstructFile } from '../imaging/support/rtstruct.ts';
import { maskWith } from '../imaging/support/seg.ts';
import { placedCt } from './seeds.ts';

const { grid, source } = placedCt;
const target = { grid, frameOfReferenceUid: source.frameOfReferenceUid };
const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const times = <T>(n: number, make: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => make(i));
const seg = segDataset({ mask: maskWith(grid, [[1, 1, 1]]), ct: source, segment: { label: 'Tumour' }, seriesDescription: 's', contentDateIso: '2026-01-02T11:00:00Z', contentCreator: 'R' }); // biome-ignore format: one call

interface Family {
  readonly what: string;
  /** Size of the small one; the large one is {@link GROWTH} times that. */
  readonly n: number;
  /** Prepares an input of size n and gives what reads it. */
  readonly of: (n: number) => () => unknown;
}

const place = (file: Uint8Array) => () => {
  const outline = readOutline(file);
  const region = outline.choose(1);
  outline.planesOf(region);
  return outline.place(region, target);
};

/** A triangle around one pixel, a little different each time. */
const triangle = (i: number): readonly (readonly [number, number])[] => {
  const [x, y] = [1 + (i % 6), 1 + (Math.floor(i / 6) % 4)];
  return [[x - 0.4, y - 0.4], [x + 0.4, y - 0.4], [x, y + 0.4]]; // biome-ignore format: one row
};

const FAMILIES: readonly Family[] = [
  {
    what: 'an object of n items',
    n: 500,
    of: (n) => {
      const file = writePart10({ ...seg, PerFrameFunctionalGroupsSequence: times(n, () => ({ FrameContentSequence: [{ DimensionIndexValues: [1, 1] }] })) });
      return () => readPart10(file);
    },
  },
  {
    what: 'a segmentation of n frames at one place',
    n: 150,
    of: (n) => {
      const [frame] = seg.PerFrameFunctionalGroupsSequence as readonly DicomDataset[];
      const pixels = seg.PixelData as Uint8Array; // 48 pixels: whole bytes
      const PixelData = Uint8Array.from({ length: n * pixels.length }, (_, i) => pixels[i % pixels.length] as number);
      return place(writePart10({ ...seg, NumberOfFrames: n, PerFrameFunctionalGroupsSequence: times(n, () => frame as DicomDataset), PixelData }));
    },
  },
  {
    what: 'a segmentation of n segments',
    n: 150,
    of: (n) => {
      const [segment] = seg.SegmentSequence as readonly DicomDataset[];
      return place(writePart10({ ...seg, SegmentSequence: times(n, (i) => ({ ...segment, SegmentNumber: i + 1 })) }));
    },
  },
  {
    what: 'a structure set of n structures',
    n: 150,
    of: (n) =>
      place(
        rtstructFile(
          grid,
          source,
          times(n, (i) => ({ number: i + 1, name: `GTV ${i}`, contours: [{ slice: 1, points: triangle(0) }] })),
        ),
      ),
  },
  {
    what: 'a structure of n contours on one slice',
    n: 150,
    of: (n) => {
      const contours = times(n, (i) => ({ slice: 1, points: triangle(i), type: 'CLOSEDPLANAR_XOR' }));
      const read = place(rtstructFile(grid, source, [{ number: 1, name: 'GTV', contours: [...contours, { slice: 2, points: triangle(0) }] }]));
      return () => refusalCode(read).catch(() => undefined); // read or refused, but in time
    },
  },
  {
    what: 'a contour of n points',
    n: 200,
    of: (n) => {
      const points = times(n, (i) => [3.5 + 2 * Math.cos((6.28 * i) / n), 2.5 + 2 * Math.sin((6.28 * i) / n)] as const);
      return place(rtstructFile(grid, source, [{ number: 1, name: 'GTV', contours: [{ slice: 1, points }] }]));
    },
  },
  {
    what: 'a report of n measurements',
    n: 40,
    of: (n) => {
      const [lesion] = report.lesions;
      const measurements = times(n, (i) => ({ ...lesion?.measurements[i % 4], name: `m${i}` }));
      const file = writeMeasurementReport({ ...report, lesions: [{ ...lesion, measurements }] } as typeof report);
      return () => readMeasurementReport(file);
    },
  },
  {
    what: 'an NRRD header of n lines',
    n: 20_000,
    of: (n) => {
      const file = text(`NRRD0004\n${times(n, (i) => `key ${i}: x\n`).join('')}type: uchar\ndimension: 3\nsizes: 1 1 1\nencoding: raw\n\nx`);
      return () => readNrrd(file);
    },
  },
  {
    what: 'n numbers in text',
    n: 50_000,
    of: (n) => {
      const file = text(`NRRD0004\ntype: short\ndimension: 3\nsizes: ${n} 1 1\nencoding: ascii\n\n${times(n, (i) => i % 999).join(' ')}`);
      return () => readNrrd(file);
    },
  },
  {
    what: 'a body of n parts in one piece',
    n: 4000,
    of: (n) => {
      const body = text(`${'--b\r\nA: 1\r\n\r\nx\r\n'.repeat(n)}--b--`);
      return () => count(readMultipart(stream([body]), 'b', 1e9));
    },
  },
  {
    what: 'a part in n pieces',
    n: 20_000,
    of: (n) => {
      const body = text(`--b\r\nA: 1\r\n\r\n${'x'.repeat(n)}\r\n--b--`);
      return () => count(readMultipart(stream(times(body.length, (i) => body.subarray(i, i + 1))), 'b', 1e9));
    },
  },
  {
    what: 'compressed pixels of n fragments',
    n: 20_000,
    of: (n) => {
      const item = Buffer.from('feff00e002000000ffd8', 'hex');
      const bytes = new Uint8Array(Buffer.concat([Buffer.from('feff00e000000000', 'hex'), ...times(n, () => item), Buffer.from('feffdde000000000', 'hex')]));
      return () => frameFragments(bytes, 0, 0, 1);
    },
  },
  {
    what: 'a search of n answers',
    n: 10_000,
    of: (n) => {
      const answer = times(n, (i) => ({ '0020000E': { vr: 'UI', Value: [`1.2.${i}`] } }));
      return () => parseDicomJson(answer, 'series');
    },
  },
];

const GROWTH = 8;
/** Growth in time that still counts as in proportion: caches and collections of garbage make some of it, a square would make 64. */
const MOST = 3 * GROWTH;
/** Below this, times are noise. */
const FLOOR_MS = 10;

describe('the time to read', () => {
  it.each(FAMILIES)('$what grows in proportion', async ({ n, of }) => {
    const [small, large] = [of(n), of(GROWTH * n)];
    await best(small); // compiled
    const [few, many] = [await best(small), await best(large)];
    expect({ few, many, inProportion: many <= MOST * Math.max(few, FLOOR_MS) }).toMatchObject({ inProportion: true });
  });
});

/** The best of three: other work on the machine only adds. */
async function best(work: () => unknown): Promise<number> {
  let ms = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 3; i++) {
    const from = performance.now();
    await work();
    ms = Math.min(ms, performance.now() - from);
    if (ms > 3000) break;
  }
  return ms;
}

async function count(parts: AsyncIterable<unknown>): Promise<number> {
  let n = 0;
  for await (const _ of parts) n++;
  return n;
}

async function* stream(chunks: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* chunks;
}
