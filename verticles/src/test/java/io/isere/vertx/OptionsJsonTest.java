package io.isere.vertx;

import static io.isere.vertx.testing.Await.await;
import static io.isere.vertx.testing.Await.failureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.isere.iscsi.access.AccessRule;
import io.isere.iscsi.access.TargetAccess;
import io.isere.iscsi.text.NegotiationKey;
import io.isere.rdma.iwarp.IwarpOptions;
import io.isere.scsi.backstore.ram.RamBackstore;
import io.isere.vertx.testing.Rig;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Options go into JSON and come back, and JSON that means nothing is refused by name. */
class OptionsJsonTest {
    private static IsereTargetOptions target() {
        IsereTargetOptions options = new IsereTargetOptions()
                .setName(Rig.TARGET)
                .setAlias("a disk")
                .setProvider("inprocess")
                .setTransport(IsereTransport.ISER)
                .addPortal("127.0.0.1:0")
                .setPortalGroups(Set.of(3, 1))
                .addLun(5, "ram:1m,bs=4096")
                .setIsnsServer("192.0.2.1")
                .setIwarpOptions(new IwarpOptions().crc(true).maxFpduBytes(4096));
        options.setSettings(options.settings().withQueueDepth(7).withUnsolicitedData(true, false));
        options.setTcpOptions(options.tcpOptions().with(NegotiationKey.DATA_DIGEST, "CRC32C"));
        return options.setIserOptions(options.iserOptions().withReadDepth(3, 4));
    }

    private static JsonObject text(JsonObject json) {
        return new JsonObject(json.encode());
    }

    @Test
    void shouldComeBackEqual() {
        JsonObject json = target().toJson();
        IsereTargetOptions back = new IsereTargetOptions(text(json));
        assertThat(back.toJson()).isEqualTo(json);
        assertThat(back.settings()).isEqualTo(target().settings());
        assertThat(back.lunSpecs()).containsEntry(5, "ram:1m,bs=4096");
        assertThat(back.iwarpOptions().crc()).isTrue();
        assertThat(back.tcpOptions().keys().get(NegotiationKey.DATA_DIGEST)).isEqualTo("CRC32C");
        assertThat(new IsereTargetOptions(target()).toJson()).isEqualTo(json);

        IsereInitiatorOptions initiator = new IsereInitiatorOptions()
                .setName("iqn.2026-11.io.isere:host")
                .setTransport(IsereTransport.AUTO)
                .setQueueDepth(9)
                .setIwarpOptions(new IwarpOptions().mpaRevision(1));
        initiator.setReopenPolicy(initiator.reopenPolicy().withGiveUp(5));
        IsereInitiatorOptions again = new IsereInitiatorOptions(text(initiator.toJson()));
        assertThat(again.toJson()).isEqualTo(initiator.toJson());
        assertThat(again.settings()).isEqualTo(initiator.settings());
        assertThat(again.reopenPolicy()).isEqualTo(initiator.reopenPolicy());
        assertThat(new IsereInitiatorOptions(initiator).toJson()).isEqualTo(initiator.toJson());
    }

    @Test
    void shouldTakeALittleAndLeaveTheRest() {
        IsereInitiatorOptions options =
                new IsereInitiatorOptions(new JsonObject("{\"transport\":\"tcp\",\"settings\":{\"queueDepth\":4}}"));
        assertThat(options.transport()).isEqualTo(IsereTransport.TCP);
        assertThat(options.settings().queueDepth()).isEqualTo(4);
        assertThat(options.name()).isEqualTo(IsereInitiatorOptions.DEFAULT_NAME);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'nam':'x'} | target: 'nam' is not known; did you mean 'name'?",
                "{'settings':{'queueDepht':3}} | settings: 'queueDepht' is not known; did you mean 'queueDepth'?",
                "{'settings':{'queueDepth':'many'}} | settings.queueDepth: 'many': want integer",
                "{'settings':{'queueDepth':0}} | settings: queue depth 0: want 1..2048",
                "{'settings':3} | settings: want an object, not '3'",
                "{'transport':'ip'} | transport: 'ip': want one of [iser, tcp, auto]",
                "{'iserOptions':{'baseOffset':'x'}} | iserOptions.baseOffset: 'x': want one of [solicited-data-only, whole-buffer]",
                "{'tcpOptions':{'keys':{'Colour':'red'}}} | tcpOptions.keys: 'Colour' is no key of iSCSI",
                "{'iwarpOptions':{'mpaRevision':9}} | iwarpOptions.mpaRevision: mpaRevision",
                "{'portals':'x'} | portals: want a list, not 'x'",
                "{'luns':[{'lun':0}]} | 'spec' is missing",
                "{'luns':[{'lun':0,'spec':'ram:x'}]} | cannot read LUN ram:x"
            })
    void shouldNameWhatIsWrong(String json, String message) {
        assertThatThrownBy(() -> new IsereTargetOptions(new JsonObject(json.replace('\'', '"'))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void shouldNotLoseWhatHasNoForm() {
        assertThatThrownBy(() -> new IsereTargetOptions()
                        .setAccess(TargetAccess.open().withRules(List.of(AccessRule.allow("iqn.a:*"))))
                        .toJson())
                .hasMessageContaining("access rules");
        assertThatThrownBy(() -> new IsereTargetOptions()
                        .addLun(0, new RamBackstore(512))
                        .toJson())
                .hasMessageContaining("backstore");
    }

    @Test
    void shouldServeWhatJsonSays() {
        Vertx vertx = Rig.vertx();
        try {
            IsereTargetOptions options = target().setPortalGroups(Set.of()).setIsnsServer("");
            IsereTarget target = await(IsereTarget.create(vertx, new IsereTargetOptions(options.toJson()))
                    .start());
            IsereInitiator initiator =
                    IsereInitiator.create(vertx, new IsereInitiatorOptions().setProvider("inprocess"));
            IsereDevice device =
                    await(initiator.login(Rig.TARGET, target.portals().get(0)).compose(session -> session.device(5)));
            assertThat(device.blockBytes()).isEqualTo(4096);
            await(initiator.close());
            await(target.close());
            IsereTarget missing = IsereTarget.create(vertx, options.addLun(6, "file:/nowhere/at/all"));
            assertThat(failureOf(missing.start())).hasMessageContaining("/nowhere/at/all");
        } finally {
            await(vertx.close());
        }
    }
}
