// SPDX-License-Identifier: Apache-2.0

/** Character sets of (0008,0005) as the names a TextDecoder knows; ISO 2022 sets without escapes read like their plain form. */
const ENCODINGS: Readonly<Record<string, string>> = {
  'ISO_IR 6': 'windows-1252',
  'ISO_IR 100': 'windows-1252',
  'ISO_IR 101': 'iso-8859-2',
  'ISO_IR 109': 'iso-8859-3',
  'ISO_IR 110': 'iso-8859-4',
  'ISO_IR 144': 'iso-8859-5',
  'ISO_IR 127': 'iso-8859-6',
  'ISO_IR 126': 'iso-8859-7',
  'ISO_IR 138': 'iso-8859-8',
  'ISO_IR 148': 'iso-8859-9',
  'ISO_IR 13': 'shift_jis',
  'ISO_IR 166': 'windows-874',
  'ISO_IR 192': 'utf-8',
  GB18030: 'gb18030',
  GBK: 'gbk',
  'ISO 2022 IR 58': 'gbk',
  'ISO 2022 IR 149': 'euc-kr',
  'ISO 2022 IR 87': 'iso-2022-jp',
};

/**
 * Text of a DICOM value under its SpecificCharacterSet, padding removed.
 * Code extensions (ISO 2022) are read for Chinese, Korean and Japanese, where one extension serves the whole value.
 *
 * @param characterSet values of (0008,0005); empty = the default repertoire
 * @see DICOM PS3.3 section C.12.1.1.2
 */
export function decodeText(bytes: Uint8Array, characterSet: readonly string[]): string {
  const term = characterSet.findLast((name) => name !== '') ?? 'ISO_IR 6';
  const encoding = ENCODINGS[term] ?? ENCODINGS[term.replace('ISO 2022 IR ', 'ISO_IR ')] ?? 'windows-1252';
  const text = new TextDecoder(encoding).decode(bytes);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences and NUL padding are what is removed
  return text.replace(/\u001b[$()\-./]*[A-Z@]/g, '').replace(/[\u0000 ]+$/, '');
}

/** Characters that windows-1252 has at 0x80 to 0x9f and elsewhere in Unicode, to their byte. */
const WINDOWS_1252 = new Map(
  Array.from({ length: 32 }, (_, i): [number, number] => [new TextDecoder('windows-1252').decode(Uint8Array.of(0x80 + i)).charCodeAt(0), 0x80 + i]),
);

/**
 * Text that was read byte by byte as Latin-1 (or windows-1252, which the Encoding standard means by that name), read again in its own
 * character set.
 */
export function decodedAgain(text: string, characterSet: readonly string[]): string {
  const codes = Array.from(text, (character) => character.charCodeAt(0));
  if (codes.every((code) => code < 0x80) && !text.includes('\u001b')) return text;
  return decodeText(
    Uint8Array.from(codes, (code) => WINDOWS_1252.get(code) ?? code),
    characterSet,
  );
}
