import type { ComponentChildren } from "preact";

export interface Column<T> {
  head: string;
  cell: (row: T) => ComponentChildren;
  numeric?: boolean;
  /** The cell that names the row. */
  names?: boolean;
}

interface TableProps<T> {
  label: string;
  rows: T[];
  columns: Column<T>[];
  rowKey: (row: T) => string;
  /** What to say, and to do, when there are none. */
  empty: ComponentChildren;
}

/**
 * A table that becomes a list of cards on a narrow screen. The style sheet takes the table's display away there, and with
 * it browsers forget that it is one: hence the roles.
 */
export function Table<T>({ label, rows, columns, rowKey, empty }: TableProps<T>) {
  if (rows.length === 0) {
    return <div class="empty">{empty}</div>;
  }
  return (
    <div class="table-box" tabIndex={0} role="group" aria-label={`${label}, can be scrolled`}>
      <table role="table" aria-label={label}>
        <thead role="rowgroup">
          <tr role="row">
            {columns.map((column) => (
              <th key={column.head} role="columnheader" scope="col" class={column.numeric ? "numeric" : ""}>
                {column.head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {rows.map((row) => (
            <tr key={rowKey(row)} role="row">
              {columns.map((column) => cell(column, row))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function cell<T>(column: Column<T>, row: T) {
  const className = column.numeric ? "numeric" : "";
  if (column.names) {
    return (
      <th key={column.head} role="rowheader" scope="row" class={className} data-head={column.head}>
        {column.cell(row)}
      </th>
    );
  }
  return (
    <td key={column.head} role="cell" class={className} data-head={column.head}>
      {column.cell(row)}
    </td>
  );
}
