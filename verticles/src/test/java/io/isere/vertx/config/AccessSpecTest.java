package io.isere.vertx.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.isere.iscsi.access.AccessRule;
import io.isere.iscsi.chap.ChapCredentials;
import io.isere.iscsi.chap.ChapSecret;
import io.isere.iscsi.login.TargetAuthentication;
import io.isere.scsi.lun.LunView;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccessSpecTest {
    @TempDir
    private Path folder;

    private static AccessRule parse(String text) {
        return AccessSpec.parse(text, TargetAuthentication.none(), false);
    }

    @Test
    void aNameAloneSeesAll() {
        AccessRule rule = parse("iqn.2026-11.io.isere:*");
        assertThat(rule).isEqualTo(AccessRule.allow("iqn.2026-11.io.isere:*"));
        assertThat(rule.luns()).isSameAs(LunView.all());
    }

    @Test
    void addressesAndLunsMayBeSeveral() {
        AccessRule rule = parse("*,from=192.0.2.0/24,lun=0:5,from=::1,lun=3");
        assertThat(rule.addresses()).hasToString("[192.0.2.0/24, ::1]");
        assertThat(rule.luns()).hasToString("LUNs {0=5, 3=3}");
    }

    @Test
    void anInitiatorMayHaveASecretOfItsOwn() throws IOException {
        Path file = folder.resolve("host1.secret");
        SecretFile.create(file);
        ChapCredentials own = new ChapCredentials("storage", ChapSecret.of("secret of storage"));
        TargetAuthentication common = TargetAuthentication.none().withOwn(own);
        AccessRule rule = AccessSpec.parse("iqn.x:host1,chap-user=host1,chap-secret-file=" + file, common, false);
        assertThat(rule.authentication().initiators())
                .extracting(ChapCredentials::name)
                .containsExactly("host1");
        assertThat(rule.authentication().own()).isEqualTo(own);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "host1 | matches no iSCSI name",
                "iqn.x,from=10.0.0.1/8 | bits set behind its first 8",
                "iqn.x,lun=a | 'a' is no LUN",
                "iqn.x,lun=1:2:3 | is no LUN",
                "iqn.x,lun=1,lun=1 | LUN 1 is there twice",
                "iqn.x,lun=0:4,lun=1:4 | cannot have two numbers",
                "iqn.x,lun=16384 | LUN 16384 is not in",
                "iqn.x,rw | 'rw' is no part of a rule",
                "iqn.x,chap-user=a | belong together",
                "iqn.x,chap-user=a,chap-secret-file=/nowhere/at/all | there is no secret file"
            })
    void whatIsWrongIsNamedWithTheShape(String text, String message) {
        assertThatThrownBy(() -> parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cannot read access rule '" + text + "'")
                .hasMessageContaining(message)
                .hasMessageContaining("want NAME[,from=CIDR]");
    }
}
