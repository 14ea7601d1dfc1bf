import { Store, useStore } from "../store";

interface Notice {
  id: number;
  text: string;
  failed: boolean;
}

const MOST = 4;
const notices = new Store<Notice[]>([]);
let lastId = 0;

/** Says what became of an action: to eyes in a corner, to a screen reader at once. */
export function say(text: string, failed = false): void {
  notices.set([...notices.value, { id: ++lastId, text, failed }].slice(-MOST));
  const id = lastId;
  if (!failed) {
    setTimeout(() => dismiss(id), 10_000);
  }
}

function dismiss(id: number): void {
  notices.set(notices.value.filter((notice) => notice.id !== id));
}

export function Notices() {
  const all = useStore(notices);
  return (
    <div class="notices">
      <div role="status" aria-live="polite">
        {all.filter((notice) => !notice.failed).map(draw)}
      </div>
      <div role="alert">{all.filter((notice) => notice.failed).map(draw)}</div>
    </div>
  );
}

function draw(notice: Notice) {
  return (
    <p key={notice.id} class={notice.failed ? "notice failed" : "notice"}>
      <span>
        {notice.failed && <b>Failed: </b>}
        {notice.text}
      </span>
      <button type="button" class="plain" aria-label={`Dismiss: ${notice.text}`} onClick={() => dismiss(notice.id)}>
        ×
      </button>
    </p>
  );
}
