// SPDX-License-Identifier: Apache-2.0
import { type ReactNode, useState } from 'react';
import type { Chart, OrderView } from '../api.ts';
import { useWords } from '../text.tsx';

interface OrderFormProps {
  readonly order: OrderView;
  readonly conditions: Chart['conditions'];
  readonly onEdit: (change: { date?: string; approach?: string; procedureCode?: string }) => void;
}

/** What can be changed in a hepatectomy order before it is signed; each field is stored when it is left. */
export function OrderForm({ conditions, onEdit, order }: OrderFormProps): ReactNode {
  const { text } = useWords();
  const [date, setDate] = useState(order.date?.slice(0, 10) ?? '');
  const [approach, setApproach] = useState(order.approach ?? '');
  const codes = Object.keys(text.procedureNames);
  const indication = conditions.find(({ reference }) => reference === order.indication)?.title ?? '';
  return (
    <form className="frm" aria-label={text.orderForm} onSubmit={(event) => event.preventDefault()}>
      <label className="w2">
        <span>{text.procedure}</span>
        <select className="fld" value={order.procedureCode ?? ''} onChange={(event) => onEdit({ procedureCode: event.target.value })}>
          {codes.map((code) => (
            <option key={code} value={code}>
              {code === order.procedureCode ? order.title : text.procedureNames[code]}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span>{text.date}</span>
        <input
          className="fld"
          type="date"
          required
          value={date}
          onChange={(event) => setDate(event.target.value)}
          onBlur={() => date !== '' && date !== order.date?.slice(0, 10) && onEdit({ date })}
        />
      </label>
      {indication !== '' && (
        <div className="w2 pair">
          <span>{text.indication}</span>
          <span className="fld">{indication}</span>
        </div>
      )}
      <label>
        <span>{text.approach}</span>
        <input
          className="fld"
          maxLength={60}
          value={approach}
          onChange={(event) => setApproach(event.target.value)}
          onBlur={() => approach !== (order.approach ?? '') && onEdit({ approach })}
        />
      </label>
    </form>
  );
}
