// SPDX-License-Identifier: Apache-2.0

/**
 * Convex hull of points that lie on parallel lines, by its two chains; coordinates are whole numbers, so every test is exact.
 * Only hull points can be a farthest pair: of a point inside or on an edge, one end of the edge lies farther from anything.
 */
export class LineHull {
  /** Line number and position of the hull's points; the first `count` are valid. */
  readonly line: Int32Array;
  readonly at: Int32Array;
  count = 0;

  /** @param lines most lines of any plane */
  constructor(lines: number) {
    this.line = new Int32Array(2 * lines);
    this.at = new Int32Array(2 * lines);
  }

  /**
   * Finds the hull of one plane.
   * @param lowest smallest position on each line; a line whose `lowest` is above its `highest` has no point
   * @param highest largest position on each line
   * @param offset of the plane's first line in both arrays
   * @param step from one line to the next
   * @param lines number of lines
   */
  find(lowest: Int32Array, highest: Int32Array, offset: number, step: number, lines: number): void {
    this.count = 0;
    this.#chain(lowest, lowest, highest, offset, step, lines, 1);
    this.#chain(highest, lowest, highest, offset, step, lines, -1);
  }

  #chain(side: Int32Array, lowest: Int32Array, highest: Int32Array, offset: number, step: number, lines: number, sign: number): void {
    const { line, at } = this;
    const base = this.count;
    let top = base;
    for (let l = 0, i = offset; l < lines; l++, i += step) {
      if (lowest[i]! > highest[i]!) continue;
      const position = side[i]!;
      while (top - base >= 2) {
        const turn = (line[top - 1]! - line[top - 2]!) * (position - at[top - 2]!) - (at[top - 1]! - at[top - 2]!) * (l - line[top - 2]!);
        if (sign * turn > 0) break;
        top -= 1;
      }
      line[top] = l;
      at[top] = position;
      top += 1;
    }
    this.count = top;
  }
}
