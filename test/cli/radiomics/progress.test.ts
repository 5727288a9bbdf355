// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import { clockText, Progress } from '../../../src/cli/radiomics/progress.ts';

function watched(isTTY: boolean, total: number): { progress: Progress; at: (ms: number) => void; written: string[] } {
  let now = 0;
  const written: string[] = [];
  const progress = new Progress({ isTTY, columns: 80, write: (text: string) => written.push(text) }, total, () => now);
  return {
    progress,
    at: (ms) => {
      now = ms;
    },
    written,
  };
}

describe('progress', () => {
  it('writes over one line on a terminal, with what is left', () => {
    const { progress, at, written } = watched(true, 4);
    at(30_000);
    progress.step('done');
    expect(written.at(-1)).toMatch(/^\r\[#{6}-{18}\] 1 of 4 cases, 0:30, about 1:30 left/);
    progress.step('failed');
    expect(written.at(-1)).toContain('2 of 4 cases, 1 failed');
    expect(written.join('')).not.toContain('\n');
    expect(Math.max(...written.map((text) => text.replace('\r', '').replace('\u001b[K', '').length))).toBeLessThan(80);
  });

  it('writes plain lines now and then elsewhere', () => {
    const { progress, at, written } = watched(false, 100);
    for (let second = 1; second <= 35; second++) {
      at(second * 1000);
      progress.step('done');
    }
    expect(written).toEqual([
      '10 of 100 cases, 0:10, about 1:30 left\n',
      '20 of 100 cases, 0:20, about 1:20 left\n',
      '30 of 100 cases, 0:30, about 1:10 left\n',
    ]);
  });

  it('does not take kept cases for work when it says how long the rest takes', () => {
    const { progress, at } = watched(false, 10);
    for (let n = 0; n < 8; n++) progress.step('kept');
    at(5_000);
    progress.step('done');
    expect(progress.text()).toBe('9 of 10 cases, 8 kept, 0:05, about 0:05 left');
  });

  it('writes times as people do', () => {
    expect([0, 59_400, 61_000, 3_723_000].map(clockText)).toEqual(['0:00', '0:59', '1:01', '1:02:03']);
  });
});
