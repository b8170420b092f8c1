package io.strapwork.handoff.placement;

import io.strapwork.rules.WaitingRules;

class WaitingRulesTests extends WaitingRules {}
