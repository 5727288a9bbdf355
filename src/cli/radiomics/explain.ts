// SPDX-License-Identifier: Apache-2.0
import type { FeatureDefinition } from '../../radiomics/features/definition.ts';
import { FEATURES } from '../../radiomics/features/registry.ts';
import { profileSettings } from '../../radiomics/params.ts';
import { imageNames } from '../../radiomics/settings/column-names.ts';
import { type FeatureClass, isFeatureClass, REMOVED_FEATURES } from '../../radiomics/settings/feature-names.ts';
import { nearestName } from '../../radiomics/settings/nearest-name.ts';
import { InputError } from '../input-error.ts';
import { documentedNames, FEATURE_CLASS_TEXTS, FEATURE_CLASSES, isDeprecated } from './docs/feature-classes.ts';
import { IMAGE_TYPE_TEXTS, type ImageTypeText, imageTypeText } from './docs/image-types.ts';

const WIDTH = 100;

/** Words of a text in lines of at most {@link WIDTH} characters, behind an indent. */
function wrapped(text: string, indent: string): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && indent.length + line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].join(`\n${indent}`);
}

const LABEL_WIDTH = 13;

function field(label: string, text: string | undefined): string {
  return text === undefined ? '' : `  ${label.padEnd(LABEL_WIDTH)}${wrapped(text, ' '.repeat(LABEL_WIDTH + 2))}\n`;
}

function featureText(featureClass: FeatureClass, name: string): string {
  const { formula, ibsi, caveat, flat, undefinedWhen, source }: FeatureDefinition = FEATURES[featureClass][name]!;
  return [
    `${featureClass}_${name}\n`,
    field('class', FEATURE_CLASS_TEXTS[featureClass].title),
    field('formula', formula),
    field('IBSI', ibsi ?? 'none: IBSI does not define it'),
    field('beware', caveat),
    field('flat region', flat),
    field('no number', undefinedWhen === undefined ? undefined : `when ${undefinedWhen}`),
    field('source', source),
    isDeprecated(featureClass, name) ? field('status', 'deprecated in PyRadiomics; computed only when a parameter file names it') : '',
  ].join('');
}

function imageText(name: string, { key, formula, caveat, settings, source }: ImageTypeText): string {
  return [`${name}: image type ${key}\n`, field('formula', formula), field('beware', caveat), field('settings', settings), field('source', source)].join('');
}

function classText(featureClass: FeatureClass): string {
  const { title, about } = FEATURE_CLASS_TEXTS[featureClass];
  return [`${featureClass}: ${title}\n`, field('looks at', about), field('features', documentedNames(featureClass).join(', '))].join('');
}

const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

/** Class and feature of `class_Name`, whatever their upper and lower case. */
function featureOf(text: string): { readonly featureClass: FeatureClass; readonly name: string } | undefined {
  const [classPart = '', namePart = ''] = text.split('_');
  const featureClass = FEATURE_CLASSES.find((candidate) => same(candidate, classPart));
  const name = featureClass === undefined ? undefined : documentedNames(featureClass).find((candidate) => same(candidate, namePart));
  return featureClass === undefined || name === undefined ? undefined : { featureClass, name };
}

function explainNamed(name: string): string | undefined {
  const parts = name.trim().split('_');
  if (parts.length === 3) {
    const feature = featureOf(parts.slice(1).join('_'));
    const image = imageTypeText(parts[0]!);
    return feature === undefined || image === undefined ? undefined : `${featureText(feature.featureClass, feature.name)}\n${imageText(parts[0]!, image)}`;
  }
  if (parts.length === 2) {
    const feature = featureOf(name.trim());
    return feature === undefined ? undefined : featureText(feature.featureClass, feature.name);
  }
  if (parts.length !== 1) return undefined;
  const found = FEATURE_CLASSES.flatMap((featureClass) =>
    documentedNames(featureClass).flatMap((candidate) => (same(candidate, parts[0]!) ? [featureText(featureClass, candidate)] : [])),
  );
  if (found.length > 0) return found.join('\n');
  const featureClass = parts[0]!.toLowerCase() === 'shape2d' ? 'shape2D' : parts[0]!.toLowerCase();
  if (isFeatureClass(featureClass)) return classText(featureClass);
  const image = imageTypeText(parts[0]!);
  return image === undefined ? undefined : imageText(parts[0]!, image);
}

const MOST_SUGGESTIONS = 3;

function nearest(name: string, known: readonly string[]): string[] {
  const found: string[] = [];
  let left = known;
  for (let best = nearestName(name, left); best !== undefined && found.length < MOST_SUGGESTIONS; best = nearestName(name, left)) {
    found.push(best);
    left = left.filter((candidate) => candidate !== best);
  }
  return found;
}

/** The known names of the same form that are closest to an unknown one; of a full name, image and feature are corrected each for itself. */
function suggestions(name: string): string[] {
  const parts = name.split('_');
  const features = FEATURE_CLASSES.flatMap((featureClass) => documentedNames(featureClass).map((feature) => ({ featureClass, feature })));
  if (parts.length === 1) return nearest(name, [...features.map(({ feature }) => feature), ...FEATURE_CLASSES, ...IMAGE_TYPE_TEXTS.map(({ key }) => key)]);
  const named = features.map(({ featureClass, feature }) => `${featureClass}_${feature}`);
  if (parts.length === 2) return nearest(name, named);
  const [image = ''] = parts;
  const images = profileSettings('hcc-1874').images.flatMap(({ filter }) => imageNames(filter));
  const meantImage = imageTypeText(image) === undefined ? nearestName(image, images) : image;
  return meantImage === undefined ? [] : nearest(parts.slice(1).join('_'), named).map((feature) => `${meantImage}_${feature}`);
}

/**
 * What a feature, a class or an image type means.
 *
 * @param name a full feature name (`log-sigma-3-0-mm-3D_glszm_ZoneEntropy`), `class_Name`, a feature's, a class's or an image type's name; upper and lower case do not matter
 * @throws InputError `unknown-name` with the nearest names, `feature-removed`
 */
export function explain(name: string): string {
  const text = explainNamed(name);
  if (text !== undefined) return text;
  const removed = Object.entries(REMOVED_FEATURES).find(([key]) => same(key.replace('.', '_'), name.trim().split('_').slice(-2).join('_')));
  if (removed !== undefined) throw new InputError('feature-removed', `PyRadiomics computes ${removed[0].replace('.', '_')} no more: ${removed[1]}.`);
  const meant = suggestions(name.trim());
  throw new InputError(
    'unknown-name',
    `There is no feature, class or image type "${name}".${meant.length === 0 ? ' --list with a profile prints every name.' : ` Did you mean ${meant.join(', ')}?`}`,
  );
}
