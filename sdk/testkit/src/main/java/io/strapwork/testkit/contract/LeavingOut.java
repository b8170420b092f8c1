package io.strapwork.testkit.contract;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;

/** Carries out {@link LeavesOut}. */
final class LeavingOut implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        Class<?> type = context.getRequiredTestClass();
        List<LeavesOut> all = Arrays.asList(type.getAnnotationsByType(LeavesOut.class));
        for (LeavesOut one : all) {
            if (AnnotationSupport.findAnnotatedMethods(type, Test.class, HierarchyTraversalMode.TOP_DOWN).stream()
                    .noneMatch(test -> test.getName().equals(one.value()))) {
                throw new ExtensionConfigurationException(
                        "@LeavesOut(\"" + one.value() + "\"): " + type.getSimpleName() + " has no such test");
            }
        }
        String name = context.getTestMethod().map(Method::getName).orElse("");
        return all.stream().filter(one -> one.value().equals(name)).findFirst()
                .map(one -> ConditionEvaluationResult.disabled("skipped: " + one.because()))
                .orElseGet(() -> ConditionEvaluationResult.enabled("not left out"));
    }
}
