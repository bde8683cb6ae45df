package io.isere.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.iscsi.access.AccessRule;
import io.isere.iscsi.access.TargetAccess;
import io.isere.iscsi.chap.ChapCredentials;
import io.isere.iscsi.chap.ChapSecret;
import io.isere.iscsi.initiator.InitiatorConnection;
import io.isere.iscsi.initiator.InitiatorCredentials;
import io.isere.iscsi.initiator.InitiatorSettings;
import io.isere.iscsi.login.InitiatorAuthentication;
import io.isere.iscsi.login.TargetAuthentication;
import io.isere.iscsi.text.TargetRecord;
import io.isere.scsi.backstore.ram.RamBackstore;
import io.vertx.core.Future;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** CHAP between the engine's two sides, by the same code over every wire: RFC 7143, section 12.1.3. */
class EngineChapTest extends EngineTestBase {
    private static final ChapCredentials ALICE = new ChapCredentials("alice", ChapSecret.of("secret of alice"));
    private static final ChapCredentials BOB = new ChapCredentials("bob", ChapSecret.of("secret of bob"));
    private static final ChapCredentials STORAGE = new ChapCredentials("storage", ChapSecret.of("secret of storage"));
    private static final InitiatorAuthentication AS_ALICE = InitiatorAuthentication.chap(ALICE);
    private static final InitiatorAuthentication AS_BOB = InitiatorAuthentication.chap(BOB);

    private static InitiatorSettings initiator(
            String name, InitiatorAuthentication session, InitiatorAuthentication discovery) {
        return InitiatorSettings.of("iqn.2026-11.io.isere:" + name, 0x800000000001L)
                .withCredentials(new InitiatorCredentials(session, discovery));
    }

    private static EngineRig rig(EngineRig.Wire wire, TargetAccess access) {
        EngineRig rig = EngineRig.over(wire);
        rig.addLun(0, new RamBackstore(1 << 20));
        rig.server().access(EngineRig.TARGET_NAME, access);
        return rig;
    }

    private static void assertRefused(EngineRig rig, InitiatorSettings settings, String message) {
        Future<?> login = rig.loginLater(settings, EngineRig.TARGET_NAME);
        rig.until("the login has ended", login::isComplete);
        assertThat(login.failed()).isTrue();
        assertThat(login.cause()).hasMessageContaining(message);
        assertThat(login.cause().getMessage()).doesNotContain("secret of");
        assertThat(rig.uncaught()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(EngineRig.Wire.class)
    void oneWayTheInitiatorProvesItself(EngineRig.Wire wire) {
        EngineRig rig = rig(wire, TargetAccess.open().withAuthentication(TargetAuthentication.chap(ALICE)));
        rig.open(rig.login(initiator("alice", AS_ALICE, null)), 0);
        assertRefused(rig, initiator("bob", AS_BOB, null), "0x0201");
        assertRefused(rig, initiator("nobody", null, null), "0x0201");
        ChapCredentials guess = new ChapCredentials("alice", ChapSecret.of("secret of mallory"));
        assertRefused(rig, initiator("mallory", InitiatorAuthentication.chap(guess), null), "0x0201");
    }

    @ParameterizedTest
    @EnumSource(EngineRig.Wire.class)
    void mutuallyTheTargetProvesItselfToo(EngineRig.Wire wire) {
        EngineRig rig = rig(
                wire,
                TargetAccess.open()
                        .withAuthentication(TargetAuthentication.chap(ALICE).withOwn(STORAGE)));
        rig.open(rig.login(initiator("alice", AS_ALICE.requiring("storage", STORAGE.secret()), null)), 0);
        assertRefused(
                rig,
                initiator("alice", AS_ALICE.requiring("", BOB.secret()), null),
                "the target is not the one it should be");
    }

    @ParameterizedTest
    @EnumSource(EngineRig.Wire.class)
    void eachInitiatorHasASecretOfItsOwn(EngineRig.Wire wire) {
        EngineRig rig = rig(
                wire,
                TargetAccess.open()
                        .withRules(List.of(
                                AccessRule.allow("*:alice").authenticatedBy(TargetAuthentication.chap(ALICE)),
                                AccessRule.allow("*:bob").authenticatedBy(TargetAuthentication.chap(BOB)),
                                AccessRule.allow("*:guest").authenticatedBy(TargetAuthentication.none()))));
        rig.login(initiator("alice", AS_ALICE, null));
        rig.login(initiator("bob", AS_BOB, null));
        rig.login(initiator("guest", null, null));
        assertRefused(rig, initiator("alice", AS_BOB, null), "0x0201");
        assertRefused(rig, initiator("carol", AS_ALICE, null), "0x0202");
    }

    @ParameterizedTest
    @EnumSource(EngineRig.Wire.class)
    void discoveryHasItsOwnCredentials(EngineRig.Wire wire) {
        EngineRig rig = rig(wire, TargetAccess.open().withAuthentication(TargetAuthentication.chap(ALICE)));
        rig.server().discoveryAuthentication(TargetAuthentication.chap(BOB).withOwn(STORAGE));
        assertThat(rig.await(discover(rig, AS_BOB.requiring("", STORAGE.secret()))))
                .hasSize(1);
        rig.login(initiator("both", AS_ALICE, AS_BOB));
        Future<?> refused = discover(rig, AS_ALICE);
        rig.until("the discovery has ended", refused::isComplete);
        assertThat(refused.cause()).hasMessageContaining("0x0201");
    }

    private static Future<List<TargetRecord>> discover(EngineRig rig, InitiatorAuthentication as) {
        return InitiatorConnection.discover(
                rig.context(1), initiator("both", null, as), rig.connector(1), rig.address());
    }
}
