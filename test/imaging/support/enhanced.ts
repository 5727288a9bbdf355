// SPDX-License-Identifier: Apache-2.0
import type { DicomDataset } from '../../../src/imaging/dicom/dataset.ts';
import { writePart10 } from '../../../src/imaging/dicom/part10.ts';
import { derivedUid, SOP_CLASS } from '../../../src/imaging/dicom/uids.ts';
import { storedValue } from './series.ts';

/** One volume inside an Enhanced CT object. */
export interface EnhancedStack {
  readonly stackId?: string;
  readonly slices?: number;
  readonly temporalPosition?: number;
  /** (0018,9344); without it the frames say nothing of contrast. */
  readonly phase?: string;
  readonly acquisition?: number;
  /** z of the first frame, mm. */
  readonly fromMm?: number;
  /** Added to every stored value, so that stacks can be told apart. */
  readonly offset?: number;
  /** Per-frame slope and intercept; `k` counts from the feet. */
  readonly rescale?: (k: number) => readonly [number, number];
}

/** An Enhanced CT made in code: every value is known, nothing comes from a patient. */
export interface EnhancedSpec {
  readonly name?: string;
  readonly series?: string;
  readonly columns?: number;
  readonly rows?: number;
  readonly spacingMm?: readonly [number, number, number];
  readonly stacks?: readonly EnhancedStack[];
  /** Order of the frames in the object: a permutation of their indices. */
  readonly order?: readonly number[];
  readonly attributes?: DicomDataset;
  /** Changes one frame's functional groups; `index` is its place in the object. */
  readonly frame?: (index: number) => DicomDataset;
}

const ORIENTATION = [1, 0, 0, 0, 1, 0];
const FRAME_TYPE = ['ORIGINAL', 'PRIMARY', 'VOLUME', 'NONE'];
const FRAME_FACTS: DicomDataset = { PixelPresentation: 'MONOCHROME', VolumetricProperties: 'VOLUME', VolumeBasedCalculationTechnique: 'NONE' };
const code = (CodeValue: string, CodingSchemeDesignator: string, CodeMeaning: string): DicomDataset => ({ CodeValue, CodingSchemeDesignator, CodeMeaning });

interface Frame {
  readonly groups: DicomDataset;
  readonly pixels: Int16Array;
}

/** Dataset of an Enhanced CT Image (PS3.3 section A.38.1), valid by dicom3tools. */
export function enhancedDataset(spec: EnhancedSpec = {}): DicomDataset {
  const { name = 'a', columns = 6, rows = 5, stacks = [{}] } = spec;
  const inOrder = stacks.flatMap((stack) => Array.from({ length: stack.slices ?? 4 }, (_, k) => frameOf(spec, stack, k)));
  const frames = (spec.order ?? inOrder.map((_, i) => i)).map((i) => inOrder[i] as Frame);
  const pixels = new Int16Array(rows * columns * frames.length);
  frames.forEach((frame, i) => {
    pixels.set(frame.pixels, i * rows * columns);
  });
  const dimensionUid = derivedUid(`test enhanced dimension ${name}`);
  return {
    SOPClassUID: SOP_CLASS.enhancedCtImage,
    SOPInstanceUID: derivedUid(`test enhanced ${name}`),
    StudyInstanceUID: derivedUid('test study'),
    SeriesInstanceUID: derivedUid(`test series ${spec.series ?? name}`),
    FrameOfReferenceUID: derivedUid('test frame of reference'),
    PositionReferenceIndicator: '',
    SynchronizationFrameOfReferenceUID: derivedUid('test clock'),
    SynchronizationTrigger: 'NO TRIGGER',
    AcquisitionTimeSynchronized: 'N',
    Modality: 'CT',
    ImageType: FRAME_TYPE,
    ...FRAME_FACTS,
    PatientName: 'Test^Phantom',
    PatientID: 'phantom-1',
    PatientBirthDate: '',
    PatientSex: '',
    PatientPosition: 'HFS',
    StudyDate: '20260102',
    StudyTime: '101500',
    StudyID: '1',
    AccessionNumber: '',
    ReferringPhysicianName: '',
    SeriesNumber: 3,
    InstanceNumber: 1,
    ContentDate: '20260102',
    ContentTime: '103100',
    AcquisitionDateTime: '20260102103015',
    AcquisitionNumber: 1,
    AcquisitionDuration: 1,
    Manufacturer: 'HepaNom',
    ManufacturerModelName: 'Test',
    DeviceSerialNumber: '1',
    SoftwareVersions: '1',
    ContentQualification: 'RESEARCH',
    MultienergyCTAcquisition: 'NO',
    BurnedInAnnotation: 'NO',
    LossyImageCompression: '00',
    PresentationLUTShape: 'IDENTITY',
    AcquisitionContextSequence: [],
    ...(stacks.some((s) => s.phase !== undefined) ? { ContrastBolusAgentSequence: [agent()] } : {}),
    DimensionOrganizationSequence: [{ DimensionOrganizationUID: dimensionUid }],
    DimensionIndexSequence: [dimension(dimensionUid, '00209056'), dimension(dimensionUid, '00209057')],
    SamplesPerPixel: 1,
    PhotometricInterpretation: 'MONOCHROME2',
    Rows: rows,
    Columns: columns,
    BitsAllocated: 16,
    BitsStored: 16,
    HighBit: 15,
    PixelRepresentation: 1,
    NumberOfFrames: frames.length,
    SharedFunctionalGroupsSequence: [sharedGroups(spec)],
    PerFrameFunctionalGroupsSequence: frames.map((frame, i) => ({ ...frame.groups, ...spec.frame?.(i) })),
    PixelData: pixels,
    ...spec.attributes,
  };
}

/** The object as a Part 10 file. */
export function enhancedFile(spec: EnhancedSpec = {}, transferSyntaxUid?: string): Uint8Array {
  return writePart10(enhancedDataset(spec), transferSyntaxUid);
}

function frameOf(spec: EnhancedSpec, stack: EnhancedStack, k: number): Frame {
  const { columns = 6, rows = 5, spacingMm = [0.75, 0.8, 2.5] } = spec;
  const pixels = new Int16Array(rows * columns);
  for (let y = 0, i = 0; y < rows; y++) for (let x = 0; x < columns; x++, i++) pixels[i] = storedValue(x, y, k) + (stack.offset ?? 0);
  const [slope, intercept] = stack.rescale?.(k) ?? [1, 0];
  return {
    pixels,
    groups: {
      FrameContentSequence: [
        {
          FrameAcquisitionDateTime: '20260102103015',
          FrameReferenceDateTime: '20260102103015',
          FrameAcquisitionDuration: 500,
          FrameAcquisitionNumber: stack.acquisition ?? 1,
          StackID: stack.stackId ?? '1',
          InStackPositionNumber: k + 1,
          TemporalPositionIndex: stack.temporalPosition,
          DimensionIndexValues: [Number(stack.stackId ?? '1'), k + 1],
        },
      ],
      PlanePositionSequence: [{ ImagePositionPatient: [-10, -20, (stack.fromMm ?? 100) + k * spacingMm[2]] }],
      PixelValueTransformationSequence: [{ RescaleIntercept: intercept, RescaleSlope: slope, RescaleType: 'HU' }],
      ...(stack.phase === undefined
        ? {}
        : {
            ContrastBolusUsageSequence: [
              { ContrastBolusAgentNumber: 1, ContrastBolusAgentAdministered: 'YES', ContrastBolusAgentDetected: 'YES', ContrastBolusAgentPhase: stack.phase },
            ],
          }),
    },
  };
}

function sharedGroups({ spacingMm = [0.75, 0.8, 2.5] }: EnhancedSpec): DicomDataset {
  return {
    PixelMeasuresSequence: [{ PixelSpacing: [spacingMm[1], spacingMm[0]], SliceThickness: spacingMm[2] }],
    PlaneOrientationSequence: [{ ImageOrientationPatient: ORIENTATION }],
    FrameAnatomySequence: [{ FrameLaterality: 'U', AnatomicRegionSequence: [code('113345001', 'SCT', 'Abdomen')] }],
    FrameVOILUTSequence: [{ WindowCenter: 40, WindowWidth: 400 }],
    IrradiationEventIdentificationSequence: [{ IrradiationEventUID: derivedUid('test irradiation') }],
    CTImageFrameTypeSequence: [{ FrameType: FRAME_TYPE, ...FRAME_FACTS }],
    CTAcquisitionTypeSequence: [{ AcquisitionType: 'SPIRAL', ConstantVolumeFlag: 'NO', FluoroscopyFlag: 'NO' }],
    CTAcquisitionDetailsSequence: [
      {
        RotationDirection: 'CW',
        RevolutionTime: 0.5,
        SingleCollimationWidth: 0.6,
        TotalCollimationWidth: 38.4,
        TableHeight: 150,
        GantryDetectorTilt: 0,
        DataCollectionDiameter: 500,
      },
    ],
    CTTableDynamicsSequence: [{ TableSpeed: 40, TableFeedPerRotation: 20, SpiralPitchFactor: 0.6 }],
    CTGeometrySequence: [{ DistanceSourceToDetector: 1000, DistanceSourceToDataCollectionCenter: 550 }],
    CTReconstructionSequence: [
      {
        ReconstructionAlgorithm: 'FILTER_BACK_PROJ',
        ConvolutionKernel: 'B30f',
        ConvolutionKernelGroup: 'SOFT_TISSUE',
        ReconstructionDiameter: 400,
        ReconstructionPixelSpacing: [spacingMm[1], spacingMm[0]],
        ReconstructionAngle: 360,
        ImageFilter: 'NONE',
      },
    ],
    CTExposureSequence: [{ ExposureTimeInms: 500, XRayTubeCurrentInmA: 200, ExposureInmAs: 100, ExposureModulationType: 'NONE' }],
    CTXRayDetailsSequence: [
      { KVP: 120, FocalSpots: 1, FilterType: 'NONE', FilterMaterial: 'ALUMINUM', CalciumScoringMassFactorPatient: 1, EnergyWeightingFactor: 1 },
    ],
    CTPositionSequence: [{ TablePosition: 0, DataCollectionCenterPatient: [0, 0, 0], ReconstructionTargetCenterPatient: [0, 0, 0] }],
  };
}

function agent(): DicomDataset {
  return {
    ...code('444997007', 'SCT', 'Iohexol'),
    ContrastBolusAgentNumber: 1,
    ContrastBolusAdministrationRouteSequence: [code('47625008', 'SCT', 'Intravenous route')],
    ContrastBolusIngredientCodeSequence: [code('44588005', 'SCT', 'Iodine')],
    ContrastBolusVolume: 100,
    ContrastBolusIngredientConcentration: 300,
  };
}

function dimension(uid: string, pointer: string): DicomDataset {
  return { DimensionOrganizationUID: uid, DimensionIndexPointer: pointer, FunctionalGroupPointer: '00209111' };
}
