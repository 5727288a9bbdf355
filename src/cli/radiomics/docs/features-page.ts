// SPDX-License-Identifier: Apache-2.0
import { FEATURES } from '../../../radiomics/features/registry.ts';
import { featureNames, PROFILES, type ProfileName, profileSettings } from '../../../radiomics/params.ts';
import { imageNames } from '../../../radiomics/settings/column-names.ts';
import type { FeatureClass } from '../../../radiomics/settings/feature-names.ts';
import { documentedNames, FEATURE_CLASS_TEXTS, FEATURE_CLASSES, isDeprecated } from './feature-classes.ts';
import { IMAGE_TYPE_TEXTS } from './image-types.ts';
import { IBSI_SETTING_TEXTS, SETTING_TEXTS, type SettingText } from './settings.ts';

/** A feature that is compared with PyRadiomics less strictly, and why. */
export interface ToleranceException {
  readonly features: RegExp;
  readonly relative: number;
  readonly absolute: number;
  readonly why: string;
}

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
const row = (...cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |\n`;
const head = (...cells: readonly string[]): string => `${row(...cells)}|${' --- |'.repeat(cells.length)}\n`;
const anchor = (featureClass: FeatureClass): string =>
  FEATURE_CLASS_TEXTS[featureClass].title
    .toLowerCase()
    .replaceAll(' ', '-')
    .replace(/[^a-z0-9-]/g, '');

/** The names among the words as code. */
const namesAsCode = (text: string): string => text.replace(/(?:wavelet\d*|log-sigma|lbp)-[A-Za-z0-9-]+|^[a-z]+$/g, (name) => `\`${name}\``);

function classSection(featureClass: FeatureClass): string {
  const { title, about } = FEATURE_CLASS_TEXTS[featureClass];
  const names = documentedNames(featureClass);
  const definitions = FEATURES[featureClass];
  const details = names.map((name) => {
    const { caveat, flat, undefinedWhen, source } = definitions[name]!;
    const parts = [
      caveat,
      ...(flat === undefined ? [] : [`*Flat region:* ${flat}`]),
      ...(undefinedWhen === undefined ? [] : [`*Not a number* when ${undefinedWhen}.`]),
      `*Source:* ${source}.`,
    ];
    return `- **${name}**${isDeprecated(featureClass, name) ? ' (deprecated: only when named)' : ''}. ${parts.join(' ').replaceAll('..', '.')}\n`;
  });
  return [
    `### ${title}\n\nClass \`${featureClass}\`, ${names.length} features. ${about}\n\n`,
    head('feature', 'IBSI', 'formula'),
    ...names.map((name) => row(isDeprecated(featureClass, name) ? `*${name}*` : name, definitions[name]!.ibsi ?? '-', definitions[name]!.formula)),
    '\n<details><summary>What to beware of, flat regions, sources</summary>\n\n',
    ...details,
    '\n</details>\n\n',
  ].join('');
}

function imageTypeSection(): string {
  const blocks = IMAGE_TYPE_TEXTS.map(
    ({ key, names, formula, caveat, settings, source }) =>
      `### ${key}\n\nNames: ${namesAsCode(names)}. ${formula}\n\n- *Beware:* ${caveat}\n- *Settings:* ${settings}.\n- *Source:* ${source}.\n\n`,
  );
  return blocks.join('');
}

function settingsTable(settings: readonly SettingText[]): string {
  return head('setting', 'default', 'what it does') + settings.map(({ key, byDefault, about }) => row(`\`${key}\``, byDefault, about)).join('');
}

function settingsSection(): string {
  return [
    ...SETTING_TEXTS.map(({ title, settings }) => `**${title}**\n\n${settingsTable(settings)}\n`),
    '**IBSI mode**: a further section `ibsi` (it may be empty: `ibsi: {}`) processes the image as the Image Biomarker Standardisation Initiative lays it down: centred grid, bins from the lower end of resegmentRange or over the region’s range. `hepanom ibsi` compares it with the reference values.\n\n',
    settingsTable(IBSI_SETTING_TEXTS),
    '\n',
  ].join('');
}

function profileSection(): string {
  const names = Object.keys(PROFILES) as ProfileName[];
  return head('profile', 'columns', 'what') + names.map((name) => row(`\`${name}\``, String(PROFILES[name].columns), PROFILES[name].summary)).join('');
}

/** The columns of `hcc-1874`: every image has the same features, so images and features are told once each. */
function columnsSection(): string {
  const settings = profileSettings('hcc-1874');
  const columns = featureNames(settings);
  const images = settings.images.flatMap(({ filter }) => imageNames(filter));
  const shape = columns.filter((name) => name.startsWith('original_shape'));
  const perImage = columns.filter((name) => name.startsWith('original_') && !name.startsWith('original_shape')).map((name) => name.slice('original_'.length));
  const classes = [...new Set(perImage.map((name) => name.split('_')[0]!))];
  return [
    `${shape.length} of shape, then for each of ${images.length} images the same ${perImage.length}: ${shape.length} + ${images.length} × ${perImage.length} = ${columns.length}. \`hepanom extract --list --profile hcc-1874\` prints them one a line, in order.\n\n`,
    `- **Shape:** ${shape.map((name) => `\`${name}\``).join(', ')}\n`,
    `- **Images, in this order:** ${images.map((name) => `\`${name}\``).join(', ')}\n`,
    '- **In each image, in this order:**\n',
    ...classes.map((featureClass) => {
      const features = perImage.filter((name) => name.startsWith(`${featureClass}_`)).map((name) => name.slice(featureClass.length + 1));
      return `  - \`${featureClass}_\` (${features.length}): ${features.join(', ')}\n`;
    }),
    '\nThe study gives the number 1874 and the software, not the list; this set is the one that fits both and the names of its five features. Padding, LoG scales and the SimpleITK version are not published either:\n',
    '`hepanom extract --sensitivity` shows what they change.\n',
  ].join('');
}

function exceptionsSection(exceptions: readonly ToleranceException[]): string {
  return [
    'Every value of every case of the reference set is compared with PyRadiomics 3.0.1 and 2.2.0: |a − b| ≤ 1e-9 + 1e-6·|b|. Looser, with the reason:\n\n',
    head('features', 'relative', 'absolute', 'why'),
    ...exceptions.map(({ features, relative, absolute, why }) => row(`\`${features.source}\``, relative.toExponential(), absolute.toExponential(), why)),
    '\nWhere PyRadiomics drops or guesses in silence, HepaNom refuses or says so:\n\n',
    '- A LoG scale that does not fit the image is an error; PyRadiomics leaves its columns out. So is LoG without sigma, and shape2D without force2D.\n',
    '- Image and mask on different grids: the error names size, origin, spacing or direction and by how many mm; a tolerance that would hide it is refused.\n',
    '- A parameter file that is not there, an unknown key, a feature that no longer exists: refused by name. Keys without effect are warnings.\n',
    '- Regions with a single grey level: each feature that means nothing there carries a note with the reason. A value that is not a number is `null` in JSON and `nan` in CSV, with a note.\n',
    '- In a table of cases, an empty Label means the parameter file\u2019s label; PyRadiomics fails on it. The columns keep their order also where the first case fails.\n',
  ].join('');
}

/** The text of docs/features.md. @param exceptions the reference comparison's own table */
export function featuresPage(exceptions: readonly ToleranceException[]): string {
  return [
    '<!-- Made by tools/build-feature-docs.ts from the feature registry; change the sources, not this file. -->\n',
    '# Features\n\n',
    'What every number of `hepanom extract` means. The same text, for one name: `hepanom extract --explain NAME`.\n\n',
    'A full name has three parts, `image_class_Feature`: `log-sigma-3-0-mm-3D_glszm_ZoneEntropy` is the feature ZoneEntropy of the class glszm in the Laplacian-of-Gaussian image of 3 mm. Shape features belong to `original`.\n\n',
    `Contents: [profiles](#profiles) · [image types](#image-types) · features: ${FEATURE_CLASSES.map((name) => `[${name}](#${anchor(name)})`).join(', ')} · [settings](#settings) · [columns of hcc-1874](#columns-of-hcc-1874) · [where it differs from PyRadiomics](#where-it-differs-from-pyradiomics)\n\n`,
    '## Profiles\n\n',
    profileSection(),
    '\nAny other set comes from a PyRadiomics parameter file (`--params`). `--compat 2.2.0` or `3.x` chooses the PyRadiomics to match, `--itk 4.13` or `5` the ITK under it.\n\n',
    '## Image types\n\n',
    imageTypeSection(),
    '## Feature classes\n\n',
    'IBSI codes are those of the Image Biomarker Standardisation Initiative (doi:10.1148/radiol.2020191145). "Grey level" is the number of the bin that a grey value falls into. Features in *italics* are deprecated and computed only when a parameter file names them.\n\n',
    ...FEATURE_CLASSES.map(classSection),
    '## Settings\n\nOf a parameter file\u2019s `setting` section; most of them also below one image type, for that type only.\n\n',
    settingsSection(),
    '## Columns of hcc-1874\n\n',
    columnsSection(),
    '\n## Where it differs from PyRadiomics\n\n',
    exceptionsSection(exceptions),
  ].join('');
}
