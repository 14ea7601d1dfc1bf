import type { ComponentChildren } from "preact";
import { useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import { say } from "./notices";

/**
 * A modal dialog. The browser's own: it keeps the focus inside, closes by Escape, and gives the focus back to what opened
 * it.
 */
export function Dialog(props: { title: string; close: () => void; children: ComponentChildren; wide?: boolean }) {
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();
  // Before the next key press: a Tab that came first would move the focus off what opened this.
  useLayoutEffect(() => {
    const opener = document.activeElement;
    const dialog = ref.current;
    dialog?.showModal();
    return () => {
      dialog?.close();
      if (opener instanceof HTMLElement && opener.isConnected) {
        opener.focus();
      }
    };
  }, []);
  const cancel = (event: Event) => {
    event.preventDefault();
    props.close();
  };
  return (
    <dialog ref={ref} aria-labelledby={id} class={props.wide ? "wide" : ""} onCancel={cancel}>
      <h2 id={id}>{props.title}</h2>
      {props.children}
    </dialog>
  );
}

/** What is wrong, inside a dialog; nothing if nothing is. */
export function Alert({ text }: { text: string | undefined }) {
  return text ? (
    <p class="invalid" role="alert">
      {text}
    </p>
  ) : null;
}

interface AskProps {
  title: string;
  /** What the button that does it says. */
  verb: string;
  close: () => void;
  act: () => Promise<string>;
  /** Why it cannot be done with what was entered. */
  invalid?: string | undefined;
  danger?: boolean;
  wide?: boolean;
  children: ComponentChildren;
}

/** A dialog with a form: it stays open with what was entered if the server refuses, and says why. */
export function Ask({ title, verb, close, act, invalid, danger, wide, children }: AskProps) {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string>();
  const submit = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    setFailure(undefined);
    try {
      say(await act());
      close();
    } catch (refusal) {
      // here, since a notice would be behind the dialog, where nobody sees or hears it
      setFailure((refusal as Error).message);
    }
    setBusy(false);
  };
  return (
    <Dialog title={title} close={close} wide={wide ?? false}>
      <form onSubmit={submit}>
        {children}
        <Alert text={invalid} />
        <Alert text={failure} />
        <div class="buttons">
          <button
            type="submit"
            class={danger ? "danger primary" : "primary"}
            disabled={busy || !!invalid}
            aria-busy={busy}
          >
            {verb}
          </button>
          <button type="button" onClick={close}>
            Close
          </button>
        </div>
      </form>
    </Dialog>
  );
}
