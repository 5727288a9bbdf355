// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { codeOf, itemsOf, numbersOf, textOf, textsOf } from '../../../src/imaging/dicom/dataset.ts';
import { decimalString } from '../../../src/imaging/dicom/encode.ts';
import { readPart10, writePart10 } from '../../../src/imaging/dicom/part10.ts';
import { TRANSFER_SYNTAX } from '../../../src/imaging/dicom/uids.ts';
import { refusalCode } from '../support/codes.ts';

const minimal = { SOPClassUID: '1.2.840.10008.5.1.4.1.1.2', SOPInstanceUID: '1.2.3' };

describe('Part 10 files', () => {
  it.each([TRANSFER_SYNTAX.explicitLittleEndian, TRANSFER_SYNTAX.implicitLittleEndian, TRANSFER_SYNTAX.deflatedLittleEndian])(
    'come back as they were written, in %s',
    (syntax) => {
      const file = writePart10(
        {
          ...minimal,
          PatientName: 'Family^Given',
          ImageType: ['DERIVED', 'PRIMARY'],
          Rows: 3,
          PixelRepresentation: 1,
          BitsAllocated: 16,
          PixelPaddingValue: -2000,
          ImagePositionPatient: [-198.199997, 0.1, 1e-7],
          DimensionIndexPointer: '0062000B',
          AnatomicRegionSequence: [{ CodeValue: '10200004', CodingSchemeDesignator: 'SCT', CodeMeaning: 'Liver' }],
          PixelData: Int16Array.of(1, -2, 3, 4),
        },
        syntax,
      );
      const { dataset, transferSyntaxUid } = readPart10(file);
      expect(transferSyntaxUid).toBe(syntax);
      expect(textOf(dataset, 'PatientName')).toBe('Family^Given');
      expect(textsOf(dataset, 'ImageType')).toEqual(['DERIVED', 'PRIMARY']);
      expect(numbersOf(dataset, 'ImagePositionPatient')).toEqual([-198.199997, 0.1, 1e-7]);
      expect(textOf(dataset, 'DimensionIndexPointer')).toBe('0062000B');
      expect(codeOf(dataset, 'AnatomicRegionSequence')).toEqual({ value: '10200004', scheme: 'SCT', meaning: 'Liver' });
      expect(itemsOf(dataset, 'AnatomicRegionSequence')).toHaveLength(1);
    },
  );

  it('holds every length even and its meta information first, as PS3.10 says', () => {
    const file = writePart10({ ...minimal, PatientID: 'odd' });
    expect(file.length % 2).toBe(0);
    expect(Buffer.from(file).subarray(128, 132).toString('latin1')).toBe('DICM');
    const view = new DataView(file.buffer);
    expect([view.getUint16(132, true), view.getUint16(134, true)]).toEqual([2, 0]);
    const metaLength = view.getUint32(140, true);
    expect(view.getUint16(144 + metaLength, true)).toBe(0x0008); // the data set follows exactly where the group length says
  });

  it('writes names beyond ASCII in UTF-8 and says so', () => {
    const { dataset } = readPart10(writePart10({ ...minimal, PatientName: '王^小明' }));
    expect(textOf(dataset, 'PatientName')).toBe('王^小明');
    expect(textOf(dataset, 'SpecificCharacterSet')).toMatch(/192|UTF/i);
  });

  it('keeps decimal strings to 16 characters and as exact as that allows', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e12, max: 1e12 }), (value) => {
        const text = decimalString(value);
        expect(text.length).toBeLessThanOrEqual(16);
        // nine significant digits are what a sign, a point and a four-character exponent leave at worst
        expect(Math.abs(Number(text) - value)).toBeLessThanOrEqual(1e-8 * Math.abs(value));
      }),
    );
  });

  it.each([
    ['an attribute that does not exist', { ...minimal, NoSuchThing: 1 }],
    ['a UID against the grammar', { ...minimal, SOPInstanceUID: '1.2.x' }],
    ['a missing UID', { SOPClassUID: '1.2.3' }],
    ['a code string that is too long', { ...minimal, Modality: 'A'.repeat(17) }],
    ['a number its VR cannot hold', { ...minimal, Rows: 70000 }],
    ['a separator inside a value', { ...minimal, PatientID: 'a\\b' }],
  ])('refuses to write %s', async (_, dataset) => {
    expect(await refusalCode(() => writePart10(dataset))).toBe('dicom-not-writable');
  });

  it('refuses bytes that are no DICOM file, and files that are cut short', async () => {
    const file = writePart10({ ...minimal, PixelData: new Uint8Array(1000) });
    expect(await refusalCode(() => readPart10(new Uint8Array(500)))).toBe('dicom-unreadable');
    expect(await refusalCode(() => readPart10(file.subarray(0, 40)))).toBe('dicom-unreadable');
    expect(await refusalCode(() => readPart10(file.subarray(0, file.length - 600)))).toBe('dicom-unreadable');
  });
});

describe('text beyond ASCII', () => {
  const uids = { SOPClassUID: '1.2.3', SOPInstanceUID: '1.2.4' };

  it('is read in the character set of the object inside of sequences too', () => {
    const inner = { CodeMeaning: '肝癌 Müller €', ContentSequence: [{ TextValue: '肿瘤' }] };
    const { dataset } = readPart10(writePart10({ ...uids, PatientName: '王^小东', ContentSequence: [inner] }));
    expect(dataset.ContentSequence).toEqual([inner]);
    expect(dataset.PatientName).toBe('王^小东');
  });

  it('keeps every component group of a person name', () => {
    for (const PatientName of ['Wang^XiaoDong=王^小东', 'Yamada^Tarou=山田^太郎=やまだ^たろう', '=王^小东'])
      expect(readPart10(writePart10({ ...uids, PatientName })).dataset.PatientName).toBe(PatientName);
  });
});
