package io.isere.vertx.cli;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/**
 * SIGHUP, by which daemons are told to read their configuration again. The class that tells of signals is public in every
 * JDK, but not part of Java's API, hence the reflection. Static functions; any thread.
 */
final class Hangup {
    private Hangup() {}

    /**
     * Runs something on a thread of its own at each SIGHUP, one after the other.
     *
     * @return whether it will: not where there is no such signal, or where it is ignored, as below {@code nohup}
     */
    static boolean handle(Runnable action) {
        try {
            Class<?> signalClass = Class.forName("sun.misc.Signal");
            Class<?> handlerClass = Class.forName("sun.misc.SignalHandler");
            Object handler = Proxy.newProxyInstance(
                    Hangup.class.getClassLoader(), new Class<?>[] {handlerClass}, (proxy, method, arguments) -> {
                        if (method.getDeclaringClass() == Object.class) {
                            return method.invoke(action, arguments);
                        }
                        synchronized (action) {
                            action.run();
                        }
                        return null;
                    });
            Object hangup = signalClass.getConstructor(String.class).newInstance("HUP");
            Method handle = signalClass.getMethod("handle", signalClass, handlerClass);
            Object before = handle.invoke(null, hangup, handler);
            return !handlerClass.getField("SIG_IGN").get(null).equals(before);
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }
}
