package io.strapwork.runtime.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Conversations of one kind by what tells them apart, a record; no more than the limits allow. */
final class OpenConversations {
    private final Map<Record, OpenConversation> open = new LinkedHashMap<>();
    private final KeptBytes kept;

    OpenConversations(KeptBytes kept) {
        this.kept = kept;
    }

    /** The one of this key, which begins where there is none; empty where there is no room for it. */
    Optional<OpenConversation> of(Record key, String protocol, String title) {
        OpenConversation found = open.get(key);
        if (found == null && open.size() < NetworkTranscript.MOST && kept.take(OpenConversation.BYTES)) {
            found = new OpenConversation(protocol, title, kept);
            open.put(key, found);
        }
        return Optional.ofNullable(found);
    }

    List<Conversation> closed() {
        return open.values().stream().map(each -> each.close(List.of())).toList();
    }
}
