// SPDX-License-Identifier: Apache-2.0
import { BIORTHOGONAL_DECOMPOSITION } from './biorthogonal-decomposition.ts';
import { BIORTHOGONAL_RECONSTRUCTION } from './biorthogonal-reconstruction.ts';
import { COIFLETS } from './coiflets.ts';
import { DAUBECHIES_1_20 } from './daubechies-1-20.ts';
import { DAUBECHIES_21_38 } from './daubechies-21-38.ts';
import { biorthogonal, coifletFloat32, orthogonal, reverseBiorthogonal, type WaveletFilters } from './filters.ts';
import { MEYER } from './meyer.ts';
import { SYMLETS } from './symlets.ts';

type Families = Record<string, WaveletFilters>;

function mapped(table: Readonly<Record<string, readonly number[]>>, filtersOf: (low: readonly number[], name: string) => WaveletFilters): Families {
  return Object.fromEntries(Object.entries(table).map(([name, low]) => [name, filtersOf(low, name)]));
}

const plain = (low: readonly number[]): WaveletFilters => orthogonal(low);
const reconstructionOf = (name: string): readonly number[] => BIORTHOGONAL_RECONSTRUCTION[name]!;

/**
 * Filters of all discrete wavelets by PyWavelets' names: haar, db1–38, sym2–20, coif1–17, bior and rbio 1.1–6.8, dmey.
 * @see Daubechies, Ten Lectures on Wavelets, 1992, doi:10.1137/1.9781611970104; coefficients as in PyWavelets 1.6.0
 */
export const WAVELETS: Readonly<Record<string, WaveletFilters>> = {
  haar: orthogonal(DAUBECHIES_1_20.db1!),
  ...mapped(DAUBECHIES_1_20, plain),
  ...mapped(DAUBECHIES_21_38, plain),
  ...mapped(SYMLETS, plain),
  ...mapped(COIFLETS, (low) => orthogonal(low, coifletFloat32)),
  ...mapped(BIORTHOGONAL_DECOMPOSITION, (low, name) => biorthogonal(low, reconstructionOf(name))),
  ...Object.fromEntries(
    Object.entries(BIORTHOGONAL_DECOMPOSITION).map(([name, low]) => [name.replace('bior', 'rbio'), reverseBiorthogonal(low, reconstructionOf(name))]),
  ),
  ...mapped(MEYER, plain),
};
