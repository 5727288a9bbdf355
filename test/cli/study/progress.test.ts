// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import { durationText, progressOn } from '../../../src/cli/study/progress.ts';

function display(isTTY: boolean): { text: () => string; at: (ms: number, stage: string, done: number, total: number) => void; end: () => void } {
  let text = '';
  let now = 0;
  const progress = progressOn({ isTTY, write: (more: string) => (text += more) }, () => now);
  return {
    text: () => text,
    at: (ms, stage, done, total) => {
      now = ms;
      progress.at(stage, done, total);
    },
    end: () => progress.end(),
  };
}

describe('progress', () => {
  it('draws a bar with the time left on a terminal, one line per stage', () => {
    const one = display(true);
    one.at(0, 'Bootstrap', 0, 10);
    one.at(1000, 'Bootstrap', 1, 10);
    expect(one.text()).toContain('1/10, 9 s left');
    expect(one.text()).not.toContain('\n');
    one.at(10_000, 'Bootstrap', 10, 10);
    expect(one.text().endsWith('10/10\n')).toBe(true);
  });

  it('says little in a log: a line per stage, then one every five seconds and at the end', () => {
    const one = display(false);
    one.at(0, 'Bootstrap', 0, 100);
    for (let k = 1; k <= 100; k++) one.at(k * 100, 'Bootstrap', k, 100);
    expect(one.text()).toBe('Bootstrap: 100\nBootstrap: 50/100, 5 s left\nBootstrap: 100/100\n');
  });

  it('ends a line that is being redrawn', () => {
    const one = display(true);
    one.at(0, 'Bootstrap', 3, 10);
    one.end();
    one.end();
    expect(one.text().match(/\n/g)).toHaveLength(1);
  });

  it('tells durations as people do', () => {
    expect([3, 200, 3900].map(durationText)).toEqual(['3 s', '3 min 20 s', '1 h 05 min']);
  });
});
