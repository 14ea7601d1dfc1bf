package io.pgqueue.sample.web;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.IOException;
import java.security.Principal;

/** Takes the name of who is signed in from a header, as where a proxy has seen to that. */
final class SignedInByHeader implements Filter {

    static final String HEADER = "X-Signed-In";

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest http = (HttpServletRequest) request;
        String name = http.getHeader(HEADER);
        chain.doFilter(
                name == null
                        ? http
                        : new HttpServletRequestWrapper(http) {
                            @Override
                            public Principal getUserPrincipal() {
                                return () -> name;
                            }
                        },
                response);
    }
}
