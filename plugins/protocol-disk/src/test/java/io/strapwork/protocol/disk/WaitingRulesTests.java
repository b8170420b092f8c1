package io.strapwork.protocol.disk;

import io.strapwork.rules.WaitingRules;

class WaitingRulesTests extends WaitingRules {}
