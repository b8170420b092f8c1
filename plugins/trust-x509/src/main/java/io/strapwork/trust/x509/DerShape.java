package io.strapwork.trust.x509;

import java.util.ArrayList;
import java.util.List;

/** The shape of BER (X.690): that each length is within its parent's, and that there is not too much. Looked at before a library reads it. */
final class DerShape {
    private static final int DEPTH = 40;
    private static final int MOST = 50_000;
    private static final int CONSTRUCTED = 0x20;
    private static final int INDEFINITE = 0x80;
    /** Of the fields of a signed message. */
    private static final int AFTER_ALGORITHMS = 2;
    private final byte[] file;
    private final int most;
    private int elements;

    private DerShape(byte[] file, int most) {
        this.file = file;
        this.most = most;
    }

    /** That there is one element, and nothing behind it. */
    static void whole(byte[] file) throws MalformedException {
        whole(file, MOST);
    }

    /** @param most elements within it */
    static void whole(byte[] file, int most) throws MalformedException {
        if (end(file, most) != file.length) {
            throw new MalformedException("more bytes follow it");
        }
    }

    /**
     * Where the first element ends.
     *
     * @throws MalformedException unless there is one of bearable shape
     */
    static int end(byte[] file) throws MalformedException {
        return end(file, MOST);
    }

    private static int end(byte[] file, int most) throws MalformedException {
        if (file.length == 0) {
            throw new MalformedException("it is empty");
        }
        if (file[0] != 0x30) {
            throw new MalformedException("it is not in DER");
        }
        return new DerShape(file, most).element(0, file.length, 0);
    }

    /** @return where it ends */
    private int element(int begin, int limit, int depth) throws MalformedException {
        if (depth > DEPTH) {
            throw new MalformedException("it is nested more than " + DEPTH + " deep");
        }
        if (++elements > most) {
            throw new MalformedException("it has more than " + most + " elements");
        }
        int at = begin;
        int tag = next(at++, limit);
        if ((tag & 0x1f) == 0x1f) {
            while ((next(at++, limit) & 0x80) != 0) {
                if (at - begin > 5) {
                    throw new MalformedException("a tag in it is too long");
                }
            }
        }
        int first = next(at++, limit);
        if (first == INDEFINITE) {
            return indefinite(at, limit, tag, depth);
        }
        long length = first;
        if (first > INDEFINITE) {
            int bytes = first & 0x7f;
            if (bytes > 4) {
                throw new MalformedException("a length in it is too long");
            }
            length = 0;
            for (int i = 0; i < bytes; i++) {
                length = length << 8 | next(at++, limit);
            }
        }
        if (length > limit - at) {
            throw new MalformedException("it is truncated");
        }
        int end = at + (int) length;
        if ((tag & CONSTRUCTED) != 0) {
            while (at < end) {
                at = element(at, end, depth + 1);
            }
        }
        return end;
    }

    private int indefinite(int begin, int limit, int tag, int depth) throws MalformedException {
        if ((tag & CONSTRUCTED) == 0) {
            throw new MalformedException("a length in it is missing");
        }
        int at = begin;
        while (next(at, limit) != 0 || next(at + 1, limit) != 0) {
            at = element(at, limit, depth + 1);
        }
        return at + 2;
    }

    private int next(int at, int limit) throws MalformedException {
        if (at >= limit) {
            throw new MalformedException("it is truncated");
        }
        return file[at] & 0xff;
    }

    /** An element of bearable shape. @param begin of its content */
    private record Element(int tag, int begin, int end) {}

    /**
     * How many elements the sets of that tag in a signed message have in all (RFC 5652, section 5.1), but for the digests' algorithms; none where it is something else.
     *
     * @param file of bearable shape
     */
    static int count(byte[] file, int tag) throws MalformedException {
        var shape = new DerShape(file, Integer.MAX_VALUE);
        List<Element> info = shape.children(shape.at(0, file.length));
        List<Element> outer = info.size() < 2 ? List.of() : shape.children(info.get(1));
        List<Element> message = outer.isEmpty() ? List.of() : shape.children(outer.getFirst());
        int count = 0;
        for (int i = AFTER_ALGORITHMS; i < message.size(); i++) {
            if (message.get(i).tag() == tag) {
                count += shape.children(message.get(i)).size();
            }
        }
        return count;
    }

    private List<Element> children(Element of) throws MalformedException {
        var children = new ArrayList<Element>();
        if ((of.tag() & CONSTRUCTED) != 0) {
            int at = of.begin();
            while (at < of.end() && (file[at] != 0 || at + 1 < of.end() && file[at + 1] != 0)) {
                children.add(at(at, of.end()));
                at = element(at, of.end(), 0);
            }
        }
        return children;
    }

    private Element at(int begin, int limit) throws MalformedException {
        int end = element(begin, limit, 0);
        int at = begin + 1;
        while ((file[begin] & 0x1f) == 0x1f && (file[at++] & 0x80) != 0) {
            // a tag of several bytes
        }
        int first = file[at++] & 0xff;
        return new Element(file[begin] & 0xff, first > INDEFINITE ? at + (first & 0x7f) : at, end);
    }
}
