package io.isere.iscsi.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.isere.iscsi.chap.ChapCredentials;
import io.isere.iscsi.chap.ChapSecret;
import io.isere.iscsi.login.Admission;
import io.isere.iscsi.login.LoginStatus;
import io.isere.iscsi.login.TargetAuthentication;
import io.isere.scsi.lun.LunView;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TargetAccessTest {
    private static final String HOST1 = "iqn.2026-11.io.isere:host1";
    private static final String HOST2 = "iqn.2026-11.io.isere:host2";

    private static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private static final InetAddress INSIDE = address("192.0.2.7");
    private static final InetAddress OUTSIDE = address("198.51.100.7");

    @Test
    void withoutRulesEverybodyIsAdmittedAndSeesAll() {
        TargetAccess open = TargetAccess.open();
        assertThat(open.admit(HOST1, OUTSIDE, 3, "alias")).isEqualTo(Admission.granted(3, "alias"));
        assertThat(open.lunsFor(HOST1, OUTSIDE)).isSameAs(LunView.all());
        assertThat(open.isVisibleTo(HOST1, OUTSIDE)).isTrue();
    }

    @Test
    void aSessionGoesOnThatIsAllowedStillAndSeesTheSame() {
        TargetAccess open = TargetAccess.open();
        assertThat(open.letsGoOn(HOST1, INSIDE, LunView.all())).isTrue();
        assertThat(open.letsGoOn(HOST1, INSIDE, LunView.only(Set.of(0)))).isFalse();
        TargetAccess moved = inside("192.0.2.0/24", "the secret of host1").redirectedTo(Redirection.to("h", true));
        assertThat(moved.letsGoOn(HOST1, INSIDE, LunView.only(Set.of(0)))).isTrue();
        assertThat(moved.letsGoOn(HOST1, OUTSIDE, LunView.only(Set.of(0)))).isFalse();
        assertThat(moved.letsGoOn(HOST2, INSIDE, LunView.only(Set.of(0)))).isFalse();
    }

    @Test
    void listsAreEqualThatSayTheSame() {
        TargetAccess access = inside("192.0.2.0/24", "the secret of host1");
        assertThat(inside("192.0.2.0/24", "the secret of host1"))
                .isEqualTo(access)
                .hasSameHashCodeAs(access);
        assertThat(inside("192.0.2.0/25", "the secret of host1")).isNotEqualTo(access);
        assertThat(inside("192.0.2.0/24", "the secret of host2")).isNotEqualTo(access);
    }

    private static TargetAccess inside(String range, String secret) {
        return TargetAccess.open()
                .withAuthentication(TargetAuthentication.chap(new ChapCredentials("host1", ChapSecret.of(secret))))
                .withRules(List.of(AccessRule.allow(HOST1)
                        .from(List.of(AddressRange.parse(range)))
                        .seeing(LunView.only(Set.of(0)))));
    }

    @Test
    void theFirstRuleForNameAndAddressCounts() {
        TargetAuthentication chap =
                TargetAuthentication.chap(new ChapCredentials("host1", ChapSecret.of("the secret of host1")));
        LunView first = LunView.only(Set.of(0));
        LunView second = LunView.only(Set.of(1));
        TargetAccess access = TargetAccess.open()
                .withRules(List.of(
                        AccessRule.allow(HOST1)
                                .from(List.of(AddressRange.parse("192.0.2.0/24")))
                                .seeing(first),
                        AccessRule.allow("iqn.2026-11.io.isere:*")
                                .seeing(second)
                                .authenticatedBy(chap)));
        assertThat(access.lunsFor(HOST1, INSIDE)).isSameAs(first);
        assertThat(access.admit(HOST1, INSIDE, 1, "").authentication()).isEqualTo(TargetAuthentication.none());
        assertThat(access.lunsFor(HOST1, OUTSIDE)).isSameAs(second);
        assertThat(access.admit(HOST2, INSIDE, 1, "").authentication()).isEqualTo(chap);
    }

    @Test
    void whoIsNotListedIsRefusedWithTheReason() {
        TargetAccess access = TargetAccess.open()
                .withRules(List.of(AccessRule.allow(HOST1).from(List.of(AddressRange.parse("192.0.2.0/24")))));
        Admission stranger = access.admit(HOST2, INSIDE, 1, "");
        assertThat(stranger.status()).isEqualTo(LoginStatus.AUTHORIZATION_FAILURE);
        assertThat(stranger.message()).isEqualTo("initiator " + HOST2 + " is not in the access list of the target");
        Admission elsewhere = access.admit(HOST1, OUTSIDE, 1, "");
        assertThat(elsewhere.status()).isEqualTo(LoginStatus.AUTHORIZATION_FAILURE);
        assertThat(elsewhere.message()).isEqualTo("initiator " + HOST1 + " is not allowed from address 198.51.100.7");
        assertThat(access.isVisibleTo(HOST1, OUTSIDE)).isFalse();
        assertThat(access.lunsFor(HOST2, INSIDE).toString()).isEqualTo("LUNs {}");
    }

    @Test
    void redirectionIsForThoseWhoMayLogIn() {
        TargetAccess access = TargetAccess.open()
                .withRules(List.of(AccessRule.allow(HOST1)))
                .redirectedTo(Redirection.to("192.0.2.99", true));
        Admission moved = access.admit(HOST1, INSIDE, 1, "");
        assertThat(moved.status()).isEqualTo(LoginStatus.TARGET_MOVED_PERMANENTLY);
        assertThat(moved.redirectTo()).isEqualTo("192.0.2.99:3260");
        assertThat(access.admit(HOST2, INSIDE, 1, "").status()).isEqualTo(LoginStatus.AUTHORIZATION_FAILURE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "192.0.2.9:0", "192.0.2.9:99999", "192.0.2.9,1", "[::1", "a b"})
    void aRedirectionNeedsAnAddressWithoutTag(String address) {
        assertThatThrownBy(() -> Redirection.to(address, false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cannot redirect to");
    }

    @Test
    void aRedirectionToIpv6HasBrackets() {
        assertThat(Redirection.to("[2001:db8::1]:3261", false).address()).isEqualTo("[2001:db8::1]:3261");
    }
}
