package io.strapwork.devicetree;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A node of a device tree, immutable; edits give copies.
 *
 * @param name       with its unit address, {@code "memory@0"}; empty for the root
 * @param properties by name, in order
 * @param children   by name, in order
 */
public record DeviceNode(String name, Map<String, DeviceProperty> properties, Map<String, DeviceNode> children) {
    public DeviceNode {
        properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
        children = Collections.unmodifiableMap(new LinkedHashMap<>(children));
    }

    public static DeviceNode of(String name, DeviceProperty... properties) {
        var byName = new LinkedHashMap<String, DeviceProperty>();
        for (DeviceProperty property : properties) {
            byName.put(property.name(), property);
        }
        return new DeviceNode(name, byName, Map.of());
    }

    public Optional<DeviceProperty> property(String property) {
        return Optional.ofNullable(properties.get(property));
    }

    public Optional<DeviceNode> child(String child) {
        return Optional.ofNullable(children.get(child));
    }

    /** With this property, in the place of the one of that name. */
    public DeviceNode with(DeviceProperty property) {
        var edited = new LinkedHashMap<>(properties);
        edited.put(property.name(), property);
        return new DeviceNode(name, edited, children);
    }

    public DeviceNode without(String property) {
        var edited = new LinkedHashMap<>(properties);
        edited.remove(property);
        return new DeviceNode(name, edited, children);
    }

    /** With these children, in the place of those of their names. */
    public DeviceNode with(Collection<DeviceNode> nodes) {
        var edited = new LinkedHashMap<>(children);
        nodes.forEach(node -> edited.put(node.name(), node));
        return new DeviceNode(name, properties, edited);
    }

    /** With a child edited, which is made when it is not there. */
    public DeviceNode edit(String child, UnaryOperator<DeviceNode> change) {
        var edited = new LinkedHashMap<>(children);
        edited.put(child, change.apply(child(child).orElseGet(() -> DeviceNode.of(child))));
        return new DeviceNode(name, properties, edited);
    }
}
