package org.saev;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
  static final ArchRule arrowIsOptional =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.saev.internal.arrow")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.arrow..", "com.google.flatbuffers..");

  @ArchTest
  static final ArchRule parquetIsOptional =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.saev.internal.parquet")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.parquet..", "org.apache.hadoop..", "blue.strategic..");

  @ArchTest
  static final ArchRule internalPackagesHaveNoCycles =
      slices().matching("org.saev.internal.(*)..").should().beFreeOfCycles();

  /** A host must not need our Guava, Gson or Commons Math to compile; DJL is for hosts that do. */
  @ArchTest
  static void publicSignaturesAreOfTheJdkAndOurOwn(JavaClasses all) {
    Set<String> foreign =
        all.stream()
            .filter(ArchitectureTest::isOpen)
            .filter(c -> !c.getPackageName().matches("org\\.saev\\.(internal|djl)\\b.*"))
            .flatMap(c -> c.getCodeUnits().stream())
            .filter(unit -> unit.getModifiers().contains(JavaModifier.PUBLIC))
            .filter(unit -> types(unit).anyMatch(type -> !isAllowed(type)))
            .map(JavaCodeUnit::getFullName)
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(foreign).isEmpty();
  }

  private static boolean isOpen(JavaClass type) {
    return type.getModifiers().contains(JavaModifier.PUBLIC)
        && type.getEnclosingClass().map(ArchitectureTest::isOpen).orElse(true);
  }

  private static Stream<JavaClass> types(JavaCodeUnit unit) {
    return Stream.concat(Stream.of(unit.getRawReturnType()), unit.getRawParameterTypes().stream());
  }

  private static boolean isAllowed(JavaClass type) {
    JavaClass base = type.getBaseComponentType();
    String name = base.getPackageName();
    return base.isPrimitive()
        || name.startsWith("java.")
        || (name.startsWith("org.saev") && !name.startsWith("org.saev.internal"));
  }

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
