// SPDX-License-Identifier: Apache-2.0
// What a conversion found, as one screen of text or as JSON.

import type { DicomCode } from '../../imaging/dicom/dataset.ts';
import type { PhaseAssessment } from '../../imaging/dicom/phase.ts';
import type { Vec3 } from '../../volume/grid.ts';
import type { PixelType } from '../../volume/volume.ts';

/** Something that was looked at; `attention` is for a person to judge. */
export interface Check {
  readonly code: string;
  readonly level: 'ok' | 'attention';
  readonly message: string;
  readonly values: Readonly<Record<string, string | number | boolean | readonly (string | number)[]>>;
}

/** A region that was taken. */
export interface ConvertedRegion {
  /** Value in the output mask. */
  readonly value: number;
  /** Segment or ROI number; undefined in NRRD and NIfTI masks. */
  readonly number: number | undefined;
  readonly label: string;
  readonly code: DicomCode | undefined;
  readonly voxels: number;
  readonly volumeMl: number;
  /** Longest line inside one slice, mm. */
  readonly longestAxisMm: number;
}

/** Everything `hepanom convert` tells. */
export interface ConvertReport {
  readonly image: {
    readonly name: string;
    readonly kind: string;
    readonly size: Vec3;
    readonly spacingMm: Vec3;
    readonly originMm: Vec3;
    readonly direction: readonly number[];
    readonly pixelType: PixelType;
    readonly range: readonly [number, number];
    readonly series?: {
      readonly seriesUid: string;
      readonly number: number | null;
      readonly description: string;
      readonly modality: 'CT';
      readonly transferSyntaxes: readonly string[];
      readonly phase: PhaseAssessment;
    };
  };
  readonly mask?: {
    readonly name: string;
    readonly kind: string;
    readonly description: string;
    readonly regions: readonly ConvertedRegion[];
    /** Regions of the object that were not taken. */
    readonly others: readonly { readonly number: number; readonly label: string; readonly code: DicomCode | undefined }[];
  };
  readonly checks: readonly Check[];
  readonly written: readonly { readonly file: string; readonly holds: 'image' | 'mask'; readonly format: string; readonly bytes: number }[];
}

const PHASES: Readonly<Record<PhaseAssessment['verdict'], string>> = {
  'explicit-portal-venous': 'portal venous, stated in the headers',
  'explicit-other': 'another phase than portal venous, stated in the headers',
  'likely-portal-venous': 'likely portal venous',
  contradicted: 'something speaks against portal venous',
  unknown: 'not told by the headers',
};

/** The one place that rounds for this report: whole numbers of voxels, three to five digits of lengths and volumes. */
const digits = (value: number, count = 4): string => String(Number(value.toPrecision(count)));
const grouped = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, ',');
const codeText = (code: DicomCode | undefined): string => (code === undefined ? '' : `${code.scheme} ${code.value} ${code.meaning}`);
const sizeText = (bytes: number): string => (bytes < 1e6 ? `${digits(bytes / 1e3, 3)} kB` : `${digits(bytes / 1e6, 3)} MB`);

const MOST_OTHERS = 6;

/** One screen of text: image, phase, mask, checks, what was written. */
export function reportText({ image, mask, checks, written }: ConvertReport): string {
  const lines: [string, string][] = [];
  lines.push(['Image', `${image.kind} ${image.name}`]);
  if (image.series !== undefined) {
    const { number, description, transferSyntaxes } = image.series;
    lines.push(['', `series${number === null ? '' : ` ${number}`}${description === '' ? '' : ` "${description}"`}, ${transferSyntaxes.join(', ')}`]);
  }
  lines.push([
    '',
    `${image.size[2]} slices of ${image.size[0]} × ${image.size[1]}, ${image.spacingMm.map((mm) => digits(mm, 6)).join(' × ')} mm, ${image.pixelType}, ${image.range.map((value) => digits(value, 6)).join(' to ')}${image.series === undefined ? '' : ' HU'}`,
  ]);
  if (image.series !== undefined) {
    const { verdict, evidence } = image.series.phase;
    lines.push([
      'Phase',
      `${PHASES[verdict]}${evidence.length === 0 ? '' : ` (${evidence.map(({ kind, value }) => (value === '' ? kind : `${kind}: ${value}`)).join('; ')})`}`,
    ]);
  }
  if (mask !== undefined) {
    lines.push(['Mask', `${mask.kind} ${mask.name}${mask.description === '' ? '' : `, "${mask.description}"`}`]);
    for (const region of mask.regions)
      lines.push([
        '',
        [
          `${region.number === undefined ? `label ${region.value}` : `${region.number} ${region.label}`}${region.code === undefined ? '' : ` [${codeText(region.code)}]`}`,
          `${grouped(region.voxels)} voxels`,
          `${digits(region.volumeMl)} ml`,
          `largest axis ${digits(region.longestAxisMm)} mm`,
        ].join(', '),
      ]);
    const shown = mask.others.slice(0, MOST_OTHERS).map(({ number, label }) => `${number} ${label}`);
    if (shown.length > 0)
      lines.push(['', `not taken: ${shown.join(', ')}${mask.others.length > shown.length ? ` and ${mask.others.length - shown.length} more` : ''}`]);
  }
  checks.forEach((check, i) => void lines.push([i === 0 ? 'Checks' : '', `${check.level === 'ok' ? 'ok       ' : 'attention'}  ${check.message}`]));
  written.forEach(({ file, holds, format, bytes }, i) => void lines.push([i === 0 ? 'Written' : '', `${file} (${holds}, ${format}, ${sizeText(bytes)})`]));
  if (written.length === 0) lines.push(['Written', 'nothing; --out-image and --out-mask name the files']);
  return lines.map(([head, text]) => `${head.padEnd(9)}${text}\n`).join('');
}
