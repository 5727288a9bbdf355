// SPDX-License-Identifier: Apache-2.0
// Puts one slice, the tumour's outline and the caliper on a canvas at device pixels. Ground black in both themes.
import type { Caliper } from './caliper.ts';
import type { Ring } from './marching-squares.ts';
import { type CtWindow, paintSlice } from './window.ts';

export interface SlicePicture {
  readonly hu: Int16Array;
  readonly width: number;
  readonly height: number;
  /** Pixel size along x and y, mm. */
  readonly spacingMm: readonly [number, number];
  readonly rings: readonly Ring[];
  readonly caliper?: Caliper;
  readonly caliperLabel?: string;
}

export interface Viewpoint {
  /** 1 shows the whole field; larger zooms in. */
  readonly zoom: number;
  /** Centre of the view in image pixels. */
  readonly centre: readonly [number, number];
}

const GROUND = '#05070a';
const OUTLINE = '#58e0d2';

/** Scale (CSS pixels per image pixel, x and y) and offset that put the viewpoint in a square of `side` CSS pixels. */
export function placement(picture: Pick<SlicePicture, 'width' | 'height' | 'spacingMm'>, view: Viewpoint, side: number) {
  const fieldMm = Math.max(picture.width * picture.spacingMm[0], picture.height * picture.spacingMm[1]);
  const perMm = (side / fieldMm) * view.zoom;
  const sx = perMm * picture.spacingMm[0];
  const sy = perMm * picture.spacingMm[1];
  return { sx, sy, ox: side / 2 - (view.centre[0] + 0.5) * sx, oy: side / 2 - (view.centre[1] + 0.5) * sy };
}

export function drawSlice(canvas: HTMLCanvasElement, picture: SlicePicture, window: CtWindow, view: Viewpoint, fill: boolean): void {
  const side = canvas.clientWidth || 416;
  const ratio = Math.min(3, globalThis.devicePixelRatio || 1);
  canvas.width = Math.round(side * ratio);
  canvas.height = Math.round(side * ratio);
  const ink = canvas.getContext('2d');
  const off = document.createElement('canvas');
  off.width = picture.width;
  off.height = picture.height;
  const offInk = off.getContext('2d');
  if (!ink || !offInk) return;
  const image = new ImageData(picture.width, picture.height);
  paintSlice(picture.hu, window, image.data);
  offInk.putImageData(image, 0, 0);
  const { sx, sy, ox, oy } = placement(picture, view, side);
  ink.scale(ratio, ratio);
  ink.imageSmoothingQuality = 'high';
  ink.fillStyle = GROUND;
  ink.fillRect(0, 0, side, side);
  ink.drawImage(off, ox, oy, picture.width * sx, picture.height * sy);
  const at = ([x, y]: readonly [number, number]): [number, number] => [ox + (x + 0.5) * sx, oy + (y + 0.5) * sy];
  drawOutline(ink, picture.rings, at, fill);
  if (picture.caliper) drawCaliper(ink, picture.caliper, picture.caliperLabel ?? '', at, side);
}

type ToScreen = (p: readonly [number, number]) => [number, number];

function drawOutline(ink: CanvasRenderingContext2D, rings: readonly Ring[], at: ToScreen, fill: boolean): void {
  if (rings.length === 0) return;
  const path = new Path2D();
  for (const ring of rings) {
    const points = ring.map(at);
    const middle = (a: readonly [number, number], b: readonly [number, number]): [number, number] => [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
    path.moveTo(...middle(points.at(-1)!, points[0]!));
    for (const [i, p] of points.entries()) path.quadraticCurveTo(p[0], p[1], ...middle(p, points[(i + 1) % points.length]!));
    path.closePath();
  }
  ink.lineJoin = 'round';
  ink.lineWidth = 3;
  ink.strokeStyle = 'rgba(0,0,0,.55)';
  ink.stroke(path);
  if (fill) {
    ink.fillStyle = 'rgba(88,224,210,.26)';
    ink.fill(path, 'evenodd');
  }
  ink.lineWidth = 1.4;
  ink.strokeStyle = OUTLINE;
  ink.stroke(path);
}

function drawCaliper(ink: CanvasRenderingContext2D, caliper: Caliper, label: string, at: ToScreen, side: number): void {
  const [a, b] = [at(caliper.from), at(caliper.to)];
  ink.setLineDash([4, 3]);
  ink.lineWidth = 1;
  ink.strokeStyle = '#fff';
  ink.beginPath();
  ink.moveTo(...a);
  ink.lineTo(...b);
  ink.stroke();
  ink.setLineDash([]);
  ink.fillStyle = '#fff';
  for (const end of [a, b]) {
    ink.beginPath();
    ink.arc(end[0], end[1], 2.6, 0, 2 * Math.PI);
    ink.fill();
  }
  ink.font = `600 12px ${getComputedStyle(document.body).fontFamily}`;
  const right = b[0] + 60 < side;
  ink.textAlign = right ? 'left' : 'right';
  const [x, y] = right ? [b[0] + 8, b[1] + 14] : [a[0] - 8, a[1] + 14];
  ink.lineWidth = 3;
  ink.strokeStyle = 'rgba(0,0,0,.8)';
  ink.strokeText(label, x, y);
  ink.fillText(label, x, y);
}
