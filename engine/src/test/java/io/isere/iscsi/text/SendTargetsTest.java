package io.isere.iscsi.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SendTargetsTest {

    private static List<TargetRecord> targets(int count) {
        List<TargetRecord> targets = new ArrayList<>();
        for (int index = 0; index < count; index++) {
            targets.add(new TargetRecord(
                    "iqn.2026-11.io.isere:disk" + index,
                    List.of(new TargetAddress("10.0.0.1", 3260, 1), new TargetAddress("fe80::" + index, 3261, 2))));
        }
        return targets;
    }

    @Property
    void aListOfAnyLengthSurvivesDataSegmentsOfAnyLength(
            @ForAll @IntRange(max = 200) int count, @ForAll @IntRange(min = 16, max = 8192) int limitBytes) {
        TextWriter writer = new TextWriter();
        SendTargets.encode(targets(count), writer);
        TextReader reader = new TextReader(TextConstants.MAX_TEXT_LENGTH_BYTES);
        ByteBuffer segment = ByteBuffer.allocate(limitBytes);
        while (!writer.isEmpty()) {
            assertThat(reader.append(segment, 0, writer.drainTo(segment, 0, limitBytes)))
                    .isTrue();
        }
        assertThat(SendTargets.parse(reader.parse().pairs())).isEqualTo(targets(count));
    }

    @Test
    void addressesAreWrittenWithBracketsPortAndTag() {
        TextWriter writer = new TextWriter();
        SendTargets.encode(targets(1), writer);
        assertThat(Exchange.pairsOf(writer))
                .containsExactly(
                        new KeyValue("TargetName", "iqn.2026-11.io.isere:disk0"),
                        new KeyValue("TargetAddress", "10.0.0.1:3260,1"),
                        new KeyValue("TargetAddress", "[fe80::0]:3261,2"));
    }

    @Test
    void aRequestIsExactlyOneKey() {
        TextWriter writer = new TextWriter();
        SendTargets.encodeRequest(SendTargets.ALL, writer);
        assertThat(SendTargets.parseRequest(Exchange.pairsOf(writer))).isEqualTo("All");
        assertThat(SendTargets.parseRequest(List.of(new KeyValue("SendTargets", ""))))
                .isEmpty();
        assertThat(SendTargets.parseRequest(List.of())).isNull();
        assertThat(SendTargets.parseRequest(List.of(new KeyValue("Foo", "All"))))
                .isNull();
        assertThat(SendTargets.parseRequest(List.of(new KeyValue("SendTargets", "All"), new KeyValue("A", "1"))))
                .isNull();
    }

    @Test
    void whatCannotBeReadDoesNotHideTheRest() {
        assertThat(SendTargets.parse(List.of(
                        new KeyValue("TargetAddress", "10.0.0.9:3260,1"),
                        new KeyValue("TargetName", "iqn.a"),
                        new KeyValue("TargetAddress", "nonsense:99999"),
                        new KeyValue("X-vendor", "1"),
                        new KeyValue("TargetAddress", "host,7"),
                        new KeyValue("TargetName", "iqn.b"))))
                .containsExactly(
                        new TargetRecord("iqn.a", List.of(new TargetAddress("host", 3260, 7))),
                        new TargetRecord("iqn.b", List.of()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "10.0.0.1:5003,1|10.0.0.1|5003|1",
                "[1080:0:0:0:8:800:200C:417A],65|1080:0:0:0:8:800:200C:417A|3260|65",
                "[1080::8:800:200C:417A]:5003,1|1080::8:800:200C:417A|5003|1",
                "computingcenter.example.com,23|computingcenter.example.com|3260|23",
                "host|host|3260|-1",
                "[::1]|::1|3260|-1",
            })
    void addressesOfTheRfcAreRead(String text, String host, int port, int tag) {
        TargetAddress address = TargetAddress.parse(text);
        assertThat(address).isEqualTo(new TargetAddress(host, port, tag));
        assertThat(TargetAddress.parse(address.text())).isEqualTo(address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",1",
                ":3260",
                "host:",
                "host:0",
                "host:65536",
                "host,",
                "host,65536",
                "[::1",
                "[]:1",
                "[::1]x",
                "a b",
                "host:1:2"
            })
    void addressesThatMakeNoSenseAreNot(String text) {
        assertThat(TargetAddress.parse(text)).isNull();
    }

    @Property
    void noTextMakesTheParserThrow(@ForAll String text) {
        TargetAddress address = TargetAddress.parse(text);
        if (address != null) {
            assertThat(TargetAddress.parse(address.text())).isEqualTo(address);
        }
    }
}
