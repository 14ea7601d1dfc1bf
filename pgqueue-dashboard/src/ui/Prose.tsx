import { toTheSecond } from "../text/format";
import { Time } from "./Time";

const INSTANT = /(\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?Z)/;

/** A sentence of the server; instants in it are told in the reader's zone. */
export function Prose({ text }: { text: string }) {
  return (
    <>
      {text.split(INSTANT).map((part, at) =>
        at % 2 === 0 ? (
          part
        ) : (
          <span key={at}>
            {toTheSecond(part)} (<Time at={part} />)
          </span>
        ),
      )}
    </>
  );
}
