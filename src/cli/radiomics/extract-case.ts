// SPDX-License-Identifier: Apache-2.0

import { imageHash } from '../../jobs/radiomics-pool/content-hash.ts';
import type { Diagnostics } from '../../radiomics/diagnostics.ts';
import { type Extraction, extractFeatures } from '../../radiomics/extract.ts';
import { changeSettings, changeVolumes } from '../../radiomics/sensitivity/variations.ts';
import type { ExtractionSettings } from '../../radiomics/settings/types.ts';
import type { LabelVolume, Volume } from '../../volume/volume.ts';
import { failureOf } from '../failure.ts';
import { InputError } from '../input-error.ts';
import type { CaseOutcome, CaseWork, ContentHashes, RegionResult, RegionValues } from './case-messages.ts';
import { type MaskSource, openMask } from './mask-source.ts';
import { type ImageInput, readImageInput } from './read-inputs.ts';
import { componentsOf } from './regions.ts';

/** Computes one region; by default in the calling thread. */
export type Engine = (image: Volume, mask: LabelVolume, settings: ExtractionSettings, clock: () => number) => Extraction | Promise<Extraction>;

const inThisThread: Engine = (image, mask, settings, clock) => extractFeatures(image, mask, settings, { clock });

const clock = (): number => performance.now();

interface ReadImage {
  readonly key: string;
  readonly input: ImageInput;
  readonly hash: string;
}

/** Reads cases and extracts their regions; keeps the last image, because neighbouring rows of a batch often share it. */
export class CaseExtractor {
  readonly #engine: Engine;
  #last: ReadImage | undefined;

  constructor(engine: Engine = inThisThread) {
    this.#engine = engine;
  }

  /**
   * Extracts one case. What a region refuses is in its result; what stops the whole case is thrown.
   * @throws errors with a `code` for everything the user can change
   */
  async extract(work: CaseWork): Promise<CaseOutcome> {
    const settings = work.change === undefined ? work.settings : changeSettings(work.settings, work.change);
    const started = clock();
    const { input, hash } = await this.#image(work.image, settings);
    const { allLabels, labelGiven } = work.regions;
    const choice = { ...(work.segment === undefined ? {} : { segment: work.segment }), label: settings.label, labelGiven, allLabels };
    const mask = openMask(work.mask, input, settings.labelChannel, choice);
    const read = { stage: 'read', ms: clock() - started };
    const hashes: ContentHashes = { image: hash, mask: mask.hash };
    if (work.known !== undefined && work.known.image === hashes.image && work.known.mask === hashes.mask) return { kind: 'unchanged' };

    const regions: RegionResult[] = [];
    for (const region of regionsOf(mask, settings, work)) {
      const regionStarted = clock();
      const { label, component } = region;
      const name = { label, ...(component === undefined ? {} : { component }) };
      const volumes = work.change === undefined ? { image: input.image, mask: region.mask } : changed(input.image, region.mask, settings, work.change);
      try {
        const extraction = await this.#engine(volumes.image, volumes.mask, { ...settings, label }, clock);
        const first = regions.length === 0 ? [read] : [];
        const total = { stage: 'total', ms: clock() - (regions.length === 0 ? started : regionStarted) };
        regions.push({ ...name, ...valuesOf(extraction, hashes), stages: [...first, ...extraction.stages, total] });
      } catch (error) {
        const failure = failureOf(error);
        // one region alone is the case itself; of several, one bad one never stops the rest
        if (!work.regions.allLabels && !work.regions.components) throw error;
        if (failure.code === 'internal-error') throw error;
        regions.push({ ...name, failure });
      }
    }
    return { kind: 'done', result: { hashes, regions } };
  }

  async #image(file: string, { compat }: ExtractionSettings): Promise<ReadImage> {
    const key = `${compat} ${file}`;
    if (this.#last?.key === key) return this.#last;
    this.#last = undefined; // two CTs need not be held at a time
    const input = await readImageInput(file, compat);
    this.#last = { key, input, hash: imageHash(input.image) };
    return this.#last;
  }
}

function changed(
  image: Volume,
  mask: LabelVolume,
  settings: ExtractionSettings,
  change: NonNullable<CaseWork['change']>,
): { image: Volume; mask: LabelVolume } {
  const volumes = changeVolumes(image, mask, settings, change);
  if (typeof volumes === 'string') throw new InputError('variation-not-possible', volumes);
  return volumes;
}

/** Features and what goes with them, without the stage times. */
function valuesOf({ features, notes, warnings, diagnostics }: Extraction, hashes: ContentHashes): Omit<RegionValues, 'label' | 'component' | 'stages'> {
  return { features, notes, warnings, diagnostics: withHashes(diagnostics, hashes) };
}

/** The hashes where PyRadiomics has them: first of the image's and the mask's rows. Diagnostics that are off stay off. */
function withHashes(diagnostics: Diagnostics, hashes: ContentHashes): Diagnostics {
  const rows: [string, Diagnostics[string]][] = [];
  for (const [name, value] of Object.entries(diagnostics)) {
    if (name === 'diagnostics_Image-original_Dimensionality') rows.push(['diagnostics_Image-original_Hash', hashes.image]);
    if (name === 'diagnostics_Mask-original_Spacing') rows.push(['diagnostics_Mask-original_Hash', hashes.mask]);
    rows.push([name, value]);
  }
  return Object.fromEntries(rows);
}

interface Region {
  readonly label: number;
  readonly component?: number;
  readonly mask: LabelVolume;
}

/** @throws InputError `mask-empty` when every label is asked for and there is none */
function* regionsOf(source: MaskSource, settings: ExtractionSettings, { regions }: CaseWork): Generator<Region> {
  const labels = regions.allLabels ? source.labels() : [settings.label];
  if (labels.length === 0) throw new InputError('mask-empty', 'The mask is empty: no voxel is labelled. Check that the right segmentation was chosen.');
  for (const label of labels) {
    const mask = source.mask(label);
    if (!regions.components) {
      yield { label, mask };
      continue;
    }
    let component = 0;
    for (const part of componentsOf(mask, label)) yield { label, component: ++component, mask: part };
    // the engine's own refusal names the labels that are there
    if (component === 0) yield { label, mask };
  }
}
