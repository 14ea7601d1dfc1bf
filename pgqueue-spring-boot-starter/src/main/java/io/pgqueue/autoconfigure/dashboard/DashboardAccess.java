package io.pgqueue.autoconfigure.dashboard;

import jakarta.servlet.http.HttpServletRequest;

/** Decides what a caller may do. Thread-safe. */
@FunctionalInterface
interface DashboardAccess {

    Viewer viewer(HttpServletRequest request);
}
