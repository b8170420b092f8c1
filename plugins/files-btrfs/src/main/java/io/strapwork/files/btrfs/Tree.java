package io.strapwork.files.btrfs;

import io.strapwork.api.fetch.FetchException;
import io.strapwork.volumes.Bytes;
import java.util.Arrays;
import java.util.Optional;

/** A B-tree of items by key. */
final class Tree {
    private static final int DATA_OFFSET = Key.BYTES;
    private static final int DATA_BYTES = Key.BYTES + 4;
    private static final int CHILD = Key.BYTES;
    private static final int CHILD_GENERATION = Key.BYTES + 8;
    /** {@code BTRFS_MAX_LEVEL} - 1. */
    private static final int DEEPEST = 7;

    private final Nodes nodes;
    private final Root root;

    Tree(Nodes nodes, Root root) {
        this.nodes = nodes;
        this.root = root;
    }

    record Item(Key key, Bytes data) {}

    /** Takes items. */
    interface Items {
        /** @return whether more are wanted */
        boolean add(Key key, Bytes data) throws FetchException;
    }

    Root root() {
        return root;
    }

    Optional<Bytes> find(Key key) throws FetchException {
        return floor(key).filter(item -> item.key().equals(key)).map(Item::data);
    }

    /** The last item up to a key. */
    Optional<Item> floor(Key key) throws FetchException {
        Nodes.Node node = first();
        int at = floor(node, key);
        while (at >= 0 && node.level() > 0) {
            node = child(node, at);
            at = floor(node, key);
        }
        return at < 0 ? Optional.empty() : Optional.of(new Item(node.keys()[at], data(node, at)));
    }

    /** All items of an object and a type, in order. */
    void each(long object, int type, Items into) throws FetchException {
        each(first(), new Key(object, type, 0), new Key(object, type, -1), into);
    }

    private boolean each(Nodes.Node node, Key from, Key to, Items into) throws FetchException {
        int at = floor(node, from);
        if (at < 0 || node.level() == 0 && !node.keys()[at].equals(from)) {
            at++;
        }
        for (; at < node.keys().length && node.keys()[at].compareTo(to) <= 0; at++) {
            boolean more = node.level() > 0 ? each(child(node, at), from, to, into) : into.add(node.keys()[at], data(node, at));
            if (!more) {
                return false;
            }
        }
        return true;
    }

    private static int floor(Nodes.Node node, Key key) {
        int at = Arrays.binarySearch(node.keys(), key);
        return at >= 0 ? at : -at - 2;
    }

    private Nodes.Node first() throws FetchException {
        if (root.level() > DEEPEST) {
            throw nodes.damaged(0, "a tree has " + root.level() + " levels");
        }
        return nodes.read(root.block(), root.level(), root.generation(), 0);
    }

    private Nodes.Node child(Nodes.Node node, int at) throws FetchException {
        int pointer = Nodes.HEADER + at * Nodes.POINTER;
        Bytes b = node.bytes();
        Nodes.Node child = nodes.read(b.u64le(pointer + CHILD), node.level() - 1, b.u64le(pointer + CHILD_GENERATION), b.place());
        if (child.keys().length == 0 || !child.keys()[0].equals(node.keys()[at])) {
            throw nodes.damaged(child.bytes().place(), "a node does not begin with the key by which it is referred to");
        }
        return child;
    }

    private static Bytes data(Nodes.Node leaf, int at) throws FetchException {
        Bytes b = leaf.bytes();
        int item = Nodes.HEADER + at * Nodes.LEAF_ITEM;
        long offset = b.u32le(item + DATA_OFFSET);
        long bytes = b.u32le(item + DATA_BYTES);
        // what doesn't fit an int lies outside anyway
        return b.slice((int) Math.min(Nodes.HEADER + offset, Integer.MAX_VALUE), (int) Math.min(bytes, Integer.MAX_VALUE));
    }
}
