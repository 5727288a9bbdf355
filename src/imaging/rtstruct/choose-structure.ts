// SPDX-License-Identifier: Apache-2.0
import { ImagingError } from '../errors.ts';
import { isTumourLabel, isTumourType } from '../seg/codes.ts';
import type { Structure, StructureSet } from './types.ts';

/** Gross tumour volume as a word of its own (`GTV`, `GTV_Mass_CT`, `iGTV1`, `GTVp`), not a part of another word. */
const GROSS_TUMOUR = /(^|[^a-z])i?gtv([^a-z]|$|[npt]([^a-z]|$))/i;
/**
 * Words that turn a tumour's name into something else: margins for planning, what is left of an organ without it, its surroundings, its parts.
 * `Liver-GTV` is the liver without the tumour.
 */
const NOT_THE_TUMOUR =
  /(ctv|ptv|itv)|minus|without|exclud|outside|\bnon\b|\bno\b|\bnot\b|free|\bsub|bed\b|ring|margin|rim|shell|expan|necro|thromb|dose|\b(liver|lung|body|kidney)s?\s*[-−]\s*|[-+−]\s*\d|\d\s*mm|瘤床|坏死|外扩|减/i;

/**
 * The structure that is meant: by number, or by name, observation label or code value (case does not matter); without a wish, the only one that
 * is coded as a tumour or interpreted as GTV, else the only one whose name says so. Never a guess among several. A structure without contours
 * is chosen only when it is asked for.
 *
 * @throws ImagingError `structure-not-found`, `no-tumour-structure`, `several-tumour-structures`, each with the list of what is there
 */
export function chooseStructure(set: StructureSet, wanted?: number | string): Structure {
  const listed = set.structures.map(title);
  if (wanted !== undefined) {
    const fitting = set.structures.filter((s) => (typeof wanted === 'number' ? s.number === wanted : answersTo(s, wanted)));
    if (fitting.length > 1) throw several(fitting, `The name "${wanted}" fits`);
    if (fitting[0] !== undefined) return fitting[0];
    throw new ImagingError('structure-not-found', `The structure set has no structure "${wanted}"; it has ${listed.join(', ') || 'none'}. Name one of them.`, {
      structure: wanted,
      structures: listed,
    });
  }
  const candidates = tumourStructures(set);
  const only = candidates[0];
  if (only === undefined)
    throw new ImagingError(
      'no-tumour-structure',
      `No drawn structure of this structure set is coded, interpreted or named as a tumour; it has ${listed.join(', ') || 'none'}. Name the structure number.`,
      { structures: listed },
    );
  if (candidates.length > 1) throw several(candidates, 'The structure set has');
  return only;
}

/** Drawn structures coded as a tumour or interpreted as GTV; where there is none, those whose name says tumour and nothing that takes it back. */
export function tumourStructures(set: StructureSet): readonly Structure[] {
  const drawn = set.structures.filter((s) => s.contours.length > 0);
  const coded = drawn.filter((s) => s.codes.some(isTumourType) || s.interpretedTypes.includes('GTV'));
  return coded.length > 0 ? coded : drawn.filter((s) => isTumourName(s.name) || (s.name === '' && s.observationLabels.some(isTumourName)));
}

/** True for a free-text name of a structure that means the tumour itself. */
export function isTumourName(name: string): boolean {
  return (GROSS_TUMOUR.test(name) || isTumourLabel(name)) && !NOT_THE_TUMOUR.test(name);
}

function answersTo(structure: Structure, wanted: string): boolean {
  const plain = (value: string): string => value.trim().toLowerCase();
  return [structure.name, ...structure.observationLabels, ...structure.codes.map((c) => c.value)].some((value) => plain(value) === plain(wanted));
}

function several(structures: readonly Structure[], lead: string): ImagingError {
  const titles = structures.map(title);
  return new ImagingError(
    'several-tumour-structures',
    `${lead} ${structures.length} structures (${titles.join(', ')}); a person must say which one is meant, by its number.`,
    { structures: titles },
  );
}

function title(structure: Structure): string {
  return `${structure.number}: ${structure.name}${structure.contours.length === 0 ? ' (not drawn)' : ''}`;
}
