package io.pgqueue.autoconfigure.dashboard;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.csrf.CsrfToken;

/** Access by the authorities of Spring Security. One whom no filter chain has looked at has none of them. */
final class SecurityAccess implements DashboardAccess {

    private final String viewAuthority;
    private final String operateAuthority;

    SecurityAccess(String viewAuthority, String operateAuthority) {
        this.viewAuthority = viewAuthority;
        this.operateAuthority = operateAuthority;
    }

    @Override
    public Viewer viewer(HttpServletRequest request) {
        Authentication caller = SecurityContextHolder.getContext().getAuthentication();
        Set<String> authorities = authorities(caller);
        boolean operates = authorities.contains(operateAuthority);
        boolean signedIn = caller != null && !(caller instanceof AnonymousAuthenticationToken);
        return new Viewer(
                signedIn && caller != null ? caller.getName() : "",
                signedIn,
                operates || authorities.contains(viewAuthority),
                operates ? null : "Nothing can be changed without the authority " + operateAuthority + ".",
                csrf(request));
    }

    private static Set<String> authorities(@Nullable Authentication caller) {
        if (caller == null || !caller.isAuthenticated()) {
            return Set.of();
        }
        return caller.getAuthorities().stream()
                .map(GrantedAuthority::getAuthority)
                .filter(authority -> authority != null)
                .collect(Collectors.toSet());
    }

    private static Viewer.@Nullable Csrf csrf(HttpServletRequest request) {
        return request.getAttribute(CsrfToken.class.getName()) instanceof CsrfToken token
                ? new Viewer.Csrf(token.getHeaderName(), token.getToken())
                : null;
    }
}
