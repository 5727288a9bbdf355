// SPDX-License-Identifier: Apache-2.0
import { assembleStored, type CtVolume } from './dicom/assemble-volume.ts';
import { chooseStack } from './dicom/choose-stack.ts';
import type { DicomWebClient, SeriesSummary } from './dicomweb/client.ts';
import { fetchSlices } from './tumour/fetch-ct.ts';
import type { LoadTumourOptions } from './tumour/types.ts';

/**
 * A CT series over DICOMweb as one volume, in one stream: each slice is decoded and put into its place while the next ones arrive.
 *
 * @param series the series; with `instances` as the archive counts them, fewer are refused
 * @throws ImagingError of `fetchSlices`, `chooseStack` and `assembleVolume`
 */
export async function loadSeries(
  client: DicomWebClient,
  studyUid: string,
  series: Pick<SeriesSummary, 'seriesInstanceUid' | 'instances'>,
  options: Pick<LoadTumourOptions, 'maxSlices' | 'allowLossy'> = {},
): Promise<CtVolume> {
  const { builder } = await fetchSlices(client, studyUid, series, [], new Set(), options);
  return assembleStored(
    builder,
    chooseStack(builder.slices, (s) => s.header),
  );
}
