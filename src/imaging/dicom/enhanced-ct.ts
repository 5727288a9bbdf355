// SPDX-License-Identifier: Apache-2.0
import type { DataSet } from 'dicom-parser';
import { ImagingError } from '../errors.ts';
import { type CtHeader, type CtSlice, numberIn, orientationIn, protocolIn, readCtObject, spacingIn, textsIn, tupleIn } from './ct-header.ts';
import { SOP_CLASS } from './uids.ts';

const ENHANCED: ReadonlySet<string> = new Set([SOP_CLASS.enhancedCtImage, SOP_CLASS.legacyConvertedEnhancedCtImage]);
/** A frame needs at least its pixels; more than this is no CT but a header that lies. */
const MOST_FRAMES = 20_000;

/** Functional group sequences (PS3.3 section C.7.6.16.2 and C.8.15.3). */
const GROUP = {
  pixelMeasures: 'x00289110',
  frameContent: 'x00209111',
  planePosition: 'x00209113',
  planeOrientation: 'x00209116',
  pixelValueTransformation: 'x00289145',
  ctFrameType: 'x00189329',
  contrastUsage: 'x00189341',
  xRayDetails: 'x00189325',
  reconstruction: 'x00189314',
} as const;

/** True for the multi-frame CT objects whose frames {@link readCtSlices} takes apart. */
export function isEnhancedCt(sopClassUid: string): boolean {
  return ENHANCED.has(sopClassUid);
}

/**
 * The slices of one CT object: a classic image is one, an Enhanced CT (also a legacy converted one) is one per frame, each with the position,
 * orientation, spacing, rescale, acquisition and contrast phase that its functional groups give. Nothing is decoded.
 *
 * @param bytes a Part 10 file in any transfer syntax
 * @throws ImagingError `dicom-unreadable`; `missing-attribute` for an Enhanced CT without one functional group item per frame
 * @see DICOM PS3.3 sections A.38 and C.7.6.16
 */
export function readCtSlices(bytes: Uint8Array): readonly CtSlice[] {
  return readCtObject(bytes, slicesOf);
}

function slicesOf(slice: CtSlice, dataset: DataSet): readonly CtSlice[] {
  if (!isEnhancedCt(slice.header.sopClassUid)) return [slice];
  const perFrame = dataset.elements.x52009230?.items ?? [];
  const shared = dataset.elements.x52009229?.items?.[0]?.dataSet;
  const { frames, sopInstanceUid } = slice.header;
  if (perFrame.length !== frames || frames < 1 || frames > MOST_FRAMES)
    throw new ImagingError(
      'missing-attribute',
      `This Enhanced CT declares ${frames} frames and describes ${perFrame.length} (PerFrameFunctionalGroupsSequence); its frames cannot be placed. Export it again, or as classic CT images.`,
      { attribute: 'PerFrameFunctionalGroupsSequence', sopInstanceUid, frames, described: perFrame.length },
    );
  const about = objectFacts(dataset, slice.header);
  return perFrame.map(({ dataSet }, i) => ({ ...slice, header: frameHeader(slice.header, about, shared, dataSet, i + 1) }));
}

interface ObjectFacts {
  readonly uid: string;
  /** Names of the agents by their number; the first is for usage items that give none. */
  readonly agents: ReadonlyMap<number, string>;
}

function objectFacts(dataset: DataSet, header: CtHeader): ObjectFacts {
  const concatenation = textsIn(dataset, 'x00209161')[0] ?? '';
  const agents = new Map<number, string>();
  (dataset.elements.x00180012?.items ?? []).forEach(({ dataSet }, i) => {
    if (dataSet !== undefined) agents.set(dataSet.uint16('x00189337') ?? i + 1, textsIn(dataSet, 'x00080104')[0] ?? '');
  });
  return { uid: concatenation === '' ? header.sopInstanceUid : concatenation, agents };
}

function frameHeader(whole: CtHeader, about: ObjectFacts, shared: DataSet | undefined, own: DataSet | undefined, number: number): CtHeader {
  // a group stands either per frame or once for all; the frame's own wins
  const group = (tag: string): DataSet | undefined => items(own, tag)[0] ?? items(shared, tag)[0];
  const measures = group(GROUP.pixelMeasures);
  const content = group(GROUP.frameContent);
  const position = group(GROUP.planePosition);
  const orientation = group(GROUP.planeOrientation);
  const transformation = group(GROUP.pixelValueTransformation);
  const frameType = group(GROUP.ctFrameType);
  const acquired = content === undefined ? '' : (textsIn(content, 'x00189074')[0] ?? '');
  const usage = items(own, GROUP.contrastUsage);
  return {
    ...whole,
    imageType: frameType === undefined ? whole.imageType : textsIn(frameType, 'x00089007'),
    pixelSpacingMm: measures && spacingIn(measures),
    sliceThicknessMm: measures && numberIn(measures, 'x00180050'),
    positionMm: position && (tupleIn(position, 'x00200032', 3) as CtHeader['positionMm']),
    orientation: orientation && orientationIn(orientation),
    rescaleSlope: transformation && numberIn(transformation, 'x00281053'),
    rescaleIntercept: transformation && numberIn(transformation, 'x00281052'),
    rescaleType: (transformation && textsIn(transformation, 'x00281054')[0]) ?? '',
    acquisitionNumber: content?.uint16('x00209156') ?? whole.acquisitionNumber,
    acquisitionDate: acquired === '' ? whole.acquisitionDate : acquired.slice(0, 8),
    acquisitionTime: acquired === '' ? whole.acquisitionTime : acquired.slice(8).replace(/[+-]\d{4}$/, ''),
    contrast: contrastOf(whole, about, usage.length > 0 ? usage : items(shared, GROUP.contrastUsage)),
    protocol: { ...whole.protocol, ...protocolOf(group(GROUP.xRayDetails)), ...protocolOf(group(GROUP.reconstruction)) },
    frame: {
      number,
      stackId: (content && textsIn(content, 'x00209056')[0]) ?? '',
      temporalPosition: content?.uint32('x00209128'),
      objectUid: about.uid,
    },
  };
}

/** An object may name several agents (oral, intravenous); those that this frame was taken with, and the phases they were in. */
function contrastOf(whole: CtHeader, about: ObjectFacts, usage: readonly DataSet[]): CtHeader['contrast'] {
  const given = usage.filter((u) => textsIn(u, 'x00189342')[0] !== 'NO');
  const unique = (texts: readonly string[]): string => [...new Set(texts.filter((text) => text !== ''))].join('\\');
  const named = given.map((u) => about.agents.get(u.uint16('x00189337') ?? 1) ?? '');
  const all = usage.length === 0 ? [...about.agents.values()] : named;
  return {
    agent: unique(all) || whole.contrast.agent,
    startTime: whole.contrast.startTime,
    phase: unique(given.map((u) => textsIn(u, 'x00189344')[0] ?? '')) || whole.contrast.phase,
  };
}

function protocolOf(group: DataSet | undefined): CtHeader['protocol'] {
  return group === undefined ? {} : protocolIn(group, '', '');
}

function items(dataset: DataSet | undefined, tag: string): readonly DataSet[] {
  return (dataset?.elements[tag]?.items ?? []).flatMap(({ dataSet }) => dataSet ?? []);
}
