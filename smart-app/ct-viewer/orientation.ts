// SPDX-License-Identifier: Apache-2.0
// Letters at the edges of the image from its direction cosines (LPS: x to the left, y to the back, z to the head).

export interface EdgeLetters {
  readonly left: string;
  readonly right: string;
  readonly top: string;
  readonly bottom: string;
}

const POSITIVE = ['L', 'P', 'S'] as const;
const NEGATIVE = ['R', 'A', 'I'] as const;

/** Letter that a direction points to, by its largest component. */
export function letterOf(vector: readonly number[]): string {
  let axis = 0;
  for (let i = 1; i < 3; i++) if (Math.abs(vector[i]!) > Math.abs(vector[axis]!)) axis = i;
  return vector[axis]! >= 0 ? POSITIVE[axis]! : NEGATIVE[axis]!;
}

/**
 * @param direction 9 cosines, row-major; column a is the direction of image axis a (as in `src/volume/grid.ts`)
 */
export function edgeLetters(direction: readonly number[]): EdgeLetters {
  const axis = (a: number): readonly number[] => [direction[a]!, direction[3 + a]!, direction[6 + a]!];
  const back = (v: readonly number[]): readonly number[] => v.map((c) => -c);
  return { right: letterOf(axis(0)), left: letterOf(back(axis(0))), bottom: letterOf(axis(1)), top: letterOf(back(axis(1))) };
}
