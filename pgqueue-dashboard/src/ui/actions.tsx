import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { useOperable } from "./me";
import { say } from "./notices";

interface ActionProps {
  children: ComponentChildren;
  /** What a screen reader says, where the text alone does not tell what is meant. */
  label?: string;
  /** Does it, and returns what to say of it. */
  act: () => Promise<string>;
  /** Why it cannot be done now. */
  impossible?: string | undefined;
  danger?: boolean;
}

/** A button that changes something at once: busy while it does, and says what came of it. */
export function ActionButton({ children, label, act, impossible, danger }: ActionProps) {
  const [busy, setBusy] = useState(false);
  const operable = useOperable(impossible);
  const click = async () => {
    setBusy(true);
    await perform(act);
    setBusy(false);
  };
  return (
    <button
      type="button"
      class={danger ? "danger" : ""}
      {...operable}
      disabled={operable.disabled || busy}
      aria-busy={busy}
      aria-label={label}
      onClick={click}
    >
      {children}
    </button>
  );
}

/** Does something and says what came of it. Returns whether it was done. */
export async function perform(act: () => Promise<string>): Promise<boolean> {
  try {
    say(await act());
    return true;
  } catch (failure) {
    say((failure as Error).message, true);
    return false;
  }
}

/** A button that opens a dialog for something that changes. */
export function OpenButton(props: {
  children: ComponentChildren;
  open: () => void;
  impossible?: string | undefined;
  danger?: boolean;
}) {
  return (
    <button
      type="button"
      aria-haspopup="dialog"
      class={props.danger ? "danger" : ""}
      {...useOperable(props.impossible)}
      onClick={props.open}
    >
      {props.children}
    </button>
  );
}
