package io.strapwork.handoff.linux;

import io.strapwork.rules.WaitingRules;

class WaitingRulesTests extends WaitingRules {}
