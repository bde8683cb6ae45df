package io.isere.scsi;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;

/** Holds what {@code scsi-mid} may use: no transport, no thread, and of Vert.x its futures only. */
@AnalyzeClasses(packages = "io.isere.scsi", importOptions = ArchitectureTest.MainClasses.class)
class ArchitectureTest {

    private static final Set<String> VERTX_FUTURES = Set.of(
            "io.vertx.core.AsyncResult",
            "io.vertx.core.Completable",
            "io.vertx.core.Future",
            "io.vertx.core.Handler",
            "io.vertx.core.Promise");

    private static final DescribedPredicate<JavaClass> VERTX_FUTURE =
            describe("Vert.x's Future and Promise", type -> VERTX_FUTURES.contains(type.getName()));

    @ArchTest
    static final ArchRule USES_ONLY_THE_JDK_SLF4J_AND_FUTURES = classes()
            .should()
            .onlyDependOnClassesThat(
                    // "" is where ArchUnit puts primitive types.
                    resideInAnyPackage(
                                    "",
                                    "java..",
                                    "javax.crypto..",
                                    "jdk..",
                                    "sun..",
                                    "org.slf4j..",
                                    "org.jspecify..",
                                    "io.isere.scsi..")
                            .or(VERTX_FUTURE));

    @ArchTest
    static final ArchRule HAS_NO_PACKAGE_CYCLES =
            slices().matching("io.isere.scsi.(*)..").should().beFreeOfCycles();

    /** This module's own classes, as compiled: neither its tests nor jars. */
    static final class MainClasses implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.isJar() && !location.contains("/test-classes/");
        }
    }
}
