package io.isere.vertx.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.vertx.IsereInitiator;
import io.isere.vertx.IsereInitiatorOptions;
import io.isere.vertx.IsereSession;
import io.isere.vertx.testing.Await;
import io.isere.vertx.testing.Child;
import io.isere.vertx.testing.Rig;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Limits of a target, by the command line and by the file: a login beyond them is refused, those within go on. */
class LimitsTest {
    @TempDir
    private Path folder;

    private Vertx vertx;

    @BeforeEach
    void startVertx() {
        vertx = Rig.vertx();
    }

    @AfterEach
    void stopVertx() {
        Await.await(vertx.close());
    }

    private Child target(boolean byFile, String option) throws java.io.IOException {
        if (!byFile) {
            return new Child("target", "--portal", "127.0.0.1:0", "--lun", "ram:1m", "--" + option, "2");
        }
        Path file = folder.resolve("target.yaml");
        Files.writeString(
                file,
                "options: {" + option + ": 2}\nportals: [{listen: '127.0.0.1:0'}]\ntargets: [{name: "
                        + TargetCommand.DEFAULT_NAME + ", luns: {0: ram:1m}}]\n");
        return new Child("target", "--config", file.toString());
    }

    private IsereSession login(String initiator, String portal) {
        IsereInitiator host = IsereInitiator.create(vertx, new IsereInitiatorOptions().setName("iqn.x:" + initiator));
        return Await.await(host.login(TargetCommand.DEFAULT_NAME, portal));
    }

    private void assertThirdIsRefused(Child target, List<String> initiators) {
        String portal = target.portal();
        List<IsereSession> sessions = new ArrayList<>();
        initiators.subList(0, 2).forEach(name -> sessions.add(login(name, portal)));
        IsereInitiator third =
                IsereInitiator.create(vertx, new IsereInitiatorOptions().setName("iqn.x:" + initiators.get(2)));
        assertThat(Await.failureOf(third.login(TargetCommand.DEFAULT_NAME, portal)))
                .hasMessageContaining("0x0302");
        assertThat(sessions).allMatch(IsereSession::isOpen);
        Await.await(sessions.get(0).logout());
        Await.until(
                "there is room again",
                () -> third.login(TargetCommand.DEFAULT_NAME, portal)
                        .map(true)
                        .otherwise(false)
                        .toCompletionStage()
                        .toCompletableFuture()
                        .join());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldRefuseMoreSessionsThanThereMayBe(boolean byFile) throws java.io.IOException {
        try (Child target = target(byFile, "max-sessions")) {
            assertThirdIsRefused(target, List.of("a", "b", "c"));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldRefuseMoreSessionsOfOneInitiatorThanThereMayBe(boolean byFile) throws java.io.IOException {
        try (Child target = target(byFile, "max-sessions-per-initiator")) {
            assertThirdIsRefused(target, List.of("same", "same", "same"));
        }
    }

    @Test
    void shouldLetOtherInitiatorsInWhileOneHasAllItMayHave() throws java.io.IOException {
        try (Child target = target(false, "max-sessions-per-initiator")) {
            String portal = target.portal();
            for (String name : List.of("a", "a", "b", "b")) {
                assertThat(login(name, portal).isOpen()).isTrue();
            }
        }
    }
}
