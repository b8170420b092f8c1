package io.strapwork.processor;

import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.AnnotationValue;
import javax.lang.model.element.Element;
import org.jspecify.annotations.Nullable;

/** Where checks put what they find. */
@FunctionalInterface
interface Findings {
    /**
     * The compilation fails, with the message at the element or, where it is given, at the annotation on it or a value in that.
     */
    void error(Element guilty, @Nullable AnnotationMirror annotation, @Nullable AnnotationValue value, String message);

    /** The compilation fails, with the message at the element. */
    default void error(Element guilty, String message) {
        error(guilty, null, null, message);
    }
}
