package io.isere.iscsi.isns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.isere.iscsi.text.TargetAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages as they went to and came from open-isns 0.101: RFC 4171, sections 5 and 6. */
class IsnsMessageTest {
    private static final String DISK = "iqn.2026-11.io.isere:disk1";
    private static final String HOST = "iqn.2026-11.io.isere:host1";
    private static final String DISK_HEX = "0000001c69716e2e323032362d31312e696f2e69736572653a6469736b310000";
    private static final String HOST_HEX = "0000001c69716e2e323032362d31312e696f2e69736572653a686f7374310000";

    private static final String REGISTRATION = "0001000100f08c000002000000000020" + DISK_HEX + "00000001" + DISK_HEX
            + "0000000000000000" + "00000001" + DISK_HEX + "000000020000000400000002"
            + "000000100000001000000000000000000000ffff7f000001" + "000000110000000400000cbc" + "00000020" + DISK_HEX
            + "000000210000000400000001" + "0000002200000008616c696173000000" + "000000330000000400000001";
    private static final String REGISTERED = "0001800100dc4c0000020000" + "00000000" + "00000001" + DISK_HEX
            + "0000000000000000" + "00000001" + DISK_HEX + "000000020000000400000002" + "000000060000000400000258"
            + "000000100000001000000000000000000000ffff7f000001" + "000000110000000400000cbc"
            + "000000160000000400000002" + "00000020" + DISK_HEX + "000000210000000400000001"
            + "0000002200000008616c696173000000";
    private static final String TARGETS = "0001800200484c0000040000" + "00000000" + "000000210000000400000001"
            + "0000000000000000" + "00000020" + DISK_HEX + "000000210000000400000001";
    private static final String PORTALS = "0001800200904c0000060000" + "00000000" + "000000210000000400000001"
            + "0000000000000000" + "00000020" + DISK_HEX + "000000100000001000000000000000000000ffff7f000001"
            + "000000110000000400000cbc" + "000000310000001000000000000000000000ffff7f000001"
            + "000000320000000400000cbc" + "000000330000000400000001";
    private static final String DEREGISTRATION =
            "0001000400508c0000080000" + "00000020" + DISK_HEX + "0000000000000000" + "00000001" + DISK_HEX;

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    private static IsnsMessage read(String hex) {
        IsnsReader reader = new IsnsReader();
        reader.append(bytes(hex));
        IsnsMessage message = reader.poll();
        assertThat(reader.poll()).isNull();
        return message;
    }

    @Test
    void aTargetIsRegisteredInTheseBytes() {
        IsnsMessage request = IsnsRequests.registerTarget(
                2, DISK, "alias", List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 3260)), 1);
        assertThat(HexFormat.of().formatHex(request.encode())).isEqualTo(REGISTRATION);
        assertThat(read(REGISTRATION)).isEqualTo(request);
    }

    @Test
    void aTargetIsDeregisteredInTheseBytes() {
        assertThat(HexFormat.of().formatHex(IsnsRequests.deregister(8, DISK).encode()))
                .isEqualTo(DEREGISTRATION);
    }

    @Test
    void anInitiatorRegistersWithoutPortals() {
        String hex =
                HexFormat.of().formatHex(IsnsRequests.registerInitiator(3, HOST).encode());
        assertThat(hex)
                .contains("00000020" + HOST_HEX + "000000210000000400000002")
                .doesNotContain("00000010000000");
    }

    @Test
    void theServersPeriodIsRead() {
        IsnsMessage response = read(REGISTERED);
        assertThat(response.isResponse()).isTrue();
        assertThat(response.status()).isZero();
        assertThat(IsnsRequests.periodSeconds(response)).isEqualTo(600);
        assertThat(IsnsRequests.periodSeconds(read(TARGETS))).isZero();
    }

    @Test
    void namesAndPortalsAreRead() {
        assertThat(IsnsRequests.names(read(TARGETS))).containsExactly(DISK);
        assertThat(IsnsRequests.record(DISK, read(PORTALS)).addresses())
                .containsExactly(new TargetAddress("127.0.0.1", 3260, 1));
    }

    @Test
    void aPortalWithoutTagLeadsNowhere() throws UnknownHostException {
        IsnsMessage response = new IsnsMessage(
                0x8002,
                1,
                0,
                List.of(
                        IsnsAttribute.empty(IsnsTag.DELIMITER),
                        IsnsAttribute.address(IsnsTag.GROUP_ADDRESS, InetAddress.getByName("192.0.2.1")),
                        IsnsAttribute.number(IsnsTag.GROUP_PORT, 3260),
                        IsnsAttribute.empty(IsnsTag.GROUP_TAG),
                        IsnsAttribute.address(IsnsTag.GROUP_ADDRESS, InetAddress.getByName("2001:db8::1")),
                        IsnsAttribute.number(IsnsTag.GROUP_PORT, 3261),
                        IsnsAttribute.number(IsnsTag.GROUP_TAG, 7)));
        assertThat(IsnsRequests.record(DISK, response).addresses())
                .containsExactly(new TargetAddress("2001:db8:0:0:0:0:0:1", 3261, 7));
    }

    @Test
    void aRefusalIsToldWithItsStatus() {
        IsnsMessage request = IsnsRequests.queryTargets(4, HOST);
        IsnsMessage refusal = new IsnsMessage(0x8002, 4, 6, List.of());
        assertThatThrownBy(() -> IsnsRequests.requireGranted(request, refusal))
                .isInstanceOf(IsnsException.class)
                .hasMessageContaining("status 6 (source unknown)");
        IsnsMessage other = new IsnsMessage(0x8002, 5, 0, List.of());
        assertThatThrownBy(() -> IsnsRequests.requireGranted(request, other)).hasMessageContaining("was not asked");
    }

    @Test
    void aLongMessageIsPutTogetherFromItsPdus() {
        byte[] whole = bytes(PORTALS);
        byte[] payload = Arrays.copyOfRange(whole, 12, whole.length);
        IsnsReader reader = new IsnsReader();
        for (int offset = 0, sequence = 0; offset < payload.length; offset += 36, sequence++) {
            int length = Math.min(36, payload.length - offset);
            boolean last = offset + length == payload.length;
            byte[] header = bytes(String.format(
                    "00018002%04x%04x0006%04x", length, last ? 0x4800 : sequence == 0 ? 0x4400 : 0x4000, sequence));
            assertThat(reader.poll()).isNull();
            reader.append(header);
            reader.append(Arrays.copyOfRange(payload, offset, offset + length));
        }
        assertThat(reader.poll()).isEqualTo(read(PORTALS));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "000280020004 4c00 0001 0000 00000000", // version 2
                "000180020003 4c00 0001 0000 000000", // not padded
                "000180020004 4c00 0001 0001 00000000", // sequence begins with 1
                "000180020000 4c00 0001 0000", // no status
                "000180020008 4c00 0001 0000 00000000 00000020", // half an attribute
                "00018002000c 4c00 0001 0000 00000000 00000020 00000004", // longer than the message
                "00018002000c 4c00 0001 0000 00000000 00000020 ffffffff", // much longer
                "000180020010 4c00 0001 0000 00000000 00000020 00000003 00000000", // not padded
                "485454502f312e312034303020426164" // HTTP
            })
    void whatIsNoMessageIsRefused(String hex) {
        assertThatThrownBy(() -> read(hex.replace(" ", ""))).isInstanceOf(IsnsException.class);
    }

    @Property(tries = 500)
    void anyBytesAreReadOrRefused(@ForAll byte[] bytes, @ForAll @IntRange(min = 1, max = 50) int pieceBytes) {
        IsnsReader reader = new IsnsReader();
        try {
            for (int offset = 0; offset < bytes.length; offset += pieceBytes) {
                reader.append(Arrays.copyOfRange(bytes, offset, Math.min(bytes.length, offset + pieceBytes)));
                reader.poll();
            }
        } catch (IsnsException e) {
            assertThat(e).hasMessageContaining("iSNS");
        }
    }

    @Property(tries = 500)
    void aDamagedMessageIsReadOrRefused(
            @ForAll @IntRange(max = 155) int position, @ForAll byte value, @ForAll @IntRange(max = 156) int length) {
        byte[] damaged = Arrays.copyOf(bytes(PORTALS), length);
        if (position < length) {
            damaged[position] = value;
        }
        IsnsReader reader = new IsnsReader();
        reader.append(damaged);
        try {
            IsnsMessage message = reader.poll();
            if (message != null) {
                IsnsRequests.record(DISK, message);
                IsnsRequests.names(message);
                IsnsRequests.periodSeconds(message);
            }
        } catch (IsnsException e) {
            assertThat(e.getMessage()).isNotEmpty();
        }
    }
}
