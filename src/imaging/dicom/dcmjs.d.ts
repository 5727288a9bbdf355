// SPDX-License-Identifier: Apache-2.0
// dcmjs ships no types; these are the few doors this room opens.
declare module 'dcmjs' {
  /** One element as dcmjs reads it: `Value` is an array, also for sequences and bulk data. */
  export interface DcmjsElement {
    readonly vr: string;
    readonly Value?: readonly unknown[];
    readonly _rawValue?: unknown;
  }
  export type DcmjsDict = Readonly<Record<string, DcmjsElement>>;
  interface DictionaryEntry {
    readonly tag: string;
    readonly vr: string;
    readonly name: string;
  }
  interface Logger {
    setLevel(level: string): void;
    getLogger(name: string): Logger;
  }
  interface Dcmjs {
    readonly data: {
      readonly DicomMessage: {
        readFile(
          buffer: ArrayBuffer,
          options?: { ignoreErrors?: boolean; untilTag?: string; includeUntilTagValue?: boolean },
        ): {
          readonly meta: DcmjsDict;
          readonly dict: DcmjsDict;
        };
      };
      readonly DicomMetaDictionary: {
        readonly nameMap: Readonly<Record<string, DictionaryEntry>>;
      };
    };
    readonly log: Logger;
  }
  const dcmjs: Dcmjs;
  export default dcmjs;
}
