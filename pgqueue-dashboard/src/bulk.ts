import { post } from "./api/client";
import { toBody, type TaskFilter } from "./filter";

export type BulkAction = "retry" | "cancel" | "run-now" | "delete";

export interface BulkRequest {
  action: BulkAction;
  filter: TaskFilter;
  attempts?: number;
  reason?: string;
}

type Send = (body: unknown) => Promise<{ changed: number; next: string | null }>;

/**
 * Changes everything that matches, in pieces of a few seconds each. What a piece has changed stays changed, also if the
 * next one fails or the reader stops.
 *
 * @param progress told how many have been changed by now, after each piece
 * @returns how many were changed
 */
export async function changeAll(
  request: BulkRequest,
  progress: (changed: number) => void,
  signal: AbortSignal,
  send: Send = (body) => post("tasks/bulk", body),
): Promise<number> {
  let changed = 0;
  let cursor: string | null = null;
  do {
    const { filter, ...rest } = request;
    const piece: Awaited<ReturnType<Send>> = await send({ ...rest, filter: toBody(filter), cursor });
    changed += piece.changed;
    cursor = piece.next;
    progress(changed);
  } while (cursor !== null && !signal.aborted);
  return changed;
}
