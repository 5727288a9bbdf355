// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ApiError, type CtInfo, littleEndian } from '../../smart-app/api/client.ts';
import { placement } from '../../smart-app/ct-viewer/draw-slice.ts';
import { headFirst } from '../../smart-app/ct-viewer/head-first.ts';
import { edgeLetters } from '../../smart-app/ct-viewer/orientation.ts';
import { sliceCache } from '../../smart-app/ct-viewer/slice-cache.ts';
import { sliceAfterKey } from '../../smart-app/ct-viewer/slice-keys.ts';
import { grey, paintSlice, WINDOWS } from '../../smart-app/ct-viewer/window.ts';
import { stateOfFailure } from '../../smart-app/state/use-view.ts';

describe('windows', () => {
  it('paint as the formula says, within rounding at the half', () => {
    fc.assert(
      fc.property(fc.integer({ min: -2000, max: 3000 }), fc.constantFrom(...WINDOWS), (hu, window) => {
        const rgba = new Uint8ClampedArray(4);
        paintSlice(Int16Array.of(hu), window, rgba);
        expect(Math.abs(rgba[0]! - grey(hu, window))).toBeLessThanOrEqual(1);
        expect([rgba[0], rgba[1], rgba[2], rgba[3]]).toEqual([rgba[0], rgba[0], rgba[0], 255]);
      }),
    );
  });

  it('put the level in the middle and the ends at black and white', () => {
    expect(grey(90, { width: 250, level: 90 })).toBe(128);
    expect(grey(-35, { width: 250, level: 90 })).toBe(0);
    expect(grey(215, { width: 250, level: 90 })).toBe(255);
  });
});

describe('letters at the edges', () => {
  it('follow the direction cosines (LPS)', () => {
    expect(edgeLetters([1, 0, 0, 0, 1, 0, 0, 0, 1])).toEqual({ left: 'R', right: 'L', top: 'A', bottom: 'P' });
    expect(edgeLetters([-1, 0, 0, 0, -1, 0, 0, 0, 1])).toEqual({ left: 'L', right: 'R', top: 'P', bottom: 'A' });
  });
});

describe('slices', () => {
  it('move by keys and stop at the ends', () => {
    expect(sliceAfterKey('ArrowDown', 3, 10)).toBe(4);
    expect(sliceAfterKey('PageUp', 3, 40)).toBe(0);
    expect(sliceAfterKey('End', 3, 40)).toBe(39);
    expect(sliceAfterKey('a', 3, 40)).toBeUndefined();
  });

  it('are asked for once, kept while used, and dropped oldest first', async () => {
    const asked: number[] = [];
    const cache = sliceCache(async (k) => {
      asked.push(k);
      return k * 10;
    }, 2);
    expect(await Promise.all([cache.get(1), cache.get(1)])).toEqual([10, 10]);
    await cache.get(2);
    await cache.get(1);
    await cache.get(3);
    expect([cache.peek(1), cache.peek(2), cache.peek(3)]).toEqual([10, undefined, 30]);
    expect(asked).toEqual([1, 2, 3]);
  });

  it('can be asked for again after a failure', async () => {
    let fail = true;
    const cache = sliceCache(async () => {
      if (fail) throw new Error('no answer');
      return 1;
    }, 2);
    await expect(cache.get(0)).rejects.toThrow('no answer');
    fail = false;
    expect(await cache.get(0)).toBe(1);
  });

  it('come head first: a stack stored from the feet up is turned around, areas and slices together', async () => {
    const info: CtInfo = {
      size: [1, 1, 3],
      spacingMm: [1, 1, 5],
      originMm: [0, 0, 0],
      direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
      areaBySliceCm2: [5, 1, 0],
      largestSlice: 0,
    };
    const api = { slice: async (k: number) => Int16Array.of(k), mask: async (k: number) => Uint8Array.of(k) };
    const turned = headFirst(info, api);
    expect(turned.info.areaBySliceCm2).toEqual([0, 1, 5]);
    expect((await turned.api.slice(turned.info.largestSlice))[0]).toBe(0);
    const down = headFirst({ ...info, direction: [1, 0, 0, 0, 1, 0, 0, 0, -1] }, api);
    expect((await down.api.slice(2))[0]).toBe(2);
  });

  it('arrive little-endian on any machine', () => {
    expect([...littleEndian(Uint8Array.of(0x00, 0xfc, 0x5a, 0x00).buffer)]).toEqual([-1024, 90]);
  });
});

describe('placement', () => {
  it('keeps millimetres square when pixels are not', () => {
    const { sx, sy } = placement({ width: 100, height: 50, spacingMm: [1, 2] }, { zoom: 1, centre: [49.5, 24.5] }, 400);
    expect([sx * 100, sy * 50]).toEqual([400, 400]);
  });
});

describe('when images do not come', () => {
  it('tells "none for this assessment", "not yet" and "no answer" apart', () => {
    expect(stateOfFailure(new ApiError('no-segmentation', 409, 'No outline.'))).toEqual({ kind: 'none', code: 'no-segmentation', message: 'No outline.' });
    expect(stateOfFailure(new ApiError('pending', 409, 'being computed')).kind).toBe('loading');
    expect(stateOfFailure(new ApiError('dicomweb-unreachable', 502, 'No answer.'))).toMatchObject({ kind: 'error', message: 'No answer.' });
    expect(stateOfFailure(new TypeError('x')).kind).toBe('error');
  });
});
