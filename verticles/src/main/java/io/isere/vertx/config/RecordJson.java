package io.isere.vertx.config;

import io.isere.iscsi.text.LocalValues;
import io.isere.iscsi.text.NegotiationKey;
import io.vertx.core.json.JsonObject;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Records of settings as JSON and back, by the names of their components: numbers, truth values, text, enums, negotiated
 * keys, and records of those. Static functions; control path.
 */
final class RecordJson {
    private static final Map<Class<?>, Class<?>> BOXES =
            Map.of(int.class, Integer.class, long.class, Long.class, boolean.class, Boolean.class);

    private RecordJson() {}

    /** A record as JSON, without the components of some names. */
    static JsonObject write(Record settings, Set<String> without) {
        JsonObject json = new JsonObject();
        for (RecordComponent component : settings.getClass().getRecordComponents()) {
            if (!without.contains(component.getName())) {
                json.put(component.getName(), written(component, valueOf(component, settings)));
            }
        }
        return json;
    }

    private static Object written(RecordComponent component, Object value) {
        if (value instanceof Record nested) {
            return write(nested, Set.of());
        }
        if (value instanceof Enum<?> constant) {
            return textOf(constant);
        }
        if (value instanceof LocalValues keys) {
            JsonObject json = new JsonObject();
            keys.keys().forEach(key -> json.put(key.text(), keys.get(key)));
            return json;
        }
        if (value instanceof Number || value instanceof Boolean || value instanceof String) {
            return value;
        }
        throw new IllegalStateException(component + " has no form in JSON");
    }

    /**
     * The record that JSON tells; what it does not tell is as in another one.
     *
     * @param where what it is called in failures
     * @throws IllegalArgumentException when a name is not known, or a value is none for it
     */
    static <R extends Record> R read(JsonObject json, R otherwise, String where) {
        RecordComponent[] components = otherwise.getClass().getRecordComponents();
        List<String> names =
                Arrays.stream(components).map(RecordComponent::getName).toList();
        requireKnown(json, names, where);
        Object[] values = Arrays.stream(components)
                .map(component -> read(json, component, valueOf(component, otherwise), where))
                .toArray();
        return make(otherwise, components, values, where);
    }

    /** Refuses names that mean nothing. */
    static void requireKnown(JsonObject json, Collection<String> names, String where) {
        for (String name : json.fieldNames()) {
            if (!names.contains(name)) {
                throw new IllegalArgumentException(
                        where + ": '" + name + "' is not known" + NearestName.hint(name, new TreeSet<>(names)));
            }
        }
    }

    private static Object read(JsonObject json, RecordComponent component, Object otherwise, String where) {
        String name = component.getName();
        @Nullable Object value = json.getValue(name);
        String place = where + "." + name;
        if (value == null) {
            return otherwise;
        }
        if (otherwise instanceof Record nested) {
            return read(object(value, place), nested, place);
        }
        if (otherwise instanceof LocalValues) {
            return keys(object(value, place), place);
        }
        if (otherwise instanceof Enum<?> constant) {
            return constantOf(constant.getDeclaringClass(), value.toString(), place);
        }
        return scalar(value, BOXES.getOrDefault(component.getType(), component.getType()), place);
    }

    /** A number, truth value or text, as JSON has it. */
    static Object scalar(Object value, Class<?> type, String place) {
        if (type == Integer.class && value instanceof Number number && number.longValue() == number.intValue()) {
            return number.intValue();
        }
        if (type == Long.class && value instanceof Number number) {
            return number.longValue();
        }
        if ((type == Boolean.class || type == String.class) && type.isInstance(value)) {
            return value;
        }
        throw new IllegalArgumentException(
                place + ": '" + value + "': want " + type.getSimpleName().toLowerCase(Locale.ROOT));
    }

    static JsonObject object(Object value, String place) {
        if (value instanceof JsonObject object) {
            return object;
        }
        if (value instanceof Map<?, ?> map) {
            JsonObject object = new JsonObject();
            map.forEach((key, each) -> object.put(String.valueOf(key), each));
            return object;
        }
        throw new IllegalArgumentException(place + ": want an object, not '" + value + "'");
    }

    private static LocalValues keys(JsonObject json, String place) {
        LocalValues keys = LocalValues.none();
        for (String name : json.fieldNames()) {
            NegotiationKey key = NegotiationKey.of(name);
            if (key == null) {
                throw new IllegalArgumentException(place + ": '" + name + "' is no key of iSCSI");
            }
            keys = keys.with(key, String.valueOf(json.getValue(name)));
        }
        return keys;
    }

    /** An enum's constant as JSON has it: lower case. */
    static String textOf(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The constant of such a text. */
    static <E extends Enum<?>> E constantOf(Class<E> type, String text, String place) {
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> textOf(constant).equals(text))
                .findAny()
                .orElseThrow(() -> new IllegalArgumentException(place + ": '" + text + "': want one of "
                        + Arrays.stream(type.getEnumConstants())
                                .map(RecordJson::textOf)
                                .toList()));
    }

    private static Object valueOf(RecordComponent component, Record settings) {
        try {
            return component.getAccessor().invoke(settings);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(component + " of " + settings, e);
        }
    }

    private static <R extends Record> R make(R like, RecordComponent[] components, Object[] values, String where) {
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            @SuppressWarnings("unchecked") // the class of an R
            Constructor<R> constructor = (Constructor<R>) like.getClass().getDeclaredConstructor(types);
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            throw new IllegalArgumentException(
                    where + ": " + e.getTargetException().getMessage(), e.getTargetException());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot make " + like.getClass(), e);
        }
    }
}
