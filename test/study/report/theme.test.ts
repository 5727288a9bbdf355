// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { THEME_CSS } from '../../../src/study/report/page/theme.ts';

/** Tokens of one block of rules, spaces and leading zeros aside. */
function tokens(css: string): ReadonlyMap<string, string> {
  return new Map(
    [...css.matchAll(/--([\w-]+):\s*([^;}]+)/g)].map(([, name = '', value = '']) => [name, value.trim().replaceAll(/\s+/g, '').replaceAll('0.', '.')]),
  );
}

describe('the colours of the report', () => {
  const product = readFileSync(new URL('../../../smart-app/design/tokens.css', import.meta.url), 'utf8');
  const [light = '', dark = ''] = product.split(/\[data-theme=["']?dark["']?\]/);
  const blocks = THEME_CSS.split(/(?=:root)/).filter((block) => block.startsWith(':root'));

  it.each([
    ['light', 0, light],
    ['dark', 1, dark],
    ['light by the switch', 2, light],
    ['dark by the switch', 3, dark],
  ] as const)('are those of the product: %s', (_, block, theirs) => {
    const own = tokens(blocks[block] ?? '');
    expect(own.size).toBeGreaterThan(15);
    const shared = tokens(theirs);
    for (const [name, value] of own) expect([name, value]).toEqual([name, shared.get(name)]);
  });
});
