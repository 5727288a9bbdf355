// SPDX-License-Identifier: Apache-2.0
// The frame that most figures share: horizontal gridlines, ticks outward, titles as plain lines of text.
import { linear, type Scale } from './scale.ts';
import { line, text } from './svg.ts';

export interface AxisTick {
  readonly value: number;
  readonly label: string;
}

export interface Frame {
  readonly x: Scale;
  readonly y: Scale;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly marks: string;
}

export interface FrameOptions {
  readonly width: number;
  readonly height: number;
  readonly margin?: { readonly left?: number; readonly right?: number; readonly top?: number; readonly bottom?: number };
  readonly xDomain: readonly [number, number];
  readonly yDomain: readonly [number, number];
  readonly xTicks: readonly AxisTick[];
  readonly yTicks: readonly AxisTick[];
  readonly xTitle: string;
  readonly yTitle: string;
}

/** Axes of a rectangle plot: y title at the top left, x title centred below, gridlines horizontal only. */
export function frame(options: FrameOptions): Frame {
  const { width, height } = options;
  const margin = { left: 40, right: 14, top: 26, bottom: 42, ...options.margin };
  const [left, right, top, bottom] = [margin.left, width - margin.right, margin.top, height - margin.bottom];
  const x = linear(options.xDomain, [left, right]);
  const y = linear(options.yDomain, [bottom, top]);
  let marks = '';
  for (const tick of options.yTicks) {
    marks += line(left, y(tick.value), right, y(tick.value), 'grid') + text(left - 8, y(tick.value) + 4, tick.label, 'tk', 'end');
  }
  marks += line(left, bottom, right, bottom, 'axis');
  for (const tick of options.xTicks)
    marks += line(x(tick.value), bottom, x(tick.value), bottom + 5, 'axis') + text(x(tick.value), bottom + 19, tick.label, 'tk', 'middle');
  marks += text((left + right) / 2, bottom + 38, options.xTitle, 'ls', 'middle') + text(0, 12, options.yTitle, 'ls');
  return { x, y, left, right, top, bottom, marks };
}
