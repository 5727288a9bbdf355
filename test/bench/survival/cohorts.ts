// SPDX-License-Identifier: Apache-2.0
// Seeded cohorts of the study's size for the survival bench: no patient in them.
import { type Columns, correlationMatrix, findCorrelation, type Random, type Surv, seededRandom } from '../../../src/survival/index.ts';

export interface BenchCohort {
  /** Days and 1 = recurrence. */
  readonly surv: Surv;
  readonly columns: Record<string, Float64Array>;
}

const PATIENTS = 322;

/** A standard normal draw (Box-Muller). */
export const normal = (random: Random): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

/** Whole days under an exponential hazard with the given log hazards, and administrative censoring between two and four years. */
export function followUp(logHazard: ArrayLike<number>, dailyHazard: number, random: Random): Surv {
  const time: number[] = [];
  const status: number[] = [];
  for (let i = 0; i < logHazard.length; i++) {
    const event = -Math.log(1 - random()) / (dailyHazard * Math.exp(logHazard[i]!));
    const censored = 700 + 760 * random();
    time.push(Math.max(1, Math.round(Math.min(event, censored))));
    status.push(event <= censored ? 1 : 0);
  }
  return { time, status };
}

/** 1,874 features in blocks of up to 9, correlated 0.6 to 0.99 within a block and weakly across; ten blocks carry the hazard. */
export function radiomicsCohort(seed = 20261123): BenchCohort {
  const random = seededRandom(seed);
  const columns: Record<string, Float64Array> = {};
  const size = Float64Array.from({ length: PATIENTS }, () => normal(random));
  const logHazard = new Float64Array(PATIENTS);
  let made = 0;
  for (let block = 0; made < 1874; block++) {
    const shared = 0.6 * random();
    const latent = Float64Array.from(size, (value) => shared * value + Math.sqrt(1 - shared * shared) * normal(random));
    if (block % 20 === 3 && block < 200) for (let i = 0; i < PATIENTS; i++) logHazard[i] = logHazard[i]! + (block % 40 === 3 ? 0.3 : -0.25) * latent[i]!;
    const width = 1 + Math.floor(9 * random());
    for (let k = 0; k < width && made < 1874; k++) {
      const loading = 0.75 + 0.245 * random();
      const scale = 10 ** (4 * random() - 2);
      columns[`f${made++}`] = Float64Array.from(latent, (value) => scale * (loading * value + Math.sqrt(1 - loading * loading) * normal(random)));
    }
  }
  return { surv: followUp(logHazard, 1 / 1500, random), columns };
}

/** The first 319 of the features that the correlation filter (|Spearman| above 0.9) leaves. */
export function filtered({ surv, columns }: BenchCohort): BenchCohort {
  const { keep } = findCorrelation(correlationMatrix(columns));
  return { surv, columns: Object.fromEntries(keep.slice(0, 319).map((name) => [name, columns[name]!])) };
}

/** Five terms of a clinical model with known coefficients: two markers, two findings, one score. */
const TRUTH: Readonly<Record<string, number>> = { afp: 0.5, necrosis: 0.6, portalVein: 0.7, size: 0.25, score: 0.45 };

/** A clinical cohort under {@link TRUTH}. */
export function clinicalCohort(seed: number, n = PATIENTS): BenchCohort {
  const random = seededRandom(seed);
  const binary = (share: number): Float64Array => Float64Array.from({ length: n }, () => (random() < share ? 1 : 0));
  const columns: Record<string, Float64Array> = {
    afp: binary(0.45),
    necrosis: binary(0.35),
    portalVein: binary(0.12),
    size: Float64Array.from({ length: n }, () => normal(random)),
    score: Float64Array.from({ length: n }, () => normal(random)),
  };
  return { surv: followUp(linearPredictor(columns, TRUTH), 1 / 2400, random), columns };
}

const linearPredictor = (columns: Columns, coef: Readonly<Record<string, number>>): Float64Array =>
  Float64Array.from({ length: PATIENTS }, (_, i) => Object.entries(coef).reduce((sum, [name, value]) => sum + value * columns[name]![i]!, 0));
