import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Me } from "../api/types";

export const MeContext = createContext<Me | null>(null);

export function useMe(): Me | null {
  return useContext(MeContext);
}

const REASON_ID = "read-only-reason";

/** Says once per page why nothing can be changed; the disabled buttons refer to it. */
export function ReadOnlyNote() {
  const me = useMe();
  if (!me || me.mayOperate) {
    return null;
  }
  return (
    <p class="note" id={REASON_ID}>
      <b>Read only.</b> {me.readOnlyReason ?? "You may look, but not change anything."}
    </p>
  );
}

/** What makes a button that changes something refuse for those who may only look. */
export function useOperable(reason?: string): { disabled: boolean; title?: string; "aria-describedby"?: string } {
  const me = useMe();
  if (!me?.mayOperate) {
    return {
      disabled: true,
      title: me?.readOnlyReason ?? "Read only",
      ...(me ? { "aria-describedby": REASON_ID } : {}),
    };
  }
  return reason ? { disabled: true, title: reason } : { disabled: false };
}
