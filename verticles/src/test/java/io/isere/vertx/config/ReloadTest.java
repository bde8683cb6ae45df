package io.isere.vertx.config;

import static io.isere.vertx.testing.Await.await;
import static io.isere.vertx.testing.Await.failureOf;
import static io.isere.vertx.testing.Await.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.isere.iscsi.chap.ChapCredentials;
import io.isere.iscsi.initiator.InitiatorCredentials;
import io.isere.iscsi.initiator.ReopenPolicy;
import io.isere.iscsi.login.InitiatorAuthentication;
import io.isere.vertx.IsereDevice;
import io.isere.vertx.IsereInitiator;
import io.isere.vertx.IsereInitiatorOptions;
import io.isere.vertx.IsereSession;
import io.isere.vertx.IsereTargetOptions;
import io.isere.vertx.testing.RandomIo;
import io.isere.vertx.testing.Rig;
import io.isere.vertx.testing.Seeds;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node that changes with its file while initiators work. */
class ReloadTest {
    private static final String BUSY = "iqn.2026-11.io.isere:busy";
    private static final String OTHER = "iqn.2026-11.io.isere:other";

    @TempDir
    private Path folder;

    private Vertx targetVertx;
    private Vertx initiatorVertx;
    private IsereInitiator initiator;
    private ConfiguredNode node;

    @BeforeEach
    void startVertx() {
        targetVertx = Rig.vertx();
        initiatorVertx = Rig.vertx();
        initiator = IsereInitiator.create(initiatorVertx, new IsereInitiatorOptions());
    }

    @AfterEach
    void stop() {
        await(initiator.close());
        await(initiatorVertx.close());
        if (node != null) {
            await(node.close());
        }
        await(targetVertx.close());
    }

    private TargetConfig config(String targets) throws IOException {
        return config("[{listen: '127.0.0.1:0'}]", targets);
    }

    private TargetConfig config(String portals, String targets) throws IOException {
        Path file = folder.resolve("target.yaml");
        Files.writeString(file, "logout-time: 1\nportals: " + portals + "\ntargets:\n" + targets.indent(2));
        return TargetConfig.read(file);
    }

    private static String target(String name, String luns, String access) {
        return "- {name: '" + name + "', luns: {" + luns + "}, " + access + "}\n";
    }

    private IsereInitiator initiator(String name) {
        return IsereInitiator.create(
                initiatorVertx, new IsereInitiatorOptions().setName(name).setReopenPolicy(ReopenPolicy.never()));
    }

    @Test
    void shouldEndTheSessionsOfInitiatorsThatAreAllowedNoMore() throws IOException {
        String disks = "0: 'ram:8m', 1: 'ram:2m'";
        start(config(target(BUSY, disks)));
        IsereInitiator good = initiator("iqn.x:good");
        IsereInitiator bad = initiator("iqn.x:bad");
        IsereSession staying = await(good.login(BUSY, portal()));
        IsereSession going = await(bad.login(BUSY, portal()));
        IsereDevice disk = await(staying.device(0));
        Future<Void> load = new RandomIo(disk, Seeds.next("shouldEndTheSessions"), 0, 8 << 11).run(4_000, 8);
        String onlyGood = target(BUSY, disks, "access: [{initiator: 'iqn.x:good', from: 127.0.0.0/8}]");
        assertThat(await(node.apply(config(onlyGood))))
                .containsExactly(
                        "access to target " + BUSY + " changed",
                        "1 sessions of target " + BUSY + " ended: it is not theirs any more");
        until("the session ends", () -> !going.isOpen());
        assertThat(failureOf(bad.login(BUSY, portal()))).hasMessageContaining("0x0202");
        assertThat(await(bad.discover(portal()))).isEmpty();
        await(load);
        assertThat(staying.isOpen()).isTrue();
        assertThat(await(node.apply(config(onlyGood)))).isEmpty();
        assertThat(await(node.apply(config(target(BUSY, disks)))))
                .containsExactly("access to target " + BUSY + " changed");
        await(await(bad.login(BUSY, portal())).device(1));
        assertThat(staying.isOpen()).isTrue();
    }

    @Test
    void shouldEndTheSessionsOfInitiatorsThatAreToSeeOtherLogicalUnits() throws IOException {
        start(config(target(BUSY, "0: 'ram:1m', 1: 'ram:2m'")));
        IsereInitiator masked = initiator("iqn.x:masked");
        IsereSession session = await(masked.login(BUSY, portal()));
        assertThat(await(session.luns())).containsExactly(0, 1);
        await(node.apply(
                config(target(BUSY, "0: 'ram:1m', 1: 'ram:2m'", "access: [{initiator: 'iqn.x:*', lun: '7:1'}]"))));
        until("the session ends", () -> !session.isOpen());
        assertThat(await(await(masked.login(BUSY, portal())).luns())).containsExactly(7);
    }

    @Test
    void shouldDemandAuthenticationFromTheNextLoginOn() throws IOException {
        SecretFile.create(folder.resolve("first"));
        SecretFile.create(folder.resolve("second"));
        start(config(target(BUSY, "0: 'ram:1m'")));
        IsereSession session = login(BUSY);
        String chap = "chap: {user: host1, secret-file: %s}";
        await(node.apply(config(target(BUSY, "0: 'ram:1m'", chap.formatted("first")))));
        assertThat(failureOf(initiator.login(BUSY, portal()))).hasMessageContaining("0x0201");
        IsereInitiator host1 = authenticated("first");
        await(host1.login(BUSY, portal()));
        Files.move(folder.resolve("second"), folder.resolve("first"), StandardCopyOption.REPLACE_EXISTING);
        assertThat(await(node.apply(config(target(BUSY, "0: 'ram:1m'", chap.formatted("first"))))))
                .containsExactly("access to target " + BUSY + " changed");
        assertThat(failureOf(host1.login(BUSY, portal()))).hasMessageContaining("0x0201");
        await(authenticated("first").login(BUSY, portal()));
        assertThat(session.isOpen()).isTrue();
    }

    @Test
    void shouldDemandAuthenticationForDiscoveryAndSendInitiatorsElsewhere() throws IOException {
        SecretFile.create(folder.resolve("first"));
        TargetConfig plain = config(target(BUSY, "0: 'ram:1m'"));
        start(plain);
        TargetConfig moved = config(
                "[{listen: '127.0.0.1:0'}]\ndiscovery-chap: {user: host1, secret-file: first}",
                target(BUSY, "0: 'ram:1m'")
                        + target(OTHER, "", "redirect: '" + portal() + "', redirect-for-good: yes"));
        assertThat(await(node.apply(moved)))
                .containsExactly("target " + OTHER + " added", "authentication for discovery changed");
        assertThat(failureOf(initiator.discover(portal()))).hasMessageContaining("0x0201");
        assertThat(await(authenticated("first").discover(portal()))).isNotEmpty();
        assertThat(failureOf(initiator.login(OTHER, portal()))).hasMessageContaining("0x0102");
        await(node.apply(plain));
        assertThat(await(initiator.discover(portal()))).isNotEmpty();
    }

    private IsereInitiator authenticated(String secretFile) {
        InitiatorAuthentication chap = InitiatorAuthentication.chap(
                new ChapCredentials("host1", SecretFile.read(folder.resolve(secretFile), false)));
        return IsereInitiator.create(
                initiatorVertx, new IsereInitiatorOptions().setCredentials(new InitiatorCredentials(chap, chap)));
    }

    private static String target(String name, String luns) {
        return "- {name: '" + name + "', luns: {" + luns + "}}\n";
    }

    private void start(TargetConfig config) {
        node = await(ConfiguredNode.start(targetVertx, new IsereTargetOptions(), config));
    }

    private String portal() {
        return node.node().portals().get(0).address();
    }

    private IsereSession login(String target) {
        return await(initiator.login(target, portal()));
    }

    @Test
    void shouldNotDisturbAnotherTargetsSessionUnderLoad() throws IOException {
        String busy = target(BUSY, "0: 'ram:8m'");
        start(config(busy + target(OTHER, "0: 'ram:1m'")));
        IsereSession session = login(BUSY);
        IsereDevice device = await(session.device(0));
        Future<Void> load = new RandomIo(device, Seeds.next("shouldNotDisturb"), 0, 8 << 11).run(4_000, 8);
        List<TargetConfig> ways = List.of(
                config(busy),
                config(busy + target(OTHER, "0: 'ram:1m', 1: 'file:one,size=1m'")),
                config("[{listen: '127.0.0.1:0'}, {listen: 'localhost:0', group: 2}]", busy + target(OTHER, "")),
                config(busy + target("iqn.x:third", "5: 'file:one,size=2m'")));
        int changes = 0;
        for (int i = 0; i < 12 || !load.isComplete(); i++) {
            changes += await(node.apply(ways.get(i % ways.size()))).size();
        }
        await(load);
        assertThat(changes).isGreaterThan(20);
        assertThat(session.isOpen()).isTrue();
        assertThat(node.node().targets()).contains(BUSY);
    }

    @Test
    void shouldEndTheSessionsOfARemovedTarget() throws IOException {
        start(config(target(BUSY, "0: 'ram:1m'") + target(OTHER, "0: 'file:disk,size=1m'")));
        IsereSession going = login(OTHER);
        IsereSession staying = login(BUSY);
        assertThat(await(node.apply(config(target(BUSY, "0: 'ram:1m'")))))
                .containsExactly("target " + OTHER + " removed");
        until("the session ends", () -> !going.isOpen());
        assertThat(failureOf(initiator.login(OTHER, portal()))).hasMessageContaining("has been removed");
        await(staying.device(0));
        // Its file was let go: it can be served by another target.
        await(node.apply(config(target(BUSY, "0: 'ram:1m', 1: 'file:disk,size=1m'"))));
        await(staying.device(1));
    }

    @Test
    void shouldTellInitiatorsOfLogicalUnitsThatComeAndGo() throws IOException {
        start(config(target(BUSY, "0: 'ram:1m', 1: 'file:disk,size=1m'")));
        IsereSession session = login(BUSY);
        IsereDevice one = await(session.device(1));
        assertThat(await(node.apply(config(target(BUSY, "0: 'ram:1m', 2: 'file:disk,size=1m'")))))
                .containsExactly(
                        "LUN 1 of " + BUSY + " (file:disk,size=1m) removed",
                        "LUN 2 of " + BUSY + " (file:disk,size=1m) added");
        assertThat(failureOf(one.read(0, 1, one.buffer(512)))).hasMessageContaining("LOGICAL UNIT NOT SUPPORTED");
        assertThat(await(session.luns())).containsExactly(0, 2);
        assertThat(await(session.device(2)).capacityBytes()).isEqualTo(1 << 20);
        assertThat(session.isOpen()).isTrue();
    }

    @Test
    void shouldStayAsItIsWhenSomethingNewCannotBeOpened() throws IOException {
        start(config(target(BUSY, "0: 'ram:1m'")));
        TargetConfig before = node.running();
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            TargetConfig wrong = config(
                    "[{listen: '127.0.0.1:0'}, {listen: '127.0.0.1:" + taken.getLocalPort() + "'}]",
                    target(OTHER, "0: 'file:new,size=1m'"));
            assertThat(failureOf(node.apply(wrong))).hasMessageContaining("" + taken.getLocalPort());
        }
        assertThat(node.running()).isEqualTo(before);
        assertThat(node.node().targets()).containsExactly(BUSY);
        assertThat(node.node().portals()).hasSize(1);
        // The file that was opened in vain was closed again.
        await(node.apply(config(target(BUSY, "0: 'ram:1m', 1: 'file:new,size=1m'"))));
        await(login(BUSY).device(1));
    }

    @Test
    void shouldMoveAPortalToAnotherGroup() throws IOException {
        start(config(target(BUSY, "0: 'ram:1m'")));
        String address = portal();
        await(node.apply(config("[{listen: '" + address.replaceFirst(":.*", ":0") + "', group: 4}]", "[]")));
        assertThat(node.node().portals())
                .singleElement()
                .satisfies(portal -> assertThat(portal.groupTag()).isEqualTo(4));
        assertThat(node.node().targets()).isEmpty();
        assertThat(new ArrayList<>(await(initiator.discover(portal())))).isEmpty();
    }

    /** What takes effect later is named, one by one, so that nobody waits for it in vain. */
    @Test
    void shouldNameEachOptionThatTakesEffectWithTheNextStart() throws IOException {
        start(config(target(BUSY, "0: 'ram:1m'")));
        TargetConfig other = config(
                "[{listen: '127.0.0.1:0'}]\noptions: {ping-interval: 7, max-sessions: 3}", target(BUSY, "0: 'ram:1m'"));
        List<String> lines = List.of(
                "option max-sessions changed from its default to 3: it takes effect with the next start",
                "option ping-interval changed from its default to 7: it takes effect with the next start");
        assertThat(await(node.apply(other))).containsExactlyElementsOf(lines);
        assertThat(await(node.apply(other))).as("it is still so").containsExactlyElementsOf(lines);
        assertThat(await(node.apply(config(target(BUSY, "0: 'ram:1m'"))))).isEmpty();
    }

    /** There is no iSNS server there: that costs a warning, and the targets are served. */
    @Test
    void shouldServeAlthoughThereIsNoIsnsServer() throws IOException {
        start(config("[{listen: '127.0.0.1:0'}]\nisns: '127.0.0.1:1'", target(BUSY, "0: 'ram:1m'")));
        assertThat(node.running().isns()).isEqualTo("127.0.0.1:1");
        login(BUSY);
        assertThat(await(node.apply(config(target(BUSY, "0: 'ram:1m'"))))).containsExactly("iSNS server changed");
    }
}
