package io.pgqueue;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.ZonedDateTime;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final JavaClasses CORE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.pgqueue..");

    private static final String[] SIBLINGS = {"enqueue", "work", "wakeup", "maintenance", "schedule", "outbox", "shard"
    };

    @Test
    void promisedApiDependsOnTheJdkAndJSpecifyAlone() {
        classes()
                .that()
                .resideInAnyPackage("io.pgqueue", "io.pgqueue.schedule", "io.pgqueue.outbox")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "io.pgqueue", "io.pgqueue.schedule", "io.pgqueue.outbox", "java..", "org.jspecify..")
                .check(CORE);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("io.pgqueue.(**)").should().beFreeOfCycles().check(CORE);
    }

    @Test
    void siblingsMeetThroughStoreAndConcurrentAlone() {
        for (String sibling : SIBLINGS) {
            String own = "io.pgqueue.internal." + sibling;
            classes()
                    .that()
                    .resideInAPackage(own)
                    .should()
                    .onlyDependOnClassesThat(resideOutsideOfPackages("io.pgqueue..")
                            .or(resideInAnyPackage(
                                    own,
                                    "io.pgqueue",
                                    "io.pgqueue.schedule",
                                    "io.pgqueue.outbox",
                                    "io.pgqueue.internal.store",
                                    "io.pgqueue.internal.concurrent")))
                    .check(CORE);
        }
    }

    @Test
    void nothingInternalKnowsTheEngine() {
        noClasses()
                .that()
                .resideInAPackage("io.pgqueue.internal..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.pgqueue.engine")
                .check(CORE);
    }

    @Test
    void onlyTheStoreSpeaksJdbc() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "io.pgqueue.internal.enqueue",
                        "io.pgqueue.internal.work",
                        "io.pgqueue.internal.maintenance",
                        "io.pgqueue.internal.schedule",
                        "io.pgqueue.internal.outbox",
                        "io.pgqueue.internal.shard",
                        "io.pgqueue.internal.concurrent")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql", "javax.sql", "org.postgresql..", "org.springframework.jdbc..")
                .check(CORE);
        noClasses()
                .that()
                .resideInAPackage("io.pgqueue.internal.wakeup")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("javax.sql", "org.postgresql..", "org.springframework.jdbc..")
                .check(CORE);
    }

    /** Instances whose clocks disagree must not differ about a slot: neither what computes it nor what reads and writes it. */
    @Test
    void schedulesDoNotLookAtTheClockOfTheMachine() {
        noClasses()
                .that()
                .resideInAnyPackage("io.pgqueue.schedule", "io.pgqueue.internal.schedule", "io.pgqueue.internal.store")
                .should()
                .dependOnClassesThat()
                .areAssignableTo(InstantSource.class)
                .orShould()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(LocalDateTime.class, "now")
                .orShould()
                .callMethod(ZonedDateTime.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .check(CORE);
    }

    @Test
    void coreKnowsNeitherBootNorMicrometerNorJackson() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.springframework.boot..", "io.micrometer..", "tools.jackson..", "com.fasterxml..")
                .check(CORE);
    }

    @Test
    void classesAreFinalUnlessTheyAreMadeForExtension() {
        classes()
                .that()
                .areNotInterfaces()
                .and()
                .areNotAnnotations()
                .and()
                .doNotHaveModifier(JavaModifier.ABSTRACT)
                .and()
                .areNotAnonymousClasses()
                .and()
                .areNotAssignableTo(InvalidTaskException.class)
                .and()
                .areNotAssignableTo(TransactionMismatchException.class)
                .and()
                .areNotEnums()
                .should()
                .haveModifier(JavaModifier.FINAL)
                .check(CORE);
    }
}
