/**
 * Lays JSON out over lines without reading its values, so that numbers keep every digit. What is no JSON is returned as it
 * is.
 */
export function prettyJson(text: string): string {
  if (!isJson(text)) {
    return text;
  }
  let out = "";
  let depth = 0;
  let at = 0;
  const line = () => `\n${"  ".repeat(depth)}`;
  while (at < text.length) {
    const char = text[at]!;
    if (char === '"') {
      const end = endOfString(text, at);
      out += text.slice(at, end);
      at = end;
      continue;
    }
    at++;
    if (char === "{" || char === "[") {
      const close = skipSpace(text, at);
      if (text[close] === "}" || text[close] === "]") {
        out += char + text[close];
        at = close + 1;
      } else {
        depth++;
        out += char + line();
      }
    } else if (char === "}" || char === "]") {
      depth--;
      out += line() + char;
    } else if (char === ",") {
      out += char + line();
    } else if (char === ":") {
      out += ": ";
    } else if (!isSpace(char)) {
      out += char;
    }
  }
  return out;
}

export function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (text[at] !== '"') {
    at += text[at] === "\\" ? 2 : 1;
  }
  return at + 1;
}

function skipSpace(text: string, start: number): number {
  let at = start;
  while (at < text.length && isSpace(text[at]!)) {
    at++;
  }
  return at;
}

function isSpace(char: string): boolean {
  return char === " " || char === "\n" || char === "\r" || char === "\t";
}
