package dev.sealedbid.e2e;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The module rules of docs/ARCHITECTURE.md; each says why, and what to do instead. */
@AnalyzeClasses(packages = "dev.sealedbid", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String JDK = "java..";
  private static final String NULLNESS = "org.jspecify..";

  @ArchTest
  static final ArchRule CORE_IS_PURE =
      classes()
          .that()
          .resideInAPackage("dev.sealedbid.core..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "dev.sealedbid.core..",
              "java.lang..",
              "java.io..",
              "java.nio",
              "java.nio.charset",
              "java.math..",
              "java.time..",
              "java.util..",
              "java.security..",
              "javax.crypto..",
              "tools.jackson.core..",
              NULLNESS)
          .because("the domain has no I/O, no AWS and no network; pass what it needs as values");

  @ArchTest
  static final ArchRule CORE_HAS_NO_CLOCK =
      noClasses()
          .that()
          .resideInAnyPackage(
              "dev.sealedbid.core..", "dev.sealedbid.protocol..", "dev.sealedbid.enclave..")
          .should()
          .accessTargetWhere(
              com.tngtech.archunit.base.DescribedPredicate.describe(
                  "is a wall clock", access -> isWallClock(access.getTarget())))
          .because("the host's clock decides nothing (G5); the enclave asks the NSM");

  @ArchTest
  static final ArchRule SDK_STANDS_ALONE =
      classes()
          .that()
          .resideInAPackage("dev.sealedbid.nitro..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "dev.sealedbid.nitro..",
              JDK,
              "javax.crypto..",
              "javax.net..",
              "javax.security.auth..",
              "com.sun.jna..",
              "org.bouncycastle..",
              "software.amazon.awssdk..",
              "org.apache.http..",
              NULLNESS)
          .because("the SDK is for any project: it knows nothing of auctions");

  @ArchTest
  static final ArchRule PROTOCOL_JOINS_CORE_AND_SDK =
      noClasses()
          .that()
          .resideInAnyPackage("dev.sealedbid.protocol..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.sealedbid.verify..",
              "dev.sealedbid.rest..",
              "tools.jackson..",
              "dev.sealedbid.enclave..",
              "dev.sealedbid.parent..",
              "dev.sealedbid.cli..",
              "dev.sealedbid.buyer..",
              "dev.sealedbid.auctioneer..",
              "dev.sealedbid.local..",
              "dev.sealedbid.demo..")
          .because("dependencies point one way");

  @ArchTest
  static final ArchRule VERIFYING_NEEDS_NO_PROGRAM =
      noClasses()
          .that()
          .resideInAnyPackage("dev.sealedbid.verify..", "dev.sealedbid.rest..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.sealedbid.enclave..",
              "dev.sealedbid.parent..",
              "dev.sealedbid.cli..",
              "dev.sealedbid.buyer..",
              "dev.sealedbid.auctioneer..",
              "dev.sealedbid.local..",
              "dev.sealedbid.demo..")
          .because("dependencies point one way");

  @ArchTest
  static final ArchRule THE_AUCTIONEERS_PROGRAMS_OPEN_NOTHING =
      noClasses()
          .that()
          .resideInAnyPackage(
              "dev.sealedbid.parent..",
              "dev.sealedbid.auctioneer..",
              "dev.sealedbid.rest..",
              "dev.sealedbid.cli..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.sealedbid.protocol..",
              "dev.sealedbid.verify..",
              "com.amazonaws.encryptionsdk..",
              "software.amazon.cryptography..",
              "org.bouncycastle..")
          .because("they carry ciphertexts and statements, and have nothing to open them with");

  @ArchTest
  static final ArchRule ENCLAVE_IS_ALONE =
      noClasses()
          .that()
          .resideInAPackage("dev.sealedbid.enclave..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.sealedbid.parent..",
              "dev.sealedbid.cli..",
              "dev.sealedbid.buyer..",
              "dev.sealedbid.auctioneer..",
              "dev.sealedbid.local..",
              "dev.sealedbid.demo..",
              "dev.sealedbid.verify..",
              "dev.sealedbid.rest..",
              "tools.jackson.databind..",
              "org.springframework..",
              "org.slf4j..",
              "java.util.logging..",
              "java.net.http..")
          .because(
              "what is measured is small: no stand-in, no Spring, no log, no network of its own");

  @ArchTest
  static final ArchRule STAND_INS_DONT_SHIP =
      noClasses()
          .that()
          .resideOutsideOfPackages("dev.sealedbid.local..", "dev.sealedbid.demo..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.sealedbid.local..", "dev.sealedbid.demo..")
          .because(
              "stand-ins stand beside; programs take ports (NSM, sockets, roots) as arguments");

  @ArchTest
  static final ArchRule PROGRAMS_DONT_KNOW_EACH_OTHER =
      slices()
          .matching("dev.sealedbid.(enclave|parent|buyer|auctioneer)..")
          .should()
          .notDependOnEachOther()
          .because("they meet in frames, REST and S3 only");

  @ArchTest
  static final ArchRule NO_CYCLES =
      slices()
          .matching("dev.sealedbid.(*).(*)..")
          .should()
          .beFreeOfCycles()
          .because("a package that needs its user is one package, or two in the wrong order");

  @ArchTest
  static final ArchRule NO_MUTABLE_STATICS =
      fields()
          .that()
          .areStatic()
          .and()
          .areDeclaredInClassesThat()
          .resideInAPackage("dev.sealedbid..")
          .should()
          .beFinal()
          .because("state belongs to an object that somebody owns; pass it by constructor");

  @ArchTest
  static final ArchRule NO_GRAB_BAGS =
      noClasses()
          .should()
          .haveSimpleNameEndingWith("Util")
          .orShould()
          .haveSimpleNameEndingWith("Utils")
          .orShould()
          .haveSimpleNameEndingWith("Helper")
          .because("a class is named after what it is");

  @ArchTest
  static final ArchRule NO_CONSOLE_IN_LIBRARIES =
      noClasses()
          .that()
          .resideInAnyPackage(
              "dev.sealedbid.core..",
              "dev.sealedbid.nitro..",
              "dev.sealedbid.protocol..",
              "dev.sealedbid.verify..",
              "dev.sealedbid.rest..")
          .should()
          .accessField(System.class, "out")
          .orShould()
          .accessField(System.class, "err")
          .because("a library that prints can leak; return or throw instead");

  @ArchTest
  static final ArchRule PUBLIC_CLASSES_ARE_FINAL_OR_MEANT =
      classes()
          .that()
          .resideInAPackage("dev.sealedbid..")
          .and()
          .arePublic()
          .and()
          .areNotInterfaces()
          .and()
          .doNotHaveModifier(JavaModifier.ABSTRACT)
          .and()
          .areNotAssignableTo(Throwable.class)
          .and(
              com.tngtech.archunit.base.DescribedPredicate.not(
                  com.tngtech.archunit.base.DescribedPredicate.describe(
                      "enums with bodies or Spring beans", ArchitectureTest::isEnumOrBean)))
          .should()
          .haveModifier(JavaModifier.FINAL)
          .because("an API that can be subclassed can be lied to");

  /** System.nanoTime is none: it measures how long, and knows no date. */
  private static boolean isWallClock(AccessTarget target) {
    String owner = target.getOwner().getName();
    String name = target.getName();
    return switch (owner) {
      case "java.lang.System" -> name.equals("currentTimeMillis");
      case "java.util.Calendar" -> name.equals("getInstance");
      case "java.util.Date" -> target.getFullName().endsWith("<init>()");
      case "java.time.Clock", "java.time.InstantSource" -> true;
      default -> owner.startsWith("java.time.") && name.equals("now");
    };
  }

  private static boolean isEnumOrBean(JavaClass type) {
    return type.isEnum()
        || type.getAnnotations().stream()
            .anyMatch(a -> a.getRawType().getPackageName().startsWith("org.springframework"));
  }
}
