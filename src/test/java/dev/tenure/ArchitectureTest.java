package dev.tenure;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import java.util.Set;

/** Which package may know which: imports run one way, the pure core decides, and only the edges know the world. */
@AnalyzeClasses(packages = "dev.tenure", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    /** From the ground up. A class may know its own floor and those below; "" is TenureVerticle's, above all parts. */
    private static final List<Set<String>> FLOORS = List.of(
            Set.of("json"),
            Set.of("subnet"),
            Set.of("lease"),
            Set.of("tenancy", "health", "envfile", "registry", "bus", "operator", "host", "options"),
            Set.of("admin"),
            Set.of("http"),
            Set.of("agent"),
            Set.of(""),
            Set.of("cli"),
            Set.of("Main"));

    private static final DescribedPredicate<JavaClass> PURE = describe(
            "the pure core (json, subnet, lease, tenancy, operator, health, envfile without the file, and four values)",
            type -> Set.of("json", "subnet", "lease", "tenancy", "operator", "health")
                            .contains(room(type))
                    || file(type).matches("dev\\.tenure\\.envfile\\.(?!\\w*EnvFile)\\w+")
                    || file(type)
                            .matches(
                                    "dev\\.tenure\\.(registry\\.(RegistrySnapshot|StrangeKeys|StrangeEntry)|options\\.NearMiss)"));

    private static final DescribedPredicate<JavaClass> THE_WORLD = resideInAnyPackage(
                    "io.vertx..", "io.etcd..", "io.grpc..", "io.netty..", "io.micrometer..", "org.slf4j..")
            .or(resideInAnyPackage("java.nio.file..", "java.nio.channels..", "java.net.http.."))
            .or(describe(
                    "files",
                    t -> t.getName().startsWith("java.io.") && t.getName().contains("File")))
            .or(describe("impure rooms", t -> t.getName().startsWith("dev.tenure.") && !PURE.test(t)));

    /** A RandomGenerator may be handed in; making one, or asking the time, is what the core leaves to its caller. */
    private static final DescribedPredicate<JavaAccess<?>> A_CLOCK_OR_DICE = describe("a clock or dice", access -> {
        String owner = access.getTargetOwner().getName();
        String name = access.getName();
        return Set.of("nanoTime", "currentTimeMillis").contains(name)
                || (owner.startsWith("java.time.") && (name.equals("now") || name.startsWith("system")))
                || owner.matches("java\\.util\\..*Random|java\\.security\\.SecureRandom")
                || (owner.equals("java.util.random.RandomGenerator") && name.matches("getDefault|of"))
                || (owner + "." + name).matches("java\\.lang\\.Math\\.random|java\\.util\\.UUID\\.randomUUID");
    });

    // Rooms are built one after the other, so each rule allows that it finds nothing to check yet.

    @ArchTest
    static final ArchRule imports_run_one_way =
            classes().should(knowOnlyTheirOwnFloorAndThoseBelow()).allowEmptyShould(true);

    @ArchTest
    static final ArchRule packages_form_no_cycle =
            slices().matching("dev.tenure.(**)").should().beFreeOfCycles().allowEmptyShould(true);

    @ArchTest
    static final ArchRule the_core_knows_nothing_of_the_world = noClasses()
            .that(PURE)
            .should()
            .dependOnClassesThat(THE_WORLD)
            .because("facts go in and commands come out, so that each decision is tested in a millisecond")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule the_core_reads_no_clock_and_throws_no_dice = noClasses()
            .that(PURE)
            .should()
            .accessTargetWhere(A_CLOCK_OR_DICE)
            .because("time and chance are arguments, so that a simulation can replay them")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule only_registry_etcd_knows_etcd_and_grpc = noClasses()
            .that()
            .resideOutsideOfPackage("dev.tenure.registry.etcd..")
            .should()
            .dependOnClassesThat(resideInAnyPackage("io.etcd..", "io.grpc.."))
            .because("all others see etcd through the port dev.tenure.registry.SubnetRegistry")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule only_the_edges_know_vertx = noClasses()
            .that(describe(
                    "anything but the edges",
                    type -> !Set.of("admin", "agent", "bus", "http", "registry", "cli", "options", "")
                            .contains(room(type))))
            .and()
            .doNotHaveFullyQualifiedName("dev.tenure.Main")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.vertx..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule the_registry_port_knows_only_futures_of_vertx = noClasses()
            .that()
            .resideInAPackage("dev.tenure.registry")
            .should()
            .dependOnClassesThat(describe(
                    "Vert.x but its futures",
                    type -> type.getPackageName().startsWith("io.vertx.")
                            && !type.getSimpleName().matches("Future|AsyncResult|Promise")))
            .because("a registry in memory, and one that somebody brings along, need no Vertx")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule verticles_live_in_agent = classes()
            .that()
            .haveSimpleNameEndingWith("Verticle")
            .and()
            .doNotHaveSimpleName("TenureVerticle")
            .should()
            .resideInAPackage("dev.tenure.agent..")
            .allowEmptyShould(true);

    private static ArchCondition<JavaClass> knowOnlyTheirOwnFloorAndThoseBelow() {
        return new ArchCondition<>("know only their own floor and those below") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                for (Dependency known : type.getDirectDependenciesFromSelf()) {
                    JavaClass target = known.getTargetClass();
                    if (target.getName().startsWith("dev.tenure.") && floor(target) > floor(type)) {
                        events.add(SimpleConditionEvent.violated(known, known.getDescription()));
                    }
                }
            }
        };
    }

    private static int floor(JavaClass type) {
        String room = Set.of("dev.tenure.Main", "dev.tenure.AgentProcess", "dev.tenure.ManualWriter")
                        .contains(file(type))
                ? "Main"
                : room(type);
        for (int floor = 0; floor < FLOORS.size(); floor++) {
            if (FLOORS.get(floor).contains(room)) {
                return floor;
            }
        }
        throw new IllegalStateException("the package of " + type.getName()
                + " is on no floor: say in ArchitectureTest.FLOORS which packages it may know");
    }

    /** The first package below dev.tenure, "" for dev.tenure itself. */
    private static String room(JavaClass type) {
        String below = type.getPackageName().substring("dev.tenure".length());
        return below.isEmpty() ? "" : below.substring(1).split("\\.", 2)[0];
    }

    /** The top-level class: what is nested in a file lives by the rules of the file. */
    private static String file(JavaClass type) {
        return type.getName().split("\\$", 2)[0];
    }
}
