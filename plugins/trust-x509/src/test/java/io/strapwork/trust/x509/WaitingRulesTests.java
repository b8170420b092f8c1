package io.strapwork.trust.x509;

import io.strapwork.rules.WaitingRules;

class WaitingRulesTests extends WaitingRules {}
