// SPDX-License-Identifier: Apache-2.0
// One chart, drawn at the width it is given: one tab stop, arrows move through its points, a tooltip says each; redrawn on resize.
import { type ReactNode, useCallback, useEffect, useId, useRef, useState } from 'react';
import { type ChartPoint, nearestPoint, stepPoint } from './chart-points.ts';

export interface ChartFrameProps {
  readonly label: string;
  readonly draw: (width: number) => ReactNode;
  readonly points?: (width: number) => readonly ChartPoint[];
  /** Width before the first measurement, so that nothing jumps. */
  readonly initialWidth?: number;
  readonly className?: string;
  /** A press on the chart (Enter, Space or click) on the active point. */
  readonly onPick?: (index: number) => void;
}

const HOVER_DELAY_MS = 120;

export function ChartFrame({ label, draw, points, initialWidth = 640, className, onPick }: ChartFrameProps) {
  const box = useRef<HTMLElement>(null);
  const [width, setWidth] = useState(initialWidth);
  const [active, setActive] = useState(-1);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const tip = useId();
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const measure = () => element.clientWidth > 40 && setWidth(element.clientWidth);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  useEffect(() => () => clearTimeout(timer.current), []);
  const list = points?.(width) ?? [];
  const point = list[active];
  const hover = useCallback((index: number) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setActive(index), index < 0 ? 0 : HOVER_DELAY_MS);
  }, []);
  const keyboard = list.length > 0;
  return (
    <figure
      ref={box}
      className={`cf${className ? ` ${className}` : ''}`}
      {...(keyboard
        ? {
            // A chart is one tab stop of its own: arrows move inside it.
            tabIndex: 0,
            role: 'group',
            'aria-label': label,
            'aria-describedby': point ? tip : undefined,
            onKeyDown: (event) => {
              const next = stepPoint(list.length, active, event.key);
              if (next !== undefined) {
                event.preventDefault();
                setActive(next);
              } else if (event.key === 'Escape') setActive(-1);
              else if ((event.key === 'Enter' || event.key === ' ') && onPick && active >= 0) {
                event.preventDefault();
                onPick(active);
              }
            },
            onBlur: () => setActive(-1),
            onPointerMove: (event) => {
              const rect = event.currentTarget.getBoundingClientRect();
              hover(nearestPoint(list, event.clientX - rect.left, event.clientY - rect.top));
            },
            onPointerLeave: () => hover(-1),
          }
        : {})}
    >
      {draw(width)}
      {point && (
        <span
          id={tip}
          className={`tip${point.x > width * 0.6 ? ' tip-l' : ''}`}
          role="status"
          style={{ insetInlineStart: `${Math.round(point.x)}px`, insetBlockStart: `${Math.round(point.y)}px` }}
        >
          {point.text}
        </span>
      )}
    </figure>
  );
}
