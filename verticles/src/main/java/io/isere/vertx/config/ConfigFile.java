package io.isere.vertx.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * Reads files of configuration: YAML 1.2, one document, a mapping at its top. Whatever is wrong comes as one
 * {@link ConfigException} that names each line. Static functions; any thread.
 */
public final class ConfigFile {
    /** More than any file of this kind has; a bigger one is not what it is taken for. */
    private static final int MAX_BYTES = 16 << 20;

    private ConfigFile() {}

    /**
     * Reads a file.
     *
     * @param reader makes something of its top; what it finds wrong it says to the section
     * @throws IOException when it cannot be read, with a message for an operator
     * @throws ConfigException when something in it is wrong
     */
    public static <T> T read(Path file, Function<Section, T> reader) throws IOException {
        return parse(file, bytes(file), reader);
    }

    private static byte[] bytes(Path file) throws IOException {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new IOException(file + ": larger than " + MAX_BYTES + " bytes: is this the right file?");
            }
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new NoSuchFileException(file.toString(), null, "there is no such file");
        }
    }

    /** Reads text that is, or is to be, a file's. */
    static <T> T parse(Path file, byte[] utf8, Function<Section, T> reader) {
        ConfigProblems problems = new ConfigProblems(file);
        Section top = new Section(problems, compose(file, utf8, problems), "the file");
        T result = reader.apply(top);
        top.end();
        problems.throwIfAny();
        return result;
    }

    private static MappingNode compose(Path file, byte[] utf8, ConfigProblems problems) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
            LoadSettings settings = LoadSettings.builder()
                    .setLabel(file.toString())
                    .setCodePointLimit(MAX_BYTES)
                    .build();
            Optional<Node> top = new Compose(settings).composeString(text);
            if (top.isEmpty()) {
                return new MappingNode(Tag.MAP, List.of(), FlowStyle.BLOCK);
            }
            if (top.get() instanceof MappingNode mapping) {
                return mapping;
            }
            problems.add(line(top.get().getStartMark()), "want 'name: value' lines at the top");
        } catch (CharacterCodingException e) {
            problems.add(0, "is not UTF-8 text");
        } catch (MarkedYamlEngineException e) {
            problems.add(line(e.getProblemMark()), "is no YAML: " + e.getProblem());
        } catch (YamlEngineException e) {
            problems.add(0, "is no YAML: " + e.getMessage());
        }
        problems.throwIfAny();
        throw new IllegalStateException("unreachable");
    }

    static int line(Optional<Mark> mark) {
        return mark.map(place -> place.getLine() + 1).orElse(0);
    }
}
