package io.strapwork.testkit;

import io.strapwork.api.machine.GuestMemory;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.api.time.BootClock;
import io.strapwork.runtime.assembly.Assembler;
import io.strapwork.runtime.assembly.Assembly;
import io.strapwork.runtime.catalogue.Catalogue;
import io.strapwork.runtime.catalogue.Discovery;
import io.strapwork.runtime.profile.Profile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.MediaType;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.junit.platform.commons.support.AnnotationSupport;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

/** Gives tests their {@link BootSession}, {@link VirtualClock}, {@link Wire} and the guest's memory. */
final class BootTestExtension implements ParameterResolver, AfterEachCallback, InvocationInterceptor, TestExecutionExceptionHandler {
    private static final Namespace NAMESPACE = Namespace.create(BootTestExtension.class);

    BootTestExtension() {}

    /** What one test has. */
    private record State(BootSession session, Optional<VirtualClock> clock, Path folder) {}

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == BootSession.class || type == VirtualClock.class || type == Wire.class || type == GuestMemory.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        if (context.getTestMethod().isEmpty()) {
            throw new ExtensionConfigurationException("a boot belongs to one test: request it in the test method or in @BeforeEach");
        }
        State state = state(context);
        Class<?> type = parameter.getParameter().getType();
        if (type == BootSession.class) {
            return state.session;
        }
        if (type == Wire.class) {
            return new Wire(state.session);
        }
        if (type == GuestMemory.class) {
            return state.session.laterMemory();
        }
        return state.clock.orElseThrow(
                () -> new ExtensionConfigurationException(
                        "the boot runs in real time (@BootTest(realTime = true)): there is no VirtualClock"));
    }

    @Override
    public void afterEach(ExtensionContext context) throws IOException {
        State state = store(context).get(State.class, State.class);
        if (state == null) {
            return;
        }
        if (context.getExecutionException().isPresent() && Files.exists(state.session.capture())) {
            context.publishReportEntry("frames", state.session.capture().toString());
            Optional<Path> report = state.session.report();
            report.ifPresent(
                    page -> context.publishFile("report-of-the-boot.html", MediaType.parse("text/html"), copy -> Files.copy(page, copy)));
        } else {
            delete(state.folder);
        }
    }

    /** A failure says where the boot's report and frames are. Other exceptions keep their type, and have it as suppressed. */
    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        State state = store(context).get(State.class, State.class);
        if (state == null || !Files.exists(state.session.capture()) || failure instanceof TestAbortedException) {
            throw failure;
        }
        String frames = state.session.report().map(page -> "report: " + page + "\n").orElse("") + "frames: " + state.session.capture();
        if (failure.getClass() == AssertionError.class || failure instanceof AssertionFailedError) {
            var told = failure instanceof AssertionFailedError failed && failed.isExpectedDefined() && failed.isActualDefined()
                    ? new AssertionFailedError(failure.getMessage() + "\n" + frames, failed.getExpected(), failed.getActual(),
                            failure.getCause())
                    : new AssertionError(failure.getMessage() + "\n" + frames, failure.getCause());
            told.setStackTrace(failure.getStackTrace());
            throw told;
        }
        failure.addSuppressed(new AssertionError(frames));
        throw failure;
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private static Store store(ExtensionContext context) {
        return context.getStore(NAMESPACE);
    }

    private static State state(ExtensionContext context) {
        return store(context).getOrComputeIfAbsent(State.class, key -> make(context), State.class);
    }

    @Override
    public void interceptTestMethod(Invocation<Void> work, ReflectiveInvocationContext<Method> call, ExtensionContext context)
            throws Throwable {
        limited(work, context);
    }

    @Override
    public void interceptTestTemplateMethod(Invocation<Void> work, ReflectiveInvocationContext<Method> call, ExtensionContext context)
            throws Throwable {
        limited(work, context);
    }

    @Override
    public void interceptBeforeEachMethod(Invocation<Void> work, ReflectiveInvocationContext<Method> call, ExtensionContext context)
            throws Throwable {
        limited(work, context);
    }

    @Override
    public void interceptAfterEachMethod(Invocation<Void> work, ReflectiveInvocationContext<Method> call, ExtensionContext context)
            throws Throwable {
        limited(work, context);
    }

    private static void limited(Invocation<Void> work, ExtensionContext context) throws Throwable {
        Optional<BootTest> test = test(context);
        if (test.isEmpty() || TimeLimit.isOff(context)) {
            work.proceed();
            return;
        }
        if (test.get().limitSeconds() < 1) {
            throw new ExtensionConfigurationException(
                    "@BootTest(limitSeconds = " + test.get().limitSeconds() + ") is not a limit: write 1 or more");
        }
        int seconds = test.get().limitSeconds();
        TimeLimit.within(new CompletableFuture<Void>().completeOnTimeout(null, seconds, TimeUnit.SECONDS), seconds,
                () -> Optional.ofNullable(store(context).get(State.class, State.class)).map(State::session), work);
    }

    private static Optional<BootTest> test(ExtensionContext context) {
        return AnnotationSupport.findAnnotation(context.getRequiredTestMethod(), BootTest.class)
                .or(() -> AnnotationSupport.findAnnotation(context.getRequiredTestClass(), BootTest.class))
                .or(() -> context.getEnclosingTestClasses().reversed().stream()
                        .flatMap(type -> AnnotationSupport.findAnnotation(type, BootTest.class).stream())
                        .findFirst());
    }

    private static State make(ExtensionContext context) {
        BootTest test = test(context)
                .orElseThrow(() -> new ExtensionConfigurationException("@Swap needs a @BootTest, which says what is booted"));
        Optional<VirtualClock> virtual = test.realTime() ? Optional.empty() : Optional.of(VirtualClock.jumping());
        BootClock clock = virtual.<BootClock>map(found -> found).orElseGet(BootClock::system);
        Path folder = folder(context);
        try {
            delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var session = new BootSession(more -> assemble(context, test, more), clock, test.seed(), folder);
        return new State(session, virtual, folder);
    }

    /** Maven runs tests in the module's folder. */
    private static Path folder(ExtensionContext context) {
        String name = context.getRequiredTestClass().getSimpleName() + "." + context.getRequiredTestMethod().getName() + "."
                + Integer.toHexString(context.getUniqueId().hashCode());
        return Path.of("target", "boot-tests", name).toAbsolutePath();
    }

    private static Assembly assemble(ExtensionContext context, BootTest test, List<String> more) {
        Class<?> type = context.getRequiredTestClass();
        String title = test.value().contains("\n") ? type.getSimpleName() + ".toml" : String.valueOf(Path.of(test.value()).getFileName());
        var overrides = new ArrayList<>(List.of(test.overrides()));
        overrides.addAll(more);
        try {
            Catalogue catalogue = catalogue(context, type.getClassLoader(), Stream.of(test.plugins()).map(Path::of).toList());
            Profile profile = profile(type, title, test.value(), overrides);
            return Assembler.assemble(catalogue, profile, TestSwaps.of(context, catalogue, profile));
        } catch (StrapworkException e) {
            throw new AssemblyException(title, e);
        }
    }

    /** A class path stays what it is, so all tests of a run share what was found on it; folders may be filled by each test. */
    private static Catalogue catalogue(ExtensionContext context, ClassLoader host, List<Path> folders) {
        return folders.isEmpty()
                ? store(context.getRoot()).getOrComputeIfAbsent(host, loader -> Discovery.discover(loader, folders), Catalogue.class)
                : Discovery.discover(host, folders);
    }

    private static Profile profile(Class<?> type, String title, String value, List<String> overrides) {
        if (value.contains("\n")) {
            return Profile.parse(title, value, overrides);
        }
        URL resource = type.getResource(value);
        try {
            if (resource != null && resource.getProtocol().equals("file")) {
                return Profile.read(Path.of(resource.toURI()), overrides);
            }
            if (resource != null) {
                try (InputStream in = resource.openStream()) {
                    return Profile.parse(value, new String(in.readAllBytes(), StandardCharsets.UTF_8), overrides);
                }
            }
        } catch (IOException | java.net.URISyntaxException e) {
            throw new ExtensionConfigurationException("the profile " + value + " can't be read", e);
        }
        return Profile.read(Path.of(value), overrides);
    }
}
