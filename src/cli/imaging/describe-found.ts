// SPDX-License-Identifier: Apache-2.0
import { assessPhase } from '../../imaging/dicom/phase.ts';
import type { MaskFile } from '../../imaging/read-mask.ts';
import type { SegmentInfo } from '../../imaging/seg/read-seg.ts';
import { roiSummary } from '../../volume/roi.ts';
import type { Volume } from '../../volume/volume.ts';
import type { ConvertOptions } from './convert-options.ts';
import type { ImageSource, ReadImage } from './image-source.ts';
import type { PlacedMask } from './mask-input.ts';
import type { ConvertReport } from './report.ts';
import { syntaxName } from './syntax-names.ts';

function rangeOf({ data }: Volume): readonly [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < data.length; i++) {
    const value = data[i] as number;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}

/** What was found, for the report. */
export function describeFound(
  options: ConvertOptions,
  source: ImageSource,
  { image, ct }: ReadImage,
  placed: PlacedMask | undefined,
  opened: MaskFile | undefined,
  regions: readonly SegmentInfo[],
): Pick<ConvertReport, 'image' | 'mask'> {
  const header = ct?.headers[0];
  const outline = opened !== undefined && 'outline' in opened ? opened.outline : undefined;
  return {
    image: {
      name: options.image!,
      kind: source.kind,
      size: image.grid.size,
      spacingMm: image.grid.spacingMm,
      originMm: image.grid.originMm,
      direction: image.grid.direction,
      pixelType: image.pixelType,
      range: rangeOf(image),
      ...(ct === undefined || header === undefined
        ? {}
        : {
            series: {
              seriesUid: ct.source.seriesInstanceUid,
              number: header.seriesNumber ?? null,
              description: header.seriesDescription,
              modality: 'CT' as const,
              transferSyntaxes: [...new Set(ct.headers.map((h) => syntaxName(h.transferSyntaxUid)))],
              phase: assessPhase(ct.headers, undefined),
            },
          }),
    },
    ...(placed === undefined || opened === undefined
      ? {}
      : {
          mask: {
            name: options.mask!,
            kind: opened.kind,
            description: outline?.seriesDescription ?? '',
            regions: placed.labels.map(({ value, region }) => {
              const { voxels, volumeMl, longestAxisMm } = roiSummary(placed.mask, value);
              return { value, number: region?.number, label: region?.label ?? '', code: region?.type, voxels, volumeMl, longestAxisMm };
            }),
            others: (outline?.regions ?? [])
              .filter(({ number }) => !regions.some((taken) => taken.number === number))
              .map(({ number, label, type }) => ({ number, label, code: type })),
          },
        }),
  };
}
