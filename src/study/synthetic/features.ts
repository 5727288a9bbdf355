// SPDX-License-Identifier: Apache-2.0
// Feature values of the generated patients: families of near copies, as radiomic features are, with the five of the rad-score carrying the signal.
import { seededRandom } from '../../survival/core/random.ts';
import { FAMILIES, FOLLOWS, IMAGE_TYPES, type ImageType, members, NEARLY_CONSTANT, SHAPE_FAMILIES, syntheticFeatureNames } from './feature-families.ts';
import { type Normal, normalFrom } from './normal.ts';
import type { SyntheticPatient } from './patients.ts';
import { TRUE_FEATURES } from './truth.ts';

/** What a family of an image type shares with the same family elsewhere, with the other families of its image type, and with the tumour. Chosen here. */
const SHARED = { family: 0.55, imageType: 0.3, tumour: 0.15 } as const;
/** Correlation of a family with the one it follows. */
const FOLLOWING = 0.985;
/** Least and greatest correlation of a feature with its family. */
const MEMBERSHIP = [0.955, 0.995] as const;

/** Values of patients, one array per latent score. */
type Latent = Float64Array;

export interface SyntheticFeatures {
  readonly names: readonly string[];
  /** One array per feature in the order of `names`; rounded to seven digits. */
  readonly columns: readonly Float64Array[];
}

/** Seven significant digits: what the file holds is what is returned. */
const sevenDigits = (value: number): number => Number(value.toPrecision(7));

function mixed(parts: readonly (readonly [number, Latent])[], own: Latent): Latent {
  const rest = Math.sqrt(1 - parts.reduce((sum, [loading]) => sum + loading ** 2, 0));
  return own.map((value, i) => parts.reduce((sum, [loading, latent]) => sum + loading * latent[i]!, rest * value));
}

/** A scale of its own for each feature: sizes are lognormal and large, shares lie near 0, grey levels around tens. */
function scaleOf(name: string, random: () => number): (z: number) => number {
  const place = random();
  if (/(Energy|NonUniformity|ZoneVariance|LargeArea\w*|Volume|Prominence|Complexity|Busyness)$/.test(name)) {
    const centre = 10 ** (2 + 4 * place);
    return (z) => centre * Math.exp(0.6 * z);
  }
  if (/(Normalized|LowGrayLevel\w*|Uniformity|Coarseness|Probability|Percentage|Id|Idm|Idn|Idmn)$/.test(name)) {
    const centre = 0.02 + 0.3 * place;
    return (z) => centre * Math.exp(0.25 * z);
  }
  const centre = 5 + 60 * place;
  const spread = centre * (0.12 + 0.2 * random());
  return (z) => centre + spread * z;
}

/**
 * Features of generated patients. The rad-score's five are linear in the patients' standardised values, with the means and standard deviations of
 * `TRUE_FEATURES`; the others are noise as far as recurrence goes, except for what they share with the tumour.
 *
 * @param seed as for the patients; the stream of numbers is another one
 */
export function syntheticFeatures(patients: readonly SyntheticPatient[], seed: number): SyntheticFeatures {
  const n = patients.length;
  const random = seededRandom(seed + 2 ** 33);
  const normal: Normal = normalFrom(random);
  const fresh = (): Latent => Float64Array.from({ length: n }, normal);
  const tumour = Float64Array.from(patients, (patient) => patient.tumour);
  const size = Float64Array.from(patients, (patient) => Math.log(patient.values.tumourSize!));
  const values = new Map<string, Float64Array>();
  const signal = new Map(TRUE_FEATURES.map((feature, j) => [feature.feature, j]));
  const constant = new Set(NEARLY_CONSTANT);
  const fill = (family: string, imageType: string, latent: Latent): void => {
    for (const { name, sign } of members(family, imageType)) {
      if (constant.has(name)) {
        // A rare other value or none, as integer-valued features of few levels have.
        const [common, rare] = [Math.round(4 * random()), random() < 0.6 ? 0 : 0.02];
        values.set(
          name,
          Float64Array.from({ length: n }, () => (random() < rare ? common + 1 : common)),
        );
        continue;
      }
      const membership = MEMBERSHIP[0] + (MEMBERSHIP[1] - MEMBERSHIP[0]) * random();
      const scale = scaleOf(name, random);
      const own = Math.sqrt(1 - membership ** 2);
      values.set(
        name,
        latent.map((z) => sevenDigits(scale(sign * (membership * z + own * normal())))),
      );
    }
  };
  const byFamily = new Map(Object.keys(FAMILIES).map((family) => [family, fresh()]));
  const latents = new Map<string, Latent>();
  for (const imageType of IMAGE_TYPES) {
    const ofType = fresh();
    const leader: ImageType | undefined = FOLLOWS[imageType];
    for (const [family, names] of Object.entries(FAMILIES)) {
      const led = leader === undefined ? undefined : latents.get(`${leader} ${family}`);
      const latent =
        led === undefined
          ? mixed(
              [
                [SHARED.family, byFamily.get(family)!],
                [SHARED.imageType, ofType],
                [SHARED.tumour, tumour],
              ],
              fresh(),
            )
          : mixed([[FOLLOWING, led]], fresh());
      latents.set(`${imageType} ${family}`, latent);
      fill(names, imageType, latent);
    }
  }
  const meanSize = size.reduce((sum, value) => sum + value, 0) / n;
  const sdSize = Math.sqrt(size.reduce((sum, value) => sum + (value - meanSize) ** 2, 0) / Math.max(1, n - 1)) || 1;
  for (const [family, names] of Object.entries(SHAPE_FAMILIES))
    fill(names, 'original', family === 'diameter' ? mixed([[0.97, size.map((value) => (value - meanSize) / sdSize)]], fresh()) : fresh());
  for (const [name, j] of signal) {
    const { mean, sd } = TRUE_FEATURES[j]!;
    values.set(
      name,
      Float64Array.from(patients, (patient) => sevenDigits(mean + sd * patient.features[j]!)),
    );
  }
  const names = syntheticFeatureNames();
  return { names, columns: names.map((name) => values.get(name)!) };
}
