// SPDX-License-Identifier: Apache-2.0
// Marks of the figures as SVG text. Every coordinate is a CSS pixel; colour and type come from classes (page/style.ts).
import { px } from '../format.ts';
import { escapeHtml } from '../page/escape.ts';

export type Point = readonly [x: number, y: number];
export type Anchor = 'start' | 'middle' | 'end';

/** Text at a baseline, escaped. */
export function text(x: number, y: number, words: string, className: string, anchor: Anchor = 'start'): string {
  return `<text x="${px(x)}" y="${px(y)}" class="${className}"${anchor === 'start' ? '' : ` text-anchor="${anchor}"`}>${escapeHtml(words)}</text>`;
}

/** Several runs of text on one baseline, `gap` pixels apart. */
export function runs(
  x: number,
  y: number,
  parts: readonly { readonly words: string; readonly className: string }[],
  anchor: Anchor = 'start',
  gap = 7,
): string {
  const spans = parts.map(({ words, className }, i) => `<tspan class="${className}"${i === 0 ? '' : ` dx="${gap}"`}>${escapeHtml(words)}</tspan>`);
  return `<text x="${px(x)}" y="${px(y)}"${anchor === 'start' ? '' : ` text-anchor="${anchor}"`}>${spans.join('')}</text>`;
}

export function line(x1: number, y1: number, x2: number, y2: number, className: string): string {
  return `<line x1="${px(x1)}" y1="${px(y1)}" x2="${px(x2)}" y2="${px(y2)}" class="${className}"/>`;
}

export function rect(x: number, y: number, width: number, height: number, className: string, radius = 0): string {
  return `<rect x="${px(x)}" y="${px(y)}" width="${px(Math.max(0, width))}" height="${px(Math.max(0, height))}"${radius > 0 ? ` rx="${radius}"` : ''} class="${className}"/>`;
}

export function path(d: string, className: string): string {
  return `<path d="${d}" class="${className}"/>`;
}

/** Straight segments through the points. Points that do not move the pen are left out. */
export function polyline(points: readonly Point[]): string {
  let d = '';
  let last = '';
  for (const [x, y] of points) {
    const here = `${px(x)} ${px(y)}`;
    if (here === last) continue;
    d += d === '' ? `M${here}` : `L${here}`;
    last = here;
  }
  return d;
}

/** Stairs: flat until the next x, then down or up. */
export function stairs(points: readonly Point[], untilX?: number): string {
  let d = '';
  let [lastX, lastY] = ['', ''];
  for (const [x, y] of points) {
    const [hx, hy] = [px(x), px(y)];
    if (d === '') d = `M${hx} ${hy}`;
    else {
      if (hx !== lastX) d += `H${hx}`;
      if (hy !== lastY) d += `V${hy}`;
    }
    [lastX, lastY] = [hx, hy];
  }
  return untilX === undefined || d === '' || px(untilX) === lastX ? d : `${d}H${px(untilX)}`;
}

/** Closed area between an upper and a lower line. */
export function area(upper: readonly Point[], lower: readonly Point[]): string {
  return `${polyline([...upper, ...[...lower].reverse()])}Z`;
}

/** Corner points of stairs, for areas. */
export function stairPoints(points: readonly Point[], untilX: number): readonly Point[] {
  const corners: Point[] = [];
  points.forEach(([x, y], i) => {
    const before = points[i - 1];
    if (before !== undefined) corners.push([x, before[1]]);
    corners.push([x, y]);
  });
  const end = points.at(-1);
  return end === undefined ? corners : [...corners, [untilX, end[1]]];
}

export function dot(x: number, y: number, radius: number, className: string): string {
  return `<circle cx="${px(x)}" cy="${px(y)}" r="${radius}" class="${className}"/>`;
}

export function square(x: number, y: number, size: number, className: string): string {
  return rect(x - size / 2, y - size / 2, size, size, className);
}

export function triangle(x: number, y: number, radius: number, className: string): string {
  return path(`M${px(x)} ${px(y - radius * 1.05)}L${px(x + radius)} ${px(y + radius * 0.75)}H${px(x - radius)}Z`, className);
}

export function diamond(x: number, y: number, radius: number, className: string): string {
  return path(`M${px(x)} ${px(y - radius)}L${px(x + radius)} ${px(y)}L${px(x)} ${px(y + radius)}L${px(x - radius)} ${px(y)}Z`, className);
}

/** Arrow head that points right or down. */
export function arrowHead(x: number, y: number, direction: 'right' | 'down'): string {
  return direction === 'down'
    ? path(`M${px(x - 4)} ${px(y - 6)}L${px(x)} ${px(y)}L${px(x + 4)} ${px(y - 6)}`, 'flow')
    : path(`M${px(x - 6)} ${px(y - 4)}L${px(x)} ${px(y)}L${px(x - 6)} ${px(y + 4)}`, 'flow');
}
