package io.isere.iscsi;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;

/**
 * Holds what the engine may use: SCSI, and of RDMA only what every provider and every loop offers. Of Vert.x it has the
 * futures, of Netty nothing; initiator and target are siblings that do not know each other.
 */
@AnalyzeClasses(
        packages = {"io.isere.iscsi", "io.isere.datamover", "io.isere.iser", "io.isere.tcp"},
        importOptions = ArchitectureTest.MainClasses.class)
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
    static final ArchRule USES_ONLY_THE_JDK_SLF4J_FUTURES_AND_THE_MODULES_BELOW = classes()
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(
                            "", // where ArchUnit puts primitive types
                            "java..",
                            "jdk..",
                            "sun..",
                            "org.slf4j..",
                            "org.jspecify..",
                            "io.isere.scsi..",
                            "io.isere.rdma.loop..",
                            "io.isere.rdma.verbs..",
                            "io.isere.rdma.memory..",
                            "io.isere.rdma.net..",
                            "io.isere.iscsi..",
                            "io.isere.datamover..",
                            "io.isere.iser..",
                            "io.isere.tcp..")
                    .or(VERTX_FUTURE));

    @ArchTest
    static final ArchRule THE_INITIATOR_DOES_NOT_KNOW_THE_TARGET = noClasses()
            .that()
            .resideInAPackage("io.isere.iscsi.initiator..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.isere.iscsi.target..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule THE_TARGET_DOES_NOT_KNOW_THE_INITIATOR = noClasses()
            .that()
            .resideInAPackage("io.isere.iscsi.target..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.isere.iscsi.initiator..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule THE_TWO_SIDES_CANNOT_TELL_WHICH_DATAMOVER_IS_BELOW = noClasses()
            .that()
            .resideInAPackage("io.isere.iscsi..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.isere.iser..", "io.isere.tcp..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule HAS_NO_PACKAGE_CYCLES =
            slices().matching("io.isere.(**)").should().beFreeOfCycles();

    /** This module's own classes, as compiled: neither its tests nor jars. */
    static final class MainClasses implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.isJar() && !location.contains("/test-classes/");
        }
    }
}
