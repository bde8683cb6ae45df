package io.isere.vertx.config;

import io.vertx.core.json.JsonObject;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * Objects of options whose getters and fluent setters have the same name, such as {@code crc()} and {@code crc(boolean)}, as
 * JSON and back. Static functions; control path.
 */
final class FluentJson {
    private static final Map<Class<?>, Class<?>> BOXES =
            Map.of(int.class, Integer.class, long.class, Long.class, boolean.class, Boolean.class);

    private FluentJson() {}

    static JsonObject write(Object options) {
        JsonObject json = new JsonObject();
        setters(options.getClass()).forEach((name, setter) -> json.put(name, get(options, name)));
        return json;
    }

    /** Sets what JSON tells; see {@link RecordJson#read}. */
    static <T> T read(JsonObject json, T into, String where) {
        Map<String, Method> setters = setters(into.getClass());
        RecordJson.requireKnown(json, setters.keySet(), where);
        for (String name : json.fieldNames()) {
            Method setter = setters.get(name);
            if (setter != null) {
                String place = where + "." + name;
                set(into, setter, RecordJson.scalar(json.getValue(name), typeOf(setter), place), place);
            }
        }
        return into;
    }

    private static Map<String, Method> setters(Class<?> type) {
        Map<String, Method> setters = new TreeMap<>();
        Arrays.stream(type.getMethods())
                .filter(method -> method.getReturnType() == type && method.getParameterCount() == 1)
                .filter(method -> BOXES.containsKey(method.getParameterTypes()[0]))
                .forEach(method -> setters.put(method.getName(), method));
        return setters;
    }

    private static Class<?> typeOf(Method setter) {
        Class<?> type = setter.getParameterTypes()[0];
        return BOXES.getOrDefault(type, type);
    }

    private static Object get(Object options, String name) {
        try {
            return options.getClass().getMethod(name).invoke(options);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(name + " of " + options.getClass(), e);
        }
    }

    private static void set(Object options, Method setter, Object value, String place) {
        try {
            setter.invoke(options, value);
        } catch (InvocationTargetException e) {
            throw new IllegalArgumentException(
                    place + ": " + e.getTargetException().getMessage(), e.getTargetException());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot set " + place, e);
        }
    }
}
