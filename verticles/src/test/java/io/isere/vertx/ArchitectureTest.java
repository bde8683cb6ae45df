package io.isere.vertx;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Holds the order inside {@code verticles}: the command line and the Rx facade stand on the API, which knows neither. */
@AnalyzeClasses(packages = "io.isere.vertx", importOptions = ArchitectureTest.MainClasses.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule NOTHING_KNOWS_THE_COMMAND_LINE = noClasses()
            .that()
            .resideOutsideOfPackage("io.isere.vertx.cli..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.isere.vertx.cli..", "picocli..");

    @ArchTest
    static final ArchRule RXJAVA_IS_USED_IN_RX_ONLY = noClasses()
            .that()
            .resideOutsideOfPackages("io.isere.vertx.rx..", "io.isere.vertx.cli..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.isere.vertx.rx..", "io.reactivex..", "org.reactivestreams..");

    @ArchTest
    static final ArchRule THE_SPI_KNOWS_NO_IMPLEMENTATION = noClasses()
            .that()
            .resideInAPackage("io.isere.vertx.spi..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.isere.vertx.impl..")
            .allowEmptyShould(true);

    /** Between the packages below the API; the API itself creates its implementation, which implements it. */
    @ArchTest
    static final ArchRule HAS_NO_PACKAGE_CYCLES =
            slices().matching("io.isere.vertx.(*)..").should().beFreeOfCycles();

    /** This module's own classes, as compiled: neither its tests nor jars. */
    static final class MainClasses implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.isJar() && !location.contains("/test-classes/");
        }
    }
}
