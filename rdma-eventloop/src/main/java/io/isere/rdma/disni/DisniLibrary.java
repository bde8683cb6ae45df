package io.isere.rdma.disni;

import com.ibm.disni.verbs.impl.NativeDispatcher;
import io.isere.rdma.verbs.RdmaException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import org.jspecify.annotations.Nullable;

/**
 * DiSNI's native library, loaded once: the door to librdmacm and libibverbs.
 *
 * <p>What is used of DiSNI is its {@link NativeDispatcher}, with work requests and completions in memory that is laid out
 * here once. Its own call objects keep every field a second time on the heap, cannot change a request's opcode, and leave
 * fields of failed completions as the poll before had them; its connection manager keeps ids in an unsynchronised map.
 * The dispatcher's methods are public, its constructor is not, hence a little reflection.
 *
 * <p>Thread: any. Lifetime: the process.
 */
final class DisniLibrary {
    private static final String NAME = "disni";

    private static @Nullable NativeDispatcher dispatcher;
    private static @Nullable String problem;

    private DisniLibrary() {}

    /**
     * The loaded library.
     *
     * @throws RdmaException with {@link #problem} when it cannot be loaded
     */
    static synchronized NativeDispatcher dispatcher() {
        String found = problem();
        NativeDispatcher loaded = dispatcher;
        if (loaded == null) {
            throw new RdmaException(String.valueOf(found));
        }
        return loaded;
    }

    /** Why the library cannot be used, and what to do; null when it can. */
    static synchronized @Nullable String problem() {
        if (dispatcher == null && problem == null) {
            load();
        }
        return problem;
    }

    private static void load() {
        try {
            Constructor<NativeDispatcher> constructor = NativeDispatcher.class.getDeclaredConstructor();
            constructor.setAccessible(true);
            NativeDispatcher loaded = constructor.newInstance();
            NativeLayout.check(loaded);
            dispatcher = loaded;
        } catch (UnsatisfiedLinkError | NoClassDefFoundError e) {
            problem = describe(String.valueOf(e.getMessage()), System.getProperty("java.library.path", ""));
        } catch (InvocationTargetException e) {
            problem = describe(String.valueOf(e.getCause()), System.getProperty("java.library.path", ""));
        } catch (RdmaException e) {
            problem = e.getMessage();
        } catch (ReflectiveOperationException e) {
            problem = "the DiSNI on the class path is not version 2.1: " + e;
        }
    }

    /** What a user can do about a failure to load, from the words of the JVM. */
    static String describe(String failure, String searchPath) {
        String file = System.mapLibraryName(NAME);
        if (failure.contains("librdmacm") || failure.contains("libibverbs")) {
            return file + " needs librdmacm and libibverbs, which this system lacks (" + failure
                    + "): install them (Debian: apt-get install librdmacm1 ibverbs-providers)";
        }
        if (failure.contains("no " + NAME + " in java.library.path")) {
            return file + " was not found; it was looked for in java.library.path, " + searchPath
                    + ": build it from DiSNI 2.1 (its folder libdisni) and start Java with -Djava.library.path=FOLDER";
        }
        return file + " cannot be loaded: " + failure;
    }
}
