// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Decoder } from 'jpeg-lossless-decoder-js';
import { decodeJpegLossless } from '../../../src/imaging/dicom/jpeg-lossless.ts';
import { writeJpegLossless } from '../support/jpeg-lossless-writer.ts';

const words = (bytes: Uint8Array): Uint16Array => new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 2);

/** Samples with both smooth runs and jumps, so that short and long differences occur. */
const image = fc
  .record({
    columns: fc.integer({ min: 1, max: 24 }),
    rows: fc.integer({ min: 1, max: 12 }),
    precision: fc.integer({ min: 2, max: 16 }),
    predictor: fc.integer({ min: 1, max: 7 }),
    restartRows: fc.integer({ min: 0, max: 3 }),
  })
  .chain((spec) =>
    fc
      .array(fc.oneof(fc.integer({ min: 0, max: 2 ** spec.precision - 1 }), fc.constant(0), fc.constant(2 ** spec.precision - 1)), {
        minLength: spec.columns * spec.rows,
        maxLength: spec.columns * spec.rows,
      })
      .map((samples) => ({ spec, samples: Uint16Array.from(samples) })),
  );

describe('lossless JPEG', () => {
  it('gives back every sample, for every predictor, precision and restart interval', () => {
    fc.assert(
      fc.property(image, ({ spec, samples }) => {
        expect(words(decodeJpegLossless(writeJpegLossless(samples, spec), samples.length))).toEqual(samples);
      }),
      { numRuns: 300 },
    );
  });

  it('agrees with another decoder where that one is right (predictor 1)', () => {
    const samples = Uint16Array.from({ length: 32 * 32 }, (_, i) => (i * 7919 + ((i * i) % 251) * 64) % 65536);
    const frame = writeJpegLossless(samples, { columns: 32, rows: 32 });
    const other: ArrayBufferView = new Decoder().decode(new Uint8Array(frame).buffer, 0, frame.length, 2);
    expect(words(decodeJpegLossless(frame, samples.length))).toEqual(words(new Uint8Array(other.buffer, other.byteOffset, other.byteLength)));
  });

  it('shifts samples back that were stored without their low bits', () => {
    const samples = Uint16Array.of(0, 1024, 4092, 4095);
    const frame = writeJpegLossless(samples, { columns: 2, rows: 2, precision: 12, pointTransform: 2, predictor: 4 });
    expect([...words(decodeJpegLossless(frame, 4))]).toEqual([0, 1024, 4092, 4092]);
  });

  it('never gives an image that is cut short, or of another size', () => {
    const samples = Uint16Array.from({ length: 64 }, (_, i) => (i * 40503) % 65536);
    const frame = writeJpegLossless(samples, { columns: 8, rows: 8, predictor: 6 });
    // the last two bytes are the end mark, whose absence loses nothing
    for (let length = 0; length < frame.length - 3; length++) expect(() => decodeJpegLossless(frame.subarray(0, length), 64)).toThrow();
    expect(() => decodeJpegLossless(frame, 63)).toThrow('8 x 8');
  });

  it('ends on damaged data with an error or an image of the right size, whatever is damaged', () => {
    const samples = Uint16Array.from({ length: 64 }, (_, i) => (i * 40503) % 65536);
    const frame = writeJpegLossless(samples, { columns: 8, rows: 8, restartRows: 2 });
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(frame.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 }), (damage) => {
        const bad = new Uint8Array(frame);
        for (const [at, value] of damage) bad[at] = value;
        try {
          expect(decodeJpegLossless(bad, 64)).toHaveLength(128);
        } catch (error) {
          expect(error).toBeInstanceOf(Error);
          expect(error).not.toBeInstanceOf(RangeError);
          expect(error).not.toBeInstanceOf(TypeError);
        }
      }),
      { numRuns: 500 },
    );
  });
});
