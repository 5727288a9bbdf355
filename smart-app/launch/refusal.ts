// SPDX-License-Identifier: Apache-2.0
// Says in both languages why a launch went no further. Plain DOM: launch.html loads no framework.
import { en } from '../i18n/en.ts';
import { zh } from '../i18n/zh-CN.ts';
import type { LaunchRefusal } from '../session/launch-rules.ts';

export type Refusal = LaunchRefusal | { readonly code: 'failed'; readonly detail: string };

/** The sentence in one language. */
export function refusalText(refusal: Refusal, t: typeof zh): string {
  if (refusal.code === 'noIss') return t.session.noIss;
  if (refusal.code === 'issRefused') return t.session.issRefused(refusal.iss);
  if (refusal.code === 'noPkce') return t.session.noPkce(refusal.iss);
  return `${t.session.failed}: ${refusal.detail}`;
}

export function showRefusal(refusal: Refusal): void {
  const box = document.querySelector('#launch');
  if (!box) return;
  box.replaceChildren();
  for (const [t, lang] of [
    [en, 'en'],
    [zh, 'zh-CN'],
  ] as const) {
    const line = document.createElement('p');
    line.lang = lang;
    line.textContent = refusalText(refusal, t);
    box.append(line);
  }
  box.setAttribute('role', 'alert');
}
