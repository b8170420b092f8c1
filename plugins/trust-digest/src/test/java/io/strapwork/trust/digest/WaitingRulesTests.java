package io.strapwork.trust.digest;

import io.strapwork.rules.WaitingRules;

class WaitingRulesTests extends WaitingRules {}
