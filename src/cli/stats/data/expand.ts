// SPDX-License-Identifier: Apache-2.0
import type { Table } from '../../../study/table/table.ts';
import { InputError } from '../../input-error.ts';
import type { Options } from '../option.ts';

/** Names with `*` for any letters as the columns of the table that they fit, in its order; columns named by other options are left out. */
export function expandColumns(options: Options, values: Readonly<Record<string, unknown>>, table: Table): Record<string, unknown> {
  const isList = (name: string): boolean =>
    options[name]!.columnsOf !== undefined && Array.isArray(values[name]) && (values[name] as unknown[]).every((one) => typeof one === 'string');
  const lists = Object.keys(options).filter(isList);
  const taken = new Set(Object.entries(options).flatMap(([name, option]) => (lists.includes(name) ? [] : (option.columnsOf?.(values[name]) ?? []))));
  const out = { ...values };
  for (const name of lists) {
    out[name] = [
      ...new Set(
        (values[name] as string[]).flatMap((pattern) => {
          if (!pattern.includes('*') || table.columns.includes(pattern)) return [pattern];
          const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
          const found = table.columns.filter((column) => !taken.has(column) && new RegExp(`^${parts.join('.*')}$`).test(column));
          if (found.length === 0) throw new InputError('column-unknown', `No column of ${table.name} fits "${pattern}".`);
          return found;
        }),
      ),
    ];
  }
  return out;
}
