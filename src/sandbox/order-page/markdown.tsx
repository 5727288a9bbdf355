// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';

// A card's detail is text from outside. Only bold, lists and paragraphs of GFM are read; everything else, HTML included, is shown as the text it is.

/** Renders bold spans of one line. */
function inline(text: string): ReactNode[] {
  const unescaped = (part: string): string =>
    part.replace(/\\([\\`*_{}[\]()#+\-.!<>|~])/g, '$1').replace(/&(lt|gt|amp|quot|#39);/g, (_whole, name: string) => ENTITIES[name] ?? '');
  return text.split(/(\*\*(?:[^*\\]|\\.)+\*\*)/g).map((part, index) => {
    const key = `${index}`;
    return part.startsWith('**') && part.endsWith('**') && part.length > 4 ? (
      <b key={key}>{unescaped(part.slice(2, -2))}</b>
    ) : (
      <span key={key}>{unescaped(part)}</span>
    );
  });
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', '#39': "'" };

/** Splits the detail into lines of text; list markers are taken off, because every line becomes an item. */
export function lines(detail: string): readonly string[] {
  return detail
    .split(/\r?\n/)
    .map((line) => line.trim().replace(/^(?:[-*+]|\d+[.)])\s+/, ''))
    .filter((line) => line !== '');
}

/** The detail of a card as a list of lines. */
export function Detail({ text }: { text: string }): ReactNode {
  return (
    <ul>
      {lines(text).map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines have no identity but their place
        <li key={index}>{inline(line)}</li>
      ))}
    </ul>
  );
}
