package io.isere.rdma.disni;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectNestedClass;

import io.isere.rdma.verbs.RdmaProviderSuite;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/**
 * Runs {@link DisniEpollTest} where there is no Maven, on a machine with an RDMA device: a line a test, then the sums. Exits
 * with 1 when a test failed or none ran.
 */
final class SuiteOnDevice {
    private static final String SUITE = RdmaProviderSuite.class.getName();

    private SuiteOnDevice() {}

    /** Takes names of parts to run, {@code Connecting} for example; all when none is given. */
    public static void main(String[] parts) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectorsOf(parts))
                .configurationParameter("junit.jupiter.execution.timeout.default", "600 s")
                .build();
        SummaryGeneratingListener sums = new SummaryGeneratingListener();
        LauncherFactory.create().execute(request, sums, new Lines(out));
        TestExecutionSummary summary = sums.getSummary();
        summary.printFailuresTo(out, 12);
        out.printf(
                "%d passed, %d failed, %d skipped%n",
                summary.getTestsSucceededCount(),
                summary.getTestsFailedCount(),
                summary.getTestsAbortedCount() + summary.getTestsSkippedCount());
        boolean good = summary.getTotalFailureCount() == 0 && summary.getTestsSucceededCount() > 0;
        System.exit(good ? 0 : 1);
    }

    private static List<? extends DiscoverySelector> selectorsOf(String... parts) {
        return parts.length == 0
                ? List.of(selectClass(DisniEpollTest.class))
                : Stream.of(parts)
                        .map(part -> selectNestedClass(List.of(DisniEpollTest.class.getName()), SUITE + "$" + part))
                        .toList();
    }

    private static final class Lines implements TestExecutionListener {
        private final PrintWriter out;

        Lines(PrintWriter out) {
            this.out = out;
        }

        @Override
        public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            if (test.isTest()) {
                String why = result.getThrowable().map(t -> " " + t).orElse("");
                out.println(result.getStatus() + " " + test.getUniqueId().replaceAll(".*nested-class:", "") + why);
            }
        }
    }
}
