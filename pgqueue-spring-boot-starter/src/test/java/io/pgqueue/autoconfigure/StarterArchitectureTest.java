package io.pgqueue.autoconfigure;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;

class StarterArchitectureTest {

    private final JavaClasses starter = new ClassFileImporter()
            .importUrl(PgQueueAutoConfiguration.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation());

    @Test
    void hasNoCyclesBetweenPackages() {
        slices().matching("io.pgqueue.autoconfigure.(**)")
                .should()
                .beFreeOfCycles()
                .check(starter);
    }

    @Test
    void hasNoStaticState() {
        fields().that()
                .areStatic()
                .and()
                .areDeclaredInClassesThat()
                .resideInAPackage("io.pgqueue.autoconfigure..")
                .should()
                .beFinal()
                .check(starter);
    }

    @Test
    void speaksToLiquibaseInThePackageOfTheMigrationOnly() {
        noClasses()
                .that()
                .resideOutsideOfPackage("..migration")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("liquibase..")
                .check(starter);
    }

    @Test
    void keepsTheEnginesInternalsInternal() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.pgqueue.internal..")
                .check(starter);
    }

    @Test
    void hasAutoConfigurationsThatNobodyExtends() {
        classes()
                .that()
                .haveSimpleNameEndingWith("AutoConfiguration")
                .should()
                .bePublic()
                .andShould()
                .haveModifier(com.tngtech.archunit.core.domain.JavaModifier.FINAL)
                .check(starter);
    }
}
