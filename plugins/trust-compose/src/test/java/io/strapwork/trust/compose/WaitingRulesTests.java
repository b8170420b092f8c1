package io.strapwork.trust.compose;

import io.strapwork.rules.WaitingRules;

class WaitingRulesTests extends WaitingRules {}
