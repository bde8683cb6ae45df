package io.isere.iscsi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table of RFC 7143's sections in the module's README names classes and tests that exist. */
class RfcTableTest {
    private static final Pattern NAME = Pattern.compile("`([A-Za-z0-9]+)`");

    private static Set<String> classes() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of(".."))) {
            return files.map(path -> path.getFileName().toString())
                    .filter(name -> name.endsWith(".java"))
                    .map(name -> name.substring(0, name.length() - ".java".length()))
                    .collect(Collectors.toSet());
        }
    }

    @Test
    void everyClassInTheTableIsThere() throws IOException {
        List<String> rows = Files.readAllLines(Path.of("README.md")).stream()
                .dropWhile(line -> !line.startsWith("## Where each section"))
                .filter(line -> line.startsWith("| ") && line.contains("`"))
                .toList();
        assertThat(rows).hasSizeGreaterThan(40);
        Set<String> classes = classes();
        for (String row : rows) {
            List<String> names = NAME.matcher(row)
                    .results()
                    .map((MatchResult match) -> match.group(1))
                    .toList();
            assertThat(classes).as(row).containsAll(names);
            assertThat(names).as(row).anyMatch(name -> name.endsWith("Test"));
        }
    }
}
