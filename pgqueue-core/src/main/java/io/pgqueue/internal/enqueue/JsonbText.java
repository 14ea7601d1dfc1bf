package io.pgqueue.internal.enqueue;

import org.jspecify.annotations.Nullable;

/**
 * What well-formed JSON may hold and {@code jsonb} may not: U+0000, lone surrogates, numbers beyond {@code numeric}.
 * Found here, because an error of the server would end the caller's transaction. See PostgreSQL's documentation,
 * "JSON Types".
 */
final class JsonbText {

    // what PostgreSQL's numeric holds before the point and behind it
    private static final int MAX_WHOLE = 131_072;
    private static final int MAX_DECIMALS = 16_383;

    private JsonbText() {}

    /** What is wrong with a JSON text, or null. */
    static @Nullable String problem(String json) {
        boolean inText = false;
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (c == '"') {
                inText = !inText;
            } else if (inText && c == '\\') {
                i++;
                if (json.charAt(i) == 'u') {
                    int code = Integer.parseInt(json, i + 1, i + 5, 16);
                    i += 4;
                    if (code == 0) {
                        return "holds the character U+0000, which jsonb cannot store";
                    }
                    if (Character.isSurrogate((char) code)) {
                        int next = Character.isHighSurrogate((char) code) ? escaped(json, i + 1) : -1;
                        if (next < 0 || !Character.isLowSurrogate((char) next)) {
                            return loneSurrogate();
                        }
                        i += 6;
                    }
                }
            } else if (inText && Character.isSurrogate(c)) {
                if (!Character.isHighSurrogate(c)
                        || i + 1 >= json.length()
                        || !Character.isLowSurrogate(json.charAt(i + 1))) {
                    return loneSurrogate();
                }
                i++;
            } else if (!inText && isDigit(c)) {
                Digits number = Digits.at(json, i);
                if (!number.fitNumeric()) {
                    return "holds a number of " + number.whole + " digits, " + number.fraction
                            + " decimals and exponent " + number.exponent + ", which jsonb cannot store";
                }
                i = number.end - 1;
            }
        }
        return null;
    }

    private static String loneSurrogate() {
        return "holds half of a surrogate pair, which jsonb cannot store";
    }

    /** The character of an escape that begins here, or -1. */
    private static int escaped(String json, int at) {
        return json.startsWith("\\u", at) && at + 6 <= json.length() ? Integer.parseInt(json, at + 2, at + 6, 16) : -1;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /** What an unsigned number of JSON consists of. */
    private record Digits(int whole, int fraction, int exponent, int end) {

        static Digits at(String json, int from) {
            int point = endOfDigits(json, from);
            int end = point;
            if (end < json.length() && json.charAt(end) == '.') {
                end = endOfDigits(json, end + 1);
            }
            int fraction = Math.max(0, end - point - 1);
            int exponent = 0;
            if (end < json.length() && (json.charAt(end) | 0x20) == 'e') {
                int sign = end + 1;
                boolean signed = sign < json.length() && "+-".indexOf(json.charAt(sign)) >= 0;
                int digits = signed ? sign + 1 : sign;
                end = endOfDigits(json, digits);
                exponent = exponent(json.substring(digits, end)) * (signed && json.charAt(sign) == '-' ? -1 : 1);
            }
            return new Digits(point - from, fraction, exponent, end);
        }

        boolean fitNumeric() {
            // a larger exponent would fit, but is written out as zeros when the payload is read
            return Math.abs(exponent) <= MAX_DECIMALS
                    && whole + exponent <= MAX_WHOLE
                    && fraction - exponent <= MAX_DECIMALS;
        }

        private static int endOfDigits(String json, int from) {
            int end = from;
            while (end < json.length() && isDigit(json.charAt(end))) {
                end++;
            }
            return end;
        }

        private static int exponent(String digits) {
            String significant = digits.replaceFirst("^0+", "");
            return significant.length() > 6 ? 999_999 : significant.isEmpty() ? 0 : Integer.parseInt(significant);
        }
    }
}
