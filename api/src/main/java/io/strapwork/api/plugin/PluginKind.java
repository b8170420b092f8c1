package io.strapwork.api.plugin;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.apiguardian.api.API;

/**
 * Marks an annotation as a plugin kind. Every kind has an element {@code String id()}; its other elements are the facts that must be known
 * before the plugin's class is loaded. A room has one kind that its own section chooses, and may have further ones with sections below it. The annotation must be kept until {@link RetentionPolicy#RUNTIME}.
 */
@Target(ElementType.ANNOTATION_TYPE)
@Retention(RetentionPolicy.RUNTIME)
@API(status = API.Status.MAINTAINED, since = "0.1")
public @interface PluginKind {
    /** The room that plugins of this kind work in. */
    Room room();

    /** The interface that a plugin of this kind implements. */
    Class<?> type();

    /** Of a further kind of the room: {@code "disk"} for {@code [link.disk]}, lower-case letters, digits and hyphens. Empty for the kind of {@code [link]} itself. */
    String section() default "";

    /** What messages call a plugin of this kind, in the singular: {@code "driver"}. */
    String noun() default "plugin";
}
