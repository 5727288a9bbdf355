// SPDX-License-Identifier: Apache-2.0

/** A number that Python would hold as a float even though it is whole (`3.0`); parameter files are read with this wrapper. */
export interface PythonFloat {
  readonly pythonFloat: number;
}

export function isPythonFloat(value: unknown): value is PythonFloat {
  return typeof value === 'object' && value !== null && typeof (value as { pythonFloat?: unknown }).pythonFloat === 'number';
}

/** The plain number of a number or a wrapped float. */
export function plainNumber(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  return isPythonFloat(value) ? value.pythonFloat : undefined;
}

/** A float as Python writes it: the shortest digits that read back, a point always, an exponent below 1e-4 and from 1e16. */
export function pythonFloatText(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  const [mantissa = '', exponentText = '0'] = value.toExponential().split('e');
  const exponent = Number(exponentText);
  if (exponent >= -4 && exponent < 16) {
    const text = String(value);
    return text.includes('.') ? text : `${text}.0`;
  }
  return `${mantissa}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
}

/** How Python writes a number: `3` for an int, `3.0` for a float. */
export function pythonText(value: unknown): string {
  const number = plainNumber(value) ?? Number.NaN;
  return isPythonFloat(value) || !Number.isInteger(number) ? pythonFloatText(number) : String(number);
}

function quoted(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\t', '\\t').replaceAll('\r', '\\r');
  return `${quote}${quote === "'" ? escaped.replaceAll("'", "\\'") : escaped}${quote}`;
}

/** A value of a parameter file as Python's `repr` writes it: `None`, `True`, `'text'`, `[1, 2.0]`, `{'sigma': [3.0]}`. */
export function pythonRepr(value: unknown): string {
  if (value === null || value === undefined) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'string') return quoted(value);
  if (plainNumber(value) !== undefined) return pythonText(value);
  if (Array.isArray(value)) return `[${value.map(pythonRepr).join(', ')}]`;
  return `{${Object.entries(value as object)
    .map(([key, item]) => `${quoted(key)}: ${pythonRepr(item)}`)
    .join(', ')}}`;
}
