interface FieldProps {
  value: string;
  set: (value: string) => void;
}

/** How many further attempts a task gets. */
export function AttemptsField({ label, value, set }: FieldProps & { label: string }) {
  return (
    <label>
      {label}
      <input
        type="number"
        min="1"
        max="1000000"
        required
        value={value}
        onInput={(event) => set(event.currentTarget.value)}
      />
    </label>
  );
}

/** Why somebody does it; it is kept. */
export function ReasonField({ value, set }: FieldProps) {
  return (
    <label>
      Reason
      <input required maxLength={1000} value={value} onInput={(event) => set(event.currentTarget.value)} />
    </label>
  );
}
