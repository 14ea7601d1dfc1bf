package io.pgqueue.autoconfigure.json;

import io.pgqueue.PayloadException;
import java.lang.reflect.Type;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.databind.exc.InvalidDefinitionException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.PropertyBindingException;
import tools.jackson.databind.exc.ValueInstantiationException;

/**
 * Says why a payload cannot be read, and where, without what stands there: the error is kept and logged, and a payload is not.
 * Jackson's own messages quote the value.
 */
final class UnreadableJson {

    private UnreadableJson() {}

    /** Has as its cause only what the application's own code has thrown. */
    static PayloadException of(Type type, JacksonException e) {
        String path = e.getPathReference();
        return new PayloadException(
                "The payload cannot be read as " + type.getTypeName() + ": " + reason(e)
                        + (path.isEmpty() ? "" : " (at " + path + ")"),
                causeOf(e));
    }

    private static String reason(JacksonException e) {
        if (e instanceof PropertyBindingException property) {
            return "it has a property '" + property.getPropertyName() + "', which "
                    + property.getReferringClass().getName() + " does not have or allow";
        }
        if (e instanceof MismatchedInputException mismatch && mismatch.getTargetType() != null) {
            return named(mismatch.getCurrentToken()) + " is there that cannot be read as "
                    + mismatch.getTargetType().getTypeName();
        }
        if (e instanceof InputCoercionException coercion) {
            return named(coercion.getInputType()) + " is there that does not fit "
                    + coercion.getTargetType().getTypeName();
        }
        if (e instanceof ValueInstantiationException instantiation) {
            return "no " + instantiation.getType().getRawClass().getTypeName() + " can be made of what is there";
        }
        if (e instanceof InvalidDefinitionException || e instanceof StreamConstraintsException) {
            return e.getOriginalMessage();
        }
        return e.getClass().getSimpleName();
    }

    private static String named(@Nullable JsonToken token) {
        return token == null
                ? "something"
                : switch (token) {
                    case START_OBJECT, END_OBJECT, PROPERTY_NAME -> "an object";
                    case START_ARRAY, END_ARRAY -> "an array";
                    case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
                    case VALUE_STRING -> "a string";
                    case VALUE_TRUE, VALUE_FALSE -> "a boolean";
                    default -> token.name().replace("VALUE_", "").toLowerCase(Locale.ROOT);
                };
    }

    private static @Nullable Throwable causeOf(JacksonException e) {
        Throwable cause = e.getCause();
        while (cause instanceof JacksonException) {
            cause = cause.getCause();
        }
        // of a format, as a date, it quotes the text; of a constructor it is the application's
        return e instanceof MismatchedInputException ? null : cause;
    }
}
