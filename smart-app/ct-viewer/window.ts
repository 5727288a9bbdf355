// SPDX-License-Identifier: Apache-2.0
// CT windows: Hounsfield units to grey. Width and level in HU.

export interface CtWindow {
  readonly id: 'liver' | 'abdomen' | 'bone';
  readonly width: number;
  readonly level: number;
}

export const WINDOWS: readonly CtWindow[] = [
  { id: 'liver', width: 250, level: 90 },
  { id: 'abdomen', width: 400, level: 40 },
  { id: 'bone', width: 1800, level: 400 },
];

/** Grey 0..255 of a Hounsfield value: linear inside the window, clamped outside. */
export function grey(hu: number, window: Pick<CtWindow, 'width' | 'level'>): number {
  const share = (hu - window.level) / window.width + 0.5;
  return Math.max(0, Math.min(255, Math.round(share * 255)));
}

/**
 * Fills an RGBA buffer from one slice.
 *
 * @param hu Hounsfield units, x fastest
 * @param rgba four bytes per pixel, same count
 */
export function paintSlice(hu: Int16Array, window: Pick<CtWindow, 'width' | 'level'>, rgba: Uint8ClampedArray): void {
  const low = window.level - window.width / 2;
  const gain = 255 / window.width;
  for (let i = 0, j = 0; i < hu.length; i++, j += 4) {
    const g = Math.round((hu[i]! - low) * gain);
    rgba[j] = g;
    rgba[j + 1] = g;
    rgba[j + 2] = g;
    rgba[j + 3] = 255;
  }
}
