package io.strapwork.processor;

import javax.lang.model.element.Element;

/** Where checks put what they find. */
@FunctionalInterface
interface Findings {
    /** The compilation fails, with the message at the element. */
    void error(Element guilty, String message);
}
