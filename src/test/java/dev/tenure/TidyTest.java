package dev.tenure;

import static org.assertj.core.api.Assertions.fail;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How the source tree is kept: what a reader meets in every file. Read from the sources by the JDK's own parser. */
class TidyTest {

    private static final int FILE_LINES_MAX = 300;
    private static final int METHOD_LINES_MAX = 40;
    private static final int VERTICLE_LINES_HABIT = 120;
    private static final int VERTICLE_LINES_MAX = 160;
    private static final int DECISION_LINES_MAX = 60;

    private static final Path HOME = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
    private static final Pattern UNFINISHED = Pattern.compile("\\b(TODO|FIXME|XXX)\\b");
    private static final Pattern JAVADOC_SENTENCE =
            Pattern.compile("(?s)^\\s*/\\*\\*[\\s*]*[\\p{Lu}<{]((?!\\*/).)*?[.:]\\s");
    private static final Pattern DECISION = Pattern.compile("(\\d{3})-[a-z0-9-]+\\.md");

    /** Parsed once: several rules read the same trees. */
    private static final List<Source> MAIN = parse(HOME.resolve("src/main/java"));

    private static final List<Source> ALL = Stream.concat(MAIN.stream(), parse(HOME.resolve("src/test/java")).stream())
            .toList();

    private final List<String> found = new ArrayList<>();

    @Test
    void no_main_file_is_longer_than_300_lines() {
        for (Source source : MAIN) {
            if (source.lineCount() > FILE_LINES_MAX) {
                note(source, source.lineCount(), "is the last line, the limit is " + FILE_LINES_MAX);
            }
        }
        mustBeEmpty("Split what is too long to be read at once");
    }

    @Test
    void no_method_is_longer_than_40_lines() {
        each(MAIN, MethodTree.class, (source, method) -> {
            long lines = source.lastLineOf(method) - source.lineOf(method) + 1;
            if (lines > METHOD_LINES_MAX) {
                note(source, source.lineOf(method), method.getName() + " has " + lines + " lines");
            }
        });
        mustBeEmpty("A method has at most " + METHOD_LINES_MAX + " lines");
    }

    @Test
    void verticles_stay_thin() {
        for (Source source : MAIN) {
            if (source.path().matches("src/main/java/dev/tenure/agent/\\w+Verticle\\.java")) {
                if (source.lineCount() > VERTICLE_LINES_MAX) {
                    note(source, source.lineCount(), "is the last line, the limit is " + VERTICLE_LINES_MAX);
                } else if (source.lineCount() > VERTICLE_LINES_HABIT) {
                    System.out.println(source.path() + ": a verticle of " + source.lineCount() + " lines, the habit is "
                            + VERTICLE_LINES_HABIT);
                }
            }
        }
        mustBeEmpty("A verticle carries; what decides belongs into the pure core");
    }

    @Test
    void nothing_sleeps() {
        each(ALL, MemberSelectTree.class, (source, select) -> {
            if (select.getIdentifier().contentEquals("sleep")) {
                note(source, source.lineOf(select), select.toString());
            }
        });
        mustBeEmpty("Wait for the event, not for a time that is too short on one machine and too long on the others");
    }

    @Test
    void no_test_is_switched_off() {
        each(ALL, AnnotationTree.class, (source, annotation) -> {
            String name = annotation.getAnnotationType().toString();
            if (name.matches("(.*\\.)?(Disabled|Ignore)\\w*")) {
                note(source, source.lineOf(annotation), annotation.toString());
            }
        });
        mustBeEmpty("A test that does not run proves nothing: mend it or delete it");
    }

    @Test
    void nothing_is_left_for_later_in_a_comment() {
        for (Source source : ALL) {
            // This file has to name the words.
            if (!source.path().endsWith("/TidyTest.java")) {
                for (int i = 0; i < source.lineCount(); i++) {
                    if (UNFINISHED.matcher(source.lines().get(i)).find()) {
                        note(source, i + 1, source.lines().get(i).strip());
                    }
                }
            }
        }
        mustBeEmpty("Do it now, or say in docs/decisions why not");
    }

    @Test
    void only_the_command_line_writes_to_the_console() {
        each(MAIN, MemberSelectTree.class, (source, select) -> {
            boolean console = select.toString().matches("(java\\.lang\\.)?System\\.(out|err)");
            if (console && !source.path().matches(".*/dev/tenure/(cli/.*|Main\\.java)")) {
                note(source, source.lineOf(select), select.toString());
            }
        });
        mustBeEmpty("Log it, or return it to dev.tenure.cli");
    }

    @Test
    void nobody_uses_the_old_date() {
        each(ALL, MemberSelectTree.class, (source, select) -> {
            if (select.toString().equals("java.util.Date")) {
                note(source, source.lineOf(select), select.toString());
            }
        });
        mustBeEmpty("Use java.time");
    }

    @Test
    void every_package_says_what_it_is_and_is_null_marked() {
        Map<Path, Source> infos = new HashMap<>();
        Set<Path> packages = new TreeSet<>();
        for (Source source : MAIN) {
            Path folder = Path.of(source.path()).getParent();
            packages.add(folder);
            if (source.path().endsWith("/package-info.java")) {
                infos.put(folder, source);
            }
        }
        for (Path folder : packages) {
            Source info = infos.get(folder);
            if (info == null) {
                found.add(folder + "/package-info.java:1 is missing");
            } else {
                checkPackageInfo(info);
            }
        }
        mustBeEmpty("A package has a package-info.java whose Javadoc begins with a sentence, and is @NullMarked");
    }

    @Test
    void every_public_type_says_what_it_guarantees() {
        each(MAIN, CompilationUnitTree.class, (source, unit) -> {
            for (Tree type : unit.getTypeDecls()) {
                if (type instanceof ClassTree named
                        && named.getModifiers().getFlags().contains(Modifier.PUBLIC)
                        && source.javadocOf(named).isBlank()) {
                    note(source, source.lineOf(named), named.getSimpleName() + " has no Javadoc");
                }
            }
        });
        mustBeEmpty("A public type has a Javadoc that says what it guarantees and why");
    }

    @Test
    void each_decision_has_its_own_number_and_fits_a_page() throws IOException {
        Path folder = HOME.resolve("docs/decisions");
        Map<String, Path> numbers = new HashMap<>();
        for (Path file : filesIn(folder, ".md")) {
            var name = DECISION.matcher(file.getFileName().toString());
            String where = HOME.relativize(file) + ":";
            if (name.matches()) {
                int lines = Files.readAllLines(file).size();
                if (lines > DECISION_LINES_MAX) {
                    found.add(where + lines + " is the last line, a page has " + DECISION_LINES_MAX);
                }
                Path other = numbers.putIfAbsent(name.group(1), file);
                if (other != null) {
                    found.add(where + "1 has the number of " + other.getFileName());
                }
            } else if (!file.endsWith("README.md")) {
                found.add(where + "1 is not called NNN-title.md");
            }
        }
        mustBeEmpty("A decision is one page, docs/decisions/NNN-title.md");
    }

    private void checkPackageInfo(Source info) {
        if (!JAVADOC_SENTENCE.matcher(String.join("\n", info.lines())).find()) {
            note(info, 1, "does not begin with a Javadoc sentence");
        }
        boolean nullMarked = info.unit().getPackageAnnotations().stream()
                .anyMatch(
                        annotation -> annotation.getAnnotationType().toString().endsWith("NullMarked"));
        if (!nullMarked) {
            note(info, info.lineCount(), "is not @NullMarked");
        }
    }

    private void note(Source source, long line, String what) {
        found.add(source.path() + ":" + line + " " + what);
    }

    private void mustBeEmpty(String rule) {
        if (!found.isEmpty()) {
            fail(rule + ":\n  " + String.join("\n  ", found));
        }
    }

    /** Shows every node of one kind, in all files, to a rule. */
    private static <T extends Tree> void each(List<Source> sources, Class<T> kind, BiConsumer<Source, T> rule) {
        for (Source source : sources) {
            new TreePathScanner<@Nullable Void, @Nullable Void>() {
                @Override
                public @Nullable Void scan(@Nullable Tree tree, @Nullable Void unused) {
                    if (kind.isInstance(tree)) {
                        rule.accept(source, kind.cast(tree));
                    }
                    return super.scan(tree, null);
                }
            }.scan(source.unit(), null);
        }
    }

    private static List<Source> parse(Path folder) {
        var compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            List<Path> paths = filesIn(folder, ".java");
            if (paths.isEmpty()) {
                return List.of();
            }
            var task = (JavacTask) compiler.getTask(
                    null, files, null, List.of("-proc:none"), null, files.getJavaFileObjectsFromPaths(paths));
            DocTrees docs = DocTrees.instance(task);
            List<Source> sources = new ArrayList<>();
            for (CompilationUnitTree unit : task.parse()) {
                Path path = Path.of(unit.getSourceFile().toUri());
                sources.add(new Source(HOME.relativize(path).toString(), Files.readAllLines(path), unit, docs));
            }
            return List.copyOf(sources);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the sources in " + folder, e);
        }
    }

    private static List<Path> filesIn(Path folder, String ending) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .sorted()
                    .toList();
        }
    }

    /** One source file: its path from the project's folder with slashes, its text and its tree. */
    private record Source(String path, List<String> lines, CompilationUnitTree unit, DocTrees docs) {
        int lineCount() {
            return lines.size();
        }

        long lineOf(Tree tree) {
            return unit.getLineMap().getLineNumber(positions().getStartPosition(unit, tree));
        }

        long lastLineOf(Tree tree) {
            return unit.getLineMap().getLineNumber(positions().getEndPosition(unit, tree));
        }

        String javadocOf(Tree tree) {
            String text = docs.getDocComment(TreePath.getPath(unit, tree));
            return text == null ? "" : text;
        }

        private SourcePositions positions() {
            return docs.getSourcePositions();
        }
    }
}
