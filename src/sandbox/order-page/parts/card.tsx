// SPDX-License-Identifier: Apache-2.0
import { type ReactNode, useId, useState } from 'react';
import type { CardView } from '../api.ts';
import { Detail } from '../markdown.tsx';
import { useWords } from '../text.tsx';

interface CardProps {
  readonly card: CardView;
  /** What became of the card; while present it cannot be answered again. */
  readonly note: string | undefined;
  readonly onAccept: (index: number) => void;
  readonly onDismiss: (reason: string | undefined, comment: string) => void;
}

/** One CDS Hooks card: summary first, then detail, suggestions, links, source, and a way to say no. */
export function Card({ card, note, onAccept, onDismiss }: CardProps): ReactNode {
  const { text } = useWords();
  const open = note === undefined && card.state === 'open';
  return (
    <article className={`card ${card.indicator}`}>
      <div className="hd">
        <Icon indicator={card.indicator} label={text.indicator[card.indicator]} />
        <h3>{card.summary}</h3>
      </div>
      {card.detail !== undefined && (
        <div className="body">
          <Detail text={card.detail} />
        </div>
      )}
      {open && card.suggestions.length > 0 && (
        <fieldset className="sug">
          <legend className="vh">{text.suggestions}</legend>
          {card.suggestions.map(({ drafts, index, label }) => (
            <button key={index} type="button" onClick={() => onAccept(index)}>
              <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
                <rect x="2" y="3" width="12" height="11" rx="1.5" fill="none" stroke="currentColor" strokeWidth="1.4" />
                <path d="M2 6.4H14M5.4 1.6V4M10.6 1.6V4" stroke="currentColor" strokeWidth="1.4" />
              </svg>
              <span>
                {label}
                <small>{drafts > 0 ? text.draftCount(drafts) : text.draftsUnknown}</small>
              </span>
            </button>
          ))}
        </fieldset>
      )}
      {card.links.length > 0 && (
        <div className="lk">
          {card.links.map(({ href, label }) => (
            <a key={href} href={href} target="_blank" rel="noopener noreferrer">
              {label}
              <span className="vh">, {text.newTab}</span>
            </a>
          ))}
        </div>
      )}
      <p className="src">
        {card.source.url === undefined ? (
          text.sourceLine(card.source.label)
        ) : (
          <a href={card.source.url} target="_blank" rel="noopener noreferrer">
            {text.sourceLine(card.source.label)}
            <span className="vh">, {text.newTab}</span>
          </a>
        )}
      </p>
      {note !== undefined && (
        <p className="answered" role="status">
          {note}
        </p>
      )}
      {open && card.dismissable && <Dismiss reasons={card.overrideReasons} onDismiss={onDismiss} />}
    </article>
  );
}

function Dismiss({ onDismiss, reasons }: { reasons: CardView['overrideReasons']; onDismiss: CardProps['onDismiss'] }): ReactNode {
  const { text } = useWords();
  const [reason, setReason] = useState<string>();
  const [comment, setComment] = useState('');
  const name = useId();
  return (
    <details className="ov">
      <summary>{text.dismiss}</summary>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onDismiss(reason, comment.trim());
        }}
      >
        <fieldset>
          <legend className="vh">{text.reason}</legend>
          {reasons.map(({ code, display }) => (
            <label key={code}>
              <input type="radio" name={name} value={code} checked={reason === code} onChange={() => setReason(code)} />
              <span>{display}</span>
            </label>
          ))}
        </fieldset>
        <label className="cm">
          <span>{text.comment}</span>
          <input className="fld" maxLength={500} value={comment} onChange={(event) => setComment(event.target.value)} />
          <small>{text.commentHint}</small>
        </label>
        <button type="submit" className="btn" disabled={reason === undefined && comment.trim() === ''}>
          {text.dismissButton}
        </button>
      </form>
    </details>
  );
}

function Icon({ indicator, label }: { indicator: CardView['indicator']; label: string }): ReactNode {
  return (
    <svg className="k" width="20" height="20" viewBox="0 0 16 16" role="img" aria-label={label}>
      {indicator === 'info' ? (
        <>
          <circle cx="8" cy="8" r="6.4" fill="none" stroke="currentColor" strokeWidth="1.4" />
          <path d="M8 7.2V11.4M8 4.6v.4" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" />
        </>
      ) : (
        <>
          <path d="M8 1.8 14.6 13.4H1.4Z" fill="none" stroke="currentColor" strokeWidth="1.4" strokeLinejoin="round" />
          <path d="M8 6V9.4M8 11.3v.3" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" />
        </>
      )}
    </svg>
  );
}
