package io.pgqueue.sample.database;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.util.StringUtils;

/** Matches when nobody says which database to use. */
final class OnNoDatabaseUrl extends SpringBootCondition {

    private static final String URL = "spring.datasource.url";

    @Override
    public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
        boolean set = StringUtils.hasText(context.getEnvironment().getProperty(URL));
        ConditionMessage message =
                ConditionMessage.forCondition("embedded database").because(set ? URL + " is set" : URL + " is not set");
        return new ConditionOutcome(!set, message);
    }
}
