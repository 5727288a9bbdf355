// SPDX-License-Identifier: Apache-2.0
// The CT of a study without an outline: to be looked at, never measured.
import { assembleStored } from './dicom/assemble-volume.ts';
import { chooseStack } from './dicom/choose-stack.ts';
import { assessPhase, namesPortalVenous } from './dicom/phase.ts';
import type { DicomWebClient, SeriesSummary } from './dicomweb/client.ts';
import { ImagingError } from './errors.ts';
import { describeCt } from './tumour/describe-ct.ts';
import { fetchSlices } from './tumour/fetch-ct.ts';
import type { LoadTumourOptions, TumourCase } from './tumour/types.ts';

/** A CT on its grid. */
export type CtCase = Pick<TumourCase, 'image' | 'ct'>;

/** Localizers have one or two images, a volume has at least this many. */
const FEWEST_SLICES = 3;

/**
 * Loads a CT series of a study over DICOMweb: the one asked for, the only one, or the only one whose description names the portal venous phase.
 *
 * @throws ImagingError `no-ct-series`, `several-ct-series` (lists them), and those of the client and `assembleStored`
 */
export async function loadCt(
  client: DicomWebClient,
  request: { readonly studyUid: string; readonly seriesUid?: string },
  options: LoadTumourOptions = {},
): Promise<CtCase> {
  const series = chosen(await client.searchSeries(request.studyUid), request.seriesUid);
  const { builder } = await fetchSlices(client, request.studyUid, series, [], new Set(), options);
  const image = assembleStored(
    builder,
    chooseStack(builder.slices, (s) => s.header, new Set()),
  );
  return {
    image: { grid: image.grid, pixelType: image.pixelType, data: image.data },
    ct: describeCt(image, request.studyUid, series.seriesInstanceUid, assessPhase(image.headers, options.portalVenousDelayS)),
  };
}

function chosen(series: readonly SeriesSummary[], wanted: string | undefined): SeriesSummary {
  const cts = series.filter((s) => s.modality === 'CT' && (wanted === undefined || s.seriesInstanceUid === wanted));
  const volumes = cts.filter(({ instances }) => instances === undefined || instances >= FEWEST_SLICES);
  const named = volumes.length > 1 ? volumes.filter(({ description }) => namesPortalVenous(description)) : volumes;
  const [only] = named;
  if (named.length === 1 && only !== undefined) return only;
  if (volumes.length === 0)
    throw new ImagingError('no-ct-series', 'The study has no CT series of three or more slices that this service can see.', {
      series: series.length,
      ct: cts.length,
    });
  throw new ImagingError(
    'several-ct-series',
    `The study has ${volumes.length} CT series, and nothing says which one is meant; outline the tumour on it, or choose it.`,
    {
      seriesUids: volumes.map((s) => s.seriesInstanceUid),
      descriptions: volumes.map((s) => s.description),
    },
  );
}
