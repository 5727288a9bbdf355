// SPDX-License-Identifier: Apache-2.0
// The sandbox archive: synthetic studies that are rendered when first needed, and whatever is stored over STOW-RS.
import { ctWriter, outlineSeg, type SyntheticStudySpec, studyUids, syntheticMask } from '../../../fhir-fixtures/synthetic-liver/index.ts';
import { type DicomDataset, textOf } from '../../imaging/dicom/dataset.ts';
import { readPart10 } from '../../imaging/dicom/part10.ts';
import { isUrlSafeUid, SOP_CLASS, TRANSFER_SYNTAX } from '../../imaging/dicom/uids.ts';
import { isBulk } from './dicom-json.ts';
import { type PixelCache, pixelCache } from './pixel-cache.ts';

/** One object of the archive. */
export interface StoredInstance {
  readonly studyUid: string;
  readonly seriesUid: string;
  readonly sopUid: string;
  readonly sopClassUid: string;
  readonly transferSyntaxUid: string;
  /** All attributes but bulk data. */
  readonly attributes: () => DicomDataset;
  /** The Part 10 file. */
  readonly bytes: () => Promise<Uint8Array>;
}

export interface DicomStore {
  /** Objects in the order in which they came; filtered by the UIDs that are given. */
  instances(filter?: { readonly studyUid?: string; readonly seriesUid?: string; readonly sopUid?: string }): readonly StoredInstance[];
  /**
   * Puts a Part 10 file into the archive; the same SOP Instance UID replaces.
   * @param onlyStudyUid a file of another study is not stored (undefined is returned)
   * @throws ImagingError for bytes that are no DICOM file, StoreError where a UID is missing
   */
  add(bytes: Uint8Array, onlyStudyUid?: string): StoredInstance | undefined;
  /** Registers a synthetic study; its pixels are rendered at {@link warm} or at the first retrieval. */
  addSynthetic(spec: SyntheticStudySpec): void;
  /** Renders all registered studies that are not in the cache, several at a time, and draws their outlines. */
  warm(onProgress?: (done: number, total: number) => void): Promise<{ readonly rendered: number }>;
}

/** An object that the archive cannot file: an attribute that files it is missing. */
export class StoreError extends Error {
  readonly code = 'not-fileable';
}

export interface StoreOptions {
  /** Folder for rendered pixels, kept between starts; in memory without it. */
  readonly cacheDir?: string;
}

export function createDicomStore(options: StoreOptions = {}): DicomStore {
  const objects = new Map<string, StoredInstance>();
  const synthetic: SyntheticStudySpec[] = [];
  const pixels = pixelCache(options.cacheDir);
  return {
    instances({ studyUid, seriesUid, sopUid } = {}) {
      if (sopUid !== undefined) {
        const one = objects.get(sopUid);
        return one !== undefined && (studyUid === undefined || one.studyUid === studyUid) && (seriesUid === undefined || one.seriesUid === seriesUid)
          ? [one]
          : [];
      }
      const all = [...objects.values()];
      return all.filter((one) => (studyUid === undefined || one.studyUid === studyUid) && (seriesUid === undefined || one.seriesUid === seriesUid));
    },
    add(bytes, onlyStudyUid) {
      const instance = storedFile(bytes);
      if (onlyStudyUid !== undefined && instance.studyUid !== onlyStudyUid) return undefined;
      objects.set(instance.sopUid, instance);
      return instance;
    },
    addSynthetic(spec) {
      synthetic.push(spec);
      for (const instance of syntheticInstances(spec, pixels)) objects.set(instance.sopUid, instance);
    },
    async warm(onProgress) {
      let done = 0;
      const rendered = await Promise.all(
        synthetic.map(async (spec) => {
          const was = await pixels.ensure(spec);
          await new Promise((resolve) => setImmediate(resolve)); // let requests through between two outlines
          objects.get(studyUids(spec.key).segInstance)?.attributes(); // draws and keeps the outline
          done += 1;
          onProgress?.(done, synthetic.length);
          return was;
        }),
      );
      return { rendered: rendered.filter(Boolean).length };
    },
  };
}

function storedFile(bytes: Uint8Array): StoredInstance {
  const { dataset, transferSyntaxUid } = readPart10(bytes);
  const uid = (keyword: string): string => {
    const text = textOf(dataset, keyword);
    if (text === undefined || !isUrlSafeUid(text)) throw new StoreError(`The object has no usable ${keyword}.`);
    return text;
  };
  const kept = bytes.slice(); // the request's memory is not ours
  const header = withoutBulk(dataset);
  return {
    studyUid: uid('StudyInstanceUID'),
    seriesUid: uid('SeriesInstanceUID'),
    sopUid: uid('SOPInstanceUID'),
    sopClassUid: uid('SOPClassUID'),
    transferSyntaxUid,
    attributes: () => header,
    bytes: async () => kept,
  };
}

function syntheticInstances(spec: SyntheticStudySpec, pixels: PixelCache): readonly StoredInstance[] {
  const uids = studyUids(spec.key);
  const writer = ctWriter(spec);
  const shared = { studyUid: uids.study, transferSyntaxUid: TRANSFER_SYNTAX.explicitLittleEndian };
  const ct = Array.from(
    { length: spec.grid.slices },
    (_, index): StoredInstance => ({
      ...shared,
      seriesUid: uids.ctSeries,
      sopUid: uids.slice(index),
      sopClassUid: SOP_CLASS.ctImage,
      attributes: () => ({ ...writer.attributes(index), PixelData: new Uint8Array(0) }),
      bytes: async () => writer.slice(index, await pixels.slice(spec, index)),
    }),
  );
  if (!spec.segmented || spec.tumours.length === 0) return ct;
  const seg = once(() => outlineSeg(spec, syntheticMask(spec)));
  const attributes = once(() => withoutBulk(readPart10(seg()).dataset));
  return [...ct, { ...shared, seriesUid: uids.segSeries, sopUid: uids.segInstance, sopClassUid: SOP_CLASS.segmentation, attributes, bytes: async () => seg() }];
}

/** The pixels marked as present but not kept: metadata tells where to find them. */
function withoutBulk(dataset: DicomDataset): DicomDataset {
  return Object.fromEntries(Object.entries(dataset).map(([keyword, value]) => [keyword, isBulk(value) ? new Uint8Array(0) : value]));
}

/** Computes a value when it is first asked for. */
function once<T>(compute: () => T): () => T {
  let kept: { readonly value: T } | undefined;
  return () => {
    kept ??= { value: compute() };
    return kept.value;
  };
}
