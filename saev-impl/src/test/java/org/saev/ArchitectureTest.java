package org.saev;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

@AnalyzeClasses(packages = "org.saev", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  private static final String[] API = {
    "org.saev",
    "org.saev.activations",
    "org.saev.evaluation",
    "org.saev.sae",
    "org.saev.scoring",
    "org.saev.spi",
    "org.saev.training"
  };

  @ArchTest
  static final ArchRule apiKnowsNothingButTheJdk =
      classes()
          .that()
          .resideInAnyPackage(API)
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..",
              "org.saev",
              "org.saev.activations",
              "org.saev.evaluation",
              "org.saev.sae",
              "org.saev.scoring",
              "org.saev.spi",
              "org.saev.training");

  @ArchTest
  static final ArchRule kernelsKnowNothingOfTheRest =
      classes()
          .that()
          .resideInAPackage("org.saev.internal.cpu..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..",
              "jdk.incubator.vector",
              "org.saev.internal.cpu..",
              "org.saev.sae",
              "org.saev.spi",
              "org.saev.training");

  @ArchTest
  static final ArchRule vectorClassesAreReachedByReflectionOnly =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.saev.internal.cpu.vector")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.saev.internal.cpu.vector", "jdk.incubator.vector");

  @ArchTest
  static final ArchRule engineIsOnTop =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.saev.internal.engine")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.saev.internal.engine");

  @ArchTest
  static final ArchRule djlIsOptional =
      noClasses()
          .that()
          .resideOutsideOfPackages("org.saev.djl", "org.saev.internal.djl")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("ai.djl..", "org.saev.djl", "org.saev.internal.djl");

  @ArchTest
  static void publicPackagesAreThese(JavaClasses all) {
    Set<String> open =
        all.stream()
            .filter(c -> c.getModifiers().contains(JavaModifier.PUBLIC))
            .map(JavaClass::getPackageName)
            .filter(name -> !name.startsWith("org.saev.internal"))
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> expected = new TreeSet<>(Set.of(API));
    expected.addAll(
        Set.of(
            "org.saev.atlas",
            "org.saev.djl",
            "org.saev.formats",
            "org.saev.method",
            "org.saev.method.evaluation",
            "org.saev.method.statistics",
            "org.saev.report",
            "org.saev.store"));

    assertThat(open).isEqualTo(expected);
  }
}
