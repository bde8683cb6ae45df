package io.isere.iscsi.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamePatternTest {

    @ParameterizedTest
    @CsvSource({
        "iqn.2026-11.io.isere:host1, iqn.2026-11.io.isere:host1, true",
        "iqn.2026-11.io.isere:host1, iqn.2026-11.io.isere:host11, false",
        "iqn.2026-11.io.isere:host1, IQN.2026-11.io.Isere:host1, true",
        "iqn.2026-11.io.isere:*, iqn.2026-11.io.isere:, true",
        "iqn.2026-11.io.isere:*, iqn.2026-11.io.iserf:a, false",
        "*:host1, iqn.2026-11.io.isere:host1, true",
        "*:host1, iqn.2026-11.io.isere:host1:host2, false",
        "iqn.*:host?, iqn.x:host2, true",
        "iqn.*:host?, iqn.x:host, false",
        "*host*host*, iqn.host-a.host, true",
        "*host*host*, iqn.host-a.hos, false",
        "iqn.2026-11.io.isere.host1, iqn.2026-11xio.isere.host1, false",
        "*, eui.02004567A425678D, true"
    })
    void starAndQuestionMarkStandForOthers(String pattern, String name, boolean matches) {
        assertThat(new NamePattern(pattern).matches(name)).isEqualTo(matches);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "host1", "iqn.a b", "iqn.a,b", "iqn.a=b"})
    void whatMatchesNoNameIsRefused(String pattern) {
        assertThatThrownBy(() -> new NamePattern(pattern))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("matches no iSCSI name");
    }

    @Property(tries = 300)
    void itMatchesAsARegularExpressionDoes(
            @ForAll @CharRange(from = 'a', to = 'b') @StringLength(max = 12) String name,
            @ForAll
                    @CharRange(from = '*', to = '*')
                    @CharRange(from = '?', to = '?')
                    @CharRange(from = 'a', to = 'b')
                    @StringLength(max = 8)
                    String pattern) {
        String regex = ("*" + pattern).replace("*", ".*").replace("?", ".");
        assertThat(new NamePattern("*" + pattern).matches(name)).isEqualTo(name.matches(regex));
    }
}
