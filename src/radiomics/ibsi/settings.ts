// SPDX-License-Identifier: Apache-2.0
import { RadiomicsError } from '../errors.ts';
import { plainNumber } from '../settings/python-text.ts';
import { asMap } from '../settings/setting-schema.ts';
import type { ExtractionSettings, IbsiSettings } from '../settings/types.ts';
import type { Binning } from '../texture/discretise.ts';

const KEYS = ['roundIntensities', 'maskThreshold', 'outlierSigma'] as const;

function positive(value: unknown, path: string, max = Infinity): number {
  const number = plainNumber(value);
  if (number === undefined || !Number.isFinite(number))
    throw new RadiomicsError('params-wrong-type', `${path} must be a number, got ${JSON.stringify(value)}.`, { path, value });
  if (!(number > 0) || number > max)
    throw new RadiomicsError('params-out-of-range', `${path} must be more than 0${max === Infinity ? '' : ` and at most ${max}`}, got ${number}.`, {
      path,
      value: number,
    });
  return number;
}

/**
 * Reads the section `ibsi` of a parameter file. An empty section (`ibsi: {}`) switches the mode on with IBSI's usual choices for CT.
 * @throws RadiomicsError `params-unknown-key`, `params-wrong-type`, `params-out-of-range`
 */
export function parseIbsi(section: unknown): IbsiSettings {
  const block = asMap(section, 'ibsi');
  for (const key of Object.keys(block)) {
    if (!(KEYS as readonly string[]).includes(key))
      throw new RadiomicsError('params-unknown-key', `ibsi has an unknown key "${key}"; it may have ${KEYS.join(', ')}.`, { path: 'ibsi', key });
  }
  const { roundIntensities, maskThreshold, outlierSigma } = block;
  if (roundIntensities !== undefined && typeof roundIntensities !== 'boolean')
    throw new RadiomicsError('params-wrong-type', `ibsi.roundIntensities must be true or false, got ${JSON.stringify(roundIntensities)}.`, {
      path: 'ibsi.roundIntensities',
      value: roundIntensities,
    });
  return {
    roundIntensities: roundIntensities !== false,
    maskThreshold: maskThreshold === undefined ? 0.5 : positive(maskThreshold, 'ibsi.maskThreshold', 1),
    ...(outlierSigma === undefined ? {} : { outlierSigma: positive(outlierSigma, 'ibsi.outlierSigma') }),
  };
}

function refused(what: string, reason: string): RadiomicsError {
  return new RadiomicsError('setting-not-supported', `${what} cannot be combined with the section ibsi: ${reason}. Nothing was computed.`, { what });
}

function ibsiBinning(image: string, binning: Binning, range: readonly number[] | undefined): Binning {
  if (binning.kind === 'count') return { ...binning, ibsi: true };
  if (image !== 'Original')
    throw refused(
      `binWidth for imageType ${image}`,
      'IBSI has bins of a fixed width only where grey values have a unit and a range; give that image type a binCount',
    );
  if (range === undefined)
    throw refused(
      'binWidth without resegmentRange',
      'IBSI counts bins of a fixed width from the lower end of the range; give setting.resegmentRange or a binCount',
    );
  return { ...binning, from: Math.min(...range) };
}

/**
 * Turns settings read as PyRadiomics' into IBSI's: bins from the lower end of the range (fixed width) or over the region's range (fixed count).
 * @throws RadiomicsError `setting-not-supported` for settings that contradict IBSI
 */
export function withIbsi(settings: ExtractionSettings, ibsi: IbsiSettings): ExtractionSettings {
  const { resegment } = settings;
  if (settings.compat !== '3.x') throw refused('compat 2.2.0', 'it leaves out a neighbour that IBSI counts');
  if (resegment !== undefined && resegment.mode !== 'absolute')
    throw refused(`resegmentMode ${resegment.mode}`, 'give the range in grey values, and outliers as ibsi.outlierSigma');
  if (settings.preCrop)
    throw refused('preCrop', 'the surroundings that are kept follow from padDistance after resampling, and without it the image stays whole');
  if (settings.normalise !== undefined && settings.resample !== undefined && ibsi.roundIntensities)
    throw refused('normalize with rounding', 'normalised grey values are no whole numbers; set ibsi.roundIntensities to false');
  if (resegment?.shape === true) throw refused('resegmentShape', "IBSI's morphological mask is never re-segmented");
  return {
    ...settings,
    ibsi,
    images: settings.images.map((image) => ({
      ...image,
      texture: { ...image.texture, binning: ibsiBinning(image.filter.kind, image.texture.binning, resegment?.range) },
    })),
  };
}
