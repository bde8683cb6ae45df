package io.isere.rdma;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/**
 * Holds where Netty, Vert.x and DiSNI may be used: verbs, memory and the loop's abstraction are plain Java, so that the
 * engine above them knows none of the three.
 */
@AnalyzeClasses(packages = "io.isere.rdma", importOptions = ArchitectureTest.MainClasses.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule USES_ONLY_THE_JDK_SLF4J_JCTOOLS_NETTY_VERTX_AND_DISNI = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "", // where ArchUnit puts primitive types
                    "java..",
                    "jdk..",
                    "sun..",
                    "org.slf4j..",
                    "org.jspecify..",
                    "org.jctools..",
                    "io.netty..",
                    "io.vertx..",
                    "com.ibm.disni..",
                    "io.isere.rdma..");

    @ArchTest
    static final ArchRule VERTX_IS_USED_IN_EVENTLOOP_ONLY = noClasses()
            .that()
            .resideOutsideOfPackage("io.isere.rdma.eventloop..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.vertx..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule DISNI_IS_USED_IN_DISNI_ONLY = noClasses()
            .that()
            .resideOutsideOfPackage("io.isere.rdma.disni..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.ibm.disni..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule THE_SPI_KNOWS_NO_NETTY = noClasses()
            .that()
            .resideInAnyPackage("io.isere.rdma.verbs..", "io.isere.rdma.memory..", "io.isere.rdma.loop..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.netty..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule THE_SPI_KNOWS_NO_IMPLEMENTATION = noClasses()
            .that()
            .resideInAnyPackage(
                    "io.isere.rdma.verbs..", "io.isere.rdma.memory..", "io.isere.rdma.loop..", "io.isere.rdma.net..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.isere.rdma.eventloop..",
                    "io.isere.rdma.iwarp..",
                    "io.isere.rdma.disni..",
                    "io.isere.rdma.inprocess..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule PROVIDERS_DO_NOT_KNOW_EACH_OTHER = slices().matching(
                    "io.isere.rdma.(iwarp|disni|inprocess)..")
            .should()
            .notDependOnEachOther()
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule HAS_NO_PACKAGE_CYCLES =
            slices().matching("io.isere.rdma.(*)..").should().beFreeOfCycles();

    /** This module's own classes, as compiled: neither its tests nor jars. */
    static final class MainClasses implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.isJar() && !location.contains("/test-classes/");
        }
    }
}
