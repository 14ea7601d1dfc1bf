package io.pgqueue.testsupport;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;
import net.jqwik.api.Tuple.Tuple2;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What nobody should send, for properties: texts, JSON and objects, of which jqwik makes any number. */
public final class HostileInput {

    private static final String[] TEXTS = {
        "",
        " ",
        "\0",
        "a\0b",
        "\ud83d",
        "\ude00x",
        "\ud83d\ude00",
        "\u202egnp.exe",
        "\u2066\u2069\u200b\ufeff",
        "\uffff\ufffe",
        "e\u0301",
        "\r\nSet-Cookie: a=b",
        "\u2028",
        "\u001b[31m",
        "'",
        "''; drop table pgqueue.task; --",
        "\\'); select pg_sleep(10); --",
        "$$",
        "%s %n {} ${jndi:ldap://x} #{1+1}",
        "%00",
        "../../etc/passwd",
        "</script><img src=x onerror=alert(1)>",
        "{\"a\":1}",
        "null",
        "NaN",
        "-0.0",
        "1e400",
        "9223372036854775807",
        "9223372036854775808",
        "-9223372036854775809",
        "P1D",
        "PT-1S",
        "PT2562047788015215H30M8S",
        "-292277022657-01-27T08:29:52Z",
        "+1000000000-12-31T23:59:59.999999999Z",
        "9999-12-31T23:59:60Z",
        "infinity",
        "*",
        "%",
        "_",
        "k:1/2",
        "c:9223372036854775807/9223372036854775807",
        "ck:9999999999999999999/-9999999999999999999",
        "l:0",
        "kind=mail&status=new&",
        "k".repeat(255),
        "k".repeat(256),
        "\ud83d\ude00".repeat(127),
        "t".repeat(10_001),
    };

    private static final String[] JSON = {
        "",
        "nul",
        "NaN",
        "-Infinity",
        "[1,]",
        "{\"a\":1,\"a\":2}",
        "\"\\u0000\"",
        "{\"\\u0000\":1}",
        "\"\\ud83d\"",
        "\"\\ud83d\\ude00\"",
        "\"\\ude00\\ud83d\"",
        "1e400",
        "-1E-400",
        "1e1000",
        "1e131072",
        "1e999999999999",
        "-0.0",
        "0.1000",
        "9223372036854775808",
        "123456789012345678901234567890.123456789012345678901234567890",
        "1".repeat(1_000),
        "1".repeat(1_001),
        "[".repeat(500) + "]".repeat(500),
        "[".repeat(501) + "]".repeat(501),
        "[".repeat(20_000),
        "{\"" + "n".repeat(50_001) + "\":1}",
        "{\"@class\":\"java.lang.ProcessBuilder\",\"command\":[\"true\"]}",
        "[\"java.util.ArrayList\",[1]]",
        "{\"a\":\u00a01}",
        "// c\n1",
        "\ufeff1",
    };

    private static final Object[] NUMBERS = {
        0,
        -1,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        Double.MAX_VALUE,
        Double.MIN_VALUE,
        -0.0,
        Double.NaN,
        Double.NEGATIVE_INFINITY,
        Float.MIN_VALUE,
        BigInteger.TWO.pow(63),
        BigInteger.TEN.pow(999),
        BigInteger.TEN.pow(1_000),
        new BigDecimal("1e400"),
        new BigDecimal("1e1000"),
        new BigDecimal("1e-400"),
        new BigDecimal("0.10")
    };

    private static final JsonMapper EXACT = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();
    private static final JsonMapper ESCAPING =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();
    private static final Comparator<JsonNode> BY_VALUE = (one, other) -> one.isNumber() && other.isNumber()
            ? one.decimalValue().compareTo(other.decimalValue())
            : one.equals(other) ? 0 : 1;

    private HostileInput() {}

    /** Any sequence of UTF-16 units, and such as have broken something somewhere. */
    public static Arbitrary<String> texts() {
        return Arbitraries.frequencyOf(
                tuple(4, Arbitraries.of(TEXTS)),
                tuple(2, Arbitraries.strings().all().ofMaxLength(40)),
                tuple(1, Arbitraries.strings().ofMaxLength(300).withChars("'\"\\\0\ud83d\ude00é%&=+;,/?#:. ")),
                tuple(1, Arbitraries.longs().map(String::valueOf)));
    }

    /** Texts that are JSON, nearly JSON, or nothing like it. */
    public static Arbitrary<String> json() {
        Arbitrary<String> written =
                payloads().map(payload -> new TestCodec().write(payload)).ignoreException(RuntimeException.class);
        Arbitrary<String> broken = Combinators.combine(
                        written,
                        Arbitraries.integers().between(0, 200),
                        Arbitraries.strings()
                                .withChars("{}[]\",:\\u0+-.eE1nNtf\0 ")
                                .ofMaxLength(3))
                .as((text, at, put) -> {
                    int cut = Math.min(at, text.length());
                    return text.substring(0, cut)
                            + put
                            + text.substring(Math.min(text.length(), cut + put.length() / 2));
                });
        return Arbitraries.frequencyOf(
                tuple(3, Arbitraries.of(JSON)), tuple(3, written), tuple(4, broken), tuple(1, texts()));
    }

    /** Maps, lists, texts, numbers, booleans and nulls, up to some depth; a few are too deep for JSON. */
    public static Arbitrary<Object> payloads() {
        Arbitrary<Object> leaf = Arbitraries.oneOf(
                texts().map(Object.class::cast),
                Arbitraries.of(NUMBERS),
                Arbitraries.doubles().map(Object.class::cast),
                Arbitraries.bigDecimals().ofScale(30).map(Object.class::cast),
                Arbitraries.of(true, false));
        Arbitrary<Object> tree = Arbitraries.recursive(() -> leaf, HostileInput::nested, 0, 3);
        Arbitrary<Object> deep = Arbitraries.integers().between(1, 600).map(depth -> {
            Object nested = depth;
            for (int i = 1; i < depth; i++) {
                nested = List.of(nested);
            }
            return nested;
        });
        return Arbitraries.frequencyOf(tuple(9, tree), tuple(1, deep));
    }

    /** Addresses of templates, in which each {@code {x}} is a known text or any, encoded; with up to three parameters. */
    public static Arbitrary<String> addresses(List<String> templates, List<String> known, List<String> parameters) {
        Arbitrary<String> values =
                Arbitraries.oneOf(Arbitraries.of(known), texts(), json().map(HostileInput::shortened));
        Arbitrary<String> names = Arbitraries.frequencyOf(tuple(9, Arbitraries.of(parameters)), tuple(1, texts()));
        Arbitrary<String> query = Combinators.combine(names, values)
                .as((name, value) -> encoded(name) + "=" + encoded(value))
                .list()
                .ofMaxSize(3)
                .map(pairs -> pairs.isEmpty() ? "" : "?" + String.join("&", pairs));
        return Combinators.combine(Arbitraries.of(templates), values, query)
                .as((template, value, parameter) -> template.replace("{x}", encoded(value)) + parameter);
    }

    /** Objects with some of these fields, that have known values or any; and what is no object, or no JSON. */
    public static Arbitrary<String> bodies(List<String> fields, List<Object> known) {
        Arbitrary<Object> values = Arbitraries.frequencyOf(
                tuple(3, Arbitraries.of(known)), tuple(2, payloads()), tuple(1, texts().map(Object.class::cast)));
        Arbitrary<String> objects = Combinators.combine(
                        Arbitraries.of(fields).set().ofMinSize(1).ofMaxSize(4),
                        values.list().ofSize(4))
                .as((names, all) -> {
                    Map<String, Object> object = new LinkedHashMap<>();
                    names.forEach(name -> object.put(name, all.get(object.size())));
                    return ESCAPING.writeValueAsString(object);
                })
                .ignoreException(RuntimeException.class);
        return Arbitraries.frequencyOf(tuple(6, objects), tuple(1, json().map(HostileInput::shortened)));
    }

    private static String shortened(String text) {
        return text.substring(0, Math.min(text.length(), 3_000));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Whether two JSON texts mean the same; numbers by their value, since jsonb knows neither -0.0 nor an exponent. */
    public static boolean isSameJson(String one, String other) {
        return EXACT.readTree(one).equals(BY_VALUE, EXACT.readTree(other));
    }

    private static Arbitrary<Object> nested(Arbitrary<Object> inner) {
        Arbitrary<Object> list = inner.injectNull(0.1).list().ofMaxSize(4).map(ArrayList::new);
        Arbitrary<Object> map = Combinators.combine(
                        texts().list().ofMaxSize(4), inner.list().ofSize(4))
                .as((names, values) -> {
                    Map<String, Object> object = new LinkedHashMap<>();
                    names.forEach(name -> object.put(name, values.get(object.size())));
                    return object;
                });
        return Arbitraries.oneOf(list, map, inner);
    }

    private static <T> Tuple2<Integer, Arbitrary<? extends T>> tuple(int weight, Arbitrary<T> arbitrary) {
        return Tuple.of(weight, arbitrary);
    }
}
