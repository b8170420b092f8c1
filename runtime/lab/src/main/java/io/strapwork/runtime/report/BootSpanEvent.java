package io.strapwork.runtime.report;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A {@link Span} for the JDK's flight recorder, beside what the JVM did meanwhile. */
@Name("io.strapwork.BootSpan")
@Label("Boot Span")
@Category("Strapwork")
@Description("A room, step or transfer of a boot")
@StackTrace(false)
final class BootSpanEvent extends Event {
    @Label("Lane")
    String lane = "";

    @Label("Name")
    String name = "";

    @Label("Detail")
    String detail = "";

    @Label("Done")
    boolean done;
}
