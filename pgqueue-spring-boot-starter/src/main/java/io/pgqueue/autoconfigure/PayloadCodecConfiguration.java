package io.pgqueue.autoconfigure;

import io.pgqueue.PayloadCodec;
import io.pgqueue.autoconfigure.json.JacksonPayloadCodec;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.json.JsonMapper;

/** Payloads by the application's own mapper, or by one that is no bean. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(JsonMapper.class)
class PayloadCodecConfiguration {

    @Bean
    @ConditionalOnMissingBean
    PayloadCodec taskPayloadCodec(ObjectProvider<JsonMapper> mappers) {
        return new JacksonPayloadCodec(mappers.getIfUnique(
                () -> JsonMapper.builder().findAndAddModules().build()));
    }
}
