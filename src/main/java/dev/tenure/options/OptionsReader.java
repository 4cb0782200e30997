package dev.tenure.options;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** From all given texts to typed options. Pure: files are only named, never opened. */
public final class OptionsReader {
    private static final int NAMES_SHOWN_MAX = 20;

    private OptionsReader() {}

    /** All options, or the first thing that is wrong; flag before environment before file before default. */
    public static OptionsResult read(GivenOptions given) {
        try {
            for (String name : given.flags().keySet()) {
                if (!isKnown(name)) {
                    return new OptionsResult.Bad(unknownFlag(name, knownNames()));
                }
            }
            OptionValues values = OptionValues.resolve(given);
            List<String> warnings = new ArrayList<>();
            AgentOptions options = new OptionRules(values, warnings).options();
            ignored(given).ifPresent(warnings::add);
            warnings.addAll(unknownKeys(given));
            unknownVariables(given).ifPresent(warnings::add);
            ConfigFile file = given.file();
            return new OptionsResult.Good(options, warnings, values, file == null ? null : file.path());
        } catch (UsageException e) {
            return new OptionsResult.Bad(e.sentence());
        }
    }

    /** The sentence about a flag that is none of {@code names}, with the one that was probably meant. */
    public static String unknownFlag(String typed, Collection<String> names) {
        String name = typed.replaceFirst("^--?", "").replaceFirst("(?s)=.*", "");
        return "unknown option " + Shown.quoted(name.isEmpty() ? typed : "--" + name)
                + NearMiss.hint(name, names, "--");
    }

    /** The file that holds more options: as asked for, or where Tenure is installed; empty for none. */
    static Optional<Path> configFile(OptionValues values, GivenOptions given) {
        Optional<Path> asked = values.get(Options.CONFIG);
        String home = given.environment().getOrDefault("TENURE_HOME", "");
        return asked.isPresent() || home.isEmpty() ? asked : Optional.of(Path.of(home, "conf", "tenure.properties"));
    }

    private static boolean isKnown(String name) {
        return IgnoredOptions.all().containsKey(name)
                || Options.ALL.stream().anyMatch(option -> option.name().equals(name));
    }

    private static Set<String> knownNames() {
        Set<String> names = new TreeSet<>();
        Options.ALL.forEach(option -> names.add(option.name()));
        names.addAll(IgnoredOptions.all().keySet());
        return names;
    }

    private static Optional<String> ignored(GivenOptions given) {
        Set<String> found = new TreeSet<>();
        ConfigFile file = given.file();
        for (String name : IgnoredOptions.all().keySet()) {
            if (given.flags().containsKey(name)
                    || file != null && file.entries().containsKey(name)) {
                found.add("--" + name);
            } else if (!given.environment().getOrDefault(Option.env(name), "").isEmpty()) {
                found.add(Option.env(name));
            }
        }
        return found.isEmpty()
                ? Optional.empty()
                : Optional.of("without effect here, since they are for flanneld's data plane, Kubernetes mode or log: "
                        + String.join(", ", found));
    }

    private static List<String> unknownKeys(GivenOptions given) {
        List<String> warnings = new ArrayList<>();
        ConfigFile file = given.file();
        if (file == null) {
            return warnings;
        }
        Set<String> known = knownNames();
        known.remove(Options.CONFIG.name());
        Set<String> unknown = new TreeSet<>(file.entries().keySet());
        unknown.removeAll(known);
        for (String key : unknown) {
            if (warnings.size() == NAMES_SHOWN_MAX) {
                warnings.add(Shown.path(file.path()) + ": there are " + (unknown.size() - NAMES_SHOWN_MAX)
                        + " more unknown options");
                break;
            }
            warnings.add(Shown.path(file.path()) + ": unknown option " + Shown.quoted(key) + " has no effect"
                    + NearMiss.hint(key, known, ""));
        }
        return warnings;
    }

    private static Optional<String> unknownVariables(GivenOptions given) {
        Set<String> known = new HashSet<>();
        knownNames().forEach(name -> known.add(Option.env(name)));
        List<String> unknown = given.environment().keySet().stream()
                .filter(name -> name.startsWith(Option.ENV_PREFIX) && !known.contains(name))
                .sorted()
                .limit(NAMES_SHOWN_MAX)
                .map(name -> Shown.quoted(name)
                        + NearMiss.of(name, known)
                                .map(near -> " (did you mean " + near + "?)")
                                .orElse(""))
                .toList();
        return unknown.isEmpty()
                ? Optional.empty()
                : Optional.of("unknown environment variables have no effect: " + String.join(", ", unknown));
    }
}
